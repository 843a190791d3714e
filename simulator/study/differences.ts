/**
 * Paired differences of two designs, metric by metric.
 *
 *   d[i] = b[i] − a[i] over replications i of common random numbers;  interval: Student's t over the d (Law & Kelton 10.2.1)
 *
 * What an expectation of either design speaks of is *asked*: these rows share one 5 % (Bonferroni), so that all of them hold together.
 * Every other metric is there to look around, each interval by itself: of twenty such rows one differs by chance.
 * What the end of a run cut off is a lower bound: the difference is then bounded on one side, and unknown where that side does not decide.
 * What is counted over runs that are not equally long is unknown, too. Left out: quantiles of the pooled requests; the difference is between
 * the quantiles of each replication.
 */
import { estimateOf } from '../judge/estimate.ts';
import { shown } from '../judge/samples.ts';
import { SECOND } from '../kernel/time.ts';
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

const cutOff = 'in some pairs it had not ended when the run did: lengthen run.duration';
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
  const closed = skewedMeanInterval(differences, confidence);
  const found = {
    ...closed,
    low: left.isOpen ? Number.NEGATIVE_INFINITY : closed.low,
    high: right.isOpen ? Number.POSITIVE_INFINITY : closed.high,
  };
  const verdict = verdictOf(pairs, found);
  const isSeen = verdict === 'lower' || verdict === 'higher';
  const hides = left.hides || right.hides || ((left.isOpen || right.isOpen) && !isSeen);
  const unfit = hides ? cutOff : unlikeLengths(question, a, b, verdict);
  if (unfit !== undefined) return { ...head, n: pairs.length, verdict: 'unknown', unknown: unfit };
  const better =
    wish === undefined || (verdict !== 'lower' && verdict !== 'higher') ? undefined : verdict === wish ? 'b' : 'a';
  const bounded = found.n >= 2;
  const isClosed = bounded && !left.isOpen && !right.isOpen;
  const gain = isClosed ? pairingOf(pairs, differences) : undefined;
  return {
    ...head,
    a: shown(metric, mean(pairs.map(([value]) => value))),
    b: shown(metric, mean(pairs.map(([, value]) => value))),
    difference: shown(metric, found.estimate),
    ...(bounded && !left.isOpen ? { low: shown(metric, found.low) } : {}),
    ...(bounded && !right.isOpen ? { high: shown(metric, found.high) } : {}),
    n: pairs.length,
    verdict,
    ...(better === undefined ? {} : { better }),
    ...(isClosed ? { visible: shown(metric, (found.high - found.low) / 2) } : {}),
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

/** What was counted over 9 s is more than over 5 s, and says nothing of the designs; undefined where that is not so. */
function unlikeLengths(
  { metric, statistic }: Question,
  a: Sampled,
  b: Sampled,
  verdict: DifferenceRow['verdict'],
): string | undefined {
  const [one, other] = [a.scenario.run.duration, b.scenario.run.duration];
  const grows = metrics[metric].shape === 'count' || statistic === 'max' || statistic === 'min';
  if (one === other || !grows || verdict === 'same') return undefined;
  return `A runs for ${one / SECOND} s and B for ${other / SECOND} s: give both the same run.duration`;
}

interface SideValues {
  readonly values: readonly (number | undefined)[];
  readonly why: string | undefined;
  /** The end of the run cut some of them off, so they are lower bounds. */
  readonly isOpen: boolean;
  /** Some have not even a lower bound, and leaving them out would leave out the worst. */
  readonly hides: boolean;
}

/** One value a replication, in order; undefined where a replication has none. */
function valuesOf(question: Question, { scenario, summaries }: Sampled): SideValues {
  let why: string | undefined;
  let isOpen = false;
  let hides = false;
  const values = summaries.map((summary) => {
    const found = estimateOf(scenario, [summary], question);
    if (found.kind === 'none') {
      why ??= found.why;
      return undefined;
    }
    const value = found.kind === 'each' ? found.values[0] : found.estimate;
    if (found.method.endsWith('censored')) isOpen = true;
    if (value !== undefined && Number.isFinite(value)) return value;
    hides = true;
    why ??= cutOff;
    return undefined;
  });
  return { values, why, isOpen, hides };
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
