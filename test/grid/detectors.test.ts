/** Phi accrual and SWIM beside the deadline detector: who is noticed, when, and who is taken for dead wrongly. */
import { describe, expect, test } from 'vitest';
import { Members } from '../../simulator/grid/members.ts';
import { SwimTargets } from '../../simulator/grid/swim-targets.ts';
import { SwimViews } from '../../simulator/grid/swim-views.ts';
import { Simulation } from '../../simulator/kernel/simulation.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { SECOND } from '../../simulator/kernel/time.ts';
import { randomScenario } from '../run/random-scenario.ts';
import { perFault, share, simulate } from '../run/simulate.ts';
import { firstDetectionPeriods, roundRobinBound } from './swim-theory.ts';

const others = (member: number) => (other: number) => other !== member;

describe('whom SWIM pings', () => {
  test.each([5, 10, 100])('F05: %i members, one dead: the first ping of it comes when theory says', (n) => {
    const targets = new SwimTargets(n, false, new Streams(5, 0).named('targets'));
    const crashes = 20_000;
    let sum = 0;
    let squares = 0;
    for (let crash = 0; crash < crashes; crash++) {
      let periods = 0;
      for (let found = false; !found; ) {
        periods++;
        for (let member = 1; member < n; member++) if (targets.next(member, others(member)) === 0) found = true;
      }
      sum += periods;
      squares += periods * periods;
    }
    const mean = sum / crashes;
    const error = Math.sqrt((squares / crashes - mean * mean) / crashes);
    expect(error / mean).toBeLessThan(0.006);
    expect(Math.abs(mean - firstDetectionPeriods(n)), `${mean}`).toBeLessThan(4 * error);
  });

  test('F05: in rounds nobody waits longer than 2(n − 1) − 1 periods, and somebody nearly does', () => {
    const n = 20;
    let longest = 0;
    for (let crash = 0; crash < 20_000; crash++) {
      const targets = new SwimTargets(n, true, new Streams(crash, 0).named('targets'));
      const before = crash % (2 * n);
      for (let period = 0; period < before; period++) targets.next(1, others(1));
      let periods = 1;
      while (targets.next(1, others(1)) !== 0) periods++;
      longest = Math.max(longest, periods);
    }
    expect(longest).toBeLessThanOrEqual(roundRobinBound(n));
    expect(longest).toBeGreaterThan(roundRobinBound(n) - 6);
  });
});

describe('F06: how long a suspected member has to object', () => {
  /** Seconds from the first suspicion to the failure when others confirm at these seconds; K 3, 2 s to 30 s. */
  function failsAfter(confirmations: readonly number[]): number {
    const simulation = new Simulation();
    let failed = -1;
    const listener = { suspected: () => (failed = simulation.now / SECOND), heard: () => {} };
    const limits = { min: 2 * SECOND, max: 30 * SECOND, expected: 3 };
    const views = new SwimViews(simulation, new Members(simulation, 12), listener, limits, () => {});
    const confirm = simulation.handler('confirm', (from) =>
      views.hear(0, { belief: 'suspect', subject: 1, incarnation: 0, from }),
    );
    views.suspect(0, 1);
    for (const [index, at] of confirmations.entries()) simulation.schedule(at * SECOND, confirm, 2 + index);
    simulation.run(Number.POSITIVE_INFINITY);
    return failed;
  }

  test.each([
    [[], 30],
    [[2], 16],
    [[1, 2, 3], 3],
    [[1, 1, 1], 2],
    [[1, 1, 1, 1, 1], 2],
    [[0, 0], 7.8105],
  ])('confirmed after %j s: failed after %f s', (confirmations, seconds) => {
    expect(failsAfter(confirmations)).toBeCloseTo(seconds, 3);
  });

  test('the same accuser twice confirms nothing', () => {
    const simulation = new Simulation();
    let failed = -1;
    const listener = { suspected: () => (failed = simulation.now / SECOND), heard: () => {} };
    const limits = { min: 2 * SECOND, max: 30 * SECOND, expected: 3 };
    const views = new SwimViews(simulation, new Members(simulation, 12), listener, limits, () => {});
    views.suspect(0, 1);
    views.suspect(0, 1);
    simulation.run(Number.POSITIVE_INFINITY);
    expect(failed).toBe(30);
  });
});

const DETECTORS = {
  deadline: 'deadline',
  phi: '{phiAccrual: {threshold: 8, minimumDeviation: 100ms, acceptablePause: 0s}}',
  swim: '{swim: {period: 1s, probeTimeout: 300ms, suspicion: {minimum: 2s, maximum: 2s}}}',
} as const;

function watched(detector: string, faults: string, rest = 'members: 7\n  backups: 2', duration = 60): string {
  return `apiVersion: sba/v1
name: watched
question: Who is taken for dead?
design:
  product: {kind: generic, partitions: 7, heartbeatInterval: 1s, heartbeatTimeout: 5s, detector: ${detector}}
  ${rest}
  maps: [{name: rows, entries: 100}]
workload: [{name: probe, every: 100ms, target: each-owner, map: rows, op: put, client: {timeout: 200ms}}]
faults: [${faults}]
run: {duration: ${duration}s, warmup: 0s}
`;
}

describe.each(Object.entries(DETECTORS))('%s', (name, detector) => {
  const after = { deadline: [4, 5.01], phi: [0.5, 1.6], swim: [2.5, 14] }[name]!;

  test('a host that goes silent is failed in its time, and its partitions find new primaries', () => {
    for (let replication = 0; replication < 10; replication++) {
      const text = watched(detector, '{id: dies, kind: host-loss, at: {uniform: [20s, 21s]}, target: any}');
      const { summary } = simulate(text, { replication });
      const [detection] = perFault(summary, 'detectionTime');
      expect(detection).toBeGreaterThanOrEqual(after[0]! * 1000 - 1);
      expect(detection).toBeLessThanOrEqual(after[1]! * 1000);
      expect(summary.counts.falseSuspicions).toBe(0);
      expect(summary.counts.failovers).toBeGreaterThan(0);
      expect(summary.counts.acknowledgedWritesLost).toBe(0);
    }
  });

  test('a process that comes back soon is taken in anew, and all is well', () => {
    const text = watched(detector, '{id: blinks, kind: crash, at: 20s, duration: 300ms, target: {member: 3}}');
    const { summary } = simulate(text);
    expect(share(summary, 'errorRatio').hits).toBeLessThan(200);
    expect(summary.counts.acknowledgedWritesLost).toBe(0);
  });

  test('a split of two and five that heals: the smaller side comes back', () => {
    const text = watched(detector, '{id: cut, kind: split, at: 20s, duration: 20s, target: {members: [0, 1]}}');
    const { summary } = simulate(text, {});
    const last = summary.timeline.failed!.slice(-10);
    expect(last.reduce((sum, failed) => sum + failed, 0)).toBe(0);
    expect(summary.counts.failovers).toBeGreaterThan(0);
  });

  test('a long pause is taken for death, and the member is taken back', () => {
    const text = watched(detector, '{id: gc, kind: pause, at: 20s, duration: 20s, target: {member: 2}}');
    const { summary } = simulate(text);
    expect(summary.counts.falseSuspicions).toBe(1);
    const last = summary.timeline.failed!.slice(-10);
    expect(last.reduce((sum, failed) => sum + failed, 0)).toBe(0);
  });

  test('a pause below its time is not', () => {
    const text = watched(
      detector,
      `{id: gc, kind: pause, at: 20s, duration: ${after[0]! - 0.3}s, target: {member: 2}}`,
    );
    expect(simulate(text).summary.counts.falseSuspicions).toBe(0);
  });

  test('in random scenarios nothing impossible happens, and what healed works again', () => {
    for (let number = 0; number < 30; number++) {
      const { text, heals } = randomScenario(number);
      if (!text.includes('kind: generic')) continue;
      const fast =
        name === 'swim'
          ? '{swim: {period: 300ms, probeTimeout: 100ms, suspicion: {minimum: 500ms, maximum: 2s}}}'
          : detector;
      const changed = text.replace('product: {kind: generic,', `product: {kind: generic, detector: ${fast},`);
      const run = simulate(changed.replace(/threshold: 8, /, 'threshold: 8, window: 50, '));
      expect(run.eventLimitReached, `scenario ${number}`).toBe(false);
      expect(run.summary.counts.acknowledgedWritesLost, `scenario ${number}`).toBe(run.witness.lost().length);
      if (!heals || name === 'phi') continue;
      for (const metric of ['writeOutage', 'readOutage', 'healthyOutage'])
        for (const { censored } of run.summary.perFault[metric] ?? [])
          expect(censored, `scenario ${number}: ${metric}`).toBe(0);
    }
  });
});

test('phi: a learned rhythm with jitter makes a later limit than clockwork', () => {
  const crash = '{id: dies, kind: host-loss, at: 100s, target: {member: 1}}';
  const detector = '{phiAccrual: {threshold: 8, minimumDeviation: 10ms, acceptablePause: 0s}}';
  const detection = (delay: string) =>
    perFault(
      simulate(watched(detector, crash, `members: 3\n  backups: 1\n  network: {sameZone: ${delay}}`, 110)).summary,
      'detectionTime',
    )[0]!;
  const steady = detection('100ms');
  const shaky = detection('{lognormal: {mean: 100ms, cv: 1}}');
  expect(shaky - steady).toBeGreaterThan(300);
});

test('phi: after a long pause it stays sharp unless it learns from suspicions', () => {
  const faults =
    '{id: gc, kind: pause, at: 20s, duration: 20s, target: {member: 2}}, {id: dies, kind: host-loss, at: 50s, target: {member: 2}}';
  const detection = (learns: boolean) => {
    const detector = `{phiAccrual: {threshold: 8, window: 100, minimumDeviation: 100ms, acceptablePause: 0s, learnsFromSuspicions: ${learns}}}`;
    return perFault(
      simulate(watched(detector, faults, 'members: 3\n  backups: 1', 80)).summary,
      'detectionTime',
      'dies',
    )[0]!;
  };
  expect(detection(false)).toBeLessThan(1600);
  expect(detection(true)).toBeGreaterThan(8000);
});
