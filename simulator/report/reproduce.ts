/**
 * The command that makes a result again: the file, the seed, how many replications and every parameter, whether or not it was the default,
 * so that a later change of the file's defaults does not change what is run.
 *
 * A result does not say whether its number of replications was asked for or found by `auto`, but its run id does: the rule under which the
 * id comes out is the one. Where that cannot be told (no text, another version), the number gives the same replications.
 */
import type { RunResult } from '../model/result.ts';
import { scenarioOfResult } from '../model/scenario-of-result.ts';
import { runIdOf } from '../study/run-result.ts';

/** `sba run FILE --seed 7 --replications 20 --param nodeTimeout=2s`, quoted for a POSIX shell. */
export function reproduceCommand(result: RunResult, source?: string): string {
  const file =
    source === undefined || source === '-' || source.startsWith('<') ? `${result.scenario.name}.yaml` : source;
  const parameters = Object.entries(result.scenario.parameters).flatMap(([name, value]) => [
    '--param',
    `${name}=${value}`,
  ]);
  const rule = isAuto(result) ? 'auto' : String(result.replications);
  const parts = ['sba', 'run', file, '--seed', String(result.seed), '--replications', rule, ...parameters];
  return shellCommand(parts);
}

/** Words as one line for a POSIX shell. */
export function shellCommand(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

function isAuto({ scenario, runId, seed }: RunResult): boolean {
  if (runId === undefined) return false;
  const parsed = scenarioOfResult(scenario);
  return parsed !== undefined && runIdOf(parsed, { seed, replications: 'auto' }) === runId;
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
