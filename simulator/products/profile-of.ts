/**
 * The profile of a product as a scenario names it. One line a product; the compiler says when one is missing.
 */
import type { Product } from '../model/scenario.ts';
import { genericProfile } from './generic-profile.ts';
import { hazelcastProfile } from './hazelcast-profile.ts';
import type { ProductProfile } from './product-profile.ts';
import { redisClusterProfile } from './redis-cluster-profile.ts';

export function profileOf(product: Product): ProductProfile {
  switch (product.kind) {
    case 'generic':
      return genericProfile(product);
    case 'redis-cluster':
      return redisClusterProfile(product);
    case 'hazelcast':
      return hazelcastProfile(product);
  }
}
