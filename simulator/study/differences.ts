/**
 * Paired differences of two designs, metric by metric.
 *
 *   d[i] = b[i] − a[i] over replications i of common random numbers;  interval: Student's t over the d (Law & Kelton 10.2.1)
 *
 * What an expectation of either design speaks of is *asked*: these rows share one 5 % (Bonferroni), so that all of them hold together.
 * Every other metric is there to look around, each interval by itself: of twenty such rows one differs by chance.
 * Left out: quantiles of the pooled requests; the difference is between the quantiles of each replication.
 */
import { estimateOf } from '../judge/estimate.ts';
import { shown } from '../judge/samples.ts';
import type { DifferenceRow } from '../model/comparison.ts';
import type { Comparison, Expectation } from '../model/expectation.ts';
import { metricNames, metrics } from '../model/metrics.ts';
import type { Scenario } from '../model/scenario.ts';
import type { ReplicationSummary } from '../run/replication-summary.ts';
import { moments } from '../statistics/mean-interval.ts';
import { skewedMeanInterval } from '../statistics/skewed-mean.ts';

export interface Sampled {
  readonly scenario: Scenario;
  readonly summaries: readonly ReplicationSummary[];
}

/** Relative; a sum of a million terms in doubles is better than this. */
const ROUNDING = 1e-9;

type Question = Pick<Expectation, 'metric' | 'workload' | 'service' | 'statistic' | 'mode'> & {
  /** Which way is better; undefined where nobody said so, or both ways were said. */
  readonly wish: 'lower' | 'higher' | undefined;
  readonly asked: boolean;
};

/** `confidence` is that of all asked rows together. */
export function differencesOf(a: Sampled, b: Sampled, confidence: number): readonly DifferenceRow[] {
  const asked = askedOf([...a.scenario.expect, ...b.scenario.expect]);
  const each = 1 - (1 - confidence) / Math.max(1, asked.length);
  const known = new Set(asked.map(({ metric, statistic, mode }) => `${metric} ${statistic} ${mode}`));
  const others = metricNames
    .map((metric): Question => {
      const { shape, better } = metrics[metric];
      const statistic = shape === 'ratio' || shape === 'rate' ? 'value' : 'mean';
      return { metric, statistic, mode: 'always', wish: better === 'neither' ? undefined : better, asked: false };
    })
    .filter(({ metric, statistic, mode }) => !known.has(`${metric} ${statistic} ${mode}`));
  return [
    ...asked.map((question) => row(question, a, b, each)),
    ...others.map((question) => row(question, a, b, confidence)).filter(({ unknown }) => unknown === undefined),
  ];
}

/** One question a metric, statistic, mode and part; the same asked twice in opposite directions has no better side. */
function askedOf(expectations: readonly Expectation[]): readonly Question[] {
  const questions = new Map<string, Question>();
  for (const { metric, workload, service, statistic, mode, comparison } of expectations) {
    const key = [metric, statistic, mode, workload, service].join(' ');
    const wish = wishIn(comparison);
    const before = questions.get(key);
    questions.set(key, {
      metric,
      statistic,
      mode,
      ...(workload === undefined ? {} : { workload }),
      ...(service === undefined ? {} : { service }),
      asked: true,
      wish: before === undefined || before.wish === wish ? wish : undefined,
    });
  }
  return [...questions.values()];
}

/** Which way is better in a row, by what is asked of it, else by its metric; undefined where nobody says so, or both ways are said. */
export function wishOf(
  { metric, statistic, mode, of, asked }: Pick<DifferenceRow, 'metric' | 'statistic' | 'mode' | 'of' | 'asked'>,
  expectations: readonly Expectation[],
): Question['wish'] {
  if (!asked) {
    const { better } = metrics[metric as Question['metric']];
    return better === 'neither' ? undefined : better;
  }
  return askedOf(expectations).find(
    (question) =>
      question.metric === metric &&
      question.statistic === statistic &&
      question.mode === mode &&
      (question.workload ?? question.service) === of,
  )?.wish;
}

/** `== 0` wants less of it; `==` another value wants neither. */
function wishIn(comparison: Comparison): 'lower' | 'higher' {
  return comparison === '>' || comparison === '>=' ? 'higher' : 'lower';
}

function row(question: Question, a: Sampled, b: Sampled, confidence: number): DifferenceRow {
  const { metric, statistic, mode, asked, wish } = question;
  const of = question.workload ?? question.service;
  const head = {
    metric,
    statistic,
    mode,
    ...(of === undefined ? {} : { of }),
    unit: metrics[metric].unit,
    asked,
    confidence,
  };
  const left = valuesOf(question, a);
  const right = valuesOf(question, b);
  const pairs = left.values.flatMap((value, index) => {
    const other = right.values[index];
    return value === undefined || other === undefined ? [] : [[value, other] as const];
  });
  const why = pairs.length === 0 ? (left.why ?? right.why ?? 'no replication has a value in both designs') : undefined;
  if (why !== undefined) return { ...head, n: 0, verdict: 'unknown', unknown: why };
  const differences = pairs.map(([value, other]) => other - value);
  const found = skewedMeanInterval(differences, confidence);
  const verdict = verdictOf(pairs, found);
  const better =
    wish === undefined || (verdict !== 'lower' && verdict !== 'higher') ? undefined : verdict === wish ? 'b' : 'a';
  const bounded = found.n >= 2;
  const gain = pairingOf(pairs, differences);
  return {
    ...head,
    a: shown(metric, mean(pairs.map(([value]) => value))),
    b: shown(metric, mean(pairs.map(([, value]) => value))),
    difference: shown(metric, found.estimate),
    ...(bounded ? { low: shown(metric, found.low), high: shown(metric, found.high) } : {}),
    n: pairs.length,
    verdict,
    ...(better === undefined ? {} : { better }),
    ...(bounded ? { visible: shown(metric, (found.high - found.low) / 2) } : {}),
    ...(gain === undefined ? {} : { pairing: gain }),
  };
}

function verdictOf(
  pairs: readonly (readonly [number, number])[],
  { low, high }: { readonly low: number; readonly high: number },
): DifferenceRow['verdict'] {
  if (pairs.every(([value, other]) => isEqual(value, other))) return 'same';
  if (high < 0) return 'lower';
  return low > 0 ? 'higher' : 'no difference seen';
}

/** Equal but for the rounding of sums over time, which are added up in another order when other events lie between. */
function isEqual(value: number, other: number): boolean {
  return Math.abs(other - value) <= ROUNDING * Math.max(Math.abs(value), Math.abs(other));
}

/** One value a replication, in order; undefined where a replication has none, or one that the end of the run cut off. */
function valuesOf(
  question: Question,
  { scenario, summaries }: Sampled,
): { readonly values: readonly (number | undefined)[]; readonly why: string | undefined } {
  let why: string | undefined;
  const values = summaries.map((summary) => {
    const found = estimateOf(scenario, [summary], question);
    if (found.kind === 'none') {
      why ??= found.why;
      return undefined;
    }
    const value = found.kind === 'each' ? found.values[0] : found.estimate;
    if (value !== undefined && Number.isFinite(value)) return value;
    why ??= 'it had not ended when the runs did: lengthen run.duration';
    return undefined;
  });
  return { values, why };
}

/** Variance of a difference of independent replications over that of the pairs: above 1, pairing helps. */
function pairingOf(pairs: readonly (readonly [number, number])[], differences: readonly number[]): number | undefined {
  if (pairs.length < 3) return undefined;
  const together = moments(differences).variance;
  if (!(together > 0)) return undefined;
  const apart = moments(pairs.map(([value]) => value)).variance + moments(pairs.map(([, value]) => value)).variance;
  return Number((apart / together).toPrecision(3));
}

function mean(values: readonly number[]): number {
  return moments(values).mean;
}
