/**
 * What capacity rules look at and what they answer: constraints on the number of members, and further numbers.
 *
 * A product's guide is a file of rules (hazelcast-capacity.ts, ignite-capacity.ts, redis-capacity.ts); which product follows which stands in
 * capacity-rules.ts. Rules know the product by its profile only.
 */

import type { Product } from '../model/product.ts';
import type { Basis } from '../model/result.ts';
import type { SizingCard } from '../model/sizing-card.ts';
import type { ProductProfile } from '../products/product-profile.ts';
import type { MemoryCase } from './memory.ts';
import type { Sized } from './sized.ts';

export interface Constraint {
  readonly constraint:
    | 'memory'
    | 'throughput'
    | 'zones'
    | 'copies'
    | 'product minimum'
    | 'failures'
    | 'majority'
    | 'heap'
    | 'off-heap'
    | 'copy-on-write';
  /** Members, counting all, that it asks for. */
  readonly members: number;
  /** With its number, in words. */
  readonly text: string;
  readonly formula: string;
  readonly source: string;
  readonly basis: Basis;
}

/** A card before members are chosen. */
export interface CapacityCase {
  readonly card: SizingCard;
  readonly product: Product;
  readonly profile: ProductProfile;
  /** Entries grown, as they lie in memory. */
  readonly memory: MemoryCase;
}

/** The same with its members. */
export interface CapacityOfMembers extends CapacityCase {
  readonly members: number;
  readonly primaries: number;
  readonly partitions: number;
  /** Bytes of all copies. */
  readonly totalBytes: number;
}

export interface CapacityRules {
  /** Constraints that more entries make harder; more members never break them. */
  constraints(capacity: CapacityCase): readonly Constraint[];
  numbers(capacity: CapacityOfMembers): readonly Sized[];
}

export function copiesOf({ card, profile }: CapacityCase): number {
  return profile.spreadsLoss ? card.backups + 1 : 1;
}
