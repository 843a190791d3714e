/** Every product in every version with settings drawn at random, and the members, copies and zones that it accepts. */
import type { Dice } from './dice.ts';

export const productFamilies = ['generic', 'hazelcast', 'ignite-2', 'ignite-3', 'cluster', 'sentinel'] as const;
export type ProductFamily = (typeof productFamilies)[number];

export interface DrawnProduct {
  readonly text: string;
  readonly hasReplicaSets: boolean;
  readonly members: number;
  readonly backups: number;
}

export function drawnProduct(dice: Dice, family: ProductFamily, zones: number): DrawnProduct {
  switch (family) {
    case 'generic': {
      const placement = often(dice, 50, `placement: ${dice.of(['even', 'random'])}`);
      const settings = [`promotion: ${dice.of(['majority', 'any-side'])}`, ...placement];
      return table(dice, ['kind: generic', ...partitions(dice), ...settings, ...heartbeats(dice), copying(dice)]);
    }
    case 'hazelcast':
      return table(dice, ['kind: hazelcast', ...partitions(dice), ...hazelcast(dice, zones), copying(dice)]);
    case 'ignite-2':
      return table(dice, ['kind: ignite', ...partitions(dice), ...ignite2(dice), copying(dice)]);
    case 'ignite-3':
      return table(dice, ['kind: ignite', 'version: "3"', ...partitions(dice), ...ignite3(dice), copying(dice)]);
    case 'cluster':
      return cluster(dice);
    case 'sentinel':
      return sentinel(dice);
  }
}

function often(dice: Dice, percent: number, setting: string): readonly string[] {
  return dice.chance(percent) ? [setting] : [];
}

const partitions = (dice: Dice) => [`partitions: ${dice.between(1, 17)}`];

const copying = (dice: Dice) => `migrationBandwidth: ${dice.of(['50MiB', '1MiB', '100KiB'])}`;

function heartbeats(dice: Dice): readonly string[] {
  const interval = dice.between(20, 500);
  return [
    `heartbeatInterval: ${interval}ms`,
    `heartbeatTimeout: ${Math.max(interval + 10, dice.between(100, 2000))}ms`,
  ];
}

function table(dice: Dice, settings: readonly string[]): DrawnProduct {
  const backups = dice.of([0, 1, 1, 1, 2, 3]);
  const members = dice.between(backups + 1, 8);
  return { text: `{${settings.join(', ')}}`, hasReplicaSets: false, members, backups };
}

function hazelcast(dice: Dice, zones: number): readonly string[] {
  const phi = `{phiAccrual: {threshold: ${dice.of([1, 10])}, window: ${dice.of([2, 200])}, minimumDeviation: ${dice.of([5, 100])}ms}}`;
  return [
    ...often(dice, 60, `keyType: ${dice.of(['string', 'integer', 'long', 'double', 'uuid'])}`),
    `heartbeatInterval: ${dice.of([1, 1, 2])}s`,
    `maxNoHeartbeat: ${dice.of([3, 3, 5])}s`,
    ...often(dice, 40, `detector: ${dice.of(['deadline', phi])}`),
    ...often(dice, 40, `icmp: {timeout: ${dice.of([100, 1000])}ms, maxAttempts: ${dice.between(1, 3)}}`),
    ...often(dice, 40, `connectionMonitor: {interval: ${dice.of([1, 100])}ms, maxFaults: ${dice.between(1, 3)}}`),
    ...often(dice, zones > 1 ? 40 : 0, 'partitionGroup: zone-aware'),
    ...often(dice, 30, `version: "${dice.of(['5.0', '5.6', '5.7', '6.0'])}"`),
    ...often(dice, 40, `maxParallelMigrations: ${dice.of([1, 2, 10])}`),
    ...often(dice, 20, `migrationInterval: ${dice.of(['1ms', '50ms', '1s'])}`),
    ...often(dice, 20, `rebalanceDelay: ${dice.of(['300ms', '2s', '30s'])}`),
    ...often(dice, 60, `waitBeforeJoin: ${dice.of(['0s', '100ms', '1s'])}`),
    ...often(dice, 30, `maxWaitBeforeJoin: ${dice.of(['0s', '500ms'])}`),
    `mergeInterval: ${dice.of([1, 1, 3])}s`,
    ...often(dice, 40, `mergeFirstRun: ${dice.of([1, 5])}s`),
    ...often(dice, 30, `clusterAge: ${dice.of([0, 2, 100])}s`),
    ...often(dice, 40, `mastershipClaimTimeout: ${dice.of([1, 3])}s`),
    ...often(dice, 20, `failOnIndeterminateState: ${dice.chance(50)}`),
    `backupTimeout: ${dice.of(['1ms', '100ms', '1s', '5s'])}`,
    ...often(dice, 30, `migrationLoad: ${dice.of([10, 95])}%`),
  ];
}

function ignite2(dice: Dice): readonly string[] {
  return [
    `version: "${dice.of(['2', '2.8'])}"`,
    ...often(dice, 50, `keyType: ${dice.of(['text', 'integer', 'long'])}`),
    ...often(dice, 70, `failureDetectionTimeout: ${dice.of(['10ms', '200ms', '1s', '3s'])}`),
    ...often(dice, 50, `connectionRecoveryTimeout: ${dice.of(['10ms', '300ms', '1s', '10s'])}`),
    ...often(dice, 70, `restartAfter: ${dice.of(['1ms', '100ms', '1s'])}`),
    ...often(dice, 50, `writeSynchronizationMode: ${dice.of(['PRIMARY_SYNC', 'FULL_SYNC', 'FULL_ASYNC'])}`),
    ...often(dice, 50, `partitionLossPolicy: ${dice.of(['IGNORE', 'READ_WRITE_SAFE', 'READ_ONLY_SAFE'])}`),
    ...ignite2Disks(dice),
    ...often(dice, 40, `baselineAutoAdjustTimeout: ${dice.of(['0s', '300ms', '2s'])}`),
    ...often(dice, 30, 'affinityBackupFilter: zone'),
    ...often(dice, 30, `rebalanceBatchSize: ${dice.of(['1KiB', '512KiB'])}`),
    ...often(dice, 30, `rebalanceThrottle: ${dice.of(['0s', '10ms', '500ms'])}`),
    ...often(dice, 30, `rebalanceThreadPoolSize: ${dice.of([1, 4])}`),
  ];
}

function ignite2Disks(dice: Dice): readonly string[] {
  const persists = dice.chance(80);
  const wal = dice.of([
    'walMode: FSYNC',
    'walMode: LOG_ONLY, walSegmentSyncTimeout: 100ms',
    'walSegmentSyncTimeout: 3s',
    'walMode: BACKGROUND',
    'walMode: BACKGROUND, walMmap: false, walFlushFrequency: 150ms, walSegmentSyncTimeout: 2s',
    'walMode: NONE',
  ]);
  return [
    ...(persists ? [`persistenceEnabled: true, ${wal}`] : []),
    ...often(dice, 30, `baselineAutoAdjustEnabled: ${dice.chance(70)}`),
    ...often(dice, 40, `resetLostPartitionsAfter: ${dice.of(['1ms', '300ms', '2s'])}`),
  ];
}

function ignite3(dice: Dice): readonly string[] {
  const election = dice.of([10, 100, 400]);
  return [
    ...often(dice, 50, `keyType: ${dice.of(['text', 'integer', 'long'])}`),
    `leaseExpirationInterval: ${Math.max(100, 4 * election + dice.of([10, 1000]))}ms`,
    `raftElectionTimeout: ${election}ms`,
    ...often(dice, 60, `fsync: ${dice.chance(50)}`),
    ...often(dice, 30, `cores: ${dice.of([1, 16])}`),
  ];
}

function cluster(dice: Dice): DrawnProduct {
  const backups = dice.of([0, 1, 1, 2]);
  const kind = dice.of([
    `kind: redis-cluster, version: "${dice.of(['7.0', '7.2', '7.4', '8.0'])}"`,
    `kind: valkey, version: "${dice.of(['7.2', '8.0', '8.1', '9.0'])}"`,
  ]);
  const settings = [
    kind,
    `nodeTimeout: ${dice.of(['100ms', '300ms', '500ms', '1s'])}`,
    ...often(dice, 70, `fullCoverage: ${dice.chance(50)}`),
    ...often(dice, 30, `replicaValidityFactor: ${dice.of([0, 1, 10])}`),
    ...often(dice, backups > 1 ? 50 : 0, `allowReplicaMigration: true, migrationBarrier: ${dice.between(0, 2)}`),
    ...writes(dice, backups),
    `syncBandwidth: ${dice.of(['10MiB', '100KiB'])}`,
  ];
  const members = (backups + 1) * dice.between(3, backups === 0 ? 5 : 3);
  return { text: `{${settings.join(', ')}}`, hasReplicaSets: true, members, backups };
}

function sentinel(dice: Dice): DrawnProduct {
  const backups = dice.between(0, 3);
  const members = backups + 1;
  const beside = dice.chance(40);
  const sentinels = dice.between(1, beside ? members : 5);
  const settings = [
    `kind: redis-sentinel, version: "${dice.of(['7.0', '7.2', '7.4'])}"`,
    `sentinels: ${sentinels}`,
    ...often(dice, 50, `quorum: ${dice.between(1, sentinels)}`),
    `downAfter: ${dice.of(['100ms', '500ms', '1s', '2s'])}`,
    `failoverTimeout: ${dice.of(['2s', '3s', '10s', '3min'])}`,
    ...often(dice, 40, `parallelSyncs: ${dice.between(1, 3)}`),
    `sentinelHosts: ${beside ? 'members' : 'own'}`,
    ...often(dice, 60, `clients: ${dice.of(['try-members', 'ask-sentinels'])}`),
    ...often(
      dice,
      30,
      `replicaPriorities: [${Array.from({ length: members }, () => dice.of([0, 1, 100])).join(', ')}]`,
    ),
    ...writes(dice, backups),
    `syncBandwidth: ${dice.of(['10MiB', '100KiB'])}`,
  ];
  return { text: `{${settings.join(', ')}}`, hasReplicaSets: true, members, backups };
}

/** What turns full copies of replicas that lag on. */
const lagging = [
  'replBacklogSize: 16KiB, replTimeout: 1s',
  'replTimeout: 2s, replDisklessSyncDelay: 0s, replBacklogSize: 16KiB',
  'replicaOutputBufferLimit: {hard: 1KiB, soft: 1KiB, softTime: 0s}, replBacklogSize: 16KiB, replDisklessSyncDelay: 500ms',
];

/** What Redis promises about a write. */
function writes(dice: Dice, backups: number): readonly string[] {
  const good = backups > 0 && dice.chance(35);
  const disk = dice.of([
    [],
    [`appendfsync: ${dice.of(['always', 'everysec', 'no'])}`],
    [`save: [{after: 1s, changes: ${dice.of([1, 30])}}, {after: 3s, changes: 5}]`],
  ]);
  return [
    ...(backups > 0 ? often(dice, 40, dice.of(lagging)) : []),
    ...(good ? [`minReplicasToWrite: ${dice.between(1, backups)}`] : []),
    ...(good ? often(dice, 60, `minReplicasMaxLag: ${dice.of([1, 2])}s`) : []),
    ...disk,
  ];
}
