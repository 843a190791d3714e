/** Faults of every kind, with every target, alone or tied to an earlier one. */
import type { Dice } from './dice.ts';
import type { Ground } from './drawn-design.ts';
import type { DrawnMap } from './drawn-map.ts';
import type { DrawnSource } from './drawn-source.ts';
import { drawnTarget } from './drawn-target.ts';

/** What a later fault must know of an earlier one to be tied to it. */
interface Made {
  readonly id: string;
  /** It strikes, and is over, at the latest about then, ms. */
  readonly strikesBy: number;
  readonly overBy: number;
  /** It ends: one may wait for that. */
  readonly ends: boolean;
  /** Takes members away for good, who may join again. */
  readonly takesAway: boolean;
}

type FaultFrame = Pick<Ground, 'duration' | 'heals' | 'members' | 'backups' | 'zones' | 'regions' | 'redis'> & {
  readonly id: string;
  /** Some map has a data pump. */
  readonly pumped: boolean;
  /** Sources that ask for keys of a map, by its index. */
  readonly askers: readonly { readonly name: string; readonly map: number }[];
  readonly before: readonly Made[];
  readonly mayBe: (kind: string) => boolean;
};

export interface DrawnFault {
  readonly text: string;
  /** It does not last until the run is over. */
  readonly ends: boolean;
}

/** What brings and takes members in good order, and is over when it is done. */
const moving: readonly string[] = ['rolling-restart', 'leave', 'join'];

/** One to `most` faults, of all kinds or of `kinds` only. */
export function drawnFaults(
  dice: Dice,
  ground: Ground,
  maps: readonly DrawnMap[],
  sources: readonly DrawnSource[],
  { most, kinds }: { readonly most: number; readonly kinds?: readonly string[] },
): readonly DrawnFault[] {
  const before: Made[] = [];
  const askers = sources.flatMap(({ name, map, asks }) => (asks && map >= 0 ? [{ name, map }] : []));
  const pumped = maps.some(({ isPumped }) => isPumped);
  // An autoscaler says who is there, so nobody else may.
  const mayBe = (kind: string) => (kinds?.includes(kind) ?? true) && !(ground.scales && moving.includes(kind));
  return Array.from({ length: dice.between(1, most) }, (_, index) => {
    const { text, ...made } = drawnFault(dice, { ...ground, id: `fault-${index}`, pumped, askers, before, mayBe });
    before.push(made);
    return { text, ends: made.ends };
  });
}

const plain = [
  'crash',
  'host-loss',
  'split',
  'clock-offset',
  'clock-drift',
  'slow',
  'delay',
  'loss',
  'duplicate',
  'reorder',
  'bandwidth',
] as const;

function drawnFault(dice: Dice, frame: FaultFrame): Made & { readonly text: string } {
  const { id } = frame;
  const kind = kindOf(dice, frame);
  const { end, ends, length } = endOf(dice, frame, kind);
  const { at, strikesBy } = timeOf(dice, frame);
  const group = dice.chance(20) && !frame.heals ? `, probability: ${dice.of([0, 50, 100])}%` : '';
  const text = `{id: ${id}, kind: ${kind}, at: ${at}${group}${end}${own(dice, frame, kind)}}`;
  const takesAway = kind === 'leave' || ((kind === 'crash' || kind === 'host-loss' || kind.endsWith('-loss')) && !ends);
  return { id, ends, takesAway, text, strikesBy, overBy: strikesBy + length };
}

function kindOf(dice: Dice, { heals, backups, askers, before, redis, pumped, mayBe }: FaultFrame): string {
  const kinds = [
    ...plain,
    'crash',
    'pause',
    'pause',
    'split',
    'cold-start',
    'zone-loss',
    'region-loss',
    'store-down',
    'store-slow',
    ...(backups > 0 ? ['rolling-restart'] : []),
    ...(pumped ? ['pump-stall'] : []),
    ...(askers.length > 0 ? ['hot-key'] : []),
    ...(backups > 0 && !heals ? ['leave'] : []),
    ...(before.some(({ takesAway }) => takesAway) && !redis ? ['join'] : []),
  ];
  return dice.of(kinds.filter(mayBe));
}

interface End {
  readonly end: string;
  readonly ends: boolean;
  /** About, ms. */
  readonly length: number;
}

function endOf(dice: Dice, { duration, heals, before }: FaultFrame, kind: string): End {
  if (moving.includes(kind)) return { end: '', ends: true, length: 0 };
  const length = heals ? dice.between(1, Math.floor(duration * 200)) : dice.of([50, 1000, dice.between(1, 9000)]);
  const written = length === 1000 ? '{exponential: 1s}' : `${length}ms`;
  const needs = kind === 'pause' || kind === 'cold-start';
  const partners = before.filter(({ ends }) => ends);
  if (!needs && partners.length > 0 && dice.chance(20))
    return { end: `, healsWith: ${dice.of(partners).id}`, ends: true, length: 0 };
  return heals || needs || dice.chance(70)
    ? { end: `, duration: ${written}`, ends: true, length }
    : { end: '', ends: false, length: 0 };
}

/** A run that heals has struck and ended everything in its first half. */
function timeOf(dice: Dice, { duration, heals, before }: FaultFrame): { at: string; strikesBy: number } {
  const tie = dice.chance(25) && !heals ? tieOf(dice, before, duration * 1000 - 600) : undefined;
  if (tie !== undefined) return tie;
  const last = Math.floor(heals ? duration * 150 : duration * 990);
  const strikesBy = dice.between(0, last);
  const half = Math.floor(strikesBy / 500) * 500;
  return { at: dice.of([`${strikesBy}ms`, `${half}ms`, `{uniform: [0ms, ${strikesBy}ms]}`]), strikesBy };
}

function tieOf(dice: Dice, before: readonly Made[], latest: number): { at: string; strikesBy: number } | undefined {
  const ties = before.flatMap(({ id, ends, strikesBy, overBy }) => [
    { key: `after: ${id}`, by: strikesBy },
    ...(ends ? [{ key: `afterHeal: ${id}`, by: overBy }] : []),
  ]);
  const early = ties.filter(({ by }) => by < latest);
  if (early.length === 0) return undefined;
  const { key, by } = dice.of(early);
  return { at: `{${key}${dice.of(['', ', delay: 300ms', ', delay: {exponential: 500ms}'])}}`, strikesBy: by + 500 };
}

function own(dice: Dice, frame: FaultFrame, kind: string): string {
  const target = `, target: ${drawnTarget(dice, frame)}`;
  const share = `, share: ${dice.of([1, 20, 60])}%`;
  switch (kind) {
    case 'store-down':
      return '';
    case 'store-slow':
      return `, factor: ${dice.of([2, 50])}`;
    case 'rolling-restart':
      return `, downtime: ${dice.of([50, 500, 3000])}ms, pause: ${dice.of([0, 100, 1000])}ms`;
    case 'zone-loss':
      return `, zone: eu-${'abc'[dice.between(0, frame.zones - 1)]}`;
    case 'region-loss':
      return `, region: ${dice.of(frame.regions)}`;
    case 'hot-key': {
      const { name, map } = dice.of(frame.askers);
      return `, map: map-${map}${share}${dice.chance(50) ? `, workload: ${name}` : ''}${dice.chance(50) ? ', key: 0' : ''}`;
    }
    case 'host-loss':
      return `${target}, link: ${dice.chance(50)}`;
    case 'split':
      return `${target}, direction: ${dice.of(['both', 'both', 'inbound', 'outbound'])}`;
    case 'delay':
      return `${target}, add: ${dice.of(['10ms', '{exponential: 200ms}', '2s'])}`;
    case 'reorder':
      return `${target}${share}, by: ${dice.of(['10ms', '{exponential: 200ms}', '2s'])}`;
    case 'bandwidth':
      return `${target}, rate: ${dice.of(frame.heals ? ['30MB', '100MB'] : ['20kB', '300kB', '10MB'])}`;
    case 'loss':
    case 'duplicate':
      return `${target}${share}`;
    case 'slow':
      return `${target}, factor: ${dice.of([1.5, 10])}`;
    case 'clock-offset':
      return `${target}, by: ${dice.of(['3ms', '{exponential: 10s}'])}, direction: ${dice.of(['ahead', 'behind'])}`;
    case 'clock-drift':
      return `${target}, by: ${dice.of([0.01, 50])}%`;
    default:
      return target;
  }
}
