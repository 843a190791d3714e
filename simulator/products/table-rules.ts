/**
 * What the simulated grid with a partition table has to know of its product: the rules that differ, as plain values.
 *
 * One case a product of that family; the rules of a real product are made from its own settings in a file beside its profile.
 */
import type { GenericProduct, TableProduct } from '../model/scenario.ts';
import { type HazelcastRules, hazelcastRules } from './hazelcast-rules.ts';
import type { LogRule, LossRule } from './ignite-persistence.ts';
import { ignite2Rules, type RingRules } from './ignite2-rules.ts';
import { ignite3Rules } from './ignite3-rules.ts';

/** Rules of the generic grid, and those that only some products have; absent: as the generic grid does it. */
export type TableRules = Omit<GenericProduct, 'kind'> & {
  /** What Hazelcast does its own way: connections, echo requests, looking for other sides. */
  readonly hazelcast?: HazelcastRules;
  /** Members watch their next one in a ring. */
  readonly ring?: RingRules;
  /** A change of members counts when every member has answered, and writes wait until then. */
  readonly exchanges?: true;
  /** Who holds what follows from the members that are present (rendezvous.ts). */
  readonly affinity?: { readonly distinctZones: boolean };
  /** A partition without any copy left refuses requests; absent: it begins anew, empty. */
  readonly refusesLost?: boolean;
  /** A side of a split has lost what it has no copy of, whoever else has one; absent: it waits for those to come back. */
  readonly losesBySide?: true;
  /** … and keeps a list of it until somebody resets it; absent: it does not. */
  readonly loss?: LossRule;
  /** A partition is served only where a majority of its copies is; absent: one is enough. */
  readonly agrees?: true;
  /** What members have on their disks when they come back; absent: nothing. */
  readonly log?: LogRule;
  /** ns without any member coming or going, before lost copies are made again; absent: at once. */
  readonly restoresAfter?: number | undefined;
};

export function tableRules(product: TableProduct): TableRules {
  switch (product.kind) {
    case 'generic':
      return product;
    case 'hazelcast':
      return hazelcastRules(product);
    case 'ignite':
      return product.version === '3' ? ignite3Rules(product) : ignite2Rules(product);
  }
}
