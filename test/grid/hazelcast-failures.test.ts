/** What happens in Hazelcast when something fails: who notices, when, and what it costs; through scenario text. */
import { describe, expect, test } from 'vitest';
import { Members } from '../../simulator/grid/members.ts';
import { SideLines } from '../../simulator/grid/side-lines.ts';
import { Simulation } from '../../simulator/kernel/simulation.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { SECOND } from '../../simulator/kernel/time.ts';
import { Network } from '../../simulator/network/network.ts';
import { perFault, samples, share, simulate } from '../run/simulate.ts';
import { smallScenario } from '../run/small-scenario.ts';

const PUTS = '{name: puts, map: map, op: put, rate: 50/s, client: {timeout: 1s}}';
const SECONDS = 1000;

interface Story {
  readonly product?: string;
  readonly fault: string;
  readonly members?: number;
  readonly duration?: string;
  readonly map?: string;
  readonly workload?: readonly string[];
}

const text = ({ product, fault, members, duration, map, workload }: Story) =>
  smallScenario({
    product: product ?? '{kind: hazelcast, partitions: 31}',
    members: members ?? 5,
    workload: workload ?? [PUTS],
    duration: duration ?? '100s',
    settle: '400s',
    faults: [fault],
    ...(map === undefined ? {} : { map }),
  });

/** A metric over so many replications, in seconds. */
function over(story: Story, metric: string, replications = 20): number[] {
  const scenario = text(story);
  return Array.from({ length: replications }, (_, replication) =>
    perFault(simulate(scenario, { replication }).summary, metric).map((ms) => ms / SECONDS),
  ).flat();
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const range = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const;

/** Mean within four standard errors of what a law with this deviation gives. */
function expectMean(values: readonly number[], expected: number, deviation: number): void {
  expect(Math.abs(mean(values) - expected), `${mean(values)}`).toBeLessThan((4 * deviation) / Math.sqrt(values.length));
}

describe('a process dies on a living host', () => {
  const crash = '{id: dies, kind: crash, at: 10s, target: any}';
  test('refused connections remove it after 0.3 to 0.6 s', () => {
    const [low, high] = range(over({ fault: crash, duration: '20s' }, 'detectionTime'));
    expect(low).toBeGreaterThan(0.3);
    expect(high).toBeLessThan(0.62);
  });

  test('a backup takes over a round trip later', () => {
    const story = { fault: '{id: dies, kind: crash, at: 10s, target: {member: 3}}', duration: '20s' };
    const detected = over(story, 'detectionTime', 10);
    const owned = over(story, 'failoverTime', 10);
    for (const [index, time] of owned.entries()) {
      expect(time - detected[index]!).toBeGreaterThan(0.0005);
      expect(time - detected[index]!).toBeLessThan(0.003);
    }
  });

  test('it takes longer when the monitor asks for more failures', () => {
    const product = '{kind: hazelcast, partitions: 31, connectionMonitor: {interval: 200ms, maxFaults: 6}}';
    const [low, high] = range(over({ product, fault: crash, duration: '20s' }, 'detectionTime', 10));
    expect(low).toBeGreaterThan(1.2);
    expect(high).toBeLessThan(2.5);
  });
});

describe('a host falls silent', () => {
  const lost = '{id: lost, kind: host-loss, at: 10s, target: any}';

  test('the deadline detector removes it after maxNoHeartbeat ± the interval', () => {
    const times = over({ fault: lost }, 'detectionTime', 30);
    const [low, high] = range(times);
    expect(low).toBeGreaterThan(55);
    expect(high).toBeLessThan(65.1);
    expectMean(times, 60, 5 / Math.sqrt(6));
  });

  test('phi accrual takes the interval and 5.8 deviations longer: 65.6 s and what is left to the next look', () => {
    const times = over(
      { product: '{kind: hazelcast, partitions: 31, detector: phiAccrual}', fault: lost, duration: '110s' },
      'detectionTime',
      30,
    );
    const [low, high] = range(times);
    expect(low).toBeGreaterThan(60.57);
    expect(high).toBeLessThan(70.6);
    expectMean(times, 65.58, 5 / Math.sqrt(6));
  });

  test('pings find it in 2 to 3 s', () => {
    const times = over(
      { product: '{kind: hazelcast, partitions: 31, icmp: {}}', fault: lost, duration: '30s' },
      'detectionTime',
    );
    const [low, high] = range(times);
    expect(low).toBeGreaterThan(2);
    expect(high).toBeLessThan(3.01);
    expectMean(times, 2.5, 1 / Math.sqrt(12));
  });

  test('a write that waits for a backup there succeeds without it after 5 to 6 s', () => {
    const patient = '{name: puts, map: map, op: put, rate: 50/s, client: {timeout: 20s, retries: 0}}';
    const fault = '{id: lost, kind: host-loss, at: 10s, target: {member: 2}}';
    const slowest = (backupTimeout: string) => {
      const product = `{kind: hazelcast, partitions: 31, backupTimeout: ${backupTimeout}}`;
      const { summary } = simulate(text({ product, fault, duration: '40s', workload: [patient] }));
      return samples(summary, 'responseTime').maximum / 1e9;
    };
    expect(slowest('5s')).toBeGreaterThan(4.9);
    expect(slowest('5s')).toBeLessThan(6.2);
    expect(slowest('10s')).toBeGreaterThan(9.8);
    expect(slowest('10s')).toBeLessThan(11.4);
  });
});

describe('the primary dies after its backup had been silent for a while', () => {
  const patient = '{name: puts, map: map, op: put, rate: 50/s, client: {timeout: 20s, retries: 0}}';
  const counts = (setting: string) => {
    const scenario = smallScenario({
      product: `{kind: hazelcast, partitions: 31${setting}}`,
      members: 3,
      workload: [patient],
      duration: '60s',
      settle: '100s',
      faults: [
        '{id: silent, kind: split, at: 10s, duration: 30s, target: {zone: eu-c}}',
        '{id: dies, kind: host-loss, at: 30s, target: {member: 1}}',
      ],
    });
    const { summary } = simulate(scenario);
    return { lost: summary.counts.acknowledgedWritesLost!, errors: share(summary, 'errorRatio').hits };
  };

  test('what was acknowledged without a backup is lost, and with failOnIndeterminateState nothing was acknowledged so', () => {
    const lenient = counts('');
    const strict = counts(', failOnIndeterminateState: true');
    expect(lenient.lost).toBeGreaterThan(50);
    expect(strict.lost).toBe(0);
    expect(strict.errors).toBeGreaterThan(lenient.errors + lenient.lost);
  });
});

describe('a process stands still', () => {
  test('nobody minds when it is shorter than maxNoHeartbeat', () => {
    const fault = '{id: gc, kind: pause, at: 10s, duration: 50s, target: {member: 2}}';
    expect(over({ fault, duration: '90s' }, 'detectionTime', 5)).toEqual([]);
  });

  test('pings find nothing wrong with its host, and silence removes it', () => {
    const fault = '{id: gc, kind: pause, at: 10s, duration: 80s, target: {member: 2}}';
    const [low, high] = range(
      over({ product: '{kind: hazelcast, partitions: 31, icmp: {}}', fault, duration: '100s' }, 'detectionTime', 10),
    );
    expect(low).toBeGreaterThan(55);
    expect(high).toBeLessThan(65.1);
  });
});

describe('the cluster splits', () => {
  const fault = '{id: cut, kind: split, target: {zone: eu-a}, at: 20s, duration: 100s}';
  const split = (product: string, map?: string) =>
    simulate(text({ product, fault, members: 6, duration: '300s', ...(map === undefined ? {} : { map }) }));

  test('both sides go on, and the longer they do, the more their merge overwrites', () => {
    const often = split('{kind: hazelcast, partitions: 31, mergeInterval: 10s}').summary.counts;
    const seldom = split('{kind: hazelcast, partitions: 31, mergeInterval: 240s}').summary.counts;
    expect(often.failovers).toBeGreaterThan(0);
    expect(often.mergeConflicts).toBeGreaterThan(0);
    expect(seldom.mergeConflicts).toBeGreaterThan(often.mergeConflicts!);
    expect(seldom.acknowledgedWritesLost).toBeGreaterThan(often.acknowledgedWritesLost!);
  });

  test('split-brain protection stops the smaller side once it has noticed', () => {
    const product = '{kind: hazelcast, partitions: 31, maxNoHeartbeat: 10s, heartbeatInterval: 1s, mergeInterval: 10s}';
    const open = split(product).summary.counts;
    const guarded = split(product, 'entries: 1000, protection: {members: majority}').summary.counts;
    expect(open.acknowledgedWritesLost).toBeGreaterThan(10 * (1 + guarded.acknowledgedWritesLost!));
  });
});

describe('lines that see each other again', () => {
  test('merge at a moment that is uniform over the interval', () => {
    const times = Array.from({ length: 2000 }, (_, replication) => {
      const simulation = new Simulation();
      const members = new Members(simulation, 3);
      const streams = new Streams(7, replication);
      const places = Array.from({ length: 3 }, () => ({ zone: 0, region: 0 }));
      const none = { kind: 'constant', value: 0 } as const;
      const network = new Network(places, { sameZone: none, crossZone: none, crossRegion: none }, streams);
      const ground = { simulation, members, network, streams };
      let merged = -1;
      const all = new Uint8Array(3).fill(1);
      const lines = new SideLines(
        ground,
        { interval: 120 * SECOND, first: 300 * SECOND },
        {
          line: Int32Array.of(1, 1, 2),
          sideOf: () => all,
          separated: () => {},
          merge: () => (merged = merged < 0 ? simulation.now / SECOND : merged),
        },
      );
      const heal = simulation.handler('heal', () => lines.seen(all));
      simulation.scheduleAt(500 * SECOND, heal);
      simulation.run(1000 * SECOND);
      return merged - 500;
    });
    const [low, high] = range(times);
    expect(low).toBeGreaterThan(0);
    expect(high).toBeLessThanOrEqual(120);
    expectMean(times, 60, 120 / Math.sqrt(12));
  });
});

describe('a member that was started a known time ago', () => {
  const lookAfter = (times: { readonly age?: number; readonly startedAt?: number }, healsAt: number) => {
    const simulation = new Simulation();
    const members = new Members(simulation, 3);
    const streams = new Streams(7, 0);
    const places = Array.from({ length: 3 }, () => ({ zone: 0, region: 0 }));
    const none = { kind: 'constant', value: 0 } as const;
    const network = new Network(places, { sameZone: none, crossZone: none, crossRegion: none }, streams);
    let merged = -1;
    const all = new Uint8Array(3).fill(1);
    const age = times.age === undefined ? {} : { age: times.age * SECOND };
    const lines = new SideLines(
      { simulation, members, network, streams },
      { interval: 120 * SECOND, first: 300 * SECOND, ...age },
      {
        line: Int32Array.of(1, 1, 2),
        sideOf: () => all,
        separated: () => {},
        merge: () => (merged = merged < 0 ? simulation.now / SECOND : merged),
      },
    );
    const start = simulation.handler('start', (member) => lines.started(member));
    const heal = simulation.handler('heal', () => lines.seen(all));
    for (const member of [0, 2]) {
      if (times.startedAt !== undefined) simulation.scheduleAt(times.startedAt * SECOND, start, member);
    }
    simulation.scheduleAt(healsAt * SECOND, heal);
    simulation.run(2000 * SECOND);
    return merged;
  };

  test('looks for other sides 300 s after its start, and then every 120 s', () => {
    expect(lookAfter({ age: 0 }, 60)).toBe(300);
    expect(lookAfter({ age: 100 }, 60)).toBe(200);
    expect(lookAfter({ age: 0 }, 310)).toBe(420);
    expect(lookAfter({ age: 1000 }, 60)).toBe(140);
  });

  test('counts from its own start when it began anew', () => {
    expect(lookAfter({ startedAt: 500 }, 510)).toBe(800);
  });

  test('in a cluster as young as that both sides of an early split go on for longer', () => {
    const fault = '{id: cut, kind: split, target: {zone: eu-a}, at: 20s, duration: 100s}';
    const conflicts = (age: string) =>
      simulate(
        text({
          product: `{kind: hazelcast, partitions: 31, mergeInterval: 10s${age}}`,
          fault,
          members: 6,
          duration: '320s',
        }),
      ).summary.counts.mergeConflicts!;
    expect(conflicts(', clusterAge: 0s')).toBeGreaterThan(1.5 * conflicts(''));
  });
});

describe('the oldest member dies while another one hangs', () => {
  const outage = (claim: string, pause: number) => {
    const scenario = smallScenario({
      product: `{kind: hazelcast, partitions: 31${claim}}`,
      members: 5,
      workload: [PUTS],
      duration: '120s',
      settle: '100s',
      faults: [
        `{id: hangs, kind: pause, at: 9s, duration: ${pause}s, target: {member: 3}}`,
        '{id: dies, kind: crash, at: 10s, target: {member: 0}}',
      ],
    });
    return perFault(simulate(scenario).summary, 'failoverTime', 'dies').map((ms) => ms / SECONDS);
  };

  test('its successor promotes nobody before that one answers', () => {
    for (const time of outage('', 20)) {
      expect(time).toBeGreaterThan(19);
      expect(time).toBeLessThan(19.1);
    }
  });

  test('or before it is suspected, too', () => {
    for (const time of outage('', 100)) {
      expect(time).toBeGreaterThan(53);
      expect(time).toBeLessThan(65);
    }
  });

  test('or before the timeout of the claim is over', () => {
    for (const time of outage(', mastershipClaimTimeout: 5s', 20)) {
      expect(time).toBeGreaterThan(5.3);
      expect(time).toBeLessThan(5.7);
    }
  });
});

describe('the partition table of a running cluster', () => {
  const product = '{kind: hazelcast, partitions: 271}';

  test('a lost member of four costs about (backups + 1) · P / n copies and no primary moves but by promotion', () => {
    const fault = '{id: dies, kind: crash, at: 5s, target: {member: 3}}';
    const { counts } = simulate(text({ product, fault, members: 4, duration: '20s' })).summary;
    expect(counts.failovers).toBe(67);
    expect(counts.partitionsMoved).toBeGreaterThanOrEqual(133);
    expect(counts.partitionsMoved).toBeLessThanOrEqual(137);
  });

  test('one that returns is a newcomer: as many copies again move to it', () => {
    const fault = '{id: dies, kind: crash, at: 5s, duration: 10s, target: {member: 3}}';
    const { counts } = simulate(text({ product, fault, members: 4, duration: '40s' })).summary;
    expect(counts.partitionsMoved).toBeGreaterThanOrEqual(133 + 133);
    expect(counts.partitionsMoved).toBeLessThanOrEqual(137 + 140);
  });
});
