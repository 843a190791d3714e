/**
 * The judgement: every expectation with its verdict, and the verdict of the whole.
 *
 * Two rules stand above the numbers. A fault that did not do what it must makes every expectation that could only pass because of that
 * "not exercised". A warm-up that did not end in the calm stretch makes what is measured there inconclusive. Failures stay failures.
 */
import type { Expectation } from '../model/expectation.ts';
import { metrics } from '../model/metrics.ts';
import { type ExpectationResult, type FaultResult, worstVerdict } from '../model/result.ts';
import type { Scenario } from '../model/scenario.ts';
import type { ReplicationSummary } from '../run/replication-summary.ts';
import { type Estimate, estimateOf } from './estimate.ts';
import { decide } from './verdict.ts';

export interface Circumstances {
  readonly faults: readonly FaultResult[];
  /** Undefined when the warm-up is fine; else what to do about it. */
  readonly warmUpRemedy: string | undefined;
  /** Confidence of the intervals: higher than 95 % where the study looks several times, so that all looks together keep 95 %. */
  readonly confidence: number;
}

export function judge(
  scenario: Scenario,
  summaries: readonly ReplicationSummary[],
  circumstances: Circumstances,
): ExpectationResult[] {
  return scenario.expect.map((expectation) =>
    qualified(expectation, undisputed(scenario, summaries, expectation, circumstances.confidence), circumstances),
  );
}

function undisputed(
  scenario: Scenario,
  summaries: readonly ReplicationSummary[],
  expectation: Expectation,
  confidence: number,
): ExpectationResult {
  if (expectation.mode === 'sometimes') return decide(expectation, perReplication(scenario, summaries, expectation));
  if (expectation.mode !== 'per-fault' || metrics[expectation.metric].shape !== 'perFault')
    return decide(expectation, estimateOf(scenario, summaries, expectation, { confidence }));
  return eachFault(scenario, summaries, expectation, confidence);
}

/** Each fault by itself; the worst decides. Faults that cannot cause the metric at all are left out if another one did. */
function eachFault(
  scenario: Scenario,
  summaries: readonly ReplicationSummary[],
  expectation: Expectation,
  confidence: number,
): ExpectationResult {
  const results = scenario.faults.map(({ id }) =>
    decide(expectation, estimateOf(scenario, summaries, expectation, { fault: id, confidence })),
  );
  const seen = results.filter(({ method }) => method !== 'none');
  if (seen.length === 0) return decide(expectation, { kind: 'none', why: 'no fault caused it' });
  const verdict = worstVerdict(seen.map((result) => result.verdict));
  return seen.find((result) => result.verdict === verdict)!;
}

/** The statistic of every replication by itself. */
function perReplication(
  scenario: Scenario,
  summaries: readonly ReplicationSummary[],
  expectation: Expectation,
): Estimate {
  const values: number[] = [];
  for (const summary of summaries) {
    const estimate = estimateOf(scenario, [summary], expectation);
    if (estimate.kind === 'interval') values.push(estimate.estimate);
    if (estimate.kind === 'each') values.push(...estimate.values);
  }
  return values.length === 0
    ? { kind: 'none', why: 'no sample in any replication' }
    : { kind: 'each', values, method: 'every replication', n: values.length };
}

function qualified(
  expectation: Expectation,
  result: ExpectationResult,
  { faults, warmUpRemedy }: Circumstances,
): ExpectationResult {
  if (result.verdict !== 'pass') return result;
  const idle = faults.filter(({ tookEffect }) => !tookEffect);
  if (idle.length > 0 && expectation.mode !== 'outside-faults') {
    const names = idle.map(({ id }) => id).join(', ');
    return {
      ...result,
      verdict: 'not exercised',
      explanation: `it held, but ${names} did not do what it must in every replication`,
    };
  }
  if (warmUpRemedy !== undefined && isMeasuredWhenCalm(expectation))
    return { ...result, verdict: 'inconclusive', explanation: warmUpRemedy };
  return result;
}

/** Steady-state statistics, which a start-up transient would bias. */
function isMeasuredWhenCalm({ metric, mode }: Expectation): boolean {
  const { shape } = metrics[metric];
  return (shape === 'distribution' || shape === 'level') && (mode === 'always' || mode === 'outside-faults');
}
