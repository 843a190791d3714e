/** Two designs under common random numbers, difference by difference. */
import type { ComparisonResult } from '../model/comparison.ts';
import type { ParsedScenario } from '../model/parse-scenario.ts';
import type { Checked } from '../model/problem.ts';
import type { FileReader } from '../model/recordings.ts';
import { layoutOf } from '../run/layout.ts';
import { comparisonResult } from '../study/comparison-result.ts';
import { tooManyEvents } from '../study/conclude.ts';
import { budgetOfDraws } from '../study/draw-budget.ts';
import { type PlannedSide, planPairedDraws } from '../study/paired-plan.ts';
import { PairedStudy } from '../study/paired-study.ts';
import { pauseBetweenSlices, tasksOf } from '../workers/ground.ts';
import { runPairedDraws } from './compare-draws.ts';
import { progressOf, type RunOptions, validateScenario } from './run-scenario.ts';

/** One of the two. */
export interface ComparedDesign {
  readonly text: string;
  readonly source: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly files?: FileReader;
}

export interface ComparisonOutcome {
  readonly result: ComparisonResult;
  /** False when the call was ended early: the result is marked so and has no identity. */
  readonly complete: boolean;
}

/** Seed and replications are those of A where the options say nothing. Problems of both come back together. */
export async function compareScenarios(
  a: ComparedDesign,
  b: ComparedDesign,
  options: Pick<RunOptions, 'seed' | 'replications' | 'signal' | 'progress' | 'pool' | 'workers'> = {},
): Promise<Checked<ComparisonOutcome>> {
  const left = validateScenario(a.text, a);
  const right = validateScenario(b.text, b);
  if (!left.ok || !right.ok)
    return { ok: false, problems: [...(left.ok ? [] : left.problems), ...(right.ok ? [] : right.problems)] };
  const { run } = left.value.scenario;
  const settings = { seed: options.seed ?? run.seed, replications: options.replications ?? run.replications };
  const sides = [sided(a, left.value), sided(b, right.value)] as const;
  const isUncertain = left.value.uncertain.length + right.value.uncertain.length > 0;
  const plan = isUncertain ? planPairedDraws(...sides, settings) : undefined;
  if (plan?.ok === false) return plan;
  const pause = pauseBetweenSlices(options.signal, () => options.progress?.(progressOf(study.progress, 'pairs')));
  const designed = (parsed: ParsedScenario, { parameters = {} }: ComparedDesign) => {
    const replicated = { scenario: parsed.scenario, layout: layoutOf(parsed.scenario), seed: settings.seed };
    return { ...replicated, tasks: tasksOf(parsed, replicated, { ...options, parameters }, pause) };
  };
  const scope = isUncertain
    ? { eventBudget: budgetOfDraws(run.eventBudget + right.value.scenario.run.eventBudget) }
    : {};
  const study = new PairedStudy(designed(left.value, a), designed(right.value, b), settings, pause, scope);
  const ended = await study.work();
  if (typeof ended === 'object' && 'eventLimit' in ended)
    return ended.side === 'a' ? tooManyEvents(left.value, a.source) : tooManyEvents(right.value, b.source);
  const drawn =
    plan === undefined || ended === 'stopped' ? undefined : await runPairedDraws(...sides, plan.value, ended, options);
  if (drawn?.ok === false) return drawn;
  const complete = ended !== 'stopped' && (plan === undefined || drawn?.value !== undefined);
  const result = comparisonResult({
    a: { source: a.source, parsed: left.value },
    b: { source: b.source, parsed: right.value },
    settings,
    result: ended === 'stopped' ? study.soFar('the comparison was ended early') : ended,
    complete,
    uncertainty: drawn?.value,
  });
  return { ok: true, value: { result, complete } };
}

function sided({ text, source, parameters, files }: ComparedDesign, parsed: ParsedScenario): PlannedSide {
  const given = { ...(parameters === undefined ? {} : { parameters }), ...(files === undefined ? {} : { files }) };
  return { text, parsed, options: { source, ...given } };
}
