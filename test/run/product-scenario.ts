/**
 * Small random scenarios about one product each, in turn: every kind and version with settings of its own, what Redis promises about a
 * write, sagas, clients that wait for replicas, stores as products have them, restarts that wait for detection, beside the maps, sources
 * and faults of mixed-scenario.ts. The same number gives the same scenario. What a product refuses is drawn anew.
 */
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { Dice } from './dice.ts';
import { designLines, type Ground, network } from './drawn-design.ts';
import { type DrawnFault, drawnFaults } from './drawn-fault.ts';
import { type DrawnMap, drawnMaps } from './drawn-map.ts';
import { type DrawnProduct, drawnProduct, productFamilies } from './drawn-product.ts';
import { type DrawnSource, drawnMiddleware, drawnSources } from './drawn-source.ts';
import { type RandomScenario, scenarioText } from './scenario-text.ts';

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
function drawnScenario(number: number, seed: number): RandomScenario {
  const dice = new Dice(seed);
  const zones = dice.between(1, 3);
  const product = drawnProduct(dice, family(number), zones);
  const ground = groundOf(dice, product, zones);
  const maps = drawnMaps(dice, ground).map((map) => withBuffers(dice, map));
  const sources = drawnSources(dice, ground, maps).map((source) => withWait(dice, ground, source));
  const sagas = dice.chance(40) ? [sagaOf(dice, ground, maps)] : [];
  const text = scenarioText({
    name: 'product',
    number,
    design: designLines(dice, ground, product.text),
    maps: maps.map((map) => map.text),
    middleware: drawnMiddleware(dice, ground, sources),
    sources: [...sources.map((source) => source.text), ...sagas],
    duration: ground.duration,
    settle: dice.between(1, 12),
    eventLimit: 3_000_000,
    faults: drawnFaults(dice, ground, maps, sources, { most: 4 }).map((fault) => withRestart(dice, fault)),
  });
  // What leaves a cache, is merged, comes back from a disk, or is kept by another kind of map is unknown to the witness.
  const unseen = /appendfsync|save: |persistenceEnabled|fsync|kind: hazelcast/.test(product.text) || ground.wan;
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
    network: network(dice),
    regions: wan || dice.chance(10) ? ['eu', 'us'] : ['eu'],
    redis: hasReplicaSets,
    kind: /kind: ([\w-]+)/.exec(text)?.[1] ?? text,
    wan,
    scales: !wan && !hasReplicaSets && dice.chance(12),
    middleware: dice.chance(25),
    services: dice.chance(10),
    living: dice.chance(50),
  };
}

/** A worker, and perhaps batches that go back to their queue. */
function workers(dice: Dice): readonly string[] {
  const tries = dice.chance(50) ? [`requeueAfter: ${dice.of([1, 3])}`] : [];
  return [`worker: ${dice.of(['1ms', '50ms', '1s'])}`, ...tries];
}

/** A write-behind buffer with what Hazelcast, Ignite and others say about theirs. */
function withBuffers(dice: Dice, map: DrawnMap): DrawnMap {
  const more = [
    ...(dice.chance(40) ? [`flushSize: ${dice.of([1, 5, 100])}`] : []),
    ...(dice.chance(40) ? workers(dice) : []),
    ...(dice.chance(40) ? [`keptOnBackups: ${dice.of(['0s', '100ms', '3s'])}`] : []),
  ];
  const text = map.text.replace('writeBehind: {', `writeBehind: {${more.map((setting) => `${setting}, `).join('')}`);
  return { ...map, text: dice.chance(60) ? text.replace(/queueOnBackups: \w+/, 'queueOnBackups: false') : text };
}

/** Clients of Redis may wait until replicas have what they wrote. */
function withWait(dice: Dice, { redis, backups }: Ground, source: DrawnSource): DrawnSource {
  if (!redis || backups === 0 || !source.writes || !dice.chance(40)) return source;
  const wait = `wait: {replicas: ${dice.between(1, backups)}, timeout: ${dice.of([1, 15, 90])}ms, pipelined: ${dice.chance(50)}}`;
  return { ...source, text: source.text.replace('client: {', `client: {${wait}, `) };
}

function sagaOf(dice: Dice, ground: Ground, maps: readonly DrawnMap[]): string {
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

function withRestart(dice: Dice, { text, ends }: DrawnFault): string {
  const restarts = /kind: (crash|host-loss)/.test(text) && !ends && dice.chance(60);
  return restarts ? text.replace(/\}$/, `, restartAfterDetection: ${dice.of(['0s', '500ms'])}}`) : text;
}
