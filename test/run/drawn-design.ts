/** Designs of every size, with networks, life cycles, collectors, autoscalers, services and regions; the product is given. */
import type { Dice } from './dice.ts';

/** What the rest of the scenario must know of its design. */
export interface Ground {
  /** s. */
  readonly duration: number;
  readonly heals: boolean;
  readonly members: number;
  readonly backups: number;
  readonly zones: number;
  readonly regions: readonly string[];
  readonly network: string;
  /** Primaries with replicas of their own, as in Redis. */
  readonly redis: boolean;
  /** Kind of the product. */
  readonly kind: string;
  readonly wan: boolean;
  readonly scales: boolean;
  readonly middleware: boolean;
  readonly services: boolean;
  /** Units may have life cycles and collectors. */
  readonly living: boolean;
}

/** Nothing but a grid, its clients and its store. */
export const bare = { wan: false, scales: false, middleware: false, services: false, living: false } as const;

export function designLines(dice: Dice, ground: Ground, product: string): readonly string[] {
  const { regions, members, backups, zones, network, heals } = ground;
  const hasLife = ground.living && dice.chance(35);
  const others = regions.slice(1).map((name) => `, {name: ${name}}`);
  return [
    `product: ${product}`,
    `regions: [{name: eu, zones: ${zones}}${others.join('')}]`,
    `members: ${members}`,
    `backups: ${backups}`,
    // A link that is too narrow for the load never recovers: retries keep it full.
    `network: ${heals ? network.replace(/bandwidth: \w+/, 'bandwidth: 100MB') : network}`,
    `units: ${units(dice, ground, hasLife)}`,
    `store: ${store(dice)}`,
    ...(ground.scales ? [`autoscaler: ${autoscaler(dice, members, backups, hasLife)}`] : []),
    ...(ground.wan ? [`wan: ${regionReplication(dice, ground)}`] : []),
    ...(ground.services ? ['services:', ...services(dice).map((service) => `  - ${service}`)] : []),
  ];
}

/** Kind of the product that stands for all others of its family. */
export function kindOf(redis: boolean): string {
  return redis ? 'redis-cluster' : 'generic';
}

/** Round trips beyond the node timeout keep a Redis cluster from ever settling. */
export function isFar({ regions, network }: Pick<Ground, 'regions' | 'network'>): boolean {
  return regions.length > 1 || network.includes('crossZone');
}

export function clusterProduct(dice: Dice): string {
  return `{kind: redis-cluster, nodeTimeout: ${dice.of(['300ms', '500ms', '1s', '2s'])}, fullCoverage: ${dice.chance(50)}, syncBandwidth: ${dice.of(['10MiB', '100KiB'])}}`;
}

/** The generic grid with small numbers; `more` settings. */
export function genericProduct(dice: Dice, more = ''): string {
  const interval = dice.between(20, 1000);
  const timeout = Math.max(interval + 10, dice.between(100, 3000));
  return `{kind: generic, partitions: ${dice.between(1, 17)}, heartbeatInterval: ${interval}ms, heartbeatTimeout: ${timeout}ms${more}, promotion: ${dice.of(['majority', 'any-side'])}, migrationBandwidth: ${dice.of(['50MiB', '1MiB', '100KiB'])}}`;
}

/** Settings of the generic grid: what notices that a member is gone. */
export function detector(dice: Dice, scales: boolean): string {
  const phi = `, detector: {phiAccrual: {threshold: ${dice.of([1, 4, 8])}, window: ${dice.of([3, 100])}, minimumDeviation: ${dice.of([5, 100])}ms, acceptablePause: ${dice.of([0, 300])}ms, firstHeartbeatEstimate: 300ms, learnsFromSuspicions: ${dice.chance(50)}}}`;
  const swim = `, detector: {swim: {period: ${dice.of([100, 400])}ms, probeTimeout: ${dice.of([20, 90])}ms, indirectProbes: ${dice.between(0, 3)}, targets: ${dice.of(['round-robin', 'random'])}, phases: ${dice.of(['random', 'aligned'])}, suspicion: {minimum: ${dice.of([0, 300])}ms, maximum: ${dice.of([300, 1500])}ms, confirmations: ${dice.between(0, 3)}}, gossip: {interval: 50ms, fanOut: ${dice.between(1, 3)}, repeats: ${dice.between(1, 4)}}}}`;
  return dice.of(['', '', ', detector: deadline', phi, scales ? phi : swim]);
}

export function network(dice: Dice): string {
  return dice.of([
    'none',
    'loopback',
    'three-zones',
    '{bandwidth: 10MB}',
    '{sameZone: {exponential: 200us}, bandwidth: 1MB}',
    '{sameZone: {exponential: 200us}, crossZone: {lognormal: {median: 1ms, p99: 20ms}}, crossRegion: {uniform: [20ms, 80ms]}}',
    '{sameZone: {uniform: [0ms, 30ms]}, crossZone: {exponential: 40ms}, crossRegion: 200ms}',
  ]);
}

function units(dice: Dice, { living }: Ground, hasLife: boolean): string {
  const limit = dice.chance(30) ? `, queueLimit: ${dice.between(0, 20)}` : '';
  const collection =
    living && dice.chance(25)
      ? `, garbageCollection: {every: {exponential: ${dice.of(['500ms', '3s'])}}, pause: ${dice.of(['5ms', '{exponential: 80ms}', '1s'])}}`
      : '';
  const life = hasLife ? `, lifecycle: ${lifeCycle(dice)}` : '';
  return `{threads: ${dice.between(1, 4)}${limit}, discipline: ${dice.of(['fifo', 'lifo', 'shortest-first', 'processor-sharing'])}${life}${collection}}`;
}

function lifeCycle(dice: Dice): string {
  const step = () => dice.of(['0s', '50ms', '{exponential: 300ms}']);
  return `{starting: ${step()}, connecting: ${step()}, loading: ${dice.of(['copies', '0s', '200ms'])}, registering: ${step()}, registersBeforeReady: ${dice.chance(30)}, drain: ${dice.of(['untilEmpty', '{atMost: 100ms}', '{fixed: 300ms}', '{fixed: 0s}'])}, deregistering: ${step()}}`;
}

function store(dice: Dice): string {
  const writes = dice.chance(60) ? `writesPerSecond: ${dice.of([5, 50, 500])}/s, ` : '';
  const reads = dice.chance(50) ? `readsPerSecond: ${dice.of([20, 200, 2000])}/s, ` : '';
  const failures = dice.chance(25) ? `failureRatio: ${dice.of([1, 20])}%, ` : '';
  return `{${writes}${reads}${failures}latency: ${dice.of(['0ms', '2ms', '{exponential: 20ms}'])}}`;
}

function autoscaler(dice: Dice, members: number, backups: number, hasLife: boolean): string {
  const rule = dice.of([
    'rule: thresholds, scaleOutAbove: 20%, scaleInBelow: 5%',
    `rule: thresholds, scaleOutAbove: ${dice.of([1, 40])}%, scaleInBelow: 0%, add: 1`,
    'rule: thresholds, scaleOutAbove: 95%, scaleInBelow: 90%, remove: 2',
    `rule: target, target: ${dice.of([2, 20, 90])}%, stabilisation: ${dice.of([0, 1])}s`,
    `rule: proportional, target: ${dice.of([5, 50])}%, gain: ${dice.of([0.3, 1, 2])}`,
  ]);
  const startup = !hasLife && dice.chance(50) ? `, startup: ${dice.of(['300ms', '{exponential: 500ms}'])}` : '';
  const delays = `, every: ${dice.of(['200ms', '1s'])}, metricDelay: ${dice.of(['0s', '500ms'])}, cooldown: ${dice.of(['0s', '1s'])}`;
  return `{${rule}${delays}${startup}, minimum: ${dice.between(backups + 1, members)}, maximum: ${dice.between(members, members + 4)}}`;
}

function regionReplication(dice: Dice, { kind }: Ground): string {
  const limit =
    kind === 'hazelcast'
      ? hazelcastQueues(dice)
      : dice.chance(40)
        ? `, queueLimit: {entries: ${dice.of([1, 10, 100])}, whenFull: ${dice.of(['reject', 'drop-oldest', 'block'])}}`
        : '';
  const failover = dice.chance(50) ? `, failover: {after: ${dice.of(['0s', '300ms', '2s'])}}` : '';
  return `{batch: ${dice.of([1, 5, 500])}, delay: ${dice.of(['0s', '50ms', '1s'])}, acknowledgeTimeout: ${dice.of(['100ms', '1s'])}, retryDelay: ${dice.of(['50ms', '1s'])}${limit}, resolve: ${dice.of(['last-write-wins', 'put-if-absent', 'pass-through'])}${failover}}`;
}

/** A chain in which each goes on to, or calls, those after it, and may come back. */
function services(dice: Dice): readonly string[] {
  const count = dice.between(1, 4);
  return Array.from({ length: count }, (_, index) => {
    const limit = dice.chance(30) ? `, queueLimit: ${dice.between(0, 5)}` : '';
    const onward = index + 1 < count;
    const delay = dice.of(['', ', delay: 5ms', ', delay: {exponential: 20ms}']);
    const target = () => `service-${dice.between(index + 1, count - 1)}`;
    const calls =
      onward && dice.chance(60)
        ? `, calls: [{to: ${target()}${delay}}, {to: ${target()}}], parallel: ${dice.chance(50)}, holdsThread: ${dice.chance(50)}`
        : '';
    const back = dice.chance(30) && calls === '' ? `, then: [{to: service-${index}, probability: 30%${delay}}]` : '';
    const then =
      back === '' && onward && dice.chance(50)
        ? `, then: [{to: ${target()}, probability: ${dice.of([50, 100])}%}]`
        : back;
    return `{name: service-${index}, units: ${dice.between(1, 3)}, routing: ${dice.of(['random', 'round-robin'])}, threads: ${dice.between(1, 2)}${limit}, discipline: ${dice.of(['fifo', 'lifo', 'shortest-first', 'processor-sharing'])}, service: ${dice.of(['1ms', '{exponential: 10ms}', '60ms'])}${calls}${then}}`;
  });
}

function hazelcastQueues(dice: Dice): string {
  const behaviours = ['DISCARD_AFTER_MUTATION', 'THROW_EXCEPTION', 'THROW_EXCEPTION_ONLY_IF_REPLICATION_ACTIVE'];
  return dice.of([
    '',
    `, queueCapacity: ${dice.of([1, 20])}, queueFull: ${dice.of(behaviours)}`,
    ', acknowledgeType: ACK_ON_RECEIPT',
  ]);
}
