/** A study to its end: the result, or why the scenario is refused after all. */

import { CONFIDENCE } from '../judge/estimate.ts';
import { judge } from '../judge/judge.ts';
import type { Expectation } from '../model/expectation.ts';
import type { ParsedScenario } from '../model/parse-scenario.ts';
import type { Checked } from '../model/problem.ts';
import type { ExpectationResult, RunResult } from '../model/result.ts';
import type { UncertaintyResult } from '../model/uncertainty.ts';
import type { Layout } from '../run/layout.ts';
import { costAtMedians, type DrawCost } from './draw-budget.ts';
import { runResult } from './run-result.ts';
import type { StudyRun, StudySettings } from './study.ts';

export interface RunOutcome {
  readonly result: RunResult;
  /** Answers to the questions asked beside, in their order. */
  readonly asked: readonly ExpectationResult[];
  /** False when the run was ended early: the result is marked so and has no runId. */
  readonly complete: boolean;
  /** What one draw of its uncertain inputs costs, as far as the medians tell. */
  readonly drawCost: DrawCost;
}

export interface StudyAtWork {
  readonly parsed: ParsedScenario;
  readonly layout: Layout;
  readonly settings: StudySettings;
  readonly study: StudyRun;
  /** Name of the file, for problems. */
  readonly source: string;
  /** Further questions after statistics, with the confidence of their answers; they decide nothing. */
  readonly ask?: readonly Expectation[] | undefined;
  readonly askConfidence?: number | undefined;
  /** Where inputs are uncertain: what comes of their draws, given what one costs; undefined when it was ended early. */
  readonly draws?: ((cost: DrawCost) => Promise<Checked<UncertaintyResult | undefined>>) | undefined;
}

export async function conclude(work: StudyAtWork): Promise<Checked<RunOutcome>> {
  const { parsed, layout, settings, study, source, ask = [], askConfidence = CONFIDENCE } = work;
  const ended = await study.work();
  if (typeof ended === 'object' && 'eventLimit' in ended) return tooManyEvents(parsed, source);
  const judged = ended === 'stopped' ? study.soFar('the run was ended early') : ended;
  const drawCost = costAtMedians(judged);
  const drawn = ended === 'stopped' ? undefined : await work.draws?.(drawCost);
  if (drawn?.ok === false) return drawn;
  const uncertainty = drawn?.value;
  const complete = ended !== 'stopped' && (work.draws === undefined || uncertainty !== undefined);
  const { timeline } = study;
  const result = runResult({ parsed, layout, settings, study: judged, timeline, complete, uncertainty });
  const circumstances = { faults: judged.faults, warmUpRemedy: undefined, confidence: askConfidence };
  const asked = judge({ ...parsed.scenario, expect: ask }, judged.summaries, circumstances);
  return { ok: true, value: { result, asked, complete, drawCost } };
}

export function tooManyEvents({ scenario }: ParsedScenario, source: string): Extract<Checked<never>, { ok: false }> {
  return {
    ok: false,
    problems: [
      {
        source,
        path: 'run.eventLimit',
        found: `${scenario.name} needs more than ${scenario.run.eventLimit} events in one replication`,
        expected: 'a replication within run.eventLimit',
        suggestion: 'shorten run.duration, lower the rates or the number of members, or raise run.eventLimit',
      },
    ],
  };
}
