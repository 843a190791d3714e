/**
 * The grid products a scenario may name, each with its settings in a file of its own (product-*.ts).
 *
 * Two families behave alike inside the simulator. Of those with a *partition table* every member owns an equal part of the partitions
 * and the survivors share what a lost one owned. Of those with *replica sets* a primary is followed by replicas of its own, and only
 * these may succeed it.
 */
import * as z from 'zod';
import { genericProduct } from './product-generic.ts';
import { hazelcastProduct } from './product-hazelcast.ts';
import { igniteProduct } from './product-ignite.ts';
import { redisClusterProduct } from './product-redis-cluster.ts';
import { redisSentinelProduct } from './product-redis-sentinel.ts';
import { valkeyProduct } from './product-valkey.ts';
import { choicesOf, fieldsOf, optionsOf, type Schema } from './schema-words.ts';

/** Every product a scenario may name; the order is that of lists and tables. */
export const productKinds = ['generic', 'hazelcast', 'ignite', 'redis-cluster', 'valkey', 'redis-sentinel'] as const;

export const product = z.preprocess(
  (value) => (typeof value === 'string' ? { kind: value } : value),
  z.discriminatedUnion(
    'kind',
    [genericProduct, hazelcastProduct, igniteProduct, redisClusterProduct, valkeyProduct, redisSentinelProduct],
    {
      error: `a product is one of ${productKinds.join(', ')}`,
    },
  ),
);

/** The settings of one product, as a schema. */
export function settingsOf(kind: Product['kind']): Schema {
  return optionsOf(product).find((option) => choicesOf(fieldsOf(option)!.kind!)[0] === kind)!;
}

/** Versions that a product may be given; none where there is but one set of rules. */
export function versionsOf(kind: Product['kind']): readonly string[] {
  const { version } = fieldsOf(settingsOf(kind))!;
  return version === undefined ? [] : choicesOf(version);
}

export type Product = z.output<typeof product>;

const withReplicaSets = ['redis-cluster', 'valkey', 'redis-sentinel'] as const;

export type ReplicaSetProduct = Extract<Product, { kind: (typeof withReplicaSets)[number] }>;
/** Settings of these carry `partitions` (some only if it is not left to the product). */
export type TableProduct = Exclude<Product, ReplicaSetProduct>;

/** Products with a partition table, in the order of lists: among their members keys can move. */
export const tableProducts = productKinds.filter((kind) => !withReplicaSets.some((other) => other === kind));

export function hasReplicaSets(of: Product | undefined): of is ReplicaSetProduct {
  return withReplicaSets.some((kind) => kind === of?.kind);
}
