/** Help texts, laid out from what the verbs say about themselves. */
import { commandSummaries, engineVersion, exitCodes } from '../api.ts';
import type { FlagTable } from './flags.ts';
import type { Verb } from './verb.ts';

export function mainHelp(verbs: readonly Verb[]): string {
  const width = Math.max(...verbs.map(({ name }) => name.length));
  return [
    `sba ${engineVersion}: decides, sizes and stress-tests space-based architectures by deterministic simulation.`,
    '',
    'Usage: sba VERB …',
    '',
    ...verbs.map(({ name }) => `  ${name.padEnd(width)}  ${commandSummaries[name as keyof typeof commandSummaries]}`),
    '',
    'First steps',
    '  sba init --entries 2M --writes 300/s --reads 700/s --out shop.yaml',
    '  sba run shop.yaml',
    '  sba VERB --help says everything about a verb, sba explain NAME about a metric, field or fault.',
    '',
    ...exitLines(exitCodes.map(([code]) => code)),
    '',
  ].join('\n');
}

export function verbHelp(verb: Verb): string {
  return [
    ...verb.usage.map((form, index) => `${index === 0 ? 'Usage:' : '      '} sba ${form}`),
    '',
    ...verb.about,
    '',
    'Flags',
    ...flagLines(verb.flags),
    '',
    'Examples',
    ...verb.examples.flatMap(([command, purpose]) => [`  ${command}`, `      ${purpose}`]),
    '',
    ...exitLines(verb.exits),
    '',
  ].join('\n');
}

function flagLines(flags: FlagTable): readonly string[] {
  const forms = Object.entries(flags).map(([name, { value, help }]) => ({
    form: `--${name}${value === undefined ? '' : ` ${value}`}`,
    help,
  }));
  const width = Math.min(28, Math.max(...forms.map(({ form }) => form.length)));
  return forms.map(({ form, help }) => `  ${form.padEnd(width)}  ${help}`);
}

function exitLines(codes: readonly number[]): readonly string[] {
  const known = exitCodes.filter(([code]) => codes.includes(code));
  return ['Exit codes', ...known.map(([code, meaning]) => `  ${String(code).padEnd(3)}  ${meaning}`)];
}
