/** What a run of a scenario gave, as text to be kept and compared: no clock, no machine, six significant digits. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runScenario } from '../simulator/api.ts';
import type { ExpectationResult, FaultResult, MetricValue, RunResult, Twin } from '../simulator/model/result.ts';

const scenarios = fileURLToPath(new URL('../scenarios/', import.meta.url));
const goldens = fileURLToPath(new URL('../test/scenarios/golden/', import.meta.url));

/** Names of the shipped scenarios, in order. */
export const scenarioNames: readonly string[] = namesIn(scenarios, '.yaml');

/** Names of the scenarios of which a transcript is kept. */
export const recordedNames = (): readonly string[] => namesIn(goldens, '.txt');

export const scenarioText = (name: string): string => readFileSync(`${scenarios}${name}.yaml`, 'utf8');

export const goldenPath = (name: string): string => `${goldens}${name}.txt`;

/** A result together with the question its scenario asks. */
export interface Answered {
  readonly question: string;
  readonly result: RunResult;
}

/** Runs a shipped scenario as it is, or with other settings; a problem in it is an error here. */
export async function runShipped(
  name: string,
  settings: { readonly seed?: number; readonly replications?: number } = {},
): Promise<Answered> {
  const text = scenarioText(name);
  const outcome = await runScenario(text, { source: `${name}.yaml`, ...settings });
  if (!outcome.ok) throw new Error(`scenarios/${name}.yaml: ${JSON.stringify(outcome.problems)}`);
  return { question: /^question: (.*)$/m.exec(text)?.[1] ?? '', result: outcome.value.result };
}

/** The transcript of one result. */
export function transcript({ question, result }: Answered): string {
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['expectations', result.expectations.flatMap(expectationLines)],
    ['faults', result.faults.flatMap(faultLines)],
    ['metrics', Object.entries(result.metrics).flatMap(([name, value]) => metricLine(name, value))],
    ['findings', result.findings.map(({ code, text }) => `${code}: ${text}`)],
    ['twins', result.twins.map(twinLine)],
  ];
  return [
    `scenario      ${result.scenario.name}`,
    `question      ${question}`,
    `verdict       ${result.verdict}`,
    `seed          ${result.seed}`,
    `replications  ${result.replications}`,
    ...sections.flatMap(([title, lines]) => ['', title, ...(lines.length === 0 ? ['none'] : lines).map(indented)]),
    '',
    `traceDigest   ${result.traceDigest}`,
    `runId         ${result.runId ?? 'none'}`,
    '',
  ].join('\n');
}

function expectationLines({ text, verdict, unit, n, ...rest }: ExpectationResult): string[] {
  const numbers = fields({ estimate: rest.estimate, low: rest.low, high: rest.high, n });
  return [`${verdict}: ${text}`, `  ${unit === undefined ? numbers : `${numbers} (${unit})`}`];
}

function faultLines({ id, kind, tookEffect, effects, detectedMs, restoredMs }: FaultResult): string[] {
  return [
    `${id} (${kind}): ${tookEffect ? 'took effect' : 'did not take effect'}`,
    `  effects ${fields(effects) || 'none'}`,
    `  ${fields({ detectedMs, restoredMs }) || 'neither detected nor restored'}`,
  ];
}

/** Nothing for a metric without a value. */
function metricLine(name: string, { unit, count, mean, p50, p99, max }: MetricValue): string[] {
  const values = fields({ mean, p50, p99, max });
  return values === '' ? [] : [`${name}  ${values} ${fields({ count })} (${unit})`];
}

function twinLine({ name, expected, simulated, unit, agrees }: Twin): string {
  return `${name}: ${fields({ expected, simulated })} (${unit}), ${agrees ? 'agrees' : 'does not agree'}`;
}

/** `mean=1.5 max=9`, without what is absent. */
function fields(values: Readonly<Record<string, number | undefined>>): string {
  return Object.entries(values)
    .flatMap(([name, value]) => (value === undefined ? [] : `${name}=${Number(value.toPrecision(6))}`))
    .join(' ');
}

function indented(line: string): string {
  return `  ${line}`;
}

function namesIn(folder: string, ending: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();
}
