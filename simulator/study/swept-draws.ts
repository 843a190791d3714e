/**
 * How likely each expectation is met at the points of a sweep whose scenario has uncertain inputs: 20 draws of at most 3 replications a
 * point (`run.draws` says otherwise), within half of `run.eventBudget` each.
 *
 * All points take the same quantiles of the inputs, so neighbours differ by their parameters and not by chance. The value and the verdict
 * of a point are those of the medians; p5 to p95 of the draws are the band around it.
 */
import type { ParsedScenario, ParseOptions } from '../model/parse-scenario.ts';
import type { Problem } from '../model/problem.ts';
import type { SweepPoint, SweepValue } from '../model/sweep.ts';
import type { UncertaintyResult } from '../model/uncertainty.ts';
import { planDraws } from './uncertainty-plan.ts';

export const drawsOfPoint = { draws: 20, replications: 3 };

/** What would be wrong with the draws of a point; nothing where nothing of it is uncertain. */
export function pointProblems(
  parsed: ParsedScenario,
  options: ParseOptions,
  given: { readonly seed?: number },
): readonly Problem[] {
  const { uncertain, scenario, text } = parsed;
  if (uncertain.length === 0) return [];
  const settings = { seed: given.seed ?? scenario.run.seed, replications: 1 };
  const planned = planDraws(text, parsed, settings, options, drawsOfPoint);
  return planned.ok ? [] : planned.problems;
}

/** What stands beside the value of each expectation at a point. */
export function likelihoodsOf({ expectations }: UncertaintyResult): readonly NonNullable<SweepValue['met']>[] {
  return expectations.map(({ probability, low, high, p5, p50, p95, inputs: [first] }) => ({
    probability,
    low,
    high,
    ...(p5 === undefined ? {} : { p5 }),
    ...(p50 === undefined ? {} : { p50 }),
    ...(p95 === undefined ? {} : { p95 }),
    ...(first?.significant === true ? { movedBy: first.path } : {}),
  }));
}

/** Of all expectations together. */
export function likelihoodOf(uncertainty: UncertaintyResult): NonNullable<SweepPoint['met']> {
  const { probability, low, high, draws, replications, shortened } = uncertainty;
  return { probability, low, high, draws, replications, ...(shortened === undefined ? {} : { shortened }) };
}
