/**
 * Oracles asked through the front door: scenario text in, result object out, theory beside it.
 *
 * Class S of the oracles: at least 20 independent replications, theory within four standard errors of the estimate, and a standard error
 * that is small enough for that to mean something. ORACLES=full makes runs long enough for the sizes the class asks for (0.25 % of a mean,
 * 0.5 % of a quantile); without it runs are short and the limits wider, so that the whole set takes about a minute.
 */
import { expect } from 'vitest';
import { runScenario } from '../../simulator/api.ts';
import type { RunResult } from '../../simulator/model/result.ts';
import { tQuantile } from '../../simulator/statistics/student-t.ts';

export const full = process.env.ORACLES === 'full';

/** Limit of one test: full runs take minutes. */
export const testTimeout = full ? 1_800_000 : 120_000;

export const REPLICATIONS = 20;
const LARGEST_ERROR = { mean: full ? 0.0025 : 0.015, quantile: full ? 0.005 : 0.03 };

export async function simulate(text: string, replications = REPLICATIONS, seed = 1): Promise<RunResult> {
  const checked = await runScenario(text, { replications, seed });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems, undefined, 2));
  return checked.value.result;
}

/** A scenario with its obligatory first lines. */
export function scenario(name: string, body: string): string {
  return `apiVersion: sba/v1\nname: ${name}\nquestion: Does ${name} give what theory says?\n${body}`;
}

export interface QueueLaw {
  readonly rate: string;
  readonly service: string;
  readonly arrivals?: 'poisson' | 'constant';
  readonly threads?: number;
  readonly queueLimit?: number;
  readonly members?: number;
  /** Seconds that are measured; a full run is `longer` times as long. */
  readonly seconds: number;
  readonly longer?: number;
  readonly expect?: readonly string[];
}

/** Processing units as bare stations: no network, no data, clients that wait for ever. */
export function queue(name: string, law: QueueLaw): string {
  const { rate, service, arrivals = 'poisson', threads = 1, queueLimit, members = 1, seconds, longer = 4 } = law;
  const limit = queueLimit === undefined ? '' : `, queueLimit: ${queueLimit}`;
  const warmup = 1;
  return scenario(
    name,
    `
design: {product: generic, members: ${members}, backups: 0, network: none, units: {threads: ${threads}${limit}}}
workload: [{name: customers, rate: ${rate}, arrivals: ${arrivals}, service: ${service}, client: {timeout: 1h}}]
run: {duration: ${warmup + seconds * (full ? longer : 1)}s, warmup: ${warmup}s}
expect: [${(law.expect ?? []).join(', ')}]
`,
  );
}

export interface Estimate {
  readonly estimate: number;
  readonly standardError: number;
}

/** Mean (ratio, rate) of a metric over everything measured. */
export function meanOf(result: RunResult, metric: string): Estimate {
  const { mean, ci95 } = result.metrics[metric] ?? {};
  if (mean === undefined) throw new Error(`${metric}: no mean`);
  return { estimate: mean, standardError: errorOf(ci95 ?? {}, result.replications) };
}

/** What was estimated for the expectation that begins so; quantiles have their interval there and nowhere else. */
export function expectedOf(result: RunResult, statement: string): Estimate {
  const found = result.expectations.find(({ text }) => text.startsWith(`${statement} `));
  if (found?.estimate === undefined) throw new Error(`${statement}: no estimate`);
  return { estimate: found.estimate, standardError: errorOf(found, result.replications) };
}

function errorOf({ low, high }: { low?: number | undefined; high?: number | undefined }, n: number): number {
  if (low === undefined || high === undefined) return Number.POSITIVE_INFINITY;
  return (high - low) / 2 / tQuantile(0.975, n - 1);
}

export function expectMean(result: RunResult, metric: string, theory: number, largestError = LARGEST_ERROR.mean): void {
  expectClassS(`mean ${metric}`, meanOf(result, metric), theory, largestError);
}

export function expectQuantile(
  result: RunResult,
  statement: string,
  theory: number,
  largestError = LARGEST_ERROR.quantile,
): void {
  expectClassS(statement, expectedOf(result, statement), theory, largestError);
}

export function expectClassS(
  what: string,
  { estimate, standardError }: Estimate,
  theory: number,
  largestError: number,
): void {
  const found = `${what}: ${estimate} ± ${standardError}, theory ${theory}`;
  expect(standardError, `too wide to say anything: ${found}`).toBeLessThanOrEqual(largestError * theory);
  expect(Math.abs(estimate - theory), found).toBeLessThanOrEqual(4 * standardError);
}

/** |found − theory| ≤ share × theory, for what is nearly deterministic. */
export function expectWithin(share: number, found: number, theory: number): void {
  expect(Math.abs(found - theory), `${found}, theory ${theory}`).toBeLessThanOrEqual(share * theory);
}

/** A number that every replication gave. */
export function expectAlways(result: RunResult, metric: string, theory: number): void {
  expect({ min: result.metrics[metric]?.min, max: result.metrics[metric]?.max }).toEqual({ min: theory, max: theory });
}

/** The twins that are there are these, and none raises an alarm. */
export function expectTwins(result: RunResult, names: readonly string[]): void {
  expect(result.twins.map(({ name }) => name)).toEqual(names);
  expect(alarms(result)).toEqual([]);
}

export function alarms(result: RunResult): string[] {
  return result.twins
    .filter(({ agrees, comparison }) => !agrees && comparison === undefined)
    .map(({ name, expected, simulated }) => `${name}: ${simulated}, twin ${expected}`);
}

/** Requests of the only source over the whole run (no warm-up): answered in time, failed, offered. */
export function requestsOf(result: RunResult): { answered: number; failed: number; offered: number } {
  const answered = result.metrics.responseTime?.count ?? 0;
  const failing = result.metrics.errorRatio?.mean ?? 0;
  const offered = Math.round(answered / (1 - failing));
  return { answered, failed: offered - answered, offered };
}

/** One series of the timeline: start of each bin in seconds, and its value. */
export function timelineOf(result: RunResult, series: string): { at: number; value: number }[] {
  const values = result.timeline[series] as readonly number[];
  const seconds = (result.timeline.binMs as number) / 1000;
  return values.map((value, bin) => ({ at: bin * seconds, value }));
}
