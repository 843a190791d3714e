/** What Redis Cluster, Valkey and Redis with Sentinel do in words. Source: cluster.c, replication.c, sentinel.c 7.0.15, Valkey cluster_legacy.c. */
import type { Conduct, Statement } from './conduct.ts';

const basis = 'source' as const;

const alone: Omit<Conduct, 'goodFor' | 'networkSplits' | 'versions' | 'measured'> = {
  processDies: {
    text: 'Replication is asynchronous, but the kernel sends what the process had written to its sockets: nothing acknowledged is lost. Without a replica: everything, unless the process returns with appendfsync or save.',
    source: 'redis src/replication.c; no acknowledged write lost in 105 kills of 7.0.15',
    basis: 'measured',
  },
  hostLost: {
    text: 'The host alone: what it had sent still arrives. With its link: write rate × one-way delay, and what waited in its sockets. Detection takes as long as for a process.',
    source: 'redis src/replication.c; measured on 7.0.15 with 5 ms of delay',
    basis: 'measured',
  },
  everythingDies: {
    text: 'Everything, but for what appendfsync or save had on disk: always nothing, everysec the last second (two with a slow disk), no about 30 s, save since the last snapshot.',
    source: 'redis.conf and documentation on persistence',
    basis: 'documented',
  },
  persistence: {
    text: 'appendfsync and save, both off unless given; a process that comes back before it is replaced has what they kept. WAIT and minReplicasToWrite bound what may be lost; they are no consensus. A replica that lags beyond replBacklogSize when its connection was closed copies everything anew and may be elected meanwhile with what it had.',
    source: 'redis src/aof.c, rdb.c, replication.c',
    basis,
  },
};

const clusterSplit: Statement = {
  text: 'Primaries without a majority go on until they miss it: nodeTimeout and up to half of it more, as pings stand (2.3 to 3.0 s at 2 s). What they acknowledge meanwhile, their write rate × that time, is lost when they return as replicas. Nothing is merged. A primary that stood still and was replaced executes first what its clients had sent: those that still wait are told OK, and lose that write.',
  source: 'redis src/cluster.c (clusterUpdateState), ae.c; a split measured on 7.0.15, the pause from source',
  basis: 'measured',
};

/** Replicas of other primaries come to help in a cluster; Sentinel knows one primary. */
const processDies: Statement = {
  ...alone.processDies,
  text: `${alone.processDies.text} With two replicas a primary, one moves after 5 s to a primary that has none left (allowReplicaMigration), and copies what it has.`,
  source: `${alone.processDies.source}; clusterHandleSlaveMigration in cluster.c, not measured`,
};

export const redisClusterConduct: Conduct = {
  ...alone,
  processDies,
  goodFor: {
    text: 'Small values at the lowest latency, sharded over many cores, where a short outage and the loss of the last writes are acceptable.',
    source: 'cluster specification: asynchronous replication, no strong consistency',
    basis: 'documented',
  },
  networkSplits: clusterSplit,
  versions: {
    text: 'Memory a key falls by 16 bytes with 7.4; failover follows 7.0.15 in all of them, since no difference is known.',
    source: 'release notes of 7.4; source read up to before 8.0',
    basis: 'documented',
  },
  measured: {
    text: 'Version 7.0.15 only: failover at node timeouts of 2 and 5 s with 6 and 9 nodes, splits, pauses, host loss, lag, memory, key slots, on one machine. What agrees and what does not: [validity.md](../validity.md).',
    source: 'test/validity/',
    basis: 'measured',
  },
};

const asRedis = (statement: Statement): Statement => ({
  ...statement,
  source: `${statement.source}; on Redis, not on Valkey`,
  basis,
});

export const valkeyConduct: Conduct = {
  processDies: asRedis(processDies),
  hostLost: asRedis(alone.hostLost),
  everythingDies: alone.everythingDies,
  persistence: alone.persistence,
  goodFor: {
    text: 'What Redis Cluster is good for, with an open licence, less memory a key and shorter elections in its newer versions.',
    source: 'Valkey release notes 8.0 to 9.0',
    basis: 'documented',
  },
  networkSplits: asRedis(clusterSplit),
  versions: {
    text: '7.2 as Redis 7.2; 8.0 embeds keys and orders replicas with equal offsets; 8.1 has another table and lets failed primaries be replaced one after the other; 9.0 shortens the delay of an election to min(500 ms, nodeTimeout / 30).',
    source: 'Valkey src/cluster_legacy.c and release notes',
    basis,
  },
  measured: {
    text: 'Nothing by us. Memory of 7.2 and 8.0 is within 1 % of the measurement that the project published.',
    source: 'Valkey blog of 2024-08-29',
    basis: 'documented',
  },
};

/** Of statements that were measured on Redis Cluster, whose replication is the same. */
const sameReplication = (statement: Statement): Statement => ({
  ...statement,
  source: `${statement.source}; in cluster mode`,
  basis,
});

export const redisSentinelConduct: Conduct = {
  processDies: sameReplication(alone.processDies),
  everythingDies: alone.everythingDies,
  persistence: alone.persistence,
  goodFor: {
    text: 'Data that fits one process and load that one core carries, with a replacement for the primary and no sharding.',
    source: 'Redis documentation: high availability with Sentinel',
    basis: 'documented',
  },
  hostLost: {
    ...sameReplication(alone.hostLost),
    text: 'The host alone: what it had sent still arrives. With its link: write rate × one-way delay, and what waited in its sockets. A silent host is noticed up to one ping (1 s) later than a killed process.',
  },
  networkSplits: {
    text: 'A primary on the side without the majority of the sentinels goes on for the clients there until it hears of its successor, and loses all of that. minReplicasToWrite bounds it to about minReplicasMaxLag.',
    source: 'redis src/sentinel.c, replication.c',
    basis,
  },
  versions: {
    text: 'Timings are those of 7.0.15 in all of them; the others change memory alone.',
    source: 'redis src/sentinel.c 7.0.15',
    basis,
  },
  measured: {
    text: 'SIGKILL of the primary at down-after 2 and 5 s with 3 sentinels, version 7.0.15, on one machine (test/validity/redis-sentinel.test.ts). Other versions, splits and lost hosts were not.',
    source: 'test/validity/',
    basis: 'measured',
  },
};
