/** A study to its end: the result, or why the scenario is refused after all. */
import type { ParsedScenario } from '../model/parse-scenario.ts';
import type { Checked } from '../model/problem.ts';
import type { RunResult } from '../model/result.ts';
import type { Layout } from '../run/layout.ts';
import { runResult } from './run-result.ts';
import type { StudyRun, StudySettings } from './study.ts';

export interface RunOutcome {
  readonly result: RunResult;
  /** False when the run was ended early: the result is marked so and has no runId. */
  readonly complete: boolean;
}

export interface StudyAtWork {
  readonly parsed: ParsedScenario;
  readonly layout: Layout;
  readonly settings: StudySettings;
  readonly study: StudyRun;
  /** Name of the file, for problems. */
  readonly source: string;
}

export async function conclude({ parsed, layout, settings, study, source }: StudyAtWork): Promise<Checked<RunOutcome>> {
  const ended = await study.work();
  if (typeof ended === 'object' && 'eventLimit' in ended) return tooManyEvents(parsed, source);
  const complete = ended !== 'stopped';
  const judged = complete ? ended : study.soFar('the run was ended early');
  const result = runResult({ parsed, layout, settings, study: judged, timeline: study.timeline, complete });
  return { ok: true, value: { result, complete } };
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
