/**
 * Whose capacity guide a product follows. One line a product; the compiler says when one is missing.
 *
 * The generic grid follows what is documented for grids with a partition table: Hazelcast's guide for heap and journals, Ignite's for disk.
 */
import type { Product } from '../model/product.ts';
import type { CapacityRules } from './capacity-case.ts';
import { hazelcastCapacity } from './hazelcast-capacity.ts';
import { diskNumbers } from './ignite-capacity.ts';
import { redisCapacity } from './redis-capacity.ts';

const tableCapacity: CapacityRules = {
  constraints: hazelcastCapacity.constraints,
  numbers: (capacity) => [...hazelcastCapacity.numbers(capacity), ...diskNumbers(capacity)],
};

const byKind: Readonly<Record<Product['kind'], CapacityRules>> = {
  generic: tableCapacity,
  'redis-cluster': redisCapacity,
};

export function capacityRulesOf(kind: Product['kind']): CapacityRules {
  return byKind[kind];
}
