/** The scenario that a result carries, read again with its parameters and its files; undefined where it carries none. */
import { type ParsedScenario, parseScenario } from './parse-scenario.ts';
import type { FileReading } from './recordings.ts';
import type { RunResult } from './result.ts';

/** `otherText`: what to read where the result leaves its text out. */
export function scenarioOfResult(
  { text, parameters, files = [] }: RunResult['scenario'],
  otherText?: string,
): ParsedScenario | undefined {
  const written = text ?? otherText;
  if (written === undefined) return undefined;
  const values = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
  const read = (name: string): FileReading => {
    const kept = files.find(({ file }) => file === name);
    return kept?.text === undefined
      ? { unreadable: 'the result does not carry it' }
      : { text: kept.text, source: name };
  };
  const checked = parseScenario(written, { source: '<result>', parameters: values, files: read });
  return checked.ok ? checked.value : undefined;
}
