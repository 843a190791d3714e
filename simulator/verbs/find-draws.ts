/** How likely a candidate of a search meets its expectations when some inputs are uncertain. */
import type { Likelihood } from '../model/design-search.ts';
import type { Problem } from '../model/problem.ts';
import { isLost, likelihoodIn, mayFail } from '../study/demanded-probability.ts';
import type { DrawCost } from '../study/draw-budget.ts';
import { planDraws } from '../study/uncertainty-plan.ts';
import { paidDraws, type RunOptions, runDraws, validateScenario } from './run-scenario.ts';

export interface DrawnCandidate {
  readonly met: Likelihood;
  /** At least the share of the draws that is demanded meets every expectation; true where nothing is demanded. */
  readonly isEnough: boolean;
  /** Draws that were planned; fewer are made once the demand is out of reach. */
  readonly planned: number;
}

/** Undefined when the signal came first, or when something is wrong: then `problems` says what. */
export type DrawCandidate = (
  parameters: Readonly<Record<string, string>>,
  cost: DrawCost,
  confidence: number | undefined,
) => Promise<DrawnCandidate | undefined>;

export function candidateDraws(text: string, options: RunOptions, problems: Problem[]): DrawCandidate {
  return async (chosen, cost, confidence) => {
    const parameters = { ...options.parameters, ...chosen };
    const checked = validateScenario(text, { ...options, parameters });
    if (!checked.ok) {
      problems.push(...checked.problems);
      return undefined;
    }
    const parsed = checked.value;
    const { run } = parsed.scenario;
    const settings = { seed: options.seed ?? run.seed, replications: run.replications };
    const { source = '<text>', files } = options;
    const given = { source, parameters, ...(files === undefined ? {} : { files }) };
    const planned = planDraws(text, parsed, settings, given);
    if (!planned.ok) {
      problems.push(...planned.problems);
      return undefined;
    }
    const plan = paidDraws(planned.value, parsed, cost);
    const count = plan.draws.length;
    const ended = await runDraws(text, parsed, plan, { ...options, parameters }, (met) =>
      confidence === undefined ? false : isLost(met, count, confidence),
    );
    if (!ended.ok) problems.push(...ended.problems);
    if (!ended.ok || ended.value === undefined) return undefined;
    const met = likelihoodIn(ended.value);
    const failed = Math.round((1 - met.probability) * met.draws);
    return { met, planned: count, isEnough: confidence === undefined || failed <= mayFail(count, confidence) };
  };
}
