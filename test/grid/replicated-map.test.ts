/** Replicated maps asked through scenario text: who answers, what meets, what is lost, what a restart costs. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import type { ReplicationSummary } from '../../simulator/run/replication-summary.ts';
import { perFault, samples, share, simulate } from '../run/simulate.ts';
import { type SmallScenario, smallScenario } from '../run/small-scenario.ts';

interface Cache extends Omit<SmallScenario, 'map'> {
  /** Options of the replicated map. */
  readonly options?: string;
  readonly entries?: string;
}

function cache({ options = '', entries = '1000', ...rest }: Cache): string {
  return smallScenario({ ...rest, map: `entries: ${entries}, kind: {replicated: {${options}}}` });
}

function run(parts: Cache): ReplicationSummary {
  return simulate(cache(parts)).summary;
}

const WRITERS = '{name: writers, map: map, op: put, rate: 200/s, service: 0s, client: {timeout: 200ms}}';
const READERS = '{name: readers, map: map, op: get, rate: 200/s, service: 0s, client: {timeout: 200ms}}';

describe('reads and writes are local', () => {
  test('a client asks a unit in its own zone, so an answer takes a round trip within the zone', () => {
    const summary = run({ workload: [WRITERS, READERS] });
    expect(samples(summary, 'responseTime').maximum).toBe(200_000);
    expect(summary.counts.acknowledgedWritesLost).toBe(0);
  });

  test('a write reaches the others after the bus and the way between zones', () => {
    const lag = samples(run({ workload: [WRITERS], options: 'busDelay: 3ms' }), 'replicationLag');
    expect(lag.minimum).toBe(3_500_000);
    expect(lag.maximum).toBe(3_500_000);
  });

  test('connections keep their order: with an exponential bus no write overtakes an earlier one of its unit', () => {
    const law = { workload: [WRITERS], entries: '1', members: 2, zones: 2, options: 'busDelay: {exponential: 50ms}' };
    const { counts } = run(law);
    expect(counts.replicasDiverged).toBe(0);
    expect(counts.mergeConflicts).toBeGreaterThan(0);
  });

  test('a read is stale while the newest acknowledged write is on its way: lag × writes of the entry elsewhere', () => {
    const writer = '{name: writer, map: map, op: put, every: 100ms, from: eu-a, service: 0s}';
    const reader = '{name: reader, map: map, op: get, rate: 1k/s, from: eu-b, service: 0s}';
    const law = { workload: [writer, reader], entries: '1', members: 2, zones: 2, options: 'busDelay: 20ms' };
    const { hits, of } = share(run(law), 'staleReadRatio');
    // Acknowledged 0.1 ms after it was made; there after 20.5 ms; the read was sent 0.1 ms before it is answered.
    expect(hits / of).toBeCloseTo((20.5 - 0.1 - 0.1) / 100, 1);
  });
});

describe('what is lost when two units write at once', () => {
  const both = { workload: [WRITERS], entries: '20', members: 3, options: 'busDelay: 20ms' };

  test.each(['last-write-wins', 'version', 'field-merge'])(
    '%s: some updates are lost, and all units agree',
    (resolve) => {
      const { counts } = run({ ...both, options: `busDelay: 20ms, resolve: ${resolve}` });
      expect(counts.lostUpdates).toBeGreaterThan(0);
      expect(counts.lostUpdates).toBeLessThanOrEqual(counts.mergeConflicts!);
      expect(counts.replicasDiverged).toBe(0);
    },
  );

  test('more fields: fewer conflicts, fewer lost updates', () => {
    const conflicts = [1, 4, 16].map(
      (fields) => run({ ...both, options: `busDelay: 20ms, resolve: field-merge, fields: ${fields}` }).counts,
    );
    for (const metric of ['mergeConflicts', 'lostUpdates'] as const) {
      const [one, four, sixteen] = conflicts.map((counts) => counts[metric]!);
      expect(four).toBeLessThan(one! / 2);
      expect(sixteen).toBeLessThan(four! / 2);
    }
  });

  test.each(['counter', 'set'])('%s: as many meet, none is lost', (resolve) => {
    const { counts } = run({ ...both, options: `busDelay: 20ms, resolve: ${resolve}, removes: 30%` });
    expect(counts.mergeConflicts).toBeGreaterThan(100);
    expect(counts.lostUpdates).toBe(0);
    expect(counts.replicasDiverged).toBe(0);
  });

  test.each(['seed-version', 'seed-field-merge'])('%s: replicas stay different', (resolve) => {
    expect(run({ ...both, options: `busDelay: 20ms, resolve: ${resolve}` }).counts.replicasDiverged).toBeGreaterThan(0);
  });
});

describe('timestamps', () => {
  const one = { workload: [WRITERS], entries: '5' };

  test('with exact clocks a write that has seen another one wins against it: nothing is lost but what collides', () => {
    const { counts } = run({ ...one, network: 'none' });
    expect([counts.mergeConflicts, counts.lostUpdates]).toEqual([0, 0]);
  });

  test('clocks apart by up to 50 ms lose newer writes against older ones that were seen, and all units agree on that', () => {
    const { counts } = run({ ...one, network: 'none', options: 'clocks: {spread: 50ms}' });
    expect(counts.mergeConflicts).toBe(0);
    expect(counts.lostUpdates).toBeGreaterThan(10);
    expect(counts.replicasDiverged).toBe(0);
    expect(counts.acknowledgedWritesLost).toBe(0);
  });

  test("equal timestamps: the guide's resolver leaves replicas different, (timestamp, member) does not", () => {
    const tied = (resolve: string) =>
      run({ ...one, entries: '20', options: `busDelay: 200ms, clocks: {tick: 1s}, resolve: ${resolve}` }).counts;
    expect(tied('seed-last-write-wins').replicasDiverged).toBeGreaterThan(3);
    expect(tied('last-write-wins').replicasDiverged).toBe(0);
  });

  test("without ties the guide's resolver does what last write wins does", () => {
    const resolve = (name: string) => run({ ...one, options: `busDelay: 20ms, resolve: ${name}` }).counts;
    expect(resolve('seed-last-write-wins')).toEqual(resolve('last-write-wins'));
  });
});

describe('a unit dies', () => {
  const crash = (rest: string) => `{id: dies, kind: crash, at: 5s, target: {member: 0}${rest}}`;

  test('what it had broadcast arrives; nothing that was acknowledged is lost', () => {
    const { counts } = run({ workload: [WRITERS], faults: [crash('')], options: 'busDelay: 50ms' });
    expect(counts.acknowledgedWritesLost).toBe(0);
  });

  test('what a cut had swallowed dies with it, each write counted, with its cause', () => {
    const cut = '{id: cut, kind: split, at: 4s, target: {members: [0]}}';
    const local = '{name: local, map: map, op: put, every: 10ms, target: each-owner, from: beside-owner, service: 0s}';
    const summary = run({ workload: [local], faults: [cut, crash('')], entries: '1000', network: 'none' });
    expect(summary.counts.acknowledgedWritesLost).toBe(100);
    expect(Object.values(summary.lossCauses)).toEqual([100]);
    expect(summary.counts.keysLost).toBe(1);
    expect(summary.faults[1]!.effects).toContain('loss');
  });

  test('clients of its zone are refused, and with a retry are answered by a unit further away', () => {
    const failed = (retries: number) => {
      const client = `client: {timeout: 200ms, retries: ${retries}}`;
      const workload = [`{name: writers, map: map, op: put, rate: 200/s, service: 0s, ${client}}`];
      return share(run({ workload, faults: [crash('')] }), 'errorRatio').hits;
    };
    expect(failed(0)).toBeGreaterThan(200);
    expect(failed(1)).toBe(0);
  });

  test('it starts again, copies all entries and only then answers', () => {
    const law = { workload: [WRITERS], entries: '1M', faults: [crash(', duration: 1s')], duration: '40s' };
    const summary = run({ ...law, options: 'bandwidth: 100MiB' });
    // 1M entries of 1 KiB at 100 MiB/s.
    const seconds = (1e6 * 1024) / (100 * 2 ** 20);
    expect(samples(summary, 'fillTime').maximum / 1e9).toBeCloseTo(seconds, 2);
    expect(summary.counts.acknowledgedWritesLost).toBe(0);
    expect(summary.counts.replicasDiverged).toBe(0);
  });

  test('all units die at once: everything is gone, and what comes back begins empty', () => {
    const death = '{id: all, kind: crash, at: 5s, duration: 1s, target: all}';
    const summary = run({ workload: [WRITERS], faults: [death], entries: '10' });
    const before = samples(summary, 'responseTime').count / 9;
    expect(summary.counts.acknowledgedWritesLost).toBeGreaterThan(before * 4.5);
    expect(summary.counts.acknowledgedWritesLost).toBeLessThan(before * 5.5);
    // Every key has been written and acknowledged again.
    expect(summary.counts.keysLost).toBe(0);
  });

  test.each(['last-write-wins', 'counter', 'set'])(
    '%s: with one unit left a write is done at once, and kept',
    (resolve) => {
      const summary = run({ workload: [WRITERS], members: 1, backups: 0, options: `resolve: ${resolve}` });
      expect([summary.counts.lostUpdates, summary.counts.acknowledgedWritesLost]).toEqual([0, 0]);
    },
  );

  test('a unit that dies while another copies from it: the copying begins anew elsewhere', () => {
    const next = '{id: next, kind: crash, at: 9s, duration: 1s, target: {member: 1}}';
    const law = { workload: [WRITERS], entries: '1M', faults: [crash(', duration: 1s'), next], duration: '60s' };
    const summary = run({ ...law, options: 'bandwidth: 100MiB' });
    expect(samples(summary, 'fillTime').count).toBe(2);
    expect(summary.counts.replicasDiverged).toBe(0);
    expect(summary.counts.acknowledgedWritesLost).toBe(0);
  });
});

describe('faults of packets and processes', () => {
  const busy = { workload: [WRITERS, READERS], entries: '50' };

  test.each([
    ['pause', '{id: f, kind: pause, at: 2s, duration: 3s, target: {member: 0}}'],
    ['delay', '{id: f, kind: delay, at: 2s, duration: 3s, target: {member: 0}, add: {exponential: 80ms}}'],
    ['loss', '{id: f, kind: loss, at: 2s, duration: 3s, target: {member: 0}, share: 30%}'],
    ['one-way split', '{id: f, kind: split, at: 2s, duration: 3s, target: {member: 0}, direction: inbound}'],
    ['split', '{id: f, kind: split, at: 2s, duration: 3s, target: {zone: eu-a}}'],
  ])('%s: replicas agree again and no acknowledged write is gone', (_name, fault) => {
    const { counts } = run({ ...busy, faults: [fault] });
    expect(counts.replicasDiverged).toBe(0);
    expect(counts.acknowledgedWritesLost).toBe(0);
    expect(counts.keysLost).toBe(0);
  });

  test('a unit that stands still takes what came meanwhile when it goes on', () => {
    const pause = '{id: f, kind: pause, at: 2s, duration: 3s, target: {member: 0}}';
    const lag = samples(run({ ...busy, faults: [pause] }), 'replicationLag');
    expect(lag.maximum).toBeGreaterThan(2.9e9);
    expect(lag.maximum).toBeLessThanOrEqual(3.01e9);
  });

  test('a write whose unit dies behind a cut is passed on after the heal by a unit that has it', () => {
    const cut = '{id: cut, kind: split, at: 2s, duration: 4s, target: {members: [0, 1]}}';
    const death = '{id: dies, kind: crash, at: 4s, target: {member: 0}}';
    const parts = { ...busy, members: 5, zones: 5, faults: [cut, death] };
    for (const reconcile of ['catch-up', '{antiEntropy: {every: 500ms}}']) {
      const { counts } = run({ ...parts, options: `reconcile: ${reconcile}` });
      expect([counts.acknowledgedWritesLost, counts.replicasDiverged]).toEqual([0, 0]);
    }
  });

  test('a majority is needed: a single unit behind a cut refuses, which its clients see as unavailable', () => {
    const cut = '{id: cut, kind: split, at: 2s, duration: 4s, target: {zone: eu-a}}';
    const free = run({ ...busy, faults: [cut] });
    const guarded = run({ ...busy, faults: [cut], options: 'protection: majority' });
    const errors = (summary: ReplicationSummary) => share(summary, 'errorRatio').hits;
    expect(errors(free)).toBe(0);
    expect(errors(guarded)).toBeGreaterThan(400);
    expect(guarded.counts.mergeConflicts).toBeLessThan(free.counts.mergeConflicts!);
    expect(perFault(guarded, 'detectionTime').length).toBeGreaterThan(0);
  });
});

describe('wrong input', () => {
  const problems = (options: string, map = '', mix = 'op: put', product = 'generic') => {
    const text = smallScenario({
      product,
      members: 6,
      map: `entries: 10, kind: {replicated: {${options}}}${map}`,
      workload: [`{name: writers, map: map, ${mix}, rate: 1/s}`],
    });
    const checked = parseScenario(text, { source: '<text>', parameters: {} });
    return checked.ok ? [] : checked.problems.map(({ path }) => path);
  };

  test('options that lack their partner, and fields that only partitioned maps have', () => {
    expect(problems('')).toEqual([]);
    expect(problems('fields: 3, removes: 10%, detection: 1s')).toHaveLength(3);
    expect(problems('', ', replication: async, readFrom: any-copy, startsEmpty: true')).toHaveLength(3);
    expect(problems('', '', 'mix: {update: 100%}')).toHaveLength(1);
    expect(problems('', '', 'op: put', 'redis-cluster')).toHaveLength(1);
  });

  test('expectations about merges where nothing is merged', () => {
    const count = (map: string) => {
      const expectations = 'expect: [mergeConflicts < 5, mergeLosses < 5, replicasDiverged == 0]';
      const text = smallScenario({ map, workload: [WRITERS] }) + expectations;
      const checked = parseScenario(text, { source: '<text>', parameters: {} });
      return checked.ok ? 0 : checked.problems.length;
    };
    expect(count('entries: 10')).toBe(3);
    expect(count('entries: 10, merge: {policy: version}')).toBe(1);
    expect(count('entries: 10, kind: {replicated: {}}')).toBe(1);
  });
});
