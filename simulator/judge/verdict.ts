/**
 * An expectation against its estimate: pass, fail, inconclusive or not exercised, in words as well.
 *
 * An interval passes when it lies on the right side as a whole, fails when it lies on the wrong side as a whole, and is inconclusive in
 * between or where it is unbounded. A statistic that each replication must satisfy fails with the first that does not; when all do, the
 * share of replications that would not is at most 1 − 0.05^(1/n) (95 %).
 */
import type { Comparison, Expectation } from '../model/expectation.ts';
import { metrics } from '../model/metrics.ts';
import type { ExpectationResult, Verdict } from '../model/result.ts';
import { zeroCountBound } from '../statistics/zero-count.ts';
import { type Estimate, isOverBatches } from './estimate.ts';
import { shown } from './samples.ts';

export function satisfies(value: number, comparison: Comparison, limit: number): boolean {
  switch (comparison) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '==':
      return value === limit;
    case '>=':
      return value >= limit;
    case '>':
      return value > limit;
  }
}

export function decide(expectation: Expectation, estimate: Estimate): ExpectationResult {
  if (estimate.kind === 'none') {
    return {
      text: expectation.text,
      verdict: 'not exercised',
      limit: limitOf(expectation),
      unit: metrics[expectation.metric].unit,
      method: 'none',
      n: 0,
      explanation: estimate.why,
    };
  }
  return estimate.kind === 'each' ? decideEach(expectation, estimate) : decideInterval(expectation, estimate);
}

function decideInterval(expectation: Expectation, found: Extract<Estimate, { kind: 'interval' }>): ExpectationResult {
  const { comparison, limit } = expectation;
  const { low, high } = found;
  const verdict = sideOf(comparison, limit, low, high);
  return {
    ...head(expectation, found, found.estimate, low, high),
    verdict,
    explanation: explain(expectation, found, verdict),
  };
}

function sideOf(comparison: Comparison, limit: number, low: number, high: number): Verdict {
  if (comparison === '==') {
    if (low === limit && high === limit) return 'pass';
    return limit < low || limit > high ? 'fail' : 'inconclusive';
  }
  const [best, worst] = comparison === '<' || comparison === '<=' ? [low, high] : [high, low];
  if (satisfies(worst, comparison, limit)) return 'pass';
  return satisfies(best, comparison, limit) ? 'inconclusive' : 'fail';
}

function explain(expectation: Expectation, found: Extract<Estimate, { kind: 'interval' }>, verdict: Verdict): string {
  if (verdict !== 'inconclusive')
    return `the interval over ${found.n} ${unitsOf(found.method)} lies ${verdict === 'pass' ? 'within' : 'outside'} the limit`;
  if (found.method.endsWith('censored'))
    return 'some had not ended when the run did, so there is no upper bound: lengthen run.duration';
  if (found.n < 2) return 'one replication has no interval: run at least 20 replications';
  if (found.replicationsNeeded !== undefined)
    return `${found.n} ${unitsOf(found.method)} do not bound ${expectation.statistic}; about ${found.replicationsNeeded} would`;
  return `the limit lies inside the interval of ${found.n} ${unitsOf(found.method)}; ${moreReplications(expectation, found)}`;
}

/** An interval shrinks with the square root of n: how many replications would separate the estimate from the limit. */
function moreReplications(
  expectation: Expectation,
  { estimate, low, high, method, n }: Extract<Estimate, { kind: 'interval' }>,
): string {
  const distance = Math.abs(estimate - expectation.limit);
  const half = Math.max(high - estimate, estimate - low);
  if (distance === 0 || half / distance > 100)
    return 'the estimate is as good as equal to the limit: no affordable number of replications will decide';
  const needed = Math.ceil(n * (half / distance) * (half / distance));
  return isOverBatches(method)
    ? `a run about ${number(Math.max(1.1, needed / n))} times as long would decide`
    : `about ${Math.max(n + 1, needed)} replications would decide`;
}

/** What the n of an estimate counts. */
function unitsOf(method: string): string {
  return isOverBatches(method) ? 'batches' : 'replications';
}

function decideEach(expectation: Expectation, found: Extract<Estimate, { kind: 'each' }>): ExpectationResult {
  const { comparison, limit, mode } = expectation;
  const good = found.values.filter((value) => satisfies(value, comparison, limit)).length;
  const worst = comparison === '>' || comparison === '>=' ? Math.min(...found.values) : Math.max(...found.values);
  const result = head(expectation, found, mean(found.values), Math.min(...found.values), Math.max(...found.values));
  if (mode === 'sometimes') {
    return {
      ...result,
      verdict: good > 0 ? 'pass' : 'fail',
      explanation: `held in ${good} of ${found.n} replications`,
    };
  }
  if (good < found.n) {
    return {
      ...result,
      verdict: 'fail',
      explanation: `${found.n - good} of ${found.n} ${unitsOf(found.method)} violate it, the worst with ${number(shown(expectation.metric, worst))}`,
    };
  }
  const bound = zeroCountBound(found.n);
  return {
    ...result,
    verdict: 'pass',
    explanation: `held in all ${found.n} ${unitsOf(found.method)}; a violating one has at most probability ${number(bound)} (95 %)`,
  };
}

function head(
  expectation: Expectation,
  found: { method: string; n: number },
  estimate: number,
  low: number,
  high: number,
) {
  const finite = (key: 'estimate' | 'low' | 'high', value: number) =>
    Number.isFinite(value) ? { [key]: shown(expectation.metric, value) } : {};
  return {
    text: expectation.text,
    verdict: 'inconclusive' as Verdict,
    ...finite('estimate', estimate),
    ...finite('low', low),
    ...finite('high', high),
    limit: limitOf(expectation),
    unit: metrics[expectation.metric].unit,
    method: found.method,
    n: found.n,
    explanation: '',
  };
}

function limitOf(expectation: Expectation): number {
  return shown(expectation.metric, expectation.limit);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Four significant digits, as text. */
function number(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : 'no end seen';
}
