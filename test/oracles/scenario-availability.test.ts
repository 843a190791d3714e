/**
 * Oracles A02 and F07 as scenarios: quorums of nodes that are each gone with a probability of their own, and heartbeats that get lost.
 */
import { describe, expect, test, vi } from 'vitest';
import { expectClassS, expectMean, full, meanOf, scenario, simulate, testTimeout } from './scenario-oracle.ts';

vi.setConfig({ testTimeout });

describe('A02: quorums of independent nodes', () => {
  const PERIODS = 40;
  /** Every second each node is gone with probability q while one write and one read are asked for, and back before the next. */
  const nodes = (n: number, gone: string, quorum: string) => {
    const faults = Array.from(
      { length: PERIODS },
      (_, period) =>
        `{id: period-${period}, kind: host-loss, at: ${1000 * period + 1200}ms, duration: 300ms, target: {chance: ${gone}}}`,
    );
    const asked = Array.from({ length: PERIODS }, (_, period) => `${1000 * period + 1300}ms`).join(', ');
    return scenario(
      'a02-quorums',
      `
design:
  product: {kind: generic, partitions: 1}
  members: ${n}
  backups: 0
  network: none
  maps: [{name: rows, entries: 10, kind: {quorum: {replicas: ${n}, ${quorum}, coordinator: client}}}]
workload:
  - {name: writer, map: rows, op: put, arrivals: {recorded: [${asked}]}, client: {timeout: 50ms}}
  - {name: reader, map: rows, op: get, arrivals: {recorded: [${asked}]}, client: {timeout: 50ms}}
faults: [${faults.join(', ')}]
run: {duration: ${PERIODS + 2}s, warmup: 0s, settle: 1s}
`,
    );
  };
  const availability = async (text: string, source: string, replications: number) => {
    const { estimate } = meanOf(await simulate(text, replications), `errorRatio{workload:${source}}`);
    return { up: 1 - estimate, periods: PERIODS * replications };
  };
  const expectUp = ({ up, periods }: { up: number; periods: number }, theory: number) => {
    const error = Math.sqrt((theory * (1 - theory)) / periods);
    expect(Math.abs(up - theory), `${up} of ${periods}, theory ${theory}`).toBeLessThanOrEqual(4 * error);
  };
  const replications = full ? 20_000 : 250;

  test.each([
    [3, '1%', 0.999702],
    [3, '10%', 0.972],
    [5, '20%', 0.94208],
  ])('a majority of %i, each gone with %s: writable with %f', async (n, gone, theory) => {
    expectUp(
      await availability(nodes(n, gone, `read: ${(n + 1) / 2}, write: ${(n + 1) / 2}`), 'writer', replications),
      theory,
    );
  });

  test('write all of 3 at 1 %: 0.970299; read one of 3 at 10 %: 0.999', async () => {
    expectUp(await availability(nodes(3, '1%', 'read: 1, write: 3'), 'writer', replications), 0.970299);
    expectUp(await availability(nodes(3, '10%', 'read: 1, write: 3'), 'reader', replications), 0.999);
  });
});

describe('F07, F11: alarms by losses in a row', () => {
  const HOURS = full ? 40 : 1;
  const pair = (share: string, k: number) =>
    scenario(
      'f07',
      `
design:
  product: {kind: generic, partitions: 1, heartbeatInterval: 100ms, heartbeatTimeout: ${100 * k + 50}ms, promotion: any-side}
  members: 2
  backups: 0
  network: none
  maps: [{name: rows, entries: 1}]
workload: [{name: idle, arrivals: {recorded: [1s]}, service: 0s}]
faults: [{id: loses, kind: loss, at: 0s, share: ${share}, target: {member: 0}}]
run: {duration: ${HOURS}h, warmup: 0s, settle: 0s, eventLimit: 100000000}
`,
    );

  // A row of k losses begins (1 − p) p^k times a heartbeat, and the alarm it gives ends with the next heartbeat that comes.
  test.each([
    { share: '10%', p: 0.1, k: 3, first: 1110 },
    { share: '20%', p: 0.2, k: 4, first: 780 },
    { share: '10%', p: 0.1, k: 2, first: 110 },
  ])(
    'loss $share, $k in a row: $first heartbeats to the first alarm, and a success between two alarms',
    async ({ share, p, k, first }) => {
      const result = await simulate(pair(share, k));
      const heartbeats = 2 * HOURS * 36_000;
      expectMean(result, 'falseSuspicions', heartbeats / (first + 1 / (1 - p)), full ? 0.005 : 0.04);
      expectClassS('heartbeats an alarm', meanOf(result, 'falseSuspicions'), heartbeats * (1 - p) * p ** k, 0.04);
    },
  );
});
