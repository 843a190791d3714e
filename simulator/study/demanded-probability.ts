/**
 * A search that demands a probability (`confidence`): a candidate will do when at least this share of the draws of its uncertain inputs
 * meets every expectation. All candidates take the same quantiles of the inputs.
 *
 *   out as soon as more than (1 − confidence) × draws fail: what is left could not make up for it
 *
 * So drawing ends early for the bad, and never for one that will do. A closed form refutes only when it does so in more draws than may
 * fail; at the medians it says nothing, nor does the verdict of the medians decide.
 */

import type { Likelihood } from '../model/design-search.ts';
import { type ParsedScenario, type ParseOptions, parseScenario } from '../model/parse-scenario.ts';
import type { UncertaintyResult } from '../model/uncertainty.ts';
import { layoutOf } from '../run/layout.ts';
import { type Refutation, refutationOf } from './refutation.ts';
import type { DrawPlan } from './uncertainty-plan.ts';

/** Draws that may fail. */
export function mayFail(draws: number, confidence: number): number {
  // A share that is whole but for the rounding of doubles counts as whole.
  return Math.floor((1 - confidence) * draws + 1e-9);
}

/** Whether so many draws have failed that the rest cannot make up for them; `met`: the expectations met in each draw up to now. */
export function isLost(met: readonly (readonly boolean[])[], draws: number, confidence: number): boolean {
  return met.filter((draw) => !draw.every(Boolean)).length > mayFail(draws, confidence);
}

/** A refutation that holds in more draws than may fail, in the words of the first; undefined when there are not so many. */
export function refutedInDraws(
  { text, scenario }: ParsedScenario,
  { draws }: DrawPlan,
  options: ParseOptions,
  confidence: number,
): Refutation | undefined {
  // Closed forms are cheap, reading a scenario is not: one that is not refuted at its medians is simulated.
  if (refutationOf(scenario, layoutOf(scenario)) === undefined) return undefined;
  const most = mayFail(draws.length, confidence);
  let first: Refutation | undefined;
  let refuted = 0;
  for (const [draw, { values }] of draws.entries()) {
    if (refuted + draws.length - draw <= most) return undefined;
    const checked = parseScenario(text, { ...options, drawn: values });
    if (!checked.ok) return undefined;
    const found = refutationOf(checked.value.scenario, layoutOf(checked.value.scenario));
    if (found === undefined) continue;
    first ??= found;
    refuted++;
    if (refuted > most)
      return { ...first, text: `${first.text}, and so in at least ${refuted} of ${draws.length} draws` };
  }
  return undefined;
}

/** What a search says of a candidate's draws. */
export function likelihoodIn({ expectations, ...all }: UncertaintyResult): Likelihood {
  const { probability, low, high, draws, replications, shortened, measureFirst } = all;
  return {
    probability,
    low,
    high,
    draws,
    replications,
    ...(shortened === undefined ? {} : { shortened }),
    expectations: expectations.map((each) => ({
      text: each.text,
      probability: each.probability,
      low: each.low,
      high: each.high,
    })),
    ...(measureFirst === undefined ? {} : { measureFirst }),
  };
}

/** The expectation that the fewest draws meet. */
export function leastLikely({ expectations }: Pick<Likelihood, 'expectations'>): Likelihood['expectations'][number] {
  return [...expectations].sort((a, b) => a.probability - b.probability)[0]!;
}
