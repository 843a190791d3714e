/**
 * Small random scenarios about one product each, in turn: every kind and version with settings of its own, what Redis promises about a
 * write, sagas, clients that wait for replicas, stores as products have them, restarts that wait for detection, beside the maps, sources
 * and faults of mixed-scenario.ts. The same number gives the same scenario. What a product refuses is drawn anew.
 */
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { Dice } from './dice.ts';
import type { Ground } from './mixed-design.ts';
import { type MixedMap, mixedMaps } from './mixed-map.ts';
import { type MixedSource, mixedMiddleware, mixedSources } from './mixed-source.ts';
import { type DrawnProduct, drawnProduct, productFamilies } from './product-design.ts';
import type { RandomScenario } from './random-scenario.ts';
import { type FaultFrame, wideFault } from './wide-fault.ts';

/** So many draws find one that is accepted: about one in three is. */
const DRAWS = 200;

const family = (number: number) => productFamilies[number % productFamilies.length]!;

export function productScenario(number: number): RandomScenario {
  for (let draw = 0; draw < DRAWS; draw++) {
    const drawn = drawnScenario(number, number * DRAWS + draw);
    if (parseScenario(drawn.text, { source: '<text>', parameters: {} }).ok) return drawn;
  }
  throw new Error(`no scenario ${number} was accepted`);
}

/** Accepted or not. */
export function drawnScenario(number: number, seed: number): RandomScenario {
  const dice = new Dice(seed);
  const zones = dice.between(1, 3);
  const product = drawnProduct(dice, family(number), zones);
  const ground = groundOf(dice, product, zones);
  const maps = mixedMaps(dice, ground).map((map) => withBuffers(dice, map));
  const sources = mixedSources(dice, ground, maps).map((source) => withWait(dice, ground, source));
  const middleware = mixedMiddleware(dice, ground, sources);
  const sagas = dice.chance(40) ? [sagaOf(dice, ground, maps)] : [];
  const faults = faultsOf(dice, ground, maps, sources);
  const lines = [
    'design:',
    `  product: ${product.text}`,
    `  regions: [{name: eu, zones: ${zones}}${ground.regions.length > 1 ? ', {name: us}' : ''}]`,
    `  members: ${ground.members}`,
    `  backups: ${ground.backups}`,
    `  network: ${network(dice)}`,
    `  units: {threads: ${dice.between(1, 3)}${collection(dice)}${dice.chance(25) ? ', lifecycle: {starting: 300ms, loading: copies}' : ''}}`,
    `  store: {${dice.of(['', 'writesPerSecond: 50/s, ', 'failureRatio: 20%, '])}latency: ${dice.of(['0ms', '{exponential: 20ms}'])}}`,
    ...(ground.wan ? [`  wan: {${queues(dice)}}`] : []),
    ...(ground.scales ? [`  autoscaler: ${autoscaler(dice, ground)}`] : []),
    ...(ground.services
      ? ['  services:', '    - {name: service-0, units: 2, threads: 1, service: {exponential: 10ms}}']
      : []),
    '  maps:',
    ...maps.map(({ text }) => `    - ${text}`),
    ...(middleware === undefined ? [] : [`  middleware: ${middleware}`]),
    'workload:',
    ...sources.map(({ text }) => `  - ${text}`),
    ...sagas.map((text) => `  - ${text}`),
    `run: {duration: ${ground.duration}s, warmup: 0s, settle: ${dice.between(1, 12)}s, seed: ${number}, eventLimit: 3000000}`,
    'faults:',
    ...faults.map((fault) => `  - ${fault}`),
  ];
  const text = `apiVersion: sba/v1\nname: product-${number}\nquestion: Does anything impossible happen?\n${lines.join('\n')}\n`;
  // What leaves a cache, is merged, comes back from a disk, or is kept by another kind of map is unknown to the witness.
  const unseen = /appendfsync|save: |kind: hazelcast/.test(product.text) || ground.wan;
  return { text, heals: false, witnessed: !unseen && !maps.some(({ isWitnessed }) => !isWitnessed) };
}

function groundOf(dice: Dice, { text, hasReplicaSets, members, backups }: DrawnProduct, zones: number): Ground {
  const wan = !hasReplicaSets && dice.chance(12);
  return {
    duration: dice.between(4, 15),
    heals: false,
    members: wan ? 2 * Math.max(members, backups + 1) : members,
    backups,
    zones,
    regions: wan || dice.chance(10) ? ['eu', 'us'] : ['eu'],
    redis: hasReplicaSets,
    kind: /kind: ([\w-]+)/.exec(text)?.[1] ?? text,
    wan,
    scales: !wan && !hasReplicaSets && dice.chance(12),
    middleware: dice.chance(25),
    services: dice.chance(10),
  };
}

function queues(dice: Dice): string {
  const behaviours = ['DISCARD_AFTER_MUTATION', 'THROW_EXCEPTION', 'THROW_EXCEPTION_ONLY_IF_REPLICATION_ACTIVE'];
  return dice.of([
    '',
    `queueCapacity: ${dice.of([1, 20])}, queueFull: ${dice.of(behaviours)}`,
    'acknowledgeType: ACK_ON_RECEIPT',
  ]);
}

function network(dice: Dice): string {
  return dice.of([
    'none',
    'loopback',
    'three-zones',
    '{sameZone: {exponential: 200us}, bandwidth: 1MB}',
    '{sameZone: {uniform: [0ms, 30ms]}, crossZone: {exponential: 40ms}, crossRegion: 200ms}',
  ]);
}

function collection(dice: Dice): string {
  if (!dice.chance(20)) return '';
  return `, garbageCollection: {every: {exponential: ${dice.of(['500ms', '3s'])}}, pause: ${dice.of(['{exponential: 80ms}', '1s'])}}`;
}

function autoscaler(dice: Dice, { members, backups }: Ground): string {
  return `{rule: target, target: ${dice.of([2, 20, 90])}%, every: 500ms, cooldown: ${dice.of([0, 1])}s, minimum: ${dice.between(backups + 1, members)}, maximum: ${members + 3}}`;
}

/** A write-behind buffer with what Hazelcast, Ignite and others say about theirs. */
function withBuffers(dice: Dice, map: MixedMap): MixedMap {
  const more = [
    ...(dice.chance(40) ? [`flushSize: ${dice.of([1, 5, 100])}`] : []),
    ...(dice.chance(40) ? [`worker: ${dice.of(['1ms', '50ms', '1s'])}`] : []),
    ...(dice.chance(40) ? [`keptOnBackups: ${dice.of(['0s', '100ms', '3s'])}`] : []),
  ];
  const text = map.text.replace('writeBehind: {', `writeBehind: {${more.map((setting) => `${setting}, `).join('')}`);
  return { ...map, text: dice.chance(60) ? text.replace(/queueOnBackups: \w+/, 'queueOnBackups: false') : text };
}

/** Clients of Redis may wait until replicas have what they wrote. */
function withWait(dice: Dice, { redis, backups }: Ground, source: MixedSource): MixedSource {
  if (!redis || backups === 0 || !source.writes || !dice.chance(40)) return source;
  const wait = `wait: {replicas: ${dice.between(1, backups)}, timeout: ${dice.of([1, 15, 90])}ms, pipelined: ${dice.chance(50)}}`;
  return { ...source, text: source.text.replace('client: {', `client: {${wait}, `) };
}

function sagaOf(dice: Dice, ground: Ground, maps: readonly MixedMap[]): string {
  const count = dice.between(1, 4);
  const steps = Array.from({ length: count }, (_, index) => {
    const fails = dice.chance(40) ? `, failureRatio: ${dice.of([5, 60])}%` : '';
    const back = index + 1 < count || dice.chance(30) ? `, compensation: {op: ${dice.of(['put', 'remove'])}}` : '';
    if (dice.chance(20)) return `{service: {exponential: 5ms}${fails}${back === '' ? '' : ', compensation: {}'}}`;
    const operation = dice.of(['put', 'put', 'remove', 'get']);
    const key = dice.chance(40) ? `, key: ${dice.of(['own', 'shared'])}` : '';
    return `{map: ${dice.of(maps).name}, op: ${operation}${key}${fails}${operation === 'get' ? '' : back}}`;
  });
  const end = count > 1 && dice.chance(30) ? ', abandoned: 10%' : '';
  const load = dice.of([`rate: ${dice.between(1, 30)}/s`, 'clients: 3, think: 50ms']);
  const client = `{timeout: ${dice.of([20, 100, 1000])}ms, retries: ${dice.of([0, 2])}, backoff: ${dice.of([0, 30])}ms}`;
  const from = ground.zones > 1 && dice.chance(30) ? ', from: eu-b' : '';
  return `{name: saga, ${load}${from}, client: ${client}, saga: {steps: [${steps.join(', ')}], retries: ${dice.of([0, 1, 10])}, backoff: ${dice.of([0, 100])}ms${end}}}`;
}

/** An autoscaler says who is there, so nobody else may. */
const moving = /kind: (leave|join|rolling-restart)/;

function faultsOf(
  dice: Dice,
  ground: Ground,
  maps: readonly MixedMap[],
  sources: readonly MixedSource[],
): readonly string[] {
  const before: FaultFrame['before'][number][] = [];
  const askers = sources.flatMap(({ name, map, asks }) => (asks ? [{ name, map }] : []));
  const frame = { ...ground, pumped: maps.some(({ isPumped }) => isPumped), askers, before };
  return Array.from({ length: dice.between(1, 4) }, (_, index) => {
    for (;;) {
      const { text, ...made } = wideFault(dice, { ...frame, id: `fault-${index}` });
      if (ground.scales && moving.test(text)) continue;
      before.push(made);
      const restarts = /kind: (crash|host-loss)/.test(text) && !made.ends && dice.chance(60);
      return restarts ? text.replace(/\}$/, `, restartAfterDetection: ${dice.of(['0s', '500ms'])}}`) : text;
    }
  });
}
