/**
 * Small random scenarios that use everything at once: every fault kind and target, faults tied to one another, every pump, reader,
 * discipline, kind of load and client policy. The same number gives the same scenario. When `heals`, every fault is over well before the
 * end, so that everything must work again. Beside random-scenario.ts, whose numbers stand for the scenarios they always were.
 */
import { Dice } from './dice.ts';
import { genericProduct, type RandomScenario } from './random-scenario.ts';
import { type FaultFrame, wideFault } from './wide-fault.ts';

export function wideScenario(number: number): RandomScenario {
  const dice = new Dice(number);
  const redis = dice.chance(30);
  const zones = dice.between(1, 3);
  const regions = dice.chance(25) ? ['eu', 'us'] : ['eu'];
  const backups = redis ? dice.between(0, 2) : dice.of([0, 1, 1, 1, 2, 2, 3]);
  const members = redis
    ? (backups + 1) * dice.between(3, backups === 0 ? 5 : 4)
    : dice.between(Math.max(1, backups + 1), 9);
  const duration = dice.between(5, 30);
  const delays = network(dice);
  // Round trips beyond the node timeout keep a Redis cluster from ever settling.
  const far = regions.length > 1 || delays.includes('crossZone');
  // A link that is too narrow for the load never recovers: retries keep it full.
  const heals = dice.chance(50) && !(redis && far);
  const maps = dice.between(1, 2);
  const written = Array.from({ length: maps }, (_, index) => map(dice, `map-${index}`));
  const pumped = /writeBehind|timed|seedPump/.test(written.join());
  const sources = Array.from({ length: dice.between(1, 3) }, (_, index) =>
    source(dice, `source-${index}`, maps, duration),
  );
  const askers = sources.flatMap(({ name, map, isProbe }) => (map >= 0 && !isProbe ? [{ name, map }] : []));
  const frame = { duration, heals, members, backups, zones, regions, redis, pumped, askers };
  const text = `apiVersion: sba/v1
name: wide-${number}
question: Does anything impossible happen?
design:
  product: ${redis ? redisProduct(dice) : genericProduct(dice)}
  regions: [{name: eu, zones: ${zones}}${regions.length > 1 ? ', {name: us, zones: 1}' : ''}]
  members: ${members}
  backups: ${backups}
  network: ${heals ? delays.replace(/bandwidth: \w+/, 'bandwidth: 100MB') : delays}
  units: ${units(dice)}
  maps:
${written.map((line) => `    - ${line}`).join('\n')}
  store: ${store(dice)}
workload:
${sources.map((source) => `  - ${source.text}`).join('\n')}
run: {duration: ${duration}s, warmup: 0s, settle: ${dice.between(1, 20)}s, seed: ${number}, eventLimit: 20000000}
faults:
${faults(dice, frame)
  .map((fault) => `  - ${fault}`)
  .join('\n')}
`;
  // What ends by itself ends when it ends, and an election with a rejoin takes Redis seconds: the run may be over first.
  const inTime = (!redis || duration >= 20) && !/rolling-restart|kind: (leave|join)/.test(text);
  return { text, heals: heals && inTime };
}

function faults(dice: Dice, frame: Omit<FaultFrame, 'id' | 'before'>): readonly string[] {
  const before: FaultFrame['before'][number][] = [];
  return Array.from({ length: dice.between(1, 5) }, (_, index) => {
    const { text, ...made } = wideFault(dice, { ...frame, id: `fault-${index}`, before });
    before.push(made);
    return text;
  });
}

function redisProduct(dice: Dice): string {
  return `{kind: redis-cluster, nodeTimeout: ${dice.of(['300ms', '500ms', '1s', '2s'])}, fullCoverage: ${dice.chance(50)}, syncBandwidth: ${dice.of(['10MiB', '100KiB'])}}`;
}

function network(dice: Dice): string {
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

function units(dice: Dice): string {
  const limit = dice.chance(30) ? `, queueLimit: ${dice.between(0, 20)}` : '';
  return `{threads: ${dice.between(1, 4)}${limit}, discipline: ${dice.of(['fifo', 'lifo', 'shortest-first', 'processor-sharing'])}}`;
}

function store(dice: Dice): string {
  const writes = dice.chance(60) ? `writesPerSecond: ${dice.of([5, 50, 500])}/s, ` : '';
  const reads = dice.chance(50) ? `readsPerSecond: ${dice.of([20, 200, 2000])}/s, ` : '';
  const failures = dice.chance(25) ? `failureRatio: ${dice.of([1, 20])}%, ` : '';
  return `{${writes}${reads}${failures}latency: ${dice.of(['0ms', '2ms', '{exponential: 20ms}'])}}`;
}

function map(dice: Dice, name: string): string {
  const queue = dice.chance(30)
    ? `, queueLimit: {entries: ${dice.of([1, 10, 200])}, whenFull: ${dice.of(['reject', 'drop-oldest', 'block'])}}`
    : '';
  const retries = `retryDelay: ${dice.of(['10ms', '1s'])}${dice.chance(30) ? `, retryLimit: ${dice.between(0, 3)}` : ''}${dice.chance(30) ? ', retryFactor: 2, retryDelayLimit: 4s' : ''}`;
  const common = `coalesce: ${dice.chance(50)}, ${retries}, queueOnBackups: ${dice.chance(60)}${queue}`;
  const persistence = dice.of([
    null,
    `{writeBehind: {delay: ${dice.of(['0s', '50ms', '1s', '5s'])}, batch: ${dice.of([1, 3, 20, 500])}, ${common}}}`,
    `{timed: {every: ${dice.of(['100ms', '1s', '5s'])}, ${common}}}`,
    `{seedPump: {batch: ${dice.of([1, 10, 1000])}, timeout: ${dice.of(['50ms', '1s'])}, backoff: ${dice.of(['50ms', '1s'])}}}`,
    '{writeThrough: {}}',
  ]);
  const reader = dice.chance(35)
    ? `, reader: {${dice.of(['readThrough: {', 'preload: {batch: 10, share: 50%, '])}singleFlight: ${dice.chance(50)}}}`
    : `, startsEmpty: ${dice.chance(30)}`;
  return `{name: ${name}, entries: ${dice.of([1, 5, 40, 1000])}, entrySize: ${dice.of(['64B', '1KiB', '20KiB'])}${reader}, replication: ${dice.of(['sync', 'async'])}, readFrom: ${dice.of(['primary', 'any-copy'])}${persistence === null ? '' : `, persistence: ${persistence}`}}`;
}

interface WrittenSource {
  readonly name: string;
  /** Index of its map, −1: it computes. */
  readonly map: number;
  readonly isProbe: boolean;
  readonly text: string;
}

function source(dice: Dice, name: string, maps: number, duration: number): WrittenSource {
  const service = dice.of(['0us', '{exponential: 300us}', '{exponential: 5ms}', '50ms']);
  const map = dice.chance(10) ? -1 : dice.between(0, maps - 1);
  if (map >= 0 && dice.chance(20)) {
    const text = `{name: ${name}, map: map-${map}, service: ${service}, every: ${dice.of([20, 100])}ms, target: each-owner, op: ${dice.of(['put', 'get'])}, client: ${client(dice, false)}}`;
    return { name, map, isProbe: true, text };
  }
  const operation = map < 0 ? 'none' : dice.of(['get', 'put', 'mix', 'mix', 'update'] as const);
  const mixes = {
    none: '',
    get: ', op: get',
    put: ', op: put',
    mix: ', mix: {put: 40%, get: 50%, remove: 10%}',
    update: ', mix: {update: 60%, get: 40%}',
  };
  const fanOut = operation !== 'update' && dice.chance(25) ? `, fanOut: ${dice.between(2, 5)}` : '';
  const where =
    map < 0
      ? ''
      : `, map: map-${map}, keys: ${dice.of(['uniform', '{zipf: 0.99}', '{zipf: 1.5}'])}, from: ${dice.of(['any-zone', 'any-zone', 'beside-owner', 'eu-a'])}`;
  const policy = client(dice, operation === 'none' || operation === 'get');
  const text = `{name: ${name}${where}${mixes[operation]}${fanOut}, ${load(dice, duration)}, service: ${service}, client: ${policy}}`;
  return { name, map, isProbe: false, text };
}

function load(dice: Dice, duration: number): string {
  return dice.of([
    `rate: ${dice.between(5, 120)}/s`,
    `rate: ${dice.between(5, 120)}/s, arrivals: constant`,
    `rate: [{at: 0s, rate: ${dice.between(0, 50)}/s}, {at: ${dice.between(1, duration - 2)}s, rate: ${dice.between(0, 150)}/s, over: 1s}]`,
    `clients: ${dice.between(1, 20)}, think: ${dice.of(['100ms', '{exponential: 300ms}'])}`,
    'arrivals: {recorded: [1ms, 10ms, 10ms, 1s, 2500ms, 4s]}',
  ]);
}

/** What a client does about late answers and failures. */
export function client(dice: Dice, mayHedge: boolean): string {
  const timeout = dice.of([20, 100, 500, 2000]);
  const retries = dice.of([0, 0, 1, 4]);
  const backoff = dice.of(['0ms', '10ms', '300ms']);
  const jitter = backoff !== '0ms' && dice.chance(50) ? `, jitter: ${dice.of(['full', 'equal'])}` : '';
  const hedge = dice.chance(30) && mayHedge ? `, hedge: {after: ${timeout / 4}ms}` : '';
  const breaker = dice.chance(25) ? `, breaker: {failures: ${dice.between(1, 5)}, within: 500ms, open: 1s}` : '';
  const budget = dice.chance(30) && retries > 0 ? ', retryBudget: 10%' : '';
  return `{timeout: ${timeout}ms, retries: ${retries}, backoff: ${backoff}${jitter}${hedge}${breaker}${budget}}`;
}
