/**
 * One run on several machines: each makes its shard of the replications and writes a blob; `mergeShards` reads all blobs and judges as if
 * one machine had made them. Nothing of a shard depends on the others, so a lost one is made again, anywhere.
 */
import { invariant } from '../kernel/invariant.ts';
import { type ParsedScenario, parseScenario } from '../model/parse-scenario.ts';
import type { Checked, Problem } from '../model/problem.ts';
import { type FileReader, readerOf } from '../model/recordings.ts';
import { type Layout, layoutOf } from '../run/layout.ts';
import { conclude, type RunOutcome, tooManyEvents } from '../study/conclude.ts';
import { predictedEvents } from '../study/predicted-events.ts';
import { runIdOf } from '../study/run-result.ts';
import { type ChosenScenario, type RefusedScenario, type ShardPart, shardText } from '../study/shard-blob.ts';
import { joinShards, type Recorded, RecordedTasks, type WrittenShard } from '../study/shard-merge.ts';
import { type Range, rangesOf, type Shard } from '../study/shard-plan.ts';
import { runPart } from '../study/shard-run.ts';
import { StudyRun } from '../study/study.ts';
import { pauseBetweenSlices, tasksOf, type WorkOptions } from './ground.ts';

export interface ShardOptions extends WorkOptions {
  readonly shard: Shard;
  /** Reads the files that a scenario names; absent: it may name none. */
  readonly filesOf?: (source: string) => FileReader;
  /** One file was asked for by name. */
  readonly single: boolean;
  readonly seed?: number;
  readonly replications?: number | 'auto';
  readonly signal?: AbortSignal;
  /** Told of replications done and of all that fell to this shard. */
  readonly progress?: (source: string, done: number, total: number) => void;
}

export type ShardOutcome =
  | { readonly text: string; readonly refused: readonly RefusedScenario[] }
  /** These scenarios say `replications: auto`, which nobody can divide before the end is known. */
  | { readonly undivided: readonly string[] }
  | 'stopped';

interface Planned {
  readonly chosen: ChosenScenario;
  readonly parsed: ParsedScenario;
  readonly layout: Layout;
}

export async function runShard(
  files: readonly ({ readonly source: string; readonly text: string } | RefusedScenario)[],
  options: ShardOptions,
): Promise<ShardOutcome> {
  const undivided: string[] = [];
  const planned = files.map((file): Planned | RefusedScenario => {
    if ('problems' in file) return file;
    const plan = planOf(file, options);
    if (plan === 'auto') undivided.push(file.source);
    return plan === 'auto' ? { source: file.source, problems: [] } : plan;
  });
  if (undivided.length > 0) return { undivided };
  const { shard, single } = options;
  const selection = { single, files: planned.map((file) => ('chosen' in file ? file.chosen : file)) };
  const made = await makeParts(planned, options);
  if (made === 'stopped') return 'stopped';
  return { text: shardText({ shard, selection, parts: made.parts }), refused: made.refused };
}

function planOf(
  { source, text }: { readonly source: string; readonly text: string },
  options: ShardOptions,
): Planned | RefusedScenario | 'auto' {
  const { parameters = {}, filesOf } = options;
  const read = filesOf?.(source);
  const checked = parseScenario(text, { source, parameters, ...(read === undefined ? {} : { files: read }) });
  if (!checked.ok) return { source, problems: checked.problems };
  const parsed = checked.value;
  if (parsed.uncertain.length > 0) return { source, problems: [drawsAreNotDivided(source)] };
  const { seed = parsed.scenario.run.seed, replications = parsed.scenario.run.replications } = options;
  if (replications === 'auto') return 'auto';
  const runId = runIdOf(parsed, { seed, replications });
  return {
    chosen: {
      source,
      text,
      parameters,
      ...(parsed.files.length === 0 ? {} : { files: parsed.files }),
      seed,
      replications,
      runId,
    },
    parsed,
    layout: layoutOf(parsed.scenario),
  };
}

/** Each draw of the inputs is a study of its own; the shards know of one. */
function drawsAreNotDivided(source: string): Problem {
  return {
    source,
    path: '',
    found: 'uncertain inputs ({between: …}) in a scenario that is divided among shards',
    expected: 'a scenario without them, or a run that is not divided',
    suggestion: 'run it without --shard; --workers uses all processors of one machine',
  };
}

async function makeParts(
  planned: readonly (Planned | RefusedScenario)[],
  options: ShardOptions,
): Promise<{ readonly parts: readonly ShardPart[]; readonly refused: readonly RefusedScenario[] } | 'stopped'> {
  const ranges = rangesOf(
    planned.map((file) =>
      'chosen' in file
        ? { replications: file.chosen.replications, weight: predictedEvents(file.parsed.scenario, file.layout) }
        : { replications: 0, weight: 0 },
    ),
    options.shard,
  );
  const total = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  const parts: ShardPart[] = [];
  const refused: RefusedScenario[] = [];
  let done = 0;
  for (const [file, plan] of planned.entries()) {
    const range = ranges[file]!;
    if (!('chosen' in plan)) refused.push(plan);
    if (!('chosen' in plan) || range.from === range.to) continue;
    const report = (arrived: number) => options.progress?.(plan.chosen.source, done + arrived, total);
    const part = await makePart(plan, { file, ...range }, report, options);
    if (part === 'stopped') return 'stopped';
    parts.push(part);
    done += range.to - range.from;
    const isRefused = part.warmUp === 'event-limit' || part.results.some((result) => 'overLimit' in result);
    if (isRefused)
      refused.push({ source: plan.chosen.source, problems: tooManyEvents(plan.parsed, plan.chosen.source).problems });
  }
  return { parts, refused };
}

function makePart(
  { chosen, parsed, layout }: Planned,
  range: Range & { readonly file: number },
  report: (arrived: number) => void,
  options: ShardOptions,
): Promise<ShardPart | 'stopped'> {
  let arrived = 0;
  const pause = pauseBetweenSlices(options.signal, () => report(arrived));
  const replicated = { scenario: parsed.scenario, layout, seed: chosen.seed };
  const tasks = tasksOf(parsed, replicated, options, pause);
  return runPart(parsed.scenario, range, {
    tasks,
    arrived: (count) => {
      arrived = count;
    },
  });
}

export interface MergedRun extends RunOutcome {
  readonly source: string;
  readonly text: string;
}

export interface MergedShards {
  readonly runs: readonly MergedRun[];
  readonly refused: readonly RefusedScenario[];
  readonly single: boolean;
}

/** All problems of all blobs at once, or what the undivided run gives. Throws when the shards contradict one another. */
export async function mergeShards(written: readonly WrittenShard[]): Promise<Checked<MergedShards>> {
  const joined = joinShards(written);
  if (!joined.ok) return joined;
  const { selection, recorded } = joined.value;
  const runs: MergedRun[] = [];
  const refused: RefusedScenario[] = [];
  for (const [file, chosen] of selection.files.entries()) {
    if ('problems' in chosen) {
      refused.push(chosen);
      continue;
    }
    const { source, text } = chosen;
    const checked = await judgeRecorded(chosen, recorded.get(file));
    if (checked.ok) runs.push({ source, text, ...checked.value });
    else refused.push({ source, problems: checked.problems });
  }
  return { ok: true, value: { runs, refused, single: selection.single } };
}

async function judgeRecorded(chosen: ChosenScenario, recorded: Recorded | undefined): Promise<Checked<RunOutcome>> {
  const { source, text, parameters, files = [], seed, replications, runId } = chosen;
  const checked = parseScenario(text, { source, parameters, files: readerOf(files) });
  invariant(checked.ok && recorded !== undefined, () => `the shards hold no readable run of ${source}`);
  const parsed = checked.value;
  const settings = { seed, replications };
  invariant(runIdOf(parsed, settings) === runId, () => `the shards call the run of ${source} by another id`);
  const layout = layoutOf(parsed.scenario);
  const study = new StudyRun(parsed.scenario, settings, {
    tasks: new RecordedTasks(recorded.results),
    warmUp: recorded.warmUp,
  });
  return conclude({ parsed, layout, settings, study, source });
}
