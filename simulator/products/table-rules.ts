/**
 * What the simulated grid with a partition table has to know of its product: the rules that differ, as plain values.
 *
 * One case a product of that family; the rules of a real product are made from its own settings in a file beside its profile.
 */
import type { GenericProduct, TableProduct } from '../model/scenario.ts';
import { type HazelcastRules, hazelcastRules } from './hazelcast-rules.ts';

export type TableRules = Omit<GenericProduct, 'kind'> & { readonly hazelcast?: HazelcastRules };

export function tableRules(product: TableProduct): TableRules {
  switch (product.kind) {
    case 'generic':
      return product;
    case 'hazelcast':
      return hazelcastRules(product);
  }
}
