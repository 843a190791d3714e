/** Maps that are tables of the store, asked through scenario text: what limits them, what a crash costs, what makes no sense. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import {
  alarms,
  expectAlways,
  expectMean,
  expectTwins,
  expectWithin,
  meanOf,
  scenario,
  simulate,
} from '../oracles/scenario-oracle.ts';
import { simulate as simulateOnce } from '../run/simulate.ts';

interface Case {
  readonly kind?: string;
  readonly members?: number;
  readonly units?: string;
  readonly store?: string;
  readonly rate?: string;
  readonly op?: string;
  readonly client?: string;
  readonly seconds?: number;
  readonly more?: string;
  readonly faults?: string;
}

function shop(parts: Case): string {
  const { kind = 'database', members = 1, units = '{threads: 4096}', store = 'latency: 1ms', rate = '1k/s' } = parts;
  const { op = 'op: put', client = '{timeout: 1h}', seconds = 10, more = '', faults = '' } = parts;
  return scenario(
    'shop',
    `
design:
  members: ${members}
  backups: 0
  network: none
  units: ${units}
  maps: [{name: orders, entries: 10k, kind: ${kind}${more}}]
  store: {${store}}
workload: [{name: buyers, map: orders, rate: ${rate}, ${op}, service: 0s, client: ${client}}]
run: {duration: ${seconds}s, warmup: 0s}
faults: [${faults}]
`,
  );
}

describe('what limits a database map', () => {
  test('the store is one server of its rate: M/D/1 at 80 % load waits 2 service times (Pollaczek, Khinchine)', async () => {
    const law = { store: 'writesPerSecond: 1k/s, latency: 0s', rate: '800/s', seconds: 60 };
    expectMean(await simulate(shop({ ...law, members: 3 })), 'responseTime', 3);
    expectMean(
      await simulate(shop({ ...law, store: 'readsPerSecond: 1k/s, latency: 0s', op: 'op: get' })),
      'responseTime',
      3,
    );
  });

  test.each([1, 4])(
    'beyond the rate of the store %i units answer what the store gives and no more',
    async (members) => {
      const result = await simulate(shop({ members, store: 'writesPerSecond: 500/s, latency: 1ms', rate: '2k/s' }), 3);
      expectWithin(0.01, meanOf(result, 'throughput').estimate, 500);
    },
  );

  test('connections are servers: M/M/4 in front of the store, and the unit has threads to spare', async () => {
    const kind = '{database: {connections: 4}}';
    const result = await simulate(shop({ kind, store: 'latency: {exponential: 1ms}', rate: '3200/s', seconds: 30 }));
    expectMean(result, 'connectionWait', 0.74554059, 0.025);
    expectMean(result, 'responseTime', 1.74554059);
    expectAlways(result, 'queueWait', 0);
    expectTwins(result, []);
  });

  test('a thread that is held waits for the store as well: M/M/4 in the unit; one that is not is free', async () => {
    const law = { units: '{threads: 4}', store: 'latency: {exponential: 1ms}', rate: '3200/s', seconds: 30 };
    const held = await simulate(shop(law));
    expectMean(held, 'queueWait', 0.74554059, 0.025);
    expectMean(held, 'utilisation', 0.8);
    const free = await simulate(shop({ ...law, kind: '{database: {holdsThread: false}}' }));
    expectAlways(free, 'queueWait', 0);
    expectMean(free, 'responseTime', 1);
    expect(alarms(free)).toEqual([]);
  });
});

describe('what was answered is durable, and nothing that is read is old', () => {
  const mixed = { members: 3, rate: '1k/s', op: 'mix: {put: 50%, get: 50%}', client: '{timeout: 200ms}' };

  test('a crash costs the requests inside the unit, and what it had sent is in the store', () => {
    const faults = '{id: crash, kind: crash, at: 5s, target: {member: 0}, duration: 1s}';
    const store = 'latency: {exponential: 20ms}';
    const { summary } = simulateOnce(shop({ ...mixed, op: 'op: put', store, faults }));
    expect(summary.counts).toMatchObject({ acknowledgedWritesLost: 0, keysLost: 0 });
    const answered = summary.occurrences['throughput{workload:buyers}']!.reduce((sum, count) => sum + count, 0);
    const stored = summary.occurrences.storeWrites!.reduce((sum, count) => sum + count, 0);
    // About 333 writes a second of 20 ms each were in the store for the unit when it died.
    expect(stored - answered).toBeGreaterThan(2);
    expect(stored - answered).toBeLessThan(20);
  });

  test('the same crash of a partitioned map without backups loses acknowledged writes', () => {
    const faults = '{id: crash, kind: crash, at: 5s, target: {member: 0}, duration: 1s}';
    const { summary } = simulateOnce(shop({ ...mixed, kind: 'partitioned', faults }));
    expect(summary.counts.acknowledgedWritesLost).toBeGreaterThan(100);
  });

  test('crashes, pauses, lost hosts and a store that is away, one on top of the other: all is accounted for', () => {
    const faults = [
      '{id: away, kind: store-down, at: {uniform: [1s, 3s]}, duration: 500ms}',
      '{id: crash, kind: crash, at: {uniform: [1s, 3s]}, target: {member: 0}, duration: 500ms}',
      '{id: pause, kind: pause, at: {uniform: [1s, 3s]}, target: {member: 1}, duration: 700ms}',
      '{id: lost, kind: crash, at: {uniform: [2s, 3s]}, target: {member: 1}, duration: 100ms}',
      '{id: twice, kind: duplicate, at: 1s, target: all, share: 20%}',
    ].join(', ');
    for (const holdsThread of [true, false]) {
      for (let seed = 1; seed <= 8; seed++) {
        const kind = `{database: {connections: 3, holdsThread: ${holdsThread}}}`;
        const store = 'writesPerSecond: 2k/s, latency: {exponential: 5ms}, failureRatio: 1%';
        const text = shop({ ...mixed, kind, units: '{threads: 8}', store, faults, seconds: 6 });
        const { summary } = simulateOnce(text, { seed });
        expect(summary.counts).toMatchObject({ acknowledgedWritesLost: 0, keysLost: 0 });
        const [stale, reads] = summary.ratios['staleReadRatio{workload:buyers}']!.reduce(
          (sum, [hits, of]) => [sum[0] + hits, sum[1] + of] as const,
          [0, 0] as const,
        );
        expect(stale).toBe(0);
        expect(reads).toBeGreaterThan(500);
      }
    }
  });

  test('nothing is answered while the store is away', async () => {
    const faults = '{id: away, kind: store-down, at: 5s, duration: 5s}';
    const result = await simulate(shop({ store: 'latency: 0s', faults }), 3);
    expectWithin(0.02, meanOf(result, 'errorRatio').estimate, 0.5);
  });

  test('a unit that stands still keeps its connection, so those behind it wait for as long as it does', async () => {
    const faults = '{id: pause, kind: pause, at: 5s, target: {member: 0}, duration: 1s}';
    const law = { kind: '{database: {connections: 1, holdsThread: false}}', store: 'latency: 1ms', rate: '500/s' };
    const calm = await simulate(shop(law), 2);
    const paused = await simulate(shop({ ...law, faults }), 2);
    expect(calm.metrics.connectionWait!.max!).toBeLessThan(50);
    expect(paused.metrics.responseTime!.max!).toBeGreaterThan(900);
    expectAlways(paused, 'errorRatio', 0);
  });
});

describe('a parameter chooses the kind', () => {
  const text = shop({ kind: '$kind' }).replace('design:', 'parameters: {kind: partitioned}\ndesign:');

  test.each(['partitioned', 'database'])('%s', (kind) => {
    const checked = parseScenario(text, { source: '<text>', parameters: { kind } });
    expect(checked.ok && checked.value.scenario.design.maps[0]!.kind?.kind).toBe(kind);
  });
});

describe('what makes no sense is refused', () => {
  const problemsOf = (text: string) => {
    const checked = parseScenario(text, { source: '<text>' });
    return checked.ok ? [] : checked.problems.map(({ path, found }) => `${path}: ${found}`);
  };

  test.each([
    ['a misspelt kind', { kind: 'databse' }, 'design.maps[0].kind: "databse"'],
    [
      'pumps',
      { more: ', persistence: {writeBehind: {}}' },
      'design.maps[0].persistence: persistence of a database map',
    ],
    ['a reader', { more: ', reader: {readThrough: {}}' }, 'design.maps[0].reader: reader of a database map'],
    ['stale reads', { more: ', readFrom: any-copy' }, 'design.maps[0].readFrom: readFrom of a database map'],
    ['updates', { op: 'mix: {update: 100%}' }, 'workload[0].mix.update: updates of a database map'],
  ])('%s', (_, parts, problem) => {
    expect(problemsOf(shop(parts))).toEqual([problem]);
  });

  test('no store', () => {
    expect(problemsOf(shop({}).replace(/ {2}store: .*\n/, ''))).toEqual([
      'design.maps[0].kind: a database and no store',
    ]);
  });

  test('looking for owners', () => {
    const probe = shop({}).replace('rate: 1k/s', 'every: 10ms, target: each-owner, from: beside-owner');
    expect(problemsOf(probe)).toEqual([
      'workload[0].target: each-owner of a database map',
      'workload[0].from: beside-owner of a database map',
    ]);
  });
});
