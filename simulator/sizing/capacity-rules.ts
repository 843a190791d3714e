/**
 * Whose capacity guide a product follows. One line a product; the compiler says when one is missing.
 *
 * The generic grid follows what is documented for grids with a partition table: Hazelcast's guide for heap and journals, Ignite's for disk.
 */
import type { Product } from '../model/product.ts';
import type { CapacityRules } from './capacity-case.ts';
import { hazelcastCapacity } from './hazelcast-capacity.ts';
import { hazelcastOverhead } from './hazelcast-overhead.ts';
import { diskNumbers, ignite3Capacity, igniteCapacity } from './ignite-capacity.ts';
import { redisCapacity } from './redis-capacity.ts';

const tableCapacity: CapacityRules = {
  constraints: hazelcastCapacity.constraints,
  numbers: (capacity) => [...hazelcastCapacity.numbers(capacity), ...diskNumbers(capacity)],
};

const hazelcastRules: CapacityRules = {
  constraints: hazelcastCapacity.constraints,
  numbers: (capacity) => [...hazelcastCapacity.numbers(capacity), ...hazelcastOverhead(capacity)],
};

export function capacityRulesOf(product: Product): CapacityRules {
  switch (product.kind) {
    case 'generic':
      return tableCapacity;
    case 'hazelcast':
      return hazelcastRules;
    case 'ignite':
      return product.version === '3' ? ignite3Capacity : igniteCapacity;
    case 'redis-cluster':
    case 'valkey':
    case 'redis-sentinel':
      return redisCapacity;
  }
}
