/** Results that were saved with `sba run --format json`: one result, or the list that several scenarios give. */
import * as z from 'zod';
import type { Checked, Problem } from '../model/problem.ts';
import { type RunResult, runResult } from '../model/result.ts';

const saved = z.union([
  z.looseObject({ results: z.array(z.unknown()).min(1) }).transform(({ results }) => results),
  z.unknown().transform((one) => [one]),
]);

/** Undefined when the text is no saved result at all, but perhaps a scenario. */
export function savedResults(text: string, source: string): Checked<readonly RunResult[]> | undefined {
  const value = json(text);
  if (typeof value !== 'object' || value === null || !('schemaVersion' in value)) return undefined;
  const results: RunResult[] = [];
  const problems: Problem[] = [];
  for (const [index, candidate] of saved.parse(value).entries()) {
    const checked = runResult.safeParse(candidate);
    if (!checked.success)
      problems.push(
        ...checked.error.issues.slice(0, 5).map((issue) => ({
          source,
          path: issue.path.map(String).join('.'),
          found: 'something else',
          expected: `a result of sba run --format json (${issue.message})`,
        })),
      );
    else if (checked.data.runId === undefined)
      problems.push({
        source,
        path: index === 0 ? 'runId' : `results[${index}].runId`,
        found: 'a partial result without a run id',
        expected: 'a result of a run to its end',
        suggestion: 'run the scenario again: sba run FILE --format json --out FILE',
      });
    else results.push(checked.data);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: results };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: a scenario in YAML.
    return undefined;
  }
}
