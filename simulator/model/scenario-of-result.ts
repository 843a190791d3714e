/** The scenario that a result carries, read again with its parameters and its files; undefined where it carries none. */
import { type ParsedScenario, parseScenario } from './parse-scenario.ts';
import { readerOf } from './recordings.ts';
import type { RunResult } from './result.ts';

/** `otherText`: what to read where the result leaves its text out. */
export function scenarioOfResult(
  { text, parameters, files = [] }: RunResult['scenario'],
  otherText?: string,
): ParsedScenario | undefined {
  const written = text ?? otherText;
  if (written === undefined) return undefined;
  const values = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
  const kept = files.flatMap(({ file, text: inside }) => (inside === undefined ? [] : [{ file, text: inside }]));
  const checked = parseScenario(written, { source: '<result>', parameters: values, files: readerOf(kept) });
  return checked.ok ? checked.value : undefined;
}
