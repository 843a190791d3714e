/** `sba validate`: checks scenarios and runs nothing. All problems of a file at once, each with its line. */
import { jsonText, type RefusedFile, validateScenario } from '../../api.ts';
import type { ParsedScenario } from '../../model/parse-scenario.ts';
import { exit } from '../exit-code.ts';
import { filesBeside } from '../files-beside.ts';
import { type CommandLine, choice } from '../flags.ts';
import { type Io, isWrong, type Outcome, wrong } from '../io.ts';
import { destination } from '../output.ts';
import { refusalText } from '../refusal-text.ts';
import { parametersOf } from '../run-settings.ts';
import { select } from '../selection.ts';
import { shared, type Verb } from '../verb.ts';

export const validate: Verb = {
  name: 'validate',
  usage: ['validate FILE|DIRECTORY|-… [flags]'],
  about: [
    'Checks the form and the sense of each scenario without running it: spelling, units, metrics, faults that strike after the end.',
    'Valid files are listed on standard output; problems go to standard error as FILE:LINE:COLUMN with a suggestion.',
  ],
  flags: {
    param: shared.param,
    format: { value: 'text|json', help: 'Form of the result; text when absent. json holds the problems, too.' },
    out: shared.out,
    quiet: { help: 'List only what is refused.' },
    help: shared.help,
  },
  examples: [
    ['sba validate scenarios', 'every scenario of a folder'],
    ['sba validate crash.yaml --param members=9', 'with another value of a parameter'],
    ['sba validate - --format json < crash.yaml', 'from standard input, for a program'],
  ],
  exits: [0, 64, 65, 70],
  perform,
};

async function perform(line: CommandLine, io: Io): Promise<Outcome> {
  if (line.names.length === 0) return wrong('name at least one scenario file or directory');
  const format = choice(line, 'format', ['text', 'json']);
  if (isWrong(format)) return format;
  const parameters = parametersOf(line.values('param'));
  if (isWrong(parameters)) return parameters;
  const selection = await select(line.names, io);
  const target = destination(
    line,
    io,
    selection.files.map(({ source }) => source),
  );
  if (isWrong(target)) return target;
  const checked = selection.files.map((file): Valid | RefusedFile => {
    if ('problems' in file) return file;
    const files = filesBeside(file.source, io.directory);
    const result = validateScenario(file.text, { source: file.source, parameters, files });
    return result.ok
      ? { source: file.source, parsed: result.value }
      : { source: file.source, problems: result.problems };
  });
  const refused = checked.filter((file) => 'problems' in file);
  if (format === 'json') target.write(jsonText(validation(checked, refused.length)));
  else {
    const lines = checked.flatMap((file) => ('parsed' in file && !line.has('quiet') ? [validLine(file)] : []));
    if (lines.length > 0) target.write(`${lines.join('\n')}\n`);
    for (const file of refused) io.stderr.write(refusalText(file));
  }
  return refused.length === 0 ? exit.passed : exit.invalid;
}

interface Valid {
  readonly source: string;
  readonly parsed: ParsedScenario;
}

function validLine({ source, parsed }: Valid): string {
  const { name, expect, faults } = parsed.scenario;
  const parameters = Object.entries(parsed.parameters).map(([key, value]) => `${key}=${value}`);
  const given = parameters.length === 0 ? '' : `, ${parameters.join(' ')}`;
  return `${source}: valid: ${name}, ${faults.length} faults, ${expect.length} expectations${given}, digest ${parsed.digest.slice(0, 12)}`;
}

function validation(checked: readonly (Valid | RefusedFile)[], refused: number): object {
  return {
    summary: `${checked.length - refused} of ${checked.length} valid`,
    verdict: refused === 0 ? 'valid' : 'invalid',
    schemaVersion: 'sba/validation/v1',
    files: checked.map((file) =>
      'parsed' in file
        ? {
            source: file.source,
            verdict: 'valid',
            name: file.parsed.scenario.name,
            digest: file.parsed.digest,
            parameters: file.parsed.parameters,
            problems: [],
          }
        : { source: file.source, verdict: 'invalid', problems: file.problems },
    ),
  };
}
