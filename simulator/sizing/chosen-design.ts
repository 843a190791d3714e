/**
 * From a design card to a design: what was given, what was chosen, and which constraint chose it.
 *
 *   members = the largest that any constraint asks for: memory, throughput with one member lost, copies, zones, the product's minimum
 *
 * A card that names its members keeps them; the constraints then say whether they are enough. "Which bound holds" is the idea of Oracle
 * NoSQL's sizing sheet and of the better Kafka calculators (peers.md C.1, F.3).
 */
import type { Nanoseconds } from '../kernel/time.ts';
import { hasReplicaSets, type Product, product as productSchema } from '../model/product.ts';
import type { HazelcastProduct } from '../model/scenario.ts';
import type { SizingCard } from '../model/sizing-card.ts';
import { networkPresets } from '../model/topology.ts';
import { withPartitions } from '../products/partition-count.ts';
import type { EntryShape, ProductProfile } from '../products/product-profile.ts';
import { profileOf } from '../products/profile-of.ts';
import type { CapacityCase, Constraint } from './capacity-case.ts';
import { constraintsOf } from './constraints.ts';
import type { MemoryCase } from './memory.ts';

/** Most partitions that the vocabulary allows; 32749 is the largest prime below 32768. */
export const MOST_PARTITIONS = 32749;
export const MOST_MEMBERS = 10_000;
/** Name of the map in drafted scenarios; with the key's number it makes the key's text. */
export const MAP_NAME = 'orders';

export interface ChosenDesign {
  readonly card: SizingCard;
  readonly product: Product;
  readonly profile: ProductProfile;
  readonly members: number;
  readonly primaries: number;
  readonly partitions: number;
  /** Entries with growth. */
  readonly entries: number;
  readonly entry: EntryShape;
  /** The entries as they lie in memory. */
  readonly memory: MemoryCase;
  readonly replication: 'sync' | 'async';
  /** Preset of the network, and the one-way delay between members it implies. */
  readonly network: 'one-zone' | 'three-zones';
  readonly delay: Nanoseconds;
  /** All constraints, the one that asks for most first. */
  readonly constraints: readonly Constraint[];
}

/** The card's entries, grown, in its product; members are not chosen yet. */
export function capacityOf(card: SizingCard): CapacityCase & { readonly partitions: number } {
  const defaults = productOf(card);
  const entries = Math.ceil(card.entries * (1 + card.growth));
  const partitions = partitionsOf(card, defaults, entries);
  // Ignite counts its own, version 3 by the members, which are not chosen yet.
  const isFixed = hasReplicaSets(defaults) || defaults.kind === 'ignite';
  const product: Product = isFixed ? defaults : { ...defaults, partitions };
  const profile = profileOf(product);
  const memory = { profile, entry: entryOf(card), entries, backups: card.backups, indexes: card.indexes };
  return { card, profile, memory, product, partitions };
}

export function chooseDesign(card: SizingCard): ChosenDesign {
  const capacity = capacityOf(card);
  const { entry, entries } = capacity.memory;
  const constraints = constraintsOf(capacity);
  const members = card.members ?? runnableMembers(capacity.profile, constraints[0]!.members, card.backups);
  const product = withPartitions(capacity.product, members, card.backups);
  const profile = profileOf(product);
  const partitions = (hasReplicaSets(product) ? undefined : product.partitions) ?? capacity.partitions;
  const network = card.zones > 1 ? 'three-zones' : 'one-zone';
  return {
    card,
    product,
    profile,
    members,
    primaries: profile.primaries(members, card.backups),
    partitions,
    entries,
    entry,
    memory: { ...capacity.memory, profile },
    replication: card.replication ?? profile.replication,
    network,
    delay: card.zones > 1 ? networkPresets[network].crossZone.value : networkPresets[network].sameZone.value,
    constraints,
  };
}

/** The next number of members that a scenario can hold: copies on distinct members, whole shards, at most MOST_MEMBERS. */
export function runnableMembers(profile: ProductProfile, members: number, backups: number): number {
  const shard = profile.membersFor(1, backups);
  const least = profile.spreadsLoss ? backups + 1 : profile.membersFor(profile.leastPrimaries, backups);
  const most = Math.floor(MOST_MEMBERS / shard) * shard;
  return Math.min(most, Math.max(least, Math.ceil(members / shard) * shard));
}

/** The product with the card's settings; everything else as the scenario schema has it. */
function productOf(card: SizingCard): Product {
  const { product: kind, version } = card;
  const defaults = productSchema.parse(version === undefined ? kind : { kind, version });
  if (defaults.kind === 'redis-sentinel') return defaults;
  if (defaults.kind === 'ignite') return { ...defaults, ...igniteTimeout(card) };
  if (defaults.kind === 'hazelcast') return withPatience(defaults, card.heartbeatTimeout);
  if (hasReplicaSets(defaults)) return { ...defaults, nodeTimeout: card.nodeTimeout ?? defaults.nodeTimeout };
  const heartbeatTimeout = card.heartbeatTimeout ?? defaults.heartbeatTimeout;
  // The usual five heartbeats within the timeout, so that a short timeout does not suspect everyone between two heartbeats.
  const heartbeatInterval = Math.max(1e6, Math.min(defaults.heartbeatInterval, Math.round(heartbeatTimeout / 5)));
  return { ...defaults, heartbeatTimeout, heartbeatInterval };
}

function igniteTimeout({ heartbeatTimeout }: SizingCard): { failureDetectionTimeout?: number } {
  return heartbeatTimeout === undefined ? {} : { failureDetectionTimeout: heartbeatTimeout };
}

/** Hazelcast counts both in whole seconds, the interval at least one. */
function withPatience(product: HazelcastProduct, timeout = product.maxNoHeartbeat): Product {
  const maxNoHeartbeat = Math.max(2, Math.ceil(timeout / 1e9)) * 1e9;
  const fifth = Math.max(1, Math.floor(maxNoHeartbeat / 5e9)) * 1e9;
  return { ...product, maxNoHeartbeat, heartbeatInterval: Math.min(product.heartbeatInterval, fifth) };
}

/** The key's text is map:number; the rest of the entry is value. */
function entryOf(card: SizingCard): EntryShape {
  const keyLength = Math.min(card.entrySize, `${MAP_NAME}:${card.entries}`.length);
  const shape = { keyLength, valueLength: card.entrySize - keyLength };
  return card.timeToLive === undefined ? shape : { ...shape, expires: true };
}

function partitionsOf(card: SizingCard, product: Product, entries: number): number {
  return Math.min(MOST_PARTITIONS, profileOf(product).partitionsFor(entries * card.entrySize));
}
