/** Sources of every kind with clients of every policy, and the middleware in front of them. */
import type { Dice } from './dice.ts';
import type { Ground } from './drawn-design.ts';
import type { DrawnMap } from './drawn-map.ts';

export interface DrawnSource {
  readonly name: string;
  /** Index of its map, −1: none. */
  readonly map: number;
  readonly text: string;
  /** Asks for keys of its own choice. */
  readonly asks: boolean;
  /** Goes through the balancer to a map. */
  readonly isRouted: boolean;
  readonly reads: boolean;
  readonly writes: boolean;
}

export function drawnSources(dice: Dice, ground: Ground, maps: readonly DrawnMap[]): readonly DrawnSource[] {
  const sources: DrawnSource[] = [];
  for (let index = 0, count = dice.between(1, 4); index < count; index++) {
    const name = `source-${index}`;
    const leaders = sources.filter(({ asks, writes, map }) => asks && writes && map >= 0);
    if (ground.services && (index === 0 || dice.chance(20))) sources.push(entering(dice, ground, name));
    else if (leaders.length > 0 && dice.chance(30)) sources.push(following(dice, ground, name, dice.of(leaders), maps));
    else if (dice.chance(12)) sources.push(computing(dice, ground, name));
    else sources.push(asking(dice, ground, name, maps));
  }
  return sources;
}

const service = (dice: Dice) => `service: ${dice.of(['0us', '{exponential: 300us}', '{exponential: 5ms}', '50ms'])}`;

const keys = (dice: Dice) => `keys: ${dice.of(['uniform', '{zipf: 0.99}', '{zipf: 1.5}'])}`;

/** A source of reads and writes alone, whose client has no policy but to try again. */
export function plainSource(dice: Dice, index: number, maps: readonly DrawnMap[]): DrawnSource {
  const name = `source-${index}`;
  const patience = `client: ${written(patienceOf(dice))}`;
  if (dice.chance(10)) return plain(name, `rate: ${dice.between(1, 50)}/s, ${service(dice)}, ${patience}`);
  const map = dice.between(0, maps.length - 1);
  const isProbe = dice.chance(30);
  const asked = isProbe
    ? `${service(dice)}, every: ${dice.of([20, 100])}ms, target: each-owner, op: ${dice.of(['put', 'get'])}`
    : `${keys(dice)}, ${service(dice)}, from: ${dice.of(['any-zone', 'any-zone', 'beside-owner', 'eu-a'])}, rate: ${dice.between(5, 120)}/s, mix: ${dice.of(['{put: 100%}', '{put: 50%, get: 50%}', '{put: 10%, get: 90%}'])}`;
  const text = `{name: ${name}, map: map-${map}, ${asked}, ${patience}}`;
  return { name, map, text, asks: !isProbe, isRouted: false, reads: true, writes: true };
}

function plain(name: string, text: string): DrawnSource {
  return { name, map: -1, text: `{name: ${name}, ${text}}`, asks: false, isRouted: false, reads: false, writes: false };
}

function entering(dice: Dice, ground: Ground, name: string): DrawnSource {
  return plain(name, `to: service-0, ${load(dice, ground.duration)}, client: ${client(dice, true)}`);
}

function computing(dice: Dice, ground: Ground, name: string): DrawnSource {
  const sessions = ground.middleware && dice.chance(70) ? `, sessions: ${dice.of([1, 30])}, keys: {zipf: 0.99}` : '';
  const fanOut = dice.chance(25) ? ', fanOut: 3' : '';
  return plain(
    name,
    `${load(dice, ground.duration)}, ${service(dice)}${sessions}${fanOut}, client: ${client(dice, true)}`,
  );
}

/** Asks for what another source has just written. */
function following(
  dice: Dice,
  { middleware }: Ground,
  name: string,
  leader: DrawnSource,
  maps: readonly DrawnMap[],
): DrawnSource {
  const { map } = leader;
  const isRouted = middleware && maps[map]!.isPartitioned && dice.chance(50);
  const writes = dice.chance(30);
  const text = `{name: ${name}, map: map-${map}, after: {source: ${leader.name}, delay: ${dice.of(['0s', '{exponential: 20ms}', '500ms'])}}, op: ${writes ? 'put' : 'get'}, ${service(dice)}${isRouted ? ', via: balancer' : ''}, client: ${client(dice, !writes)}}`;
  return { name, map, text, asks: false, isRouted, reads: !writes, writes };
}

function asking(dice: Dice, ground: Ground, name: string, maps: readonly DrawnMap[]): DrawnSource {
  const map = dice.between(0, maps.length - 1);
  const { isPartitioned } = maps[map]!;
  if (isPartitioned && dice.chance(20)) {
    const writes = dice.chance(50);
    const text = `{name: ${name}, map: map-${map}, ${service(dice)}, every: ${dice.of([50, 200])}ms, target: each-owner, op: ${writes ? 'put' : 'get'}, client: ${client(dice, false)}}`;
    return { name, map, text, asks: false, isRouted: false, reads: !writes, writes };
  }
  const kinds = ['get', 'put', 'mix', 'mix', ...(isPartitioned ? (['update', 'update'] as const) : [])] as const;
  const operation = dice.of(kinds);
  const isRouted = ground.middleware && isPartitioned && dice.chance(60);
  const fanOut = operation !== 'update' && dice.chance(20) ? `, fanOut: ${dice.between(2, 4)}` : '';
  const places = ['any-zone', 'any-zone', 'eu-a', ...(isPartitioned && !ground.wan ? ['beside-owner'] : [])];
  const where = `map: map-${map}, ${keys(dice)}, from: ${dice.of(places)}${isRouted ? ', via: balancer' : ''}`;
  const policy = client(dice, operation === 'get');
  const text = `{name: ${name}, ${where}${operations(dice, operation)}${fanOut}, ${load(dice, ground.duration)}, ${service(dice)}, client: ${policy}}`;
  return {
    name,
    map,
    text,
    asks: true,
    isRouted,
    reads: operation !== 'put' && operation !== 'update',
    writes: operation !== 'get',
  };
}

function operations(dice: Dice, operation: 'get' | 'put' | 'mix' | 'update'): string {
  if (operation === 'get' || operation === 'put') return `, op: ${operation}`;
  if (operation === 'mix') return ', mix: {put: 40%, get: 50%, remove: 10%}';
  const updates = dice.of(['', 'plain', 'entryProcessor', 'versioned', '{versioned: {retries: 2, backoff: 5ms}}']);
  return `, mix: {update: 60%, get: 30%, put: 10%}${updates === '' ? '' : `, updates: ${updates}`}`;
}

function load(dice: Dice, duration: number): string {
  return dice.of([
    `rate: ${dice.between(5, 60)}/s`,
    `rate: ${dice.between(5, 60)}/s, arrivals: constant`,
    `rate: [{at: 0s, rate: ${dice.between(0, 30)}/s}, {at: ${dice.between(1, duration - 2)}s, rate: ${dice.between(1, 90)}/s, over: 1s}]`,
    `clients: ${dice.between(1, 10)}, think: ${dice.of(['100ms', '{exponential: 300ms}'])}`,
    'arrivals: {recorded: [1ms, 10ms, 10ms, 1s, 2500ms, 3900ms]}',
  ]);
}

interface Patience {
  /** ms. */
  readonly timeout: number;
  readonly retries: number;
  /** ms. */
  readonly backoff: number;
}

function patienceOf(dice: Dice): Patience {
  return { timeout: dice.of([20, 100, 500, 2000]), retries: dice.of([0, 0, 1, 4]), backoff: dice.of([0, 10, 300]) };
}

function written({ timeout, retries, backoff }: Patience, more = ''): string {
  return `{timeout: ${timeout}ms, retries: ${retries}, backoff: ${backoff}ms${more}}`;
}

/** What a client does about late answers and failures. */
function client(dice: Dice, mayHedge: boolean): string {
  const patience = patienceOf(dice);
  const { timeout, retries, backoff } = patience;
  const jitter = backoff > 0 && dice.chance(50) ? `, jitter: ${dice.of(['full', 'equal'])}` : '';
  const hedge = dice.chance(30) && mayHedge ? `, hedge: {after: ${timeout / 4}ms}` : '';
  const breaker = dice.chance(25) ? `, breaker: {failures: ${dice.between(1, 5)}, within: 500ms, open: 1s}` : '';
  const budget = dice.chance(30) && retries > 0 ? ', retryBudget: 10%' : '';
  return written(patience, `${jitter}${hedge}${breaker}${budget}`);
}

/** Middleware with no part that nothing uses; undefined when nobody would go through it. */
export function drawnMiddleware(dice: Dice, ground: Ground, sources: readonly DrawnSource[]): string | undefined {
  const routed = sources.filter(({ isRouted }) => isRouted);
  if (!ground.middleware || (routed.length === 0 && sources.every(({ map }) => map >= 0))) return undefined;
  const hasBus = routed.some(({ writes }) => writes) && dice.chance(50);
  const caches = ['', '{}', '{invalidate: {ttl: 500ms}}', ...(hasBus ? ['{invalidate: on-write}'] : [])];
  const cache = routed.some(({ reads }) => reads) ? dice.of(caches) : '';
  const parts = [
    `balancer: ${dice.of(policies)}`,
    ...(dice.chance(60) ? [`registry: ${dice.of(registries)}`] : []),
    ...(hasBus ? [`bus: {delay: ${dice.of(['1ms', '{exponential: 20ms}'])}}`] : []),
    ...(cache === '' ? [] : [`sessionCache: ${cache}`]),
    ...(routed.length > 0 && dice.chance(50) ? ['dataTime: {exponential: 1ms}'] : []),
  ];
  return `{${parts.join(', ')}}`;
}

export const policies = [
  'round-robin',
  'random',
  'hash-ring',
  'jump',
  'rendezvous',
  '{policy: maglev, tableSize: 101}',
  'bounded-loads',
  'least-loaded',
  'two-choices',
  'lowest-cpu',
  'sticky',
  '{policy: sticky, first: two-choices}',
];
export const registries = [
  '{checkEvery: 700ms, checkTimeout: 200ms}',
  '{checkEvery: 1s, healthyBelow: 90%, checkSeesDead: false, recovers: false}',
  '{checkEvery: 300ms, unhealthyAfter: 2, healthyBelow: 50%, cpuOver: 100ms}',
];
