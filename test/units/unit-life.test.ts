/** Units that start, drain and stop in whole runs, faults included. */
import { describe, expect, test } from 'vitest';
import { highest, perFault, type Simulated, share, simulate } from '../run/simulate.ts';

interface Story {
  readonly design?: string;
  readonly units: string;
  readonly workload: string;
  readonly faults?: string;
  readonly seconds: number;
}

function story({ design = '', units, workload, faults = '', seconds }: Story, seed = 1): Simulated {
  return simulate(
    `
apiVersion: sba/v1
name: units
question: How do units come and go?
design: {network: none, ${design === '' ? 'members: 3' : design}, units: {${units}}}
workload: [{name: users, ${workload}}]
run: {duration: ${seconds}s, warmup: 0s, settle: 60s}
faults: [${faults}]
`,
    { seed },
  );
}

const count = ({ summary }: Simulated, name: string) => summary.counts[name]!;
const failed = ({ summary }: Simulated) => share(summary, 'errorRatio').hits;

/** Samples of a distribution in all windows, ms. */
function times({ summary }: Simulated, name: string) {
  const windows = summary.distributions[name]!.filter((window) => window !== null);
  const samples = windows.reduce((sum, window) => sum + window.count, 0);
  const total = windows.reduce((sum, window) => sum + window.sum, 0);
  const max = Math.max(...windows.map((window) => window.maximum));
  return { count: samples, mean: total / samples / 1e6, max: max / 1e6 };
}

const steady = 'rate: 100/s, arrivals: constant, service: 1ms';
const crash = '{id: crash, kind: crash, at: 5s, duration: 2s, target: {member: 0}}';
const steps = 'starting: 1s, connecting: 500ms, loading: 2s, registering: 700ms';

describe('a unit that starts', () => {
  test('is ready after all its steps, and is asked by nobody before', () => {
    const run = story({ units: `lifecycle: {${steps}}`, workload: steady, faults: crash, seconds: 20 });
    expect(times(run, 'startTime')).toEqual({ count: 1, mean: 4200, max: 4200 });
    expect(failed(run)).toBe(0);
    // Down for 2 s and on its way for 4.2 s of the 20 s.
    const [calm, faulty] = run.summary.levels.unitsReady!;
    expect(calm.average * calm.seconds + faulty.average * faulty.seconds).toBeCloseTo(3 * 20 - 6.2, 6);
  });

  test('registered before it is ready, it is asked and fails', () => {
    const units = `lifecycle: {${steps}, registersBeforeReady: true}`;
    const run = story({ units, workload: steady, faults: crash, seconds: 20 });
    // A third of the requests of 4.2 s: 140, give or take four standard deviations of the choice.
    expect(Math.abs(failed(run) - 140)).toBeLessThan(40);
  });

  const data = (bandwidth: string) =>
    `product: {kind: generic, partitions: 30, migrationBandwidth: ${bandwidth}, heartbeatInterval: 100ms, heartbeatTimeout: 1s}, members: 3, backups: 1, maps: [{name: m, entries: 30k, entrySize: 1KiB}]`;
  const puts = 'map: m, op: put, rate: 100/s, client: {timeout: 1s, retries: 5, backoff: 200ms}';

  test('that loads its copies is ready when the last of them is there, whatever that takes', () => {
    const [fast, slow] = ['20MiB', '4MiB'].map((bandwidth) => {
      const units = 'lifecycle: {starting: 1s, loading: copies}';
      return times(story({ design: data(bandwidth), units, workload: puts, faults: crash, seconds: 40 }), 'startTime');
    });
    // 20 of the 60 copies, 1000 entries of 1 KiB each, to one member.
    expect(fast!.mean).toBeGreaterThan(1000 + ((20 * 1000) / 1024 / 20) * 1000);
    expect(slow!.mean).toBeGreaterThan(1000 + ((20 * 1000) / 1024 / 4) * 1000);
    expect(slow!.mean - fast!.mean).toBeCloseTo(((20 * 1000) / 1024) * (1000 / 4 - 1000 / 20), -2);
  });

  test('is given no primary before it is ready, so nobody is refused by it', () => {
    const units = 'lifecycle: {starting: 500ms, loading: copies, registering: 5s}';
    const restart = '{id: roll, kind: rolling-restart, at: 3s, downtime: 500ms, pause: 100ms, mustCause: [restart]}';
    // Two retries are over long before a unit of these is ready.
    const workload = 'map: m, op: put, rate: 100/s, client: {timeout: 1s, retries: 2, backoff: 20ms}';
    const run = story({ design: data('20MiB'), units, workload, faults: restart, seconds: 60 });
    expect(failed(run)).toBe(0);
    expect(run.witness.lost()).toEqual([]);
    expect(run.summary.faults[0]!.effects).toEqual(['restart']);
    expect(times(run, 'startTime').count).toBe(3);
  });

  test('and dies on the way begins again, with nothing left of the first time', () => {
    const again = `${crash}, {id: again, kind: crash, at: 9s, duration: 1s, target: {member: 0}}`;
    const run = story({ units: `lifecycle: {${steps}}`, workload: steady, faults: again, seconds: 25 });
    expect(times(run, 'startTime')).toEqual({ count: 1, mean: 4200, max: 4200 });
    expect(run.summary.endLevels.unitsReady).toBe(3);
  });
});

describe('a unit that leaves', () => {
  const leave = '{id: go, kind: leave, at: 30s, target: {member: 2}}';
  const long = 'rate: 3/s, arrivals: constant, service: 8s, client: {timeout: 1h}';
  const drained = (drain: string) =>
    story({
      units: `threads: 64, lifecycle: {drain: ${drain}, deregistering: 1s}`,
      workload: long,
      faults: leave,
      seconds: 60,
    });

  test('after the 5 s of the seed cuts off who needs longer, and only them', () => {
    const run = drained('{fixed: 5s}');
    // One request a second comes to it, each for 8 s: those of its last 3 s have more than 5 s left.
    expect(count(run, 'requestsCutOff')).toBeGreaterThanOrEqual(1);
    expect(count(run, 'requestsCutOff')).toBeLessThanOrEqual(9);
    expect(failed(run)).toBe(count(run, 'requestsCutOff'));
    expect(times(run, 'drainTime').mean).toBeCloseTo(6000, -2);
  });

  test('until it is empty cuts off nobody and takes as long as the last needs', () => {
    const run = drained('untilEmpty');
    expect(count(run, 'requestsCutOff')).toBe(0);
    expect(failed(run)).toBe(0);
    expect(times(run, 'drainTime').mean).toBeGreaterThan(6000);
    expect(times(run, 'drainTime').mean).toBeLessThanOrEqual(9010);
  });

  test('at most 5 s is less where nobody is inside for so long', () => {
    const short = { workload: steady, faults: leave, seconds: 60 };
    const fixed = story({ units: 'lifecycle: {drain: {fixed: 5s}}', ...short });
    const atMost = story({ units: 'lifecycle: {drain: {atMost: 5s}}', ...short });
    expect(times(fixed, 'drainTime').mean).toBeGreaterThanOrEqual(5000);
    expect(times(atMost, 'drainTime').mean).toBeLessThan(50);
    expect(failed(fixed) + failed(atMost)).toBe(0);
  });

  test('and dies while it drains is gone at once', () => {
    const run = story({
      units: 'threads: 64, lifecycle: {drain: untilEmpty}',
      workload: long,
      faults: `${leave}, {id: crash, kind: crash, at: 33s, target: {member: 2}}`,
      seconds: 60,
    });
    expect(times(run, 'drainTime').count).toBe(0);
    expect(failed(run)).toBeGreaterThan(0);
    expect(count(run, 'requestsCutOff')).toBe(0);
    expect(run.summary.endLevels.unitsReady).toBe(2);
  });
});

describe('a unit that stands still for too long', () => {
  const product = 'product: {kind: generic, heartbeatInterval: 200ms, heartbeatTimeout: 1s}, members: 3';
  const pause = '{id: pause, kind: pause, at: 5s, duration: 10s, target: {member: 1}}';

  test('is unhealthy from the suspicion on: nobody is sent to it until it is back', () => {
    const run = story({
      design: product,
      units: 'lifecycle: {}',
      workload: `${steady}, client: {timeout: 500ms}`,
      faults: pause,
      seconds: 30,
    });
    // A third of the 100/s until it is suspected, about 1.1 s after it fell silent.
    expect(Math.abs(failed(run) - 37)).toBeLessThan(25);
    expect(run.summary.endLevels.unitsReady).toBe(3);
    const [calm, faulty] = run.summary.levels.unitsReady!;
    const missing = 3 * 30 - calm.average * calm.seconds - faulty.average * faulty.seconds;
    expect(missing).toBeGreaterThan(8.5);
    expect(missing).toBeLessThan(9.5);
  });
});

describe('garbage collection', () => {
  const redis =
    'product: {kind: redis-cluster, nodeTimeout: 1s}, members: 6, maps: [{name: m, entries: 100, entrySize: 1KiB}]';
  const generic =
    'product: {kind: generic, partitions: 31, heartbeatInterval: 200ms, heartbeatTimeout: 1s}, members: 6, maps: [{name: m, entries: 100, entrySize: 1KiB}]';
  const puts = 'map: m, op: put, rate: 20/s, client: {timeout: 300ms}';

  test('each unit pauses so often and so long: every 2 s for 100 ms', () => {
    const run = story({
      units: 'threads: 1, garbageCollection: {every: 1900ms, pause: 100ms}',
      workload: steady,
      seconds: 100,
    });
    expect(Math.abs(count(run, 'gcPauses') - 150)).toBeLessThanOrEqual(3);
    // Who comes into a pause waits for its end: 5 % of the requests, 50 ms on average.
    expect(times(run, 'responseTime{workload:users}').max).toBeLessThan(105);
    expect(times(run, 'responseTime{workload:users}').mean - 1).toBeGreaterThan(2);
    expect(times(run, 'responseTime{workload:users}').mean - 1).toBeLessThan(4);
  });

  test.each([
    ['generic', generic],
    ['redis-cluster', redis],
  ])('%s: longer than the detector waits, the living are declared failed', (_, design) => {
    const pauses = (length: string) =>
      story({
        design,
        units: `garbageCollection: {every: {exponential: 20s}, pause: ${length}}`,
        workload: puts,
        seconds: 60,
      });
    const short = pauses('200ms');
    expect(count(short, 'gcPauses')).toBeGreaterThan(10);
    expect(count(short, 'falseSuspicions')).toBe(0);
    expect(failed(short)).toBe(0);
    const long = pauses('4s');
    expect(count(long, 'falseSuspicions')).toBeGreaterThan(3);
    expect(failed(long)).toBeGreaterThan(0);
    expect(long.witness.lost().length).toBe(count(long, 'acknowledgedWritesLost'));
  });

  test('a unit that is down collects nothing', () => {
    const all = '{id: down, kind: crash, at: 0s, target: all}';
    const run = story({
      units: 'garbageCollection: {every: 1s, pause: 100ms}',
      workload: steady,
      faults: all,
      seconds: 20,
    });
    expect(count(run, 'gcPauses')).toBe(0);
  });
});

describe('an autoscaler', () => {
  const grid =
    'product: {kind: generic, partitions: 31, heartbeatInterval: 200ms, heartbeatTimeout: 1s}, regions: [{name: eu, zones: 3}], members: 3, backups: 1, maps: [{name: m, entries: 3k, entrySize: 1KiB, replication: sync, persistence: {writeBehind: {delay: 1s, batch: 100, coalesce: true}}}], store: {writesPerSecond: 5k/s, latency: 4ms}, autoscaler: {rule: thresholds, every: 2s, startup: 1s, minimum: 3, maximum: 9}';
  const wave =
    'map: m, rate: [{at: 0s, rate: 100/s}, {at: 10s, rate: 400/s}, {at: 30s, rate: 50/s}], mix: {put: 50%, get: 50%}, service: {exponential: 10ms}, client: {timeout: 2s, retries: 3, backoff: 50ms}';

  test('spreads the data over new units and takes it back, and nothing is lost or refused', () => {
    const run = story({ design: grid, units: 'threads: 2', workload: wave, seconds: 60 });
    expect(highest(run.summary, 'unitsReady')).toBe(5);
    expect(run.summary.endLevels.unitsReady).toBe(3);
    expect(failed(run)).toBe(0);
    expect(run.witness.lost()).toEqual([]);
    expect(count(run, 'storeStale') + count(run, 'storeMissing') + count(run, 'partitionsLost')).toBe(0);
    expect(count(run, 'falseSuspicions')).toBe(0);
    // A quarter and then a fifth of the 62 copies come and go; some change places on the way.
    expect(count(run, 'partitionsMoved')).toBeLessThanOrEqual(1.25 * 2 * 62 * (1 / 4 + 1 / 5));
    expect(highest(run.summary, 'busy/1')).toBeLessThanOrEqual(1);
  });

  test('without backups it moves the only copy before a unit goes', () => {
    const design = grid.replace('backups: 1', 'backups: 0');
    const run = story({ design, units: 'threads: 2', workload: wave, seconds: 60 });
    expect(run.summary.endLevels.unitsReady).toBe(3);
    expect(failed(run)).toBe(0);
    expect(run.witness.lost()).toEqual([]);
    expect(count(run, 'partitionsLost')).toBe(0);
  });

  test.each([
    [
      'a unit crashes while others start',
      '{id: crash, kind: crash, at: 12500ms, duration: 5s, target: {member: 1}}',
      3,
    ],
    [
      'a unit crashes while others leave',
      '{id: crash, kind: crash, at: 32100ms, duration: 5s, target: {member: 1}}',
      2,
    ],
    ['the unit that leaves crashes', '{id: crash, kind: crash, at: 32005ms, target: {member: 4}}', 1],
  ])('%s: every acknowledged write survives, and in the end there are as many as are needed', (_, faults, gone) => {
    const design = grid.replace('coalesce: true', 'coalesce: true, queueOnBackups: true');
    const run = story({ design, units: 'threads: 2', workload: wave, faults, seconds: 90 });
    expect(run.witness.lost()).toEqual([]);
    expect(run.summary.endLevels.unitsReady).toBe(3);
    // Two came, and a third where one was missed; those that went in good order:
    expect(times(run, 'drainTime').count).toBe(gone);
    expect(count(run, 'partitionsLost')).toBe(0);
    expect(perFault(run.summary, 'redundancyRestored').every((ms) => ms < 30_000)).toBe(true);
  });
});
