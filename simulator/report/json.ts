/**
 * JSON for machines: numbers as numbers, keys in the order of the contract, two spaces, one newline at the end, no wall-clock time.
 *
 * A number that is not finite would silently become null in JSON; here it is an impossible state that names its place. The concise form is
 * what the MCP tools give: the same object without `scenario.text` and the texts of its files, `timeline`, `uncertainty.samples`, metrics without samples, `min`, `p10`, `p95` and `p999` of
 * metrics, and twins that agree. Everything left out is in the full form under the same name.
 */
import { invariant } from '../kernel/invariant.ts';
import type { RunResult } from '../model/result.ts';
import { type Ordered, orderedResult } from './ordered-result.ts';
import { type Report, reportSummary, reportVerdict } from './report.ts';

export function jsonReport(report: Report): string {
  const [only] = report.runs;
  if (report.single && only !== undefined) return jsonText(orderedResult(only.result));
  return jsonText({
    summary: reportSummary(report),
    verdict: reportVerdict(report),
    schemaVersion: 'sba/result/v1',
    results: report.runs.map((run) => orderedResult(run.result)),
    ...(report.refused.length === 0 ? {} : { refused: report.refused }),
    ...(report.notRun.length === 0 ? {} : { notRun: report.notRun }),
  });
}

/** The result without the bulky keys, for callers who pay by the character. */
export function conciseResult(result: RunResult): Ordered {
  const { text: _text, files, ...rest } = result.scenario;
  const named = files?.map(({ file, digest }) => ({ file, digest }));
  const scenario = named === undefined ? rest : { ...rest, files: named };
  const seen = Object.entries(result.metrics).filter(([, metric]) => metric.count > 0 && metric.unknown === undefined);
  const metrics = Object.fromEntries(
    seen.map(([name, { min: _min, p10: _p10, p95: _p95, p999: _p999, ...kept }]) => [name, kept]),
  ) as RunResult['metrics'];
  const twins = result.twins.filter((twin) => !twin.agrees);
  const { timeline: _timeline, ...short } = orderedResult({ ...withoutSamples(result), scenario, metrics, twins });
  return short;
}

function withoutSamples(result: RunResult): RunResult {
  if (result.uncertainty === undefined) return result;
  const { samples: _samples, ...uncertainty } = result.uncertainty;
  return { ...result, uncertainty };
}

/** Any value as JSON text; a number that is not finite is an impossible state. */
export function jsonText(value: unknown): string {
  requireFinite(value, '');
  return `${JSON.stringify(value, null, 2)}\n`;
}

function requireFinite(value: unknown, path: string): void {
  if (typeof value === 'number') invariant(Number.isFinite(value), () => `the result holds ${value} at ${path}`);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) requireFinite(inner, path === '' ? key : `${path}.${key}`);
}
