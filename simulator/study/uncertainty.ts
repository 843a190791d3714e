/**
 * From draws to probabilities: how likely each expectation is met when some inputs are uncertain, and which input is worth measuring.
 *
 * A draw meets an expectation when the estimate of its few replications does (what every replication must satisfy: when all do); what was
 * cut off by the end of the run, or not exercised, is not met. So the probability is about the inputs, with the chance of those few
 * replications in it. Importance: statistics/rank-regression.ts. Independent inputs are assumed.
 */

import { shown } from '../judge/samples.ts';
import { satisfies } from '../judge/verdict.ts';
import type { Expectation } from '../model/expectation.ts';
import type { ExpectationResult, Finding } from '../model/result.ts';
import { type UncertainInput, writtenAt } from '../model/uncertain.ts';
import type { InputImportance, UncertainExpectation, UncertaintyResult } from '../model/uncertainty.ts';
import { clopperPearson } from '../statistics/binomial.ts';
import { rankRegression } from '../statistics/rank-regression.ts';
import { SortedSample } from '../statistics/sorted-sample.ts';
import { drawnSamples } from './drawn-samples.ts';
import { flipOf } from './input-flip.ts';
import type { DrawPlan } from './uncertainty-plan.ts';

const CONFIDENCE = 0.95;
/** Below this probability of meeting everything a reader is warned. */
const LIKELY = 0.95;

export interface Drawing {
  readonly inputs: readonly UncertainInput[];
  readonly expect: readonly Expectation[];
  readonly plan: DrawPlan;
  /** Judged expectations of every draw. */
  readonly judged: readonly (readonly ExpectationResult[])[];
}

export function uncertaintyResult({ inputs, expect, plan, judged }: Drawing): UncertaintyResult {
  const each = judged.map((results) => metIn(expect, results));
  const met = expect.map((_, index) => each.map((draw) => draw[index]!));
  const all = each.map((draw) => draw.every(Boolean));
  const expectations = expect.map((expectation, index) =>
    ofExpectation({
      expectation,
      met: met[index]!,
      results: judged.map((results) => results[index]!),
      inputs,
      positions: plan.positions,
    }),
  );
  const first = measureFirst(expectations);
  return {
    draws: plan.draws.length,
    replications: plan.replications,
    ...(plan.shortened === undefined ? {} : { shortened: plan.shortened }),
    method:
      'Latin hypercube over independent inputs; probabilities with Clopper–Pearson intervals; importance by rank regression',
    inputs: inputs.map((input) => ({
      path: input.path,
      low: String(input.low),
      median: String(writtenAt(input, 0, 3)),
      high: String(input.high),
      law: input.law,
    })),
    ...shareOf(all),
    expectations,
    ...(first === undefined ? {} : { measureFirst: first }),
    samples: drawnSamples(
      inputs,
      plan.positions,
      expect.map(({ text }, index) => ({
        text,
        estimates: judged.map((results) => results[index]!.estimate),
        met: met[index]!,
      })),
    ),
  };
}

/** Which expectations one draw meets. */
export function metIn(expect: readonly Expectation[], results: readonly ExpectationResult[]): readonly boolean[] {
  return expect.map((expectation, index) => isMet(expectation, results[index]!));
}

function isMet({ comparison, limit, metric }: Expectation, result: ExpectationResult): boolean {
  if (result.verdict === 'not exercised' || result.estimate === undefined) return false;
  if (result.method === 'every replication' || result.method.endsWith('censored')) return result.verdict === 'pass';
  return satisfies(result.estimate, comparison, result.limit ?? shown(metric, limit));
}

/** The share of draws of which something is true, with its interval. */
export function shareOf(met: readonly boolean[]): { probability: number; low: number; high: number } {
  const count = met.filter(Boolean).length;
  return { probability: count / met.length, ...clopperPearson(count, met.length, CONFIDENCE) };
}

interface Drawn {
  readonly expectation: Expectation;
  readonly met: readonly boolean[];
  readonly results: readonly ExpectationResult[];
  readonly inputs: readonly UncertainInput[];
  readonly positions: readonly (readonly number[])[];
}

function ofExpectation({ expectation, met, results, inputs, positions }: Drawn): UncertainExpectation {
  const unit = results[0]?.unit;
  return {
    text: expectation.text,
    ...shareOf(met),
    unknown: results.filter(({ verdict }) => verdict === 'not exercised').length,
    ...(unit === undefined ? {} : { unit }),
    ...movementOf(
      results.map(({ estimate }) => estimate),
      met,
      inputs,
      positions,
      results.map(isCutOff),
    ),
  };
}

/** The end of the run came first in some replication, so that the estimate is a lower bound or none. */
function isCutOff({ verdict, method, estimate }: ExpectationResult): boolean {
  return method.endsWith('censored') || (estimate === undefined && verdict !== 'not exercised');
}

type Movement = Pick<UncertainExpectation, 'p5' | 'p50' | 'p95' | 'explained' | 'inputs'>;

/**
 * Quantiles of a statistic over the draws, and which input moves it; `met` is where an answer flips. Draws that were cut off stand above all
 * others, so a quantile among them has no value.
 */
export function movementOf(
  estimates: readonly (number | undefined)[],
  met: readonly boolean[],
  inputs: readonly UncertainInput[],
  positions: readonly (readonly number[])[],
  cutOff: readonly boolean[] = [],
): Movement {
  const known = estimates.flatMap((estimate, draw) => (estimate === undefined ? [] : [{ draw, estimate }]));
  const placed = estimates.flatMap((estimate, draw) => {
    if (cutOff[draw] === true) return [Number.POSITIVE_INFINITY];
    return estimate === undefined ? [] : [estimate];
  });
  const sample = new SortedSample(placed);
  const quantile = (name: 'p5' | 'p50' | 'p95', q: number) => {
    const value = sample.quantile(q);
    return Number.isFinite(value) ? { [name]: value } : {};
  };
  const regression = rankRegression(
    positions.map((values) => known.map(({ draw }) => values[draw]!)),
    known.map(({ estimate }) => estimate),
  );
  return {
    ...(placed.length === 0 || 2 * placed.length < estimates.length
      ? {}
      : { ...quantile('p5', 0.05), ...quantile('p50', 0.5), ...quantile('p95', 0.95) }),
    ...(regression === undefined ? {} : { explained: regression.explained }),
    inputs: inputs
      .flatMap((input, index): InputImportance[] => {
        if (regression === undefined) return [];
        const coefficient = regression.coefficients[index]!;
        const significant = regression.pValues[index]! < (1 - CONFIDENCE) / inputs.length;
        const flips = significant ? flipOf(input, positions[index]!, met) : undefined;
        const importance = { path: input.path, coefficient, share: coefficient * coefficient, significant };
        return [flips === undefined ? importance : { ...importance, flips }];
      })
      .sort((a, b) => b.share - a.share),
  };
}

/** The input that stands out where the outcome is least decided. */
function measureFirst(expectations: readonly UncertainExpectation[]): UncertaintyResult['measureFirst'] {
  const doubt = ({ probability }: UncertainExpectation) => probability * (1 - probability);
  const [open] = [...expectations].sort((a, b) => doubt(b) - doubt(a));
  const input = open?.inputs[0];
  if (open === undefined || doubt(open) === 0 || input === undefined || !input.significant) return undefined;
  const share = `${Math.round(100 * Math.min(1, input.share))} %`;
  const flips = input.flips === undefined ? '' : `, which holds ${input.flips.holds} about ${input.flips.at}`;
  const text = `Measure ${input.path} first: it makes ${share} of the variation of "${open.text}"${flips}.`;
  return { path: input.path, text };
}

/** The verdict is that of the medians; a reader must know when it is not that of what is likely. */
export function uncertainFindings(uncertainty: UncertaintyResult | undefined): Finding[] {
  if (uncertainty === undefined || uncertainty.expectations.length === 0) return [];
  const { probability, low, high, draws, measureFirst: first } = uncertainty;
  if (probability >= LIKELY) return [];
  const percent = (share: number) => Math.round(100 * share);
  return [
    {
      severity: 'warning',
      code: 'uncertain-inputs',
      text: `The verdict is that of the medians. Over ${draws} draws of the uncertain inputs every expectation is met with probability ${percent(probability)} % (95 %: ${percent(low)} to ${percent(high)} %).`,
      ...(first === undefined ? {} : { advice: first.text }),
    },
  ];
}
