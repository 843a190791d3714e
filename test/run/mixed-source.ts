/** Sources of every kind, and the middleware in front of them. See mixed-scenario.ts. */
import type { Dice } from './dice.ts';
import type { Ground } from './mixed-design.ts';
import type { MixedMap } from './mixed-map.ts';
import { client } from './wide-scenario.ts';

export interface MixedSource {
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

export function mixedSources(dice: Dice, ground: Ground, maps: readonly MixedMap[]): readonly MixedSource[] {
  const sources: MixedSource[] = [];
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

function plain(name: string, text: string): MixedSource {
  return { name, map: -1, text: `{name: ${name}, ${text}}`, asks: false, isRouted: false, reads: false, writes: false };
}

function entering(dice: Dice, ground: Ground, name: string): MixedSource {
  return plain(name, `to: service-0, ${load(dice, ground.duration)}, client: ${client(dice, true)}`);
}

function computing(dice: Dice, ground: Ground, name: string): MixedSource {
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
  leader: MixedSource,
  maps: readonly MixedMap[],
): MixedSource {
  const { map } = leader;
  const isRouted = middleware && maps[map]!.isPartitioned && dice.chance(50);
  const writes = dice.chance(30);
  const text = `{name: ${name}, map: map-${map}, after: {source: ${leader.name}, delay: ${dice.of(['0s', '{exponential: 20ms}', '500ms'])}}, op: ${writes ? 'put' : 'get'}, ${service(dice)}${isRouted ? ', via: balancer' : ''}, client: ${client(dice, !writes)}}`;
  return { name, map, text, asks: false, isRouted, reads: !writes, writes };
}

function asking(dice: Dice, ground: Ground, name: string, maps: readonly MixedMap[]): MixedSource {
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
  const where = `map: map-${map}, keys: ${dice.of(['uniform', '{zipf: 0.99}', '{zipf: 1.5}'])}, from: ${dice.of(places)}${isRouted ? ', via: balancer' : ''}`;
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

/** Middleware with no part that nothing uses; undefined when nobody would go through it. */
export function mixedMiddleware(dice: Dice, ground: Ground, sources: readonly MixedSource[]): string | undefined {
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

const policies = [
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
const registries = [
  '{checkEvery: 700ms, checkTimeout: 200ms}',
  '{checkEvery: 1s, healthyBelow: 90%, checkSeesDead: false, recovers: false}',
  '{checkEvery: 300ms, unhealthyAfter: 2, healthyBelow: 50%, cpuOver: 100ms}',
];
