/**
 * The canonical form of a scenario: JSON with defaults filled, units normalised, parameters put in and keys sorted by their bytes.
 *
 * Two files that ask the same question of the same design have the same form, whatever their key order, comments or spelling of
 * quantities (`1s`, `1000ms`). Declared parameters are left out, since their values stand where they are used, and so is what a scenario
 * says it shows and what was observed elsewhere, which change nothing. Uncertain inputs stand in it with their medians and, if there are any,
 * once more with their intervals. The digest is SHA-256 in hex.
 */
import { createHash } from 'node:crypto';
import type { Scenario } from './scenario.ts';
import type { UncertainInput } from './uncertain.ts';

export function canonicalScenario(scenario: Scenario, uncertain: readonly UncertainInput[] = []): string {
  const { parameters: _, shows: __, observed: ___, ...rest } = scenario;
  const intervals = uncertain.map(({ path, law, ends }) => ({ path, law, ends }));
  return canonicalJson(intervals.length === 0 ? rest : { ...rest, uncertain: intervals });
}

/** JSON with sorted keys and no spaces; undefined fields are absent. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join(',')}}`;
}

/** SHA-256 of the text in UTF-8, in hex. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
