/** Maps of every kind, with caches, guarantees, merges, pumps and readers. */
import { splitMerge } from '../../simulator/model/split-merge.ts';
import type { Dice } from './dice.ts';
import type { Ground } from './drawn-design.ts';

export interface DrawnMap {
  readonly name: string;
  readonly text: string;
  readonly isPartitioned: boolean;
  readonly isPumped: boolean;
  /** Every loss is one that the witness can see. */
  readonly isWitnessed: boolean;
}

export function drawnMaps(dice: Dice, ground: Ground): readonly DrawnMap[] {
  return Array.from({ length: dice.between(1, 3) }, (_, index) => {
    const common = named(dice, index);
    const other = ground.wan || ground.scales ? undefined : otherKind(dice, ground);
    const map = other === undefined ? partitioned(dice, ground) : { ...other, isPumped: false };
    return { ...map, name: `map-${index}`, isPartitioned: other === undefined, text: `{${common}${map.text}}` };
  });
}

/** A map that is nothing but partitioned; `reader`: some of it may be read from the store. */
export function plainMap(dice: Dice, index: number, reader: boolean): DrawnMap {
  const persistence = dice.of(['', pump(dice), pump(dice), ', persistence: {writeThrough: {}}']);
  const filled = (reader && readerOf(dice, false)) || `, startsEmpty: ${dice.chance(30)}`;
  const copies = `, replication: ${dice.of(['sync', 'async'])}, readFrom: ${dice.of(['primary', 'any-copy'])}`;
  const text = `{${named(dice, index)}${filled}${copies}${persistence}}`;
  return { name: `map-${index}`, text, isPartitioned: true, isPumped: isPump(persistence), isWitnessed: true };
}

function named(dice: Dice, index: number): string {
  return `name: map-${index}, entries: ${dice.of([1, 5, 40, 1000])}, entrySize: ${dice.of(['64B', '1KiB', '20KiB'])}`;
}

const isPump = (persistence: string) => /writeBehind|timed|seedPump/.test(persistence);

type Kind = { readonly text: string; readonly isWitnessed: boolean };

function otherKind(dice: Dice, { redis, members }: Ground): Kind | undefined {
  const kind = dice.of(['partitioned', 'partitioned', 'partitioned', 'database', 'replicated', 'quorum']);
  if (kind === 'database') {
    const connections = dice.chance(50) ? `connections: ${dice.between(1, 3)}, ` : '';
    const through = dice.chance(30) ? ', persistence: {writeThrough: {}}' : '';
    return { text: `, kind: {database: {${connections}holdsThread: ${dice.chance(50)}}}${through}`, isWitnessed: true };
  }
  if (redis || kind === 'partitioned') return undefined;
  return { text: `, kind: ${kind === 'quorum' ? quorum(dice, members) : replicated(dice)}`, isWitnessed: false };
}

function replicated(dice: Dice): string {
  const resolve = dice.of([
    'last-write-wins',
    'version',
    'field-merge, fields: 3',
    'counter, removes: 30%',
    'set, removes: 50%',
    'seed-last-write-wins',
    'seed-version',
    'seed-field-merge',
  ]);
  const bus = dice.chance(40) ? `, busDelay: ${dice.of(['5ms', '{exponential: 40ms}'])}` : '';
  const protection = dice.chance(30) ? `, protection: majority${dice.chance(50) ? ', detection: 300ms' : ''}` : '';
  const clocks = dice.chance(40) ? ', clocks: {spread: 30ms, tick: 1ms}' : '';
  const bandwidth = dice.chance(40) ? ', bandwidth: 100KiB' : '';
  return `{replicated: {resolve: ${resolve}${bus}, reconcile: ${dice.of(['catch-up', 'none', '{antiEntropy: {every: 700ms}}'])}${protection}${clocks}${bandwidth}}}`;
}

function quorum(dice: Dice, members: number): string {
  const replicas = dice.between(1, Math.min(5, members));
  const read = dice.between(1, replicas);
  const expanding = dice.chance(60);
  const handoff = expanding && dice.chance(60);
  const sloppy = handoff && dice.chance(50);
  const options = [
    ...(expanding ? [] : ['expanding: false']),
    ...(handoff ? [`hintedHandoff: {keep: ${dice.of(['200ms', '3h'])}, after: ${dice.of(['20ms', '2s'])}}`] : []),
    ...(sloppy ? ['sloppy: true'] : []),
    ...((expanding || read > 1) && dice.chance(50) ? ['readRepair: true'] : []),
    ...(dice.chance(40) ? [`antiEntropy: {every: ${dice.of(['100ms', '1s'])}}`] : []),
    ...(dice.chance(30) ? ['legs: {write: {exponential: 20ms}, acknowledge: 1ms, request: {exponential: 2ms}}'] : []),
  ];
  return `{quorum: {replicas: ${replicas}, read: ${read}, write: ${dice.between(1, replicas)}, coordinator: ${dice.of(['replica', 'member', 'client'])}${options.map((option) => `, ${option}`).join('')}}}`;
}

function partitioned(dice: Dice, ground: Ground): Kind & { readonly isPumped: boolean } {
  const persistence = dice.of(['', pump(dice), pump(dice), ', persistence: {writeThrough: {}}']);
  const evicts = !ground.wan && dice.chance(30);
  const overwrites = dice.chance(40);
  const reader = ground.wan ? '' : readerOf(dice, overwrites);
  const merges = !ground.redis && dice.chance(30);
  const near = !ground.wan && dice.chance(25) ? nearCache(dice, ground) : '';
  const text = [
    dice.chance(80) ? `, replication: ${dice.of(['sync', 'async'])}` : '',
    dice.chance(50) ? ', readFrom: any-copy' : '',
    guarantees(dice, ground),
    persistence,
    reader === '' ? `, startsEmpty: ${dice.chance(30)}` : reader,
    evicts ? eviction(dice, ground, reader === '') : '',
    near,
    merges ? merge(dice) : '',
  ];
  const isWitnessed = !evicts && !merges && !reader.includes('overwrites: true');
  return { text: text.join(''), isPumped: isPump(persistence), isWitnessed };
}

function guarantees(dice: Dice, { redis, wan, regions, members, backups }: Ground): string {
  const monotonic = dice.chance(25) ? `, monotonicReads: ${dice.chance(80)}` : '';
  if (redis) return monotonic;
  const copies = dice.chance(25) ? `, minCopies: ${dice.between(1, backups + 1)}` : '';
  const protection = dice.chance(25)
    ? `, protection: {members: ${dice.of(['majority', dice.between(1, wan ? members / regions.length : members)])}}`
    : '';
  return `${monotonic}${copies}${protection}`;
}

function merge(dice: Dice): string {
  return `, merge: {policy: ${dice.of(splitMerge.shape.policy.options)}}`;
}

function readerOf(dice: Dice, overwrites: boolean): string {
  if (!dice.chance(40)) return '';
  const preload = `preload: {batch: ${dice.of([1, 10, 100])}, share: ${dice.of([10, 50, 100])}%, overwrites: ${overwrites}, `;
  return `, reader: {${dice.of(['readThrough: {', preload])}singleFlight: ${dice.chance(50)}}}`;
}

function leaving(dice: Dice): { readonly limited: boolean; readonly policy: string; readonly times: string } {
  const limited = dice.chance(70);
  const policy = dice.of(['lru', 'lfu', 'perfect-lfu', 'sampled-lru, sample: 3', 'sampled-lfu', 'random']);
  const life = !limited || dice.chance(30) ? `timeToLive: ${dice.of(['100ms', '2s'])}` : '';
  const idle = dice.chance(30) ? `maxIdle: ${dice.of(['50ms', '1s'])}` : '';
  return { limited, policy: `policy: ${policy}`, times: [life, idle].filter((part) => part !== '').join(', ') };
}

/** Policies under the names of the product. */
function ownPolicies({ kind, redis }: Ground, expires: boolean, mayRefuse: boolean): readonly string[] {
  if (kind === 'hazelcast') return ['LRU', 'LFU, sample: 4', 'RANDOM'];
  if (kind === 'ignite') return ['RANDOM_LRU', 'RANDOM_2_LRU'];
  if (!redis) return [];
  const volatiles = ['volatile-lru', 'volatile-lfu', 'volatile-random', 'volatile-ttl'];
  const all = [
    'allkeys-lru',
    'allkeys-lfu, lfuDecayTime: 1min',
    'allkeys-random',
    ...(mayRefuse ? ['noeviction'] : []),
  ];
  return expires ? [...all, ...volatiles] : all;
}

function eviction(dice: Dice, ground: Ground, mayRefuse: boolean): string {
  const { kind, redis } = ground;
  const { limited, policy: common, times } = leaving(dice);
  const names = ownPolicies(ground, times.includes('timeToLive'), mayRefuse);
  const policy = names.length > 0 && dice.chance(60) ? `policy: ${dice.of(names)}` : common;
  const limit = dice.of(['maxEntries: 1', 'maxEntries: 10', 'maxSize: 60KiB']);
  const scope = dice.of(['', ', scope: member', ', scope: partition']);
  const own =
    kind === 'generic' ? dice.of(['{task: {every: 500ms}}', '{cycle: {}}']) : redis ? '{cycle: {}}' : 'product';
  const sweep = times !== '' && dice.chance(40) ? `sweep: ${own}` : '';
  const parts = limited ? [`${policy}, ${limit}${scope}`, times, sweep] : [times, sweep];
  return `, eviction: {${parts.filter((part) => part !== '').join(', ')}}`;
}

function nearCache(dice: Dice, { kind }: Ground): string {
  const { limited, policy, times } = leaving(dice);
  const invalidate = dice.of([
    'none',
    '{onWrite: {delay: 5ms}}',
    '{batch: {size: 3, interval: 300ms}}',
    '{onWrite: {}}',
  ]);
  const parts = [...(limited ? [`${policy}, maxEntries: ${dice.of([1, 20])}`] : []), ...(times === '' ? [] : [times])];
  const repairs = kind === 'generic' || kind === 'hazelcast';
  const shortest = kind === 'generic' ? '500ms' : '30s';
  const found = invalidate !== 'none' && repairs && dice.chance(50);
  const repair = found
    ? [`reconciliation: {interval: ${dice.of(['0s', shortest, shortest])}, tolerated: ${dice.of([0, 10])}}`]
    : [];
  const own = repairs && dice.chance(30) ? ['localUpdate: INVALIDATE'] : [];
  const checks = `versionCheck: ${dice.chance(50)}`;
  return `, nearCache: {${[...parts, `invalidate: ${invalidate}`, checks, ...repair, ...own].join(', ')}}`;
}

function pump(dice: Dice): string {
  const queue = dice.chance(30)
    ? `, queueLimit: {entries: ${dice.of([1, 10, 200])}, whenFull: ${dice.of(['reject', 'drop-oldest', 'block', 'caller-writes'])}}`
    : '';
  const retries = `retryDelay: ${dice.of(['10ms', '1s'])}${dice.chance(30) ? `, retryLimit: ${dice.between(0, 3)}` : ''}${dice.chance(30) ? ', retryFactor: 2, retryDelayLimit: 4s' : ''}`;
  const common = `coalesce: ${dice.chance(50)}, ${retries}, queueOnBackups: ${dice.chance(60)}${queue}`;
  return `, persistence: ${dice.of([
    `{writeBehind: {delay: ${dice.of(['0s', '50ms', '1s', '5s'])}, batch: ${dice.of([1, 3, 20, 500])}, ${common}}}`,
    `{timed: {every: ${dice.of(['100ms', '1s', '5s'])}, ${common}}}`,
    `{seedPump: {batch: ${dice.of([1, 10, 1000])}, timeout: ${dice.of(['50ms', '1s'])}, backoff: ${dice.of(['50ms', '1s'])}}}`,
  ])}`;
}
