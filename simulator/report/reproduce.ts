/**
 * The command that makes a result again: the file, the seed, the replications and every parameter, whether or not it was the default,
 * so that a later change of the file's defaults does not change what is run.
 */
import type { RunResult } from '../model/result.ts';

/** `sba run FILE --seed 7 --replications 20 --param nodeTimeout=2s`, quoted for a POSIX shell. */
export function reproduceCommand(result: RunResult, source?: string): string {
  const file =
    source === undefined || source === '-' || source.startsWith('<') ? `${result.scenario.name}.yaml` : source;
  const parameters = Object.entries(result.scenario.parameters).flatMap(([name, value]) => [
    '--param',
    `${name}=${value}`,
  ]);
  const parts = [
    'sba',
    'run',
    file,
    '--seed',
    String(result.seed),
    '--replications',
    String(result.replications),
    ...parameters,
  ];
  return parts.map(shellWord).join(' ');
}

export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
