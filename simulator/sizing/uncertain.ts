/**
 * Sizing with intervals: what the numbers of the answer may be when the numbers of the design are known only as 90 % intervals.
 *
 *   each input: log-normal with its 5 % and 95 % quantiles at low and high; uniform from low to high when it is a share or low is 0
 *   400 designs by Latin hypercube: every input takes the midpoint of each of 400 equally likely strata once, in random order
 *   low, high: 5 % and 95 % quantiles of the answers; decides: the input that moves a number most from its low to its high, others in the middle
 *
 * The orders come from streams of a fixed seed, one an input, so the answer is always the same. Inputs are taken as independent.
 * Source: McKay, Beckman, Conover, Technometrics 1979. Left out: what the answers of one design have to do with one another.
 */
import { exp, ln } from '../kernel/portable-math.ts';
import type { RandomStream } from '../kernel/random-stream.ts';
import { Streams } from '../kernel/stream-seed.ts';
import { type Interval, isLogNormal, rounded, type UncertainCard } from '../model/between.ts';
import type { SizingCard } from '../model/sizing-card.ts';
import { normalQuantile } from '../statistics/special-functions.ts';
import { chooseDesign } from './chosen-design.ts';
import { numbersOf, type SizingAnswer, size } from './size.ts';
import type { SizedUnit } from './sized.ts';

const SAMPLES = 400;
const SEED = 1;
const TAIL = 0.05;

export interface UncertainNumber {
  readonly name: string;
  readonly unit: SizedUnit;
  readonly low: number;
  readonly mean: number;
  readonly high: number;
  /** The input that moves it most. */
  readonly decides: string;
  /** Designs in which it has a value, when not in all of them. */
  readonly known?: number;
}

export interface Uncertainty {
  readonly method: string;
  readonly samples: number;
  readonly between: UncertainCard['between'];
  /** Those that vary. */
  readonly numbers: readonly UncertainNumber[];
}

export interface UncertainAnswer extends SizingAnswer {
  /** Absent when the design has no intervals. */
  readonly uncertainty?: Uncertainty;
}

export function sizeUncertain(given: UncertainCard): UncertainAnswer {
  const answer = size(given.card);
  const fields = Object.keys(given.between);
  if (fields.length === 0) return answer;
  const samples = samplesOf(given).map(valuesOf);
  const swings = new Map(fields.map((field) => [field, swingOf(given, field)]));
  const units: [string, SizedUnit][] = [
    ['members', 'count'],
    ...answer.numbers.map(({ name, unit }): [string, SizedUnit] => [name, unit]),
  ];
  return {
    ...answer,
    uncertainty: {
      method:
        '90 % intervals in, 5 % and 95 % quantiles out: log-normal inputs (uniform: shares and what begins at 0), independent, Latin hypercube, fixed seed',
      samples: SAMPLES,
      between: given.between,
      numbers: units.flatMap(([name, unit]) => summarised(name, unit, samples, swings)),
    },
  };
}

type Values = ReadonlyMap<string, number>;

function valuesOf(card: SizingCard): Values {
  const design = chooseDesign(card);
  const values = new Map([['members', design.members]]);
  for (const { name, value } of numbersOf(design)) if (value !== undefined) values.set(name, value);
  return values;
}

/** The card with its intervals drawn, once a stratum. */
function samplesOf({ card, between }: UncertainCard): readonly SizingCard[] {
  const streams = new Streams(SEED, 0);
  const cards: Record<string, unknown>[] = Array.from({ length: SAMPLES }, () => ({ ...card }));
  for (const [field, interval] of Object.entries(between)) {
    const order = shuffled(streams.named(`sizing ${field}`));
    for (let at = 0; at < SAMPLES; at++)
      cards[at]![field] = rounded(field, quantileOf(field, interval, (order[at]! + 0.5) / SAMPLES));
  }
  return cards as unknown as readonly SizingCard[];
}

function shuffled(stream: RandomStream): readonly number[] {
  const order = Array.from({ length: SAMPLES }, (_, at) => at);
  for (let left = SAMPLES; left > 1; left--) {
    const taken = stream.below(left);
    [order[taken], order[left - 1]] = [order[left - 1]!, order[taken]!];
  }
  return order;
}

function quantileOf(field: string, interval: Interval, p: number): number {
  const { low, high } = interval;
  if (!isLogNormal(field, interval)) return low + (high - low) * p;
  const middle = (ln(low) + ln(high)) / 2;
  const spread = (ln(high) - ln(low)) / 2 / normalQuantile(1 - TAIL);
  return exp(middle + spread * normalQuantile(p));
}

/** How far each number goes when one input goes from its low to its high. */
function swingOf({ card, between }: UncertainCard, field: string): Values {
  const { low, high } = between[field]!;
  const [below, above] = [low, high].map((end) => valuesOf({ ...card, [field]: rounded(field, end) }));
  return new Map([...above!].map(([name, value]) => [name, Math.abs(value - (below!.get(name) ?? value))]));
}

function summarised(
  name: string,
  unit: SizedUnit,
  samples: readonly Values[],
  swings: ReadonlyMap<string, Values>,
): readonly UncertainNumber[] {
  const known = samples.flatMap((values) => values.get(name) ?? []).sort((a, b) => a - b);
  if (known.length === 0 || known[0] === known.at(-1)) return [];
  const at = (p: number) => known[Math.min(known.length - 1, Math.floor(p * known.length))]!;
  let decides = '';
  let most = -1;
  for (const [field, values] of swings) {
    const swing = values.get(name) ?? 0;
    if (swing > most) [decides, most] = [field, swing];
  }
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const partly = known.length < samples.length ? { known: known.length } : {};
  return [{ name, unit, low: at(TAIL), mean, high: at(1 - TAIL), decides, ...partly }];
}
