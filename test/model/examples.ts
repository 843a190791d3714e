/** Scenarios that the tests of this folder start from, and how problems are printed in them. */
import { type ParsedScenario, parseScenario } from '../../simulator/model/parse-scenario.ts';
import type { Problem } from '../../simulator/model/problem.ts';

export const goodScenario = `
apiVersion: sba/v1
name: redis-master-crash
question: How long are a crashed primary's slots away, and what is lost?
parameters: {nodeTimeout: 2s, members: 6, backups: 1, limit: 5s}
design:
  product: {kind: redis-cluster, version: "7.0", nodeTimeout: $nodeTimeout, fullCoverage: true}
  regions: [{name: eu, zones: 3}]
  members: $members
  backups: $backups
  network: three-zones
  maps:
    - {name: orders, entries: 2M, entrySize: 1KiB, persistence: {writeBehind: {delay: 5s, batch: 1000, coalesce: true}}}
  store: {writesPerSecond: 3k/s, latency: {lognormal: {median: 4ms, p99: 30ms}}}
workload:
  - {name: checkout, rate: 300/s, mix: {put: 70%, get: 30%}, map: orders, keys: {zipf: 0.99}, service: {exponential: 100us}, client: {timeout: 300ms}}
  - {name: probe, every: 10ms, target: each-owner, map: orders, op: put, client: {timeout: 300ms}}
run: {duration: 60s, warmup: auto, replications: auto, seed: 7}
faults:
  - {id: crash, kind: crash, target: {primaryOf: any}, at: 20s, mustCause: [failover]}
expect:
  - writeOutage p90 < $limit per-fault
  - acknowledgedWritesLost == 0
  - responseTime{workload:checkout} p99 < 20ms outside-faults
  - {metric: errorRatio, is: <, value: 0.1%}
`;

/** The good scenario with one piece of text replaced; fails when the piece is not there. */
export function goodExcept(piece: string, replacement: string): string {
  if (!goodScenario.includes(piece)) throw new Error(`the good scenario has no ${piece}`);
  return goodScenario.replace(piece, () => replacement);
}

export function parsed(text: string, parameters: Readonly<Record<string, string>> = {}): ParsedScenario {
  const result = parseScenario(text, { source: '<text>', parameters });
  if (!result.ok) throw new Error(result.problems.map(problemLine).join('\n'));
  return result.value;
}

export function problemsOf(text: string, parameters: Readonly<Record<string, string>> = {}): readonly Problem[] {
  const result = parseScenario(text, { source: '<text>', parameters });
  return result.ok ? [] : result.problems;
}

/** Problems without their places, for tests that are about the words. */
export function wordsOf(text: string, parameters: Readonly<Record<string, string>> = {}): readonly string[] {
  return problemsOf(text, parameters).map(
    ({ path, found, expected, suggestion }) =>
      `${path}: found ${found}, expected ${expected}${suggestion === undefined ? '' : `; ${suggestion}`}`,
  );
}

export function problemLine({ source, line, column, path, found, expected, suggestion }: Problem): string {
  const place = line === undefined ? source : `${source}:${line}:${column}`;
  const hint = suggestion === undefined ? '' : `\n    ${suggestion}`;
  return `${place} ${path}\n    found ${found}\n    expected ${expected}${hint}\n`;
}
