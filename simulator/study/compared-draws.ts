/**
 * From draws of two designs to probabilities: how likely B is better in each row, and which input decides.
 *
 * In a draw B is better when the mean of its paired differences lies on the better side, as the expectation or the metric says what better
 * is; equal in every pair is nobody's. So the probability is about the inputs, with the chance of those few pairs in it. Rows without a
 * better side are left out, and so are those nobody asked about that are the same in all draws.
 */
import type { ComparedDraws, DrawnDifference } from '../model/compared-draws.ts';
import type { DifferenceRow } from '../model/comparison.ts';
import type { Expectation } from '../model/expectation.ts';
import type { ExpectationResult } from '../model/result.ts';
import { type UncertainInput, writtenAt } from '../model/uncertain.ts';
import { wishOf } from './differences.ts';
import { inputColumn, MOST_SAMPLES } from './drawn-samples.ts';
import type { PairedInput } from './paired-plan.ts';
import { metIn, movementOf, shareOf } from './uncertainty.ts';
import type { DrawPlan } from './uncertainty-plan.ts';

/** What one draw left behind. */
export interface DrawnPair {
  readonly differences: readonly DifferenceRow[];
  readonly a: readonly ExpectationResult[];
  readonly b: readonly ExpectationResult[];
}

export interface DrawnComparison {
  readonly inputs: readonly PairedInput[];
  readonly plan: DrawPlan;
  readonly expect: { readonly a: readonly Expectation[]; readonly b: readonly Expectation[] };
  /** At the medians: they say which rows there are. */
  readonly medians: readonly DifferenceRow[];
  readonly pairs: readonly DrawnPair[];
}

export function comparedDraws(drawn: DrawnComparison): ComparedDraws {
  const { inputs, plan, expect, pairs } = drawn;
  const rows = rowsOf(drawn);
  const first = measureFirst(rows.map(({ shown }) => shown));
  const sided = (side: 'a' | 'b') =>
    sideOf(
      expect[side],
      pairs.map((pair) => pair[side]),
    );
  return {
    draws: pairs.length,
    replications: plan.replications,
    ...(plan.shortened === undefined ? {} : { shortened: plan.shortened }),
    method:
      'Latin hypercube over independent inputs, the same draws for both designs; probabilities with Clopper–Pearson intervals; importance by rank regression of B − A',
    inputs: inputs.map(({ path, a, b }) => ({
      path,
      of: a === undefined ? 'b' : b === undefined ? 'a' : 'both',
      ...(a === undefined ? {} : { a: lawOf(a) }),
      ...(b === undefined ? {} : { b: lawOf(b) }),
    })),
    differences: rows.map(({ shown }) => shown),
    a: sided('a'),
    b: sided('b'),
    ...(first === undefined ? {} : { measureFirst: first }),
    samples: {
      inputs: inputs.flatMap(({ path, a, b }, index) =>
        (['a', 'b'] as const).flatMap((of) => {
          const input = { a, b }[of];
          return input === undefined ? [] : [{ ...inputColumn(input, plan.positions[index]!), path, of }];
        }),
      ),
      differences: rows
        .filter(({ shown }) => shown.asked)
        .map(({ shown: { metric, statistic, mode, of }, values }) => ({
          metric,
          statistic,
          mode,
          ...(of === undefined ? {} : { of }),
          values: values.slice(0, MOST_SAMPLES).map((value) => value ?? null),
        })),
    },
  };
}

function lawOf(input: UncertainInput) {
  const { low, high, law } = input;
  return { low: String(low), median: String(writtenAt(input, 0, 3)), high: String(high), law };
}

interface Row {
  readonly shown: DrawnDifference;
  readonly values: readonly (number | undefined)[];
}

function rowsOf({ inputs, plan, expect, medians, pairs }: DrawnComparison): readonly Row[] {
  const expectations = [...expect.a, ...expect.b];
  // A flip is a value of the input: none where both designs have another law for the same place.
  const moved = inputs.map(({ path, a, b }) => ({ ...(a ?? b)!, path }));
  const hasOneLaw = new Set(
    inputs.filter(({ a, b }) => a === undefined || b === undefined || isSameLaw(a, b)).map(({ path }) => path),
  );
  return medians.flatMap((median): Row[] => {
    const wish = wishOf(median, expectations);
    if (wish === undefined) return [];
    const found = pairs.map(({ differences }) => differences.find((row) => isSameRow(row, median)));
    const values = found.map((row) => row?.difference);
    const isSame = found.map((row) => row?.verdict === 'same');
    if (!median.asked && isSame.every(Boolean)) return [];
    const better = (side: 'lower' | 'higher') =>
      values.map((value, draw) => value !== undefined && !isSame[draw]! && (side === 'lower' ? value < 0 : value > 0));
    const forB = better(wish);
    const count = (draws: readonly boolean[]) => draws.filter(Boolean).length / draws.length;
    const { metric, statistic, mode, of, unit, asked } = median;
    const movement = movementOf(values, forB, moved, plan.positions);
    const shown = {
      metric,
      statistic,
      mode,
      ...(of === undefined ? {} : { of }),
      unit,
      asked,
      ...shareOf(forB),
      aBetter: count(better(wish === 'lower' ? 'higher' : 'lower')),
      same: count(isSame),
      unknown: values.filter((value) => value === undefined).length,
      ...movement,
      inputs: movement.inputs.map(({ flips, ...input }) =>
        flips === undefined || !hasOneLaw.has(input.path) ? input : { ...input, flips },
      ),
    };
    return [{ shown, values }];
  });
}

function isSameLaw(a: UncertainInput, b: UncertainInput): boolean {
  return a.law === b.law && a.ends[0] === b.ends[0] && a.ends[1] === b.ends[1];
}

function isSameRow(one: DifferenceRow, other: DifferenceRow): boolean {
  return (
    one.metric === other.metric &&
    one.statistic === other.statistic &&
    one.mode === other.mode &&
    one.of === other.of &&
    one.asked === other.asked
  );
}

function sideOf(expect: readonly Expectation[], judged: readonly (readonly ExpectationResult[])[]): ComparedDraws['a'] {
  const met = judged.map((results) => metIn(expect, results));
  return {
    ...shareOf(met.map((draw) => draw.every(Boolean))),
    expectations: expect.map(({ text }, index) => ({ text, ...shareOf(met.map((draw) => draw[index]!)) })),
  };
}

/** The input that stands out where it is least decided who is better. */
function measureFirst(rows: readonly DrawnDifference[]): ComparedDraws['measureFirst'] {
  const doubt = ({ probability, same }: DrawnDifference) => probability * (1 - same - probability);
  const [open] = rows.filter(({ asked }) => asked).sort((a, b) => doubt(b) - doubt(a));
  const input = open?.inputs[0];
  if (open === undefined || doubt(open) <= 0 || input === undefined || !input.significant) return undefined;
  const share = Math.round(100 * Math.min(1, input.share));
  const flips = input.flips === undefined ? '' : `; B is better ${input.flips.holds} about ${input.flips.at}`;
  const text = `Measure ${input.path} first: it makes ${share} % of the variation of B − A in ${open.metric} ${open.statistic}${flips}.`;
  return { path: input.path, text };
}
