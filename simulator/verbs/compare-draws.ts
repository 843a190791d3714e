/** The draws of the uncertain inputs of two designs, pair by pair. */
import type { ComparedDraws } from '../model/compared-draws.ts';
import type { Checked } from '../model/problem.ts';
import { layoutOf } from '../run/layout.ts';
import { comparedDraws, type DrawnPair } from '../study/compared-draws.ts';
import { tooManyEvents } from '../study/conclude.ts';
import { affordable, budgetOfDraws, costAtMedians, firstDraws } from '../study/draw-budget.ts';
import type { PairedPlan, PlannedSide } from '../study/paired-plan.ts';
import { type PairedResult, PairedStudy } from '../study/paired-study.ts';
import type { Draw } from '../study/uncertainty-plan.ts';
import { pauseBetweenSlices, tasksOf } from '../workers/ground.ts';
import { type RunOptions, validateScenario } from './run-scenario.ts';

type Options = Pick<RunOptions, 'signal' | 'progress' | 'pool' | 'workers'>;

/** As many draws as the budgets of both pay for; undefined when the signal came first. */
export async function runPairedDraws(
  a: PlannedSide,
  b: PlannedSide,
  { inputs, ...planned }: PairedPlan,
  medians: PairedResult,
  options: Options,
): Promise<Checked<ComparedDraws | undefined>> {
  const plan = affordable(planned.plan, costOf(medians), budgetOf(a) + budgetOf(b));
  const pairs: DrawnPair[] = [];
  for (const draw of plan.draws.keys()) {
    const made = await runPair(
      { ...a, draw: planned.a[draw]! },
      { ...b, draw: planned.b[draw]! },
      { replications: plan.replications, done: draw, total: plan.draws.length },
      options,
    );
    if (!made.ok) return made;
    if (made.value === undefined) return { ok: true, value: undefined };
    pairs.push(made.value);
  }
  const expect = { a: a.parsed.scenario.expect, b: b.parsed.scenario.expect };
  const drawn = { inputs, plan: firstDraws(plan, pairs.length), expect, medians: medians.differences, pairs };
  return { ok: true, value: comparedDraws(drawn) };
}

const budgetOf = ({ parsed }: PlannedSide): number => budgetOfDraws(parsed.scenario.run.eventBudget);

function costOf({ a, b }: PairedResult) {
  const [one, other] = [costAtMedians(a), costAtMedians(b)];
  return { pilots: one.pilots + other.pilots, replication: one.replication + other.replication };
}

interface DrawnSide extends PlannedSide {
  readonly draw: Draw;
}

interface Turn {
  readonly replications: number;
  readonly done: number;
  readonly total: number;
}

async function runPair(
  a: DrawnSide,
  b: DrawnSide,
  { replications, done, total }: Turn,
  options: Options,
): Promise<Checked<DrawnPair | undefined>> {
  const message = `draw ${done + 1} of ${total} of the uncertain inputs`;
  const pause = pauseBetweenSlices(options.signal, () =>
    options.progress?.({ done, total, message, share: done / total, isTotalFinal: true }),
  );
  const { seed } = a.draw;
  const left = validateScenario(a.text, { ...a.options, drawn: a.draw.values });
  const right = validateScenario(b.text, { ...b.options, drawn: b.draw.values });
  if (!left.ok) return left;
  if (!right.ok) return right;
  const designed = ({ options: { parameters = {} }, draw }: DrawnSide, { value: parsed }: typeof left) => {
    const replicated = { scenario: parsed.scenario, layout: layoutOf(parsed.scenario), seed };
    const work = { ...options, parameters, drawn: draw.values };
    return { ...replicated, tasks: tasksOf(parsed, replicated, work, pause) };
  };
  const study = new PairedStudy(designed(a, left), designed(b, right), { seed, replications }, pause, {
    tracesDivergence: false,
  });
  const ended = await study.work();
  if (ended === 'stopped') return { ok: true, value: undefined };
  if ('eventLimit' in ended)
    return ended.side === 'a'
      ? tooManyEvents(left.value, a.options.source)
      : tooManyEvents(right.value, b.options.source);
  const { differences } = ended;
  return { ok: true, value: { differences, a: ended.a.expectations, b: ended.b.expectations } };
}
