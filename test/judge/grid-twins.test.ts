/** Twins of copies, quorums, detectors and Little's law: there where their assumptions hold, right, and absent where one is broken. */
import { describe, expect, test } from 'vitest';
import { runScenario } from '../../simulator/api.ts';
import { slowestRoundTrip } from '../../simulator/sizing/copy-latency.ts';
import { phiDetection, swimDetection } from '../../simulator/sizing/silence.ts';
import { namesOf, twinOf } from './twin-of.ts';

describe('synchronous copies', () => {
  const name = 'answer after synchronous copies';
  interface Written {
    readonly network?: string;
    readonly zones?: number;
    readonly rest?: string;
    readonly keys?: string;
    readonly rate?: string;
    readonly backups?: number;
  }
  const grid = ({
    network = 'three-zones',
    zones = 3,
    rest = '',
    keys = 'uniform',
    rate = '500/s',
    backups = 2,
  }: Written) =>
    `design:
  product: {kind: generic, partitions: 71}
  regions: [{name: eu, zones: ${zones}}]
  members: 6
  backups: ${backups}
  network: ${network}
  maps: [{name: rows, entries: 100k${rest}}]
workload: [{name: writers, map: rows, op: put, rate: ${rate}, service: 50us, keys: ${keys}, client: {timeout: 1h}}]
run: {duration: 21s, warmup: 1s}`;

  test('add the longest round trip: 1 ms between zones, and the ways of the clients', async () => {
    // Two ways between client and primary: a third in the same zone, the others across.
    const ways = 2 * (0.1 / 3 + (0.5 * 2) / 3);
    expect((await twinOf(name, grid({})))?.expected).toBeCloseTo(ways + 0.05 + 1, 2);
  });

  test('exponential ways in one zone: two for the client, and the slowest of two copies', async () => {
    const random = { network: '{sameZone: {exponential: 1ms}}', zones: 1, rate: '20/s' };
    const twin = await twinOf(name, grid(random).replace('21s', '120s'));
    expect(twin?.expected).toBeCloseTo(2 + 0.05 + slowestRoundTrip(2, 1), 9);
  });

  test('absent for asynchronous copies, hot keys, random ways between zones, and messages that meet', async () => {
    for (const broken of [
      { rest: ', replication: async' },
      { keys: '{zipf: 1}' },
      { network: '{crossZone: {exponential: 1ms}}' },
      { network: '{sameZone: {exponential: 1ms}}', zones: 1, rate: '2k/s' },
      { backups: 0 },
    ])
      expect(await namesOf(grid(broken).replace('21s', '3s'))).not.toContain(name);
  });

  test('the slowest of one Erlang-2 is its mean, 2; of two, 2.75', () => {
    expect(slowestRoundTrip(1, 1)).toBeCloseTo(2, 9);
    expect(slowestRoundTrip(2, 1)).toBeCloseTo(2.75, 9);
  });
});

describe('quorums', () => {
  const name = 'answer of a quorum';
  const map = (rest: string, mix = 'op: put') =>
    `design:
  members: 3
  backups: 0
  network: none
  maps: [{name: rows, entries: 1M, kind: {quorum: {replicas: 3, ${rest}}}}]
workload: [{name: users, map: rows, ${mix}, rate: 2k/s, client: {timeout: 1h}}]
run: {duration: 5s, warmup: 0s}`;

  test('two of three exponential answers take 5/6, three 11/6; reads and writes by their shares', async () => {
    const slow =
      'coordinator: client, legs: {acknowledge: {exponential: 1ms}, response: {exponential: 6ms}, request: 1ms}';
    expect((await twinOf(name, map(slow)))?.expected).toBeCloseTo(5 / 6, 9);
    const mixed = await twinOf(name, map(`write: 3, read: 1, ${slow}`, 'mix: {put: 50%, get: 50%}'));
    expect(mixed?.expected).toBeCloseTo((11 / 6 + 3) / 2, 9);
  });

  test('absent where a member coordinates, where both legs are random, or the law is another', async () => {
    for (const broken of [
      'coordinator: member, legs: {acknowledge: {exponential: 1ms}}',
      'coordinator: client, legs: {acknowledge: {exponential: 1ms}, write: {exponential: 1ms}}',
      'coordinator: client, legs: {acknowledge: {uniform: [1ms, 2ms]}}',
    ])
      expect(await namesOf(map(broken), 2)).not.toContain(name);
  });
});

describe('detectors', () => {
  const dying = (product: string, { more = '', network = '{sameZone: 1ms}' } = {}) =>
    `design:
  product: {${product}}
  members: 6
  backups: 1
  network: ${network}
  maps: [{name: rows, entries: 1000}]
workload: [{name: idle, map: rows, op: get, rate: 1/s}]
faults: [{id: dies, kind: host-loss, at: {uniform: [40s, 60s]}, target: any}${more}]
run: {duration: 160s, warmup: 0s, settle: 0s}`;
  const phi =
    'kind: generic, partitions: 71, detector: {phiAccrual: {threshold: 8, minimumDeviation: 100ms, acceptablePause: 1s}}';
  const swim = (targets: string) => `kind: generic, partitions: 71, detector: {swim: {targets: ${targets}}}`;
  const redis = (nodeTimeout: string) => `kind: redis-cluster, nodeTimeout: ${nodeTimeout}`;

  test('phi accrual: interval, pause and 5.6 least deviations after the last heartbeat', async () => {
    const twin = await twinOf('detection by phi accrual', dying(phi), 40);
    expect(twin?.expected).toBeCloseTo(1000 + 1000 + 561.2 + 1 - 500, 0);
    const second = ', {id: pauses, kind: pause, at: 5s, duration: 1s, target: {member: 2}}';
    expect(await namesOf(dying(phi, { more: second }), 2)).not.toContain('detection by phi accrual');
    const random = { network: '{sameZone: {exponential: 1ms}}' };
    expect(await namesOf(dying(phi, random), 2)).not.toContain('detection by phi accrual');
  });

  test('SWIM: within its bounds', async () => {
    for (const targets of ['random', 'round-robin']) {
      const twin = await twinOf('detection by SWIM', dying(swim(targets)), 10);
      expect(twin).toMatchObject({ low: 5000, high: 36_000 });
      expect(twin!.simulated).toBeGreaterThan(twin!.low!);
      expect(twin!.simulated).toBeLessThan(twin!.high!);
    }
  });

  test('Redis: FAIL within the range, promoted within 5 % of the formula; beyond the measured time-outs the range alone', async () => {
    const failing = (nodeTimeout: string) =>
      dying(redis(nodeTimeout)).replace('target: any', 'target: {primaryOf: any}');
    const names = ['detection by gossip', 'failover by election'];
    expect(await namesOf(failing('2s'), 40)).toEqual(expect.arrayContaining(names));
    expect((await namesOf(failing('15s'), 8)).filter((found) => names.includes(found))).toEqual([names[0]]);
  });

  test('the formulas by themselves: the bounds hold the mean', () => {
    const settings = { heartbeatInterval: 1e9, threshold: 1, minimumDeviation: 0, acceptablePause: 3e9, delay: 0 };
    expect(phiDetection(settings)).toEqual({ mean: 3.5e9, low: 3e9, high: 4e9 });
    const suspicion = { minimum: 0, maximum: 0 };
    expect(swimDetection({ members: 2, period: 2, suspicion })).toEqual({ mean: 3, low: 2, high: 8 });
    expect(swimDetection({ members: 1000, period: 1, suspicion }).mean).toBeCloseTo(2, 2);
  });
});

describe("Little's law", () => {
  test('of a service: what waits is rate times wait, whatever the laws', async () => {
    const text = (discipline: string) =>
      `design: {members: 1, backups: 0, services: [{name: shop, discipline: ${discipline}, service: {erlang: {shape: 2, mean: 1ms}}}]}
workload: [{name: users, rate: 800/s, arrivals: constant, to: shop, client: {timeout: 1h}}]
run: {duration: 60s, warmup: 1s}`;
    for (const discipline of ['fifo', 'shortest-first'])
      expect(await twinOf("Little's law at service shop", text(discipline))).toMatchObject({ source: 'Little 1961' });
  });

  test('of clients that wait: N / (R + Z); not where requests fail', async () => {
    const clients = (timeout: string) =>
      `design: {members: 2, backups: 0, units: {threads: 1}}
workload: [{name: users, clients: 20, think: {uniform: [0s, 20ms]}, service: {lognormal: {mean: 2ms, cv: 2}}, client: {timeout: ${timeout}}}]
run: {duration: 30s, warmup: 1s}`;
    const name = 'interactive response time law';
    expect((await twinOf(name, clients('1h')))?.gap).toBeLessThan(0.01);
    expect(await namesOf(clients('10ms'))).not.toContain(name);
  });
});

test("the book's formula for data collisions stands beside the pairs, labelled, and raises no alarm", async () => {
  const text = `apiVersion: sba/v1
name: collisions
question: Does the book count pairs?
design: {members: 5, backups: 0, network: none, maps: [{name: stock, entries: 500, kind: {replicated: {busDelay: 100ms}}}]}
workload: [{name: updates, map: stock, op: put, rate: 20/s, service: 50us}]
run: {duration: 10min, warmup: 0s}
`;
  const checked = await runScenario(text, { replications: 4 });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  const { twins, findings } = checked.value.result;
  const pairs = twins.find(({ name }) => name === 'data collisions');
  const book = twins.find(({ name }) => name === "data collisions by the book's formula");
  expect(pairs).toMatchObject({ agrees: true });
  expect(pairs).not.toHaveProperty('comparison');
  expect(book).toMatchObject({ agrees: false });
  expect(book?.comparison).toMatch(/^known to differ/);
  expect(findings.filter(({ code }) => code === 'twin-gap')).toEqual([]);
  // N · UR² · RL / S against U² · RL · (N − 1) / (N S): N² / (N − 1) times as many.
  expect(book!.expected / pairs!.expected).toBeCloseTo(25 / 4, 9);
});

test('a WAIT after its write takes the thread again, so the utilisation law of the writes alone is no twin', async () => {
  const waits = (pipelined: boolean) => `
design:
  product: {kind: redis-cluster, nodeTimeout: 2s}
  members: 6
  backups: 1
  maps: [{name: orders, entries: 1k}]
workload:
  - {name: orders, map: orders, op: put, rate: 1k/s, service: 500us, client: {wait: {replicas: 1, pipelined: ${pipelined}}}}
run: {duration: 10s, warmup: 1s}
`;
  expect(await namesOf(waits(true))).toContain('utilisation');
  expect(await namesOf(waits(false))).not.toContain('utilisation');
});
