/**
 * `sba draft adr`: a decision record from results (JSON of `sba run`) or from scenarios, which are run first. A result that was interrupted
 * has no run id and is refused as evidence.
 */
import { draftAdr, type RefusedFile, type SizingAnswer, size } from '../../api.ts';
import type { RunResult } from '../../model/result.ts';
import { readDesign } from '../design-input.ts';
import { exit, exitCode } from '../exit-code.ts';
import type { CommandLine } from '../flags.ts';
import { type Io, isWrong, type Outcome, wrong } from '../io.ts';
import { destination } from '../output.ts';
import { refusalText } from '../refusal-text.ts';
import { type RunSettings, runSettings } from '../run-settings.ts';
import { savedResults } from '../saved-results.ts';
import { type SelectedFile, select } from '../selection.ts';
import { shared, type Verb } from '../verb.ts';
import { runAll } from './run.ts';

export const draft: Verb = {
  name: 'draft',
  usage: ['draft adr FILE|DIRECTORY|-… [flags]'],
  about: [
    'Drafts an architecture decision record (MADR 4, Markdown). Every number names the run and the value it came from, and a',
    'block of JSON holds all that is needed to run it again. Several designs become the options; one is chosen only when it',
    'alone passed everything. FILE is a result of sba run --format json, or a scenario, which is run first.',
  ],
  flags: {
    title: { value: 'TEXT', help: 'Title of the decision; the question of the first scenario when absent.' },
    design: { value: 'DESIGN.yaml', help: 'A flat design as for sba size; adds its closed forms with their formulas.' },
    seed: shared.seed,
    replications: shared.replications,
    param: shared.param,
    workers: shared.workers,
    out: shared.out,
    quiet: { help: 'No progress.' },
    help: shared.help,
  },
  examples: [
    [
      'sba draft adr crash.json zone-loss.json --title "Keep carts in a Redis Cluster" --out 0007-carts.md',
      'from saved results',
    ],
    ['sba draft adr scenarios/redis-master-crash.yaml', 'runs the scenario first'],
  ],
  exits: [0, 64, 65, 70, 130],
  perform,
};

async function perform(line: CommandLine, io: Io): Promise<Outcome> {
  const [kind, ...names] = line.names;
  if (kind !== 'adr')
    return wrong(`${kind === undefined ? 'say what to draft' : `"${kind}" cannot be drafted`}; there is adr`);
  if (names.length === 0) return wrong('name at least one result or scenario');
  const settings = runSettings(line);
  if (isWrong(settings)) return settings;
  const { files } = await select(names, io);
  const target = destination(
    line,
    io,
    files.map(({ source }) => source),
  );
  if (isWrong(target)) return target;
  const sizing = await sizingOf(line.value('design'), io);
  const evidence = await gather(files, { settings, io, quiet: line.has('quiet') });
  if (evidence.code !== exit.passed || sizing === 'refused')
    return Math.max(evidence.code, sizing === 'refused' ? exit.invalid : exit.passed);
  const title = line.value('title');
  target.write(
    draftAdr(evidence.results, {
      ...(title === undefined ? {} : { title }),
      ...(sizing === undefined ? {} : { sizing }),
    }),
  );
  return exit.passed;
}

async function sizingOf(source: string | undefined, io: Io): Promise<SizingAnswer | 'refused' | undefined> {
  if (source === undefined) return undefined;
  const card = await readDesign({ source, flags: {} }, io);
  if (card.ok) return size(card.value);
  io.stderr.write(refusalText({ source, problems: card.problems }));
  return 'refused';
}

interface Evidence {
  readonly results: readonly RunResult[];
  /** 0 when all of it can be used. */
  readonly code: number;
}

/** Saved results as they are, scenarios run; a record is drafted from all of them or not at all. */
async function gather(
  files: readonly (SelectedFile | RefusedFile)[],
  job: { readonly settings: RunSettings; readonly io: Io; readonly quiet: boolean },
): Promise<Evidence> {
  const results: RunResult[] = [];
  const codes: number[] = [exit.passed];
  for (const file of files) {
    const found =
      'problems' in file ? { ok: false as const, problems: file.problems } : savedResults(file.text, file.source);
    if (found?.ok === true) results.push(...found.value);
    else if (found !== undefined) {
      job.io.stderr.write(refusalText({ source: file.source, problems: found.problems }));
      codes.push(exit.invalid);
    } else {
      const { report, crashed } = await runAll([file], { ...job, single: true });
      // What the verdict is does not matter here: a record of a failure is a good record.
      const code = exitCode({ report, crashed, failCode: exit.failed });
      if (code >= exit.wrongUsage) codes.push(code);
      else results.push(...report.runs.map((run) => run.result));
    }
  }
  return { results, code: Math.max(...codes) };
}
