/**
 * Small random scenarios as text: any design, any load, any faults on top of one another. The same number gives the same scenario.
 * When `heals`, every fault is over well before the end, so that everything must work again.
 */
import { Dice } from './dice.ts';

export interface RandomScenario {
  readonly text: string;
  readonly heals: boolean;
  /** False: something in it loses or keeps writes in a way that the witness does not know. Absent: true. */
  readonly witnessed?: boolean;
}

export function randomScenario(number: number): RandomScenario {
  const dice = new Dice(number);
  const redis = dice.chance(30);
  const far = dice.chance(10);
  const zones = dice.between(1, 3);
  const backups = redis ? dice.between(0, 2) : dice.of([0, 1, 1, 1, 2, 2, 3]);
  const members = redis
    ? (backups + 1) * dice.between(3, backups === 0 ? 5 : 4)
    : dice.between(Math.max(1, backups + 1), 9);
  const duration = dice.between(5, 40);
  const delays = network(dice);
  // Round trips beyond the node timeout keep a Redis cluster from ever settling.
  const heals = dice.chance(60) && !(redis && (far || delays.includes('40ms')));
  const maps = dice.between(1, 2);
  const text = `apiVersion: sba/v1
name: random-${number}
question: Does anything impossible happen?
design:
  product: ${redis ? redisProduct(dice) : genericProduct(dice)}
  regions: [{name: eu, zones: ${zones}}${far ? ', {name: us, zones: 1}' : ''}]
  members: ${members}
  backups: ${backups}
  network: ${delays}
  units: {threads: ${dice.between(1, 4)}${dice.chance(30) ? `, queueLimit: ${dice.between(0, 20)}` : ''}}
  maps:
${Array.from({ length: maps }, (_, index) => `    - ${map(dice, `map-${index}`)}`).join('\n')}
  store: {${dice.chance(60) ? `writesPerSecond: ${dice.of([5, 50, 500])}/s, ` : ''}latency: ${dice.of(['0ms', '2ms', '{exponential: 20ms}'])}}
workload:
${Array.from({ length: dice.between(1, 3) }, (_, index) => `  - ${source(dice, `source-${index}`, maps)}`).join('\n')}
run: {duration: ${duration}s, warmup: 0s, settle: ${dice.between(1, 20)}s, seed: ${number}, eventLimit: 20000000}
faults:
${Array.from({ length: dice.between(1, 5) }, (_, index) => `  - ${fault(dice, { id: `fault-${index}`, duration, heals, members, backups, zones, redis })}`).join('\n')}
`;
  // A rolling restart ends when it ends, and an election with a rejoin takes Redis seconds: the run may be over first.
  const inTime = (!redis || duration >= 20) && !text.includes('rolling-restart');
  return { text, heals: heals && inTime };
}

function redisProduct(dice: Dice): string {
  const coverage = dice.chance(50);
  return `{kind: redis-cluster, nodeTimeout: ${dice.of(['300ms', '500ms', '1s', '2s'])}, fullCoverage: ${coverage}, syncBandwidth: ${dice.of(['10MiB', '100KiB'])}}`;
}

/** The generic grid with small numbers. */
export function genericProduct(dice: Dice): string {
  const interval = dice.between(20, 1000);
  const timeout = Math.max(interval + 10, dice.between(100, 3000));
  return `{kind: generic, partitions: ${dice.between(1, 17)}, heartbeatInterval: ${interval}ms, heartbeatTimeout: ${timeout}ms, promotion: ${dice.of(['majority', 'majority', 'any-side'])}, migrationBandwidth: ${dice.of(['50MiB', '1MiB', '100KiB'])}}`;
}

function network(dice: Dice): string {
  return dice.of([
    'none',
    'loopback',
    'three-zones',
    '{sameZone: {exponential: 200us}, crossZone: {lognormal: {median: 1ms, p99: 20ms}}, crossRegion: {uniform: [20ms, 80ms]}}',
    '{sameZone: {uniform: [0ms, 30ms]}, crossZone: {exponential: 40ms}, crossRegion: 200ms}',
  ]);
}

function map(dice: Dice, name: string): string {
  const pump = `{writeBehind: {delay: ${dice.of(['0s', '50ms', '1s', '5s'])}, batch: ${dice.of([1, 3, 20, 500])}, coalesce: ${dice.chance(50)}, retryDelay: ${dice.of(['10ms', '1s'])}, queueOnBackups: ${dice.chance(60)}}}`;
  const persistence = dice.of([null, null, pump, pump, '{writeThrough: {}}']);
  return `{name: ${name}, entries: ${dice.of([1, 5, 40, 1000])}, entrySize: ${dice.of(['64B', '1KiB', '20KiB'])}, startsEmpty: ${dice.chance(30)}, replication: ${dice.of(['sync', 'async'])}, readFrom: ${dice.of(['primary', 'any-copy'])}${persistence === null ? '' : `, persistence: ${persistence}`}}`;
}

function source(dice: Dice, name: string, maps: number): string {
  const keys = dice.of(['uniform', '{zipf: 0.99}', '{zipf: 1.5}']);
  const client = `{timeout: ${dice.of([20, 100, 500, 2000])}ms, retries: ${dice.of([0, 0, 1, 4])}, backoff: ${dice.of(['0ms', '10ms', '300ms'])}}`;
  const service = dice.of(['0us', '{exponential: 300us}', '{exponential: 5ms}', '50ms']);
  if (dice.chance(10)) return `{name: ${name}, rate: ${dice.between(1, 50)}/s, service: ${service}, client: ${client}}`;
  const common = `name: ${name}, map: map-${dice.between(0, maps - 1)}, keys: ${keys}, service: ${service}, client: ${client}`;
  const from = dice.of(['any-zone', 'any-zone', 'beside-owner', 'eu-a']);
  if (dice.chance(30))
    return `{${common}, every: ${dice.of([20, 100])}ms, target: each-owner, op: ${dice.of(['put', 'get'])}}`;
  return `{${common}, from: ${from}, rate: ${dice.between(5, 120)}/s, mix: ${dice.of(['{put: 100%}', '{put: 50%, get: 50%}', '{put: 10%, get: 90%}'])}}`;
}

interface FaultFrame {
  readonly id: string;
  readonly duration: number;
  readonly heals: boolean;
  readonly members: number;
  readonly backups: number;
  readonly zones: number;
  readonly redis: boolean;
}

function fault(dice: Dice, frame: FaultFrame): string {
  const { id, duration, heals, backups } = frame;
  const kind = dice.of([
    'crash',
    'crash',
    'crash',
    'host-loss',
    'pause',
    'pause',
    'split',
    'split',
    'delay',
    'store-down',
    'rolling-restart',
  ]);
  // A run that heals has struck and ended everything in its first half.
  const last = Math.floor(heals ? duration * 250 : duration * 990);
  const at = dice.of([
    `${dice.between(0, last)}ms`,
    `${dice.between(0, Math.floor(last / 500)) * 500}ms`,
    `{uniform: [0ms, ${last}ms]}`,
  ]);
  const length = heals
    ? `${dice.between(1, Math.floor(duration * 250))}ms`
    : dice.of([`${dice.between(1, 9000)}ms`, '{exponential: 1s}', '50ms']);
  const optional = heals || dice.chance(70) ? `, duration: ${length}` : '';
  const target = targetOf(dice, frame);
  switch (kind) {
    case 'store-down':
      return `{id: ${id}, kind: store-down, at: ${at}${optional}}`;
    case 'rolling-restart':
      // Without an heir nobody can leave in good order, and the scenario would be refused.
      if (backups === 0) return `{id: ${id}, kind: crash, at: ${at}, duration: ${length}, target: ${target}}`;
      // Without an heir nobody can leave in good order, and the scenario would be refused.
      if (backups === 0) return `{id: ${id}, kind: crash, at: ${at}, duration: ${length}, target: ${target}}`;
      return `{id: ${id}, kind: rolling-restart, at: ${at}, downtime: ${dice.of([50, 500, 3000])}ms, pause: ${dice.of([0, 100, 1000])}ms}`;
    case 'pause':
      return `{id: ${id}, kind: pause, at: ${at}, duration: ${length}, target: ${target}}`;
    case 'host-loss':
      return `{id: ${id}, kind: host-loss, at: ${at}${optional}, target: ${target}, link: ${dice.chance(50)}}`;
    case 'split':
      return `{id: ${id}, kind: split, at: ${at}${optional}, target: ${target}, direction: ${dice.of(['both', 'both', 'inbound', 'outbound'])}}`;
    case 'delay':
      return `{id: ${id}, kind: delay, at: ${at}${optional}, target: ${target}, add: ${dice.of(['10ms', '{exponential: 200ms}', '2s'])}}`;
    default:
      return `{id: ${id}, kind: crash, at: ${at}${optional}, target: ${target}}`;
  }
}

function targetOf(dice: Dice, { members, backups, zones }: FaultFrame): string {
  const choices = [
    'any',
    'all',
    `{member: ${dice.between(0, members - 1)}}`,
    `{members: [0, ${dice.between(0, members - 1)}]}`,
    '{primaryOf: any}',
    '{primaryOf: 0}',
    `{zone: eu-${'abc'[dice.between(0, zones - 1)]}}`,
    `{count: ${dice.between(1, members)}}`,
    ...(backups > 0 ? ['{backupOf: any}', '{ownerPair: any}', '{ownerPair: 0}'] : []),
  ];
  return dice.of(choices);
}
