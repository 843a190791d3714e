/**
 * The result object of a study: model/result.ts filled in, keys in the order of the contract, nothing of the wall clock in it.
 */
import { costOf } from '../judge/cost.ts';
import { faultResults } from '../judge/fault-results.ts';
import { findingsOf } from '../judge/findings.ts';
import { metricValues } from '../judge/metric-values.ts';
import { observedFindings, observedResults } from '../judge/observed.ts';
import { twinsOf } from '../judge/twins.ts';
import { MILLISECOND } from '../kernel/time.ts';
import { digestOf } from '../model/canonical.ts';
import type { ParsedScenario } from '../model/parse-scenario.ts';
import { hasReplicaSets } from '../model/product.ts';
import { type RunResult, type Verdict, worstVerdict } from '../model/result.ts';
import type { UncertaintyResult } from '../model/uncertainty.ts';
import { profileOf } from '../products/profile-of.ts';
import type { Layout } from '../run/layout.ts';
import { TIMELINE_BINS } from '../run/meters.ts';
import { engine } from '../version.ts';
import type { Study, StudySettings } from './study.ts';
import { uncertainFindings } from './uncertainty.ts';

export interface Finished {
  readonly parsed: ParsedScenario;
  readonly layout: Layout;
  readonly settings: StudySettings;
  readonly study: Study;
  /** Sums over replications of each series. */
  readonly timeline: Readonly<Record<string, readonly number[]>>;
  readonly complete: boolean;
  readonly uncertainty?: UncertaintyResult | undefined;
}

export function runResult({ parsed, layout, settings, study, timeline, complete, uncertainty }: Finished): RunResult {
  const { scenario } = parsed;
  const { summaries, expectations } = study;
  const faults = faultResults(scenario, summaries);
  const twins = twinsOf(scenario, layout, summaries);
  const metrics = metricValues(scenario, summaries);
  const observed = observedResults(scenario, summaries);
  const cost = costOf(scenario, layout, metrics);
  const worst = worstVerdict(expectations.map(({ verdict }) => verdict));
  const verdict = complete ? worst : partialVerdict(worst);
  return {
    summary: summarise(scenario.name, verdict, study, complete),
    verdict,
    schemaVersion: 'sba/result/v1',
    scenario: {
      name: scenario.name,
      digest: parsed.digest,
      parameters: { ...parsed.parameters },
      text: parsed.text,
      ...(parsed.files.length === 0 ? {} : { files: parsed.files.map((used) => ({ ...used })) }),
    },
    engine: { ...engine },
    ...(complete ? { runId: runIdOf(parsed, settings) } : {}),
    seed: settings.seed,
    replications: summaries.length,
    expectations: [...expectations],
    metrics,
    faults,
    findings: [
      ...findingsOf(scenario, summaries, {
        expectations,
        faults,
        twins,
        warmUpRemedy: study.warmUp.remedy,
        complete,
      }),
      ...observedFindings(observed),
      ...uncertainFindings(uncertainty),
    ],
    assumptions: assumptionsOf(parsed, study),
    twins,
    ...(cost === undefined ? {} : { cost }),
    ...(observed === undefined ? {} : { observed }),
    ...(uncertainty === undefined ? {} : { uncertainty }),
    timeline: {
      binMs: scenario.run.duration / TIMELINE_BINS / MILLISECOND,
      ...averaged(timeline, summaries.length, scenario.run.duration),
    },
    traceDigest: digestOf(summaries.map(({ digest }) => digest).join('\n')).slice(0, 16),
  };
}

/** Identifies everything that determines the numbers: scenario, parameters, seed, stopping rule, method, event limit, version. */
export function runIdOf(parsed: ParsedScenario, settings: StudySettings): string {
  const parameters = Object.keys(parsed.parameters)
    .sort()
    .map((name) => [name, parsed.parameters[name]]);
  const { precision, eventBudget, eventLimit } = parsed.scenario.run;
  return digestOf(
    JSON.stringify([
      parsed.canonical,
      parameters,
      settings.seed,
      settings.replications,
      { precision, eventBudget, eventLimit },
      engine.version,
    ]),
  ).slice(0, 16);
}

/** A partial result can show a failure, but it cannot pass. */
export function partialVerdict(verdict: Verdict): Verdict {
  return verdict === 'pass' ? 'inconclusive' : verdict;
}

function summarise(name: string, verdict: Verdict, { expectations, summaries }: Study, complete: boolean): string {
  const count = (wanted: Verdict) => expectations.filter((result) => result.verdict === wanted).length;
  const parts = (['pass', 'fail', 'inconclusive', 'not exercised'] as const)
    .filter((wanted) => count(wanted) > 0)
    .map((wanted) => `${count(wanted)} ${wanted}`);
  const held =
    expectations.length === 0 ? 'no expectation' : `${expectations.length} expectations: ${parts.join(', ')}`;
  const failed = expectations.find((result) => result.verdict !== 'pass');
  const first = failed === undefined ? '' : ` First: "${failed.text}" ${failed.verdict}: ${failed.explanation}.`;
  return `${name}: ${verdict} (${held}; ${summaries.length} replications${complete ? '' : ', ended early'}).${first}`;
}

function averaged(timeline: Finished['timeline'], replications: number, duration: number): Record<string, number[]> {
  const bins = TIMELINE_BINS;
  const seconds = (duration / bins) * 1e-9 * Math.max(1, replications);
  const answered = timeline.answered ?? [];
  return {
    answeredPerSecond: answered.map((count) => round(count / seconds)),
    failedPerSecond: (timeline.failed ?? []).map((count) => round(count / seconds)),
    responseTimeMeanMs: (timeline.responseTime ?? []).map((sum, bin) =>
      round(answered[bin]! > 0 ? sum / answered[bin]! / MILLISECOND : 0),
    ),
  };
}

/** Six significant digits: a chart needs no more. */
function round(value: number): number {
  return Number(value.toPrecision(6));
}

function assumptionsOf(parsed: ParsedScenario, { warmUp, stoppedBecause }: Study): string[] {
  const { scenario } = parsed;
  const { product } = scenario.design;
  const seconds = String(Number((warmUp.end / 1e9).toPrecision(4)));
  const limited = 'bandwidth' in scenario.design.network || scenario.faults.some(({ kind }) => kind === 'bandwidth');
  return [
    profileOf(product).assumption,
    `Members stand on the zones round robin; ${limited ? 'messages queue for links of limited rate, without congestion control.' : 'links have constant capacity, packets cost nothing but delay.'}`,
    `Warm-up of ${seconds} s not measured (${warmUp.method}).`,
    `Replications ended: ${stoppedBecause}.`,
    ...(scenario.faults.length > 0 && hasReplicaSets(product)
      ? [
          product.kind === 'redis-sentinel'
            ? 'Sentinels had watched for at least 12 s before the first fault.'
            : 'The cluster had run for at least 12 node timeouts before the first fault.',
        ]
      : []),
    'Probes are left out of responseTime, throughput and errorRatio unless named.',
  ];
}
