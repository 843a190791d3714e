/**
 * The profile of a product as a scenario names it. One line a product; the compiler says when one is missing.
 */
import type { Product } from '../model/scenario.ts';
import { genericProfile } from './generic-profile.ts';
import { hazelcastProfile } from './hazelcast-profile.ts';
import { ignite2Profile } from './ignite2-profile.ts';
import { ignite3Profile } from './ignite3-profile.ts';
import type { ProductProfile } from './product-profile.ts';
import { redisClusterProfile } from './redis-cluster-profile.ts';
import { redisSentinelProfile } from './redis-sentinel-profile.ts';
import { valkeyProfile } from './valkey-profile.ts';

export function profileOf(product: Product): ProductProfile {
  switch (product.kind) {
    case 'generic':
      return genericProfile(product);
    case 'redis-cluster':
      return redisClusterProfile(product);
    case 'hazelcast':
      return hazelcastProfile(product);
    case 'valkey':
      return valkeyProfile(product);
    case 'redis-sentinel':
      return redisSentinelProfile(product);
    case 'ignite':
      return product.version === '3' ? ignite3Profile(product) : ignite2Profile(product);
  }
}
