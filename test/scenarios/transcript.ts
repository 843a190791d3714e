/** What a shipped scenario gives, as a page to read: the recorded ones show in review what a change of the simulator changes. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runScenario } from '../../simulator/api.ts';
import { filesBeside } from '../../simulator/cli/files-beside.ts';
import type { ExpectationResult, FaultResult, MetricValue, RunResult, Twin } from '../../simulator/model/result.ts';

const scenarios = fileURLToPath(new URL('../../scenarios/', import.meta.url));
const golden = fileURLToPath(new URL('./golden/', import.meta.url));

export function scenarioNames(): readonly string[] {
  return readdirSync(scenarios)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.replace(/\.yaml$/, ''))
    .sort();
}

/** Files that shipped scenarios name stand beside them. */
export const shippedFiles = filesBeside('', scenarios);

export function goldenPath(name: string): string {
  return `${golden}${name}.txt`;
}

/** Runs a shipped scenario as it is, with its own seed and replications. */
export async function transcriptOf(name: string): Promise<string> {
  const source = `scenarios/${name}.yaml`;
  const text = readFileSync(`${scenarios}${name}.yaml`, 'utf8');
  const run = await runScenario(text, { source, files: shippedFiles });
  if (!run.ok) throw new Error(run.problems.map((problem) => JSON.stringify(problem)).join('\n'));
  return pageOf(run.value.result);
}

function pageOf(result: RunResult): string {
  const question = /^question: (.*)$/m.exec(result.scenario.text ?? '')?.[1] ?? '';
  return [
    `${result.scenario.name}: ${result.verdict}`,
    question,
    '',
    `seed ${result.seed}, ${result.replications} replications, trace ${result.traceDigest}`,
    ...section('expectations', result.expectations.flatMap(expectationLines)),
    ...section('faults', result.faults.map(faultLine)),
    ...section('metrics', Object.entries(result.metrics).flatMap(metricLines)),
    ...section(
      'findings',
      result.findings.map(({ severity, code, text }) => `${severity} ${code}: ${text}`),
    ),
    ...section('twins', result.twins.map(twinLine)),
    ...section('assumptions', result.assumptions),
    '',
  ].join('\n');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function expectationLines(expectation: ExpectationResult): readonly string[] {
  const { text, verdict, estimate, low, high, unit, method, explanation } = expectation;
  const interval = low === undefined && high === undefined ? '' : ` [${shown(low)}, ${shown(high)}]`;
  return [
    `${verdict}: ${text}`,
    `    ${shown(estimate)}${interval}${unit === undefined ? '' : ` ${unit}`}, ${method}`,
    `    ${explanation}`,
  ];
}

function faultLine({ id, kind, tookEffect, effects, atMs, detectedMs, restoredMs }: FaultResult): string {
  const seen = Object.entries(effects).map(([effect, ratio]) => `${effect} ${shown(ratio)}`);
  const times = `at ${shown(atMs)} ms, detected ${shown(detectedMs)} ms, restored ${shown(restoredMs)} ms`;
  return `${id} (${kind}) ${tookEffect ? 'took effect' : 'took no effect'}: ${times}${seen.length === 0 ? '' : `; ${seen.join(', ')}`}`;
}

/** Metrics without a value are left out: that they have none is said where it matters, by expectations and findings. */
function metricLines([name, value]: [string, MetricValue]): readonly string[] {
  if (value.unknown !== undefined || (value.unit === 'count' && value.max === 0)) return [];
  const { ci95, p50, p99, max, censored } = value;
  const interval = ci95 === undefined ? '' : ` [${shown(ci95.low)}, ${shown(ci95.high)}]`;
  const cut = censored === undefined ? '' : `, ${censored} censored`;
  return [
    `${name}: mean ${shown(value.mean)}${interval}, p50 ${shown(p50)}, p99 ${shown(p99)}, max ${shown(max)} ${value.unit} (${value.count}${cut})`,
  ];
}

function twinLine({ name, expected, simulated, unit, agrees, comparison }: Twin): string {
  const verdict = comparison !== undefined ? 'compare' : agrees ? 'agrees' : 'DIFFERS';
  return `${verdict}: ${name}: ${shown(expected)} in closed form, ${shown(simulated)} simulated, ${unit}`;
}

/** Six significant digits; what is unknown or unbounded is a dash. */
function shown(value: number | undefined): string {
  return value === undefined ? '–' : String(Number(value.toPrecision(6)));
}
