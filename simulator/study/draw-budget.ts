/**
 * What draws of uncertain inputs may cost: half of `run.eventBudget`; the study at the medians has the other half.
 *
 *   replications of a draw = (budget / draws − pilots) / events of a replication, between 1 and what was asked for
 *   draws = budget / (pilots + replications × events of a replication), never fewer than tell the inputs apart
 *
 * Events are those at the medians, so the answer depends on no draw and on no machine. Fewer draws are the first ones of the plan: each is
 * still at random in its stratum, only the strata are no longer all visited. One replication a draw is no worse an answer about the
 * inputs than several, but has more of chance in it.
 */
import type { Study } from './study.ts';
import type { DrawPlan } from './uncertainty-plan.ts';
import { fewestDraws } from './uncertainty-plan.ts';

const SHARE = 0.5;

/** Of one draw, in events. */
export interface DrawCost {
  /** To decide the warm-up. */
  readonly pilots: number;
  readonly replication: number;
}

/** Of `run.eventBudget`, for the draws; as much is left for the medians. */
export function budgetOfDraws(eventBudget: number): number {
  return SHARE * eventBudget;
}

/** A draw costs as much as the medians. */
export function costAtMedians({ summaries, warmUp }: Pick<Study, 'summaries' | 'warmUp'>): DrawCost {
  const events = summaries.reduce((sum, summary) => sum + summary.events, 0);
  return { pilots: warmUp.events, replication: Math.max(1, events / Math.max(1, summaries.length)) };
}

/** The plan, or as much of it as the budget pays for. */
export function affordable(plan: DrawPlan, { pilots, replication }: DrawCost, budget: number): DrawPlan {
  const each = Math.floor((budget / plan.draws.length - pilots) / replication);
  const replications = Math.max(1, Math.min(plan.replications, each));
  const paid = Math.floor(budget / (pilots + replications * replication));
  const draws = Math.min(plan.draws.length, Math.max(fewestDraws(plan.positions.length), paid));
  if (replications === plan.replications && draws === plan.draws.length) return plan;
  const shortened = `run.eventBudget pays for ${draws} of ${plan.draws.length} draws, with ${replications} of ${plan.replications} replications each`;
  return { ...firstDraws(plan, draws), replications, shortened };
}

export function firstDraws(plan: DrawPlan, draws: number): DrawPlan {
  return {
    ...plan,
    draws: plan.draws.slice(0, draws),
    positions: plan.positions.map((values) => values.slice(0, draws)),
  };
}
