/** `sba merge`: joins the shards of one run and judges them; the output is that of the undivided run, to the last byte. */
import { mergeShards, type RefusedFile, reportFormats } from '../../api.ts';
import { exit } from '../exit-code.ts';
import type { CommandLine } from '../flags.ts';
import { type Io, isWrong, type Outcome, wrong } from '../io.ts';
import { destination } from '../output.ts';
import { refusalText } from '../refusal-text.ts';
import { reportOptions, writeReport } from '../report-output.ts';
import { type SelectedFile, select } from '../selection.ts';
import { shared, type Verb } from '../verb.ts';

export const merge: Verb = {
  name: 'merge',
  usage: ['merge BLOB|DIRECTORY… [flags]'],
  about: [
    'Joins what sba run --shard i/n wrote on several machines, and reports as if one machine had run everything: the same bytes',
    'in every format, the same exit code. All n shards of one run are needed, made by this version; a shard that is missing,',
    'given twice, of another run or changed is refused, all problems at once. The scenarios themselves are not needed.',
  ],
  flags: {
    format: { value: reportFormats.join('|'), help: 'Form of the result; text when absent.' },
    out: shared.out,
    'fail-code': shared.failCode,
    quiet: shared.quiet,
    verbose: shared.verbose,
    help: shared.help,
  },
  examples: [
    ['sba merge shard-1.json shard-2.json', 'two shards, a report for people'],
    ['sba merge shards --format junit --out sba.xml', 'all shards of a folder, for CI'],
  ],
  exits: [0, 1, 2, 64, 65, 70],
  perform,
};

async function perform(line: CommandLine, io: Io): Promise<Outcome> {
  if (line.names.length === 0) return wrong('name the files that sba run --shard wrote');
  const options = reportOptions(line);
  if (isWrong(options)) return options;
  const { files } = await select(line.names, io);
  const target = destination(
    line,
    io,
    files.map(({ source }) => source),
  );
  if (isWrong(target)) return target;
  const isRead = (file: SelectedFile | RefusedFile): file is SelectedFile => !('problems' in file);
  const merged = await mergeShards(files.filter(isRead));
  const unread = files.flatMap((file) => (isRead(file) ? [] : file.problems));
  const problems = [...unread, ...(merged.ok ? [] : merged.problems)];
  if (!merged.ok || problems.length > 0) {
    io.stderr.write(refusalText({ source: 'sba merge', problems }));
    return exit.invalid;
  }
  const { runs, refused, single } = merged.value;
  for (const file of refused) io.stderr.write(refusalText(file));
  return writeReport({ report: { runs, refused, notRun: [], single }, crashed: false }, options, { target, io });
}
