/** One scenario at every combination of values of some of its parameters. */
import type { Checked } from '../model/problem.ts';
import type { SweepResult } from '../model/sweep.ts';
import type { Axis } from '../study/grid.ts';
import { at } from '../study/grid-problems.ts';
import { planSweep, type SweptPoint, sweepResult } from '../study/sweep.ts';
import { drawsOfPoint } from '../study/swept-draws.ts';
import { type RunOptions, runScenario } from './run-scenario.ts';

export interface SweepOutcome {
  readonly result: SweepResult;
  readonly complete: boolean;
}

/**
 * All with the same seed, so that neighbours differ by their parameters and not by chance. Columns are the expectations and the questions
 * of `show`. Problems of all points come back together, and then nothing was run.
 */
export async function sweepScenario(
  text: string,
  axes: readonly Axis[],
  options: Omit<RunOptions, 'ask' | 'askConfidence' | 'kept'> & { readonly show?: readonly string[] } = {},
): Promise<Checked<SweepOutcome>> {
  const planned = planSweep(text, axes, options.show ?? [], options);
  if (!planned.ok) return planned;
  const plan = planned.value;
  const total = plan.points.length;
  const ran: SweptPoint[] = [];
  for (const [done, parameters] of plan.points.entries()) {
    if (options.signal?.aborted === true) break;
    const checked = await runScenario(text, {
      ...options,
      parameters: { ...options.parameters, ...parameters },
      draws: drawsOfPoint,
      ask: plan.questions,
      progress: ({ share, message }) =>
        options.progress?.({
          done,
          total,
          message: `point ${done + 1} of ${total}, ${message}`,
          share: (done + share) / total,
          isTotalFinal: true,
        }),
    });
    if (!checked.ok) return { ok: false, problems: checked.problems.map((problem) => at(problem, parameters)) };
    if (!checked.value.complete) break;
    ran.push({ parameters, ...checked.value });
  }
  const result = sweepResult(plan, ran, options.source ?? '<text>');
  return { ok: true, value: { result, complete: ran.length === total } };
}
