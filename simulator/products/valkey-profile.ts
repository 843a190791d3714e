/**
 * Valkey 7.2 to 9.0 in cluster mode: what Redis Cluster answers, but for memory and elections.
 *
 * Nothing of it was measured by us: rules are those of its source and release notes (election-rules.ts), memory of 7.2 and 8.0 follows the
 * structures and the project's own measurement (redis-memory.ts), that of 8.1 and 9.0 its announcement ("about 20 bytes less a key").
 * Left out: dual-channel replication, atomic slot migration, the throttled reconnects of 9.0, multiple databases.
 */
import type { ValkeyProduct } from '../model/scenario.ts';
import { valkeyElection } from './election-rules.ts';
import type { ProductProfile } from './product-profile.ts';
import { redisClusterProfile } from './redis-cluster-profile.ts';
import { valkeyConduct } from './redis-conduct.ts';
import { redisFailover } from './redis-failover.ts';
import type { EntryLayout } from './redis-memory.ts';
import { redisEntry } from './redis-process.ts';

const layouts: Readonly<Record<ValkeyProduct['version'], EntryLayout>> = {
  '7.2': 'slot-list',
  '8.0': 'embedded',
  '8.1': 'hashtable',
  '9.0': 'hashtable',
};

const timing = {
  source: 'Valkey src/cluster_legacy.c and release notes; the gossip as measured on Redis 7.0.15',
  basis: 'source',
} as const;

export function valkeyProfile(product: ValkeyProduct): ProductProfile {
  const redis = redisClusterProfile({ ...product, kind: 'redis-cluster', version: '7.2' });
  const layout = layouts[product.version];
  const { delayMs, ordersEqualOffsets, plansAtFail } = valkeyElection(product);
  return {
    ...redis,
    ...redisEntry(layout),
    kind: 'valkey',
    title: `Valkey ${product.version}`,
    basis: {
      ...redis.basis,
      replication: {
        source:
          'asynchronous, the replica acknowledges once a second (valkey src/replication.c); lag as on Redis 7.0.15',
        basis: 'source',
      },
      detection: timing,
      failover: timing,
      memory:
        layout === 'hashtable'
          ? { source: 'Valkey 8.1 announcement: about 20 bytes less a key than 8.0', basis: 'documented' }
          : {
              source: "sizes of entries and jemalloc classes; the project's blog of 2024-08-29 within 1 %",
              basis: 'source',
            },
    },
    conduct: valkeyConduct,
    settingsText: `version: "${product.version}", fullCoverage: ${product.fullCoverage}`,
    assumption: `Valkey ${product.version}: rules of its source; the gossip it shares with Redis was measured on Redis 7.0.15 only.`,
    detection: (cluster, loss) => ({ ...redis.detection(cluster, loss), ...timing }),
    failover: (cluster, loss) => {
      const never = redis.failover(cluster, loss);
      if ('never' in never) return never;
      const election = { delay: delayMs * 1e6, isOrdered: ordersEqualOffsets, ticks: plansAtFail ? 1 : 2 };
      const { members, backups } = cluster;
      const range = redisFailover({ nodeTimeout: product.nodeTimeout, members, replicas: backups, election });
      const wait = ordersEqualOffsets ? `${delayMs} ms / 2` : `${delayMs} ms / (replicas + 1)`;
      const formula = `nodeTimeout + 0.85 p + ${delayMs} ms + ${wait} + ${election.ticks} × 50 ms, p = min(nodeTimeout / 2, (members − 1) s)`;
      return { ...range, formula, ...timing };
    },
  };
}
