/**
 * Oracles A02, S05 and S06 as scenarios: a write waits for so many of its copies, and is refused while fewer can be reached.
 *
 * A way of the law Z²/2 (Z normal) there and one back are together exponential, so that acknowledgements are Exp(1) as the oracles want it.
 */
import { describe, expect, test, vi } from 'vitest';
import { normalQuantile } from '../../simulator/statistics/special-functions.ts';
import {
  expectAlways,
  expectMean,
  expectQuantile,
  full,
  requestsOf,
  scenario,
  simulate,
  testTimeout,
} from './scenario-oracle.ts';

vi.setConfig({ testTimeout });

const POINTS = 10_000;
/** Half of an exponential round trip of mean 1 ms, as equally likely values. */
const halfOfExponential = `{empirical: [${Array.from({ length: POINTS }, (_, point) => {
  const z = normalQuantile(0.5 + (point + 0.5) / POINTS / 2);
  return `${Math.round((z * z * 1e6) / 2)}ns`;
}).join(', ')}]}`;

describe('S05, S06: the answer waits for the fastest copies', () => {
  const copies = (backups: number, map: string) =>
    scenario(
      's05',
      `
design:
  product: {kind: generic, partitions: 9973}
  regions: [{name: eu, zones: ${backups + 1}}]
  members: ${backups + 1}
  backups: ${backups}
  network: {sameZone: 0s, crossZone: ${halfOfExponential}}
  maps: [{name: rows, entries: 1M, ${map}}]
workload: [{name: writers, map: rows, op: put, rate: 3k/s, service: 0s, from: beside-owner, client: {timeout: 1h}}]
run: {duration: ${full ? 100 : 2}s, warmup: 0s}
expect: [responseTime p99 < 1h]
`,
    );

  test.each([
    [3, 'minCopies: 3', 0.833333, 2.831861],
    [5, 'minCopies: 4', 0.783333, undefined],
    [3, 'minCopies: 2, replication: sync', 1.833333, undefined],
  ])('%i backups, %s: %f ms', async (backups, map, mean, p99) => {
    const result = await simulate(copies(backups, map));
    expectMean(result, 'responseTime', mean, full ? 0.0025 : 0.005);
    if (p99 !== undefined) expectQuantile(result, 'responseTime p99', p99, full ? 0.005 : 0.015);
    expectAlways(result, 'acknowledgedWritesLost', 0);
    expectAlways(result, 'errorRatio', 0);
  });

  test('replication: async waits for nobody, and refuses all the same', async () => {
    expectAlways(await simulate(copies(2, 'minCopies: 3, replication: async'), 2), 'responseTime', 0);
  });
});

describe('A02: a majority quorum of independent nodes', () => {
  /** Each member is gone with probability q before the one write at 5 s; the others go after it. */
  const nodes = (n: number, q: number) => {
    const at = `{mixture: [{weight: ${q * 100}%, of: 1s}, {weight: ${(1 - q) * 100}%, of: 11s}]}`;
    const faults = Array.from(
      { length: n },
      (_, member) => `{id: dies-${member}, kind: host-loss, at: ${at}, target: {member: ${member}}}`,
    );
    return scenario(
      'a02',
      `
design:
  product: {kind: generic, partitions: 1, heartbeatInterval: 100ms, heartbeatTimeout: 500ms}
  members: ${n}
  backups: ${n - 1}
  network: none
  maps: [{name: rows, entries: 10, minCopies: ${(n + 1) / 2}, protection: {members: majority}}]
workload:
  - {name: writer, map: rows, op: put, arrivals: {recorded: [5s]}, service: 0s, client: {timeout: 100ms, retries: 10, backoff: 1ms}}
faults: [${faults.join(', ')}]
run: {duration: 12s, warmup: 0s, settle: 1s}
`,
    );
  };

  test.each([
    [3, 0.1, 0.972],
    [5, 0.2, 0.94208],
  ])('%i nodes, each gone with %f: writable with %f', async (n, q, available) => {
    const replications = full ? 20_000 : 600;
    const result = await simulate(nodes(n, q), replications);
    const answered = requestsOf(result).answered;
    const error = Math.sqrt((available * (1 - available)) / replications);
    expect(Math.abs(answered / replications - available), `${answered / replications}`).toBeLessThan(4 * error);
  });
});
