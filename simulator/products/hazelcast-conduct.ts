/** What Hazelcast does in words. Source: MapConfig, ClusterProperty, Invocation, MapStore and split-brain classes of 5.4 and 6.0 development. */
import type { Conduct } from './conduct.ts';

const basis = 'source' as const;

export const hazelcastConduct: Conduct = {
  goodFor: {
    text: 'A cache or a map of objects inside Java services that must not lose an acknowledged write when a member dies, and prefers to stay available when the network splits.',
    source: 'its defaults: one synchronous backup, no majority rule',
    basis: 'documented',
  },
  processDies: {
    text: 'Nothing that its backups have: with b synchronous backups any b members may go at once. Lost are maps without backups, asynchronous backups on their way, and writes that were acknowledged without a backup after backupTimeout (with failOnIndeterminateState they fail instead). With rebalanceDelay its partitions wait that long for an owner.',
    source:
      'MapConfig, Invocation (operation.backup.timeout.millis, fail.on.indeterminate.state), MigrationManagerImpl',
    basis,
  },
  hostLost: {
    text: 'As a process, but noticed after maxNoHeartbeat instead of some tenths of a second (see Times); with its link, asynchronous backups in flight are lost. Requests for its partitions wait or fail until then, and writes that wait for a lost backup succeed without it after backupTimeout.',
    source: 'ClusterHeartbeatManager, TcpServerConnectionErrorHandler, Invocation',
    basis,
  },
  networkSplits: {
    text: 'Both sides promote, serve and accept writes. When it heals, the smaller side joins the larger within mergeInterval (no sooner than mergeFirstRun, 300 s, after its oldest member started; clusterAge), and the merge policy decides entry by entry (put-if-absent unless the map says otherwise): writes of one side are dropped. protection refuses requests on a side with too few members, once it has noticed.',
    source: 'SplitBrainHandler, ClusterJoinManager, spi.merge, split-brain protection',
    basis,
  },
  everythingDies: {
    text: 'Everything in memory, and all that waits in write-behind queues. What a MapStore has written stays.',
    source: 'MapStoreConfig, WriteBehindQueue',
    basis,
  },
  persistence: {
    text: 'MapStore: write-through, or write-behind with its queue on the backups, so the crash of an owner loses none of it and stores entries of up to 10 s a second time. Persistence on disk (Enterprise) is not simulated.',
    source: 'mapstore.writebehind, map.replica.scheduled.task.delay.seconds',
    basis,
  },
  versions: {
    text: 'From 5.7 an entry that expires in a map also leaves the near caches; before, it stays in them until its own time is over. Every default used here is the same in 5.4 and in the development version of 6.0. Other differences (MapStore offloading from 5.2, attributes that place keys from 5.3) touch nothing that is simulated; 4.x was not read.',
    source: 'near cache page of the reference manual 5.7; ClusterProperty of 5.4 and 6.0 development',
    basis: 'documented',
  },
  measured: {
    text: 'The key hash and the partition table, on the real classes. No time was measured on a running cluster.',
    source: 'HashUtil, PartitionStateGeneratorImpl, hazelcast-client 5.6.0',
    basis: 'measured',
  },
};
