/**
 * Results of theory beyond the list of oracles, two or more of each family, through scenario text: other numbers for known laws, and laws
 * that no oracle asks for. Nothing here has been used to make the simulator.
 */
import { describe, expect, test, vi } from 'vitest';
import { cacheScenario } from './cache-scenario.ts';
import {
  expectAlways,
  expectClassS,
  expectMean,
  expectQuantile,
  expectWithin,
  full,
  meanOf,
  queue,
  requestsOf,
  scenario,
  simulate,
  testTimeout,
  timelineOf,
} from './scenario-oracle.ts';

vi.setConfig({ testTimeout });

const under = (discipline: string, text: string) => text.replace('units: {', `units: {discipline: ${discipline}, `);

describe('queues', () => {
  test('processor sharing at 60 %, Erlang-4 service: W 2.5', async () => {
    const law = { rate: '600/s', service: '{erlang: {shape: 4, mean: 1ms}}', seconds: 60 };
    expectMean(await simulate(under('processor-sharing', queue('ps', law))), 'responseTime', 2.5, 0.02);
  });

  test('M/M/1 with room for 5 at 90 %: (1 − ρ) ρ⁵ / (1 − ρ⁶) rejected', async () => {
    const result = await simulate(
      queue('mm15', { rate: '900/s', service: '{exponential: 1ms}', queueLimit: 4, seconds: 40 }),
    );
    const [rho, k] = [0.9, 5];
    expectMean(result, 'errorRatio', ((1 - rho) * rho ** k) / (1 - rho ** (k + 1)), 0.02);
  });

  test('M/M/3 at 70 %: wait, and its p99', async () => {
    const law = {
      rate: '2100/s',
      service: '{exponential: 1ms}',
      threads: 3,
      seconds: 30,
      expect: ['queueWait p99 < 1h'],
    };
    const result = await simulate(queue('mm3', law));
    const waits = erlangC(3, 2.1);
    expectMean(result, 'queueWait', waits / 0.9, 0.02);
    expectQuantile(result, 'queueWait p99', Math.log(waits / 0.01) / 0.9, 0.03);
  });

  test('last come, first served at 60 %: the mean wait of any other order, 1.5', async () => {
    const text = under('lifo', queue('lifo', { rate: '600/s', service: '{exponential: 1ms}', seconds: 60 }));
    expectMean(await simulate(text), 'queueWait', 1.5, 0.02);
  });
});

describe('placement', () => {
  test.each([
    { from: 5, to: 6, partitions: 271, moved: 45 },
    { from: 7, to: 8, partitions: 1009, moved: 126 },
  ])('$partitions partitions, $from members become $to: $moved move', async ({ to, partitions, moved }) => {
    const text = scenario(
      'joins',
      `
design:
  product: {kind: generic, partitions: ${partitions}, heartbeatInterval: 10ms, heartbeatTimeout: 30ms}
  members: ${to}
  backups: 0
  network: none
  maps: [{name: rows, entries: 10k, entrySize: 1KiB}]
workload: [{name: writers, map: rows, op: put, rate: 100/s, service: 0s}]
faults: [{id: away, kind: crash, at: 1s, duration: 1s, target: {member: ${to - 1}}}]
run: {duration: 10s, warmup: 0s}
`,
    );
    expectAlways(await simulate(text, 1), 'partitionsMoved', moved);
  });

  test('7 units on a ring with 2000 points each have shares so even that each waits like M/M/1 at 10 %', async () => {
    const text = scenario(
      'ring',
      `
design: {members: 7, backups: 0, network: none, units: {threads: 1}, middleware: {balancer: {policy: hash-ring, virtualNodes: 2000}}}
workload: [{name: users, rate: 700/s, sessions: 1000000, service: {exponential: 1ms}, client: {timeout: 1h}}]
run: {duration: 30s, warmup: 1s}
`,
    );
    expectMean(await simulate(text), 'queueWait', 1 / 9, 0.02);
  });
});

describe('caches', () => {
  const cache = (entries: number, keys: string, eviction: string, rate: string, seconds: number) =>
    cacheScenario({ entries, keys, eviction, rate, seconds, warmup: 2 });

  test.each([
    [500, 1.2, 50],
    [2000, 0.6, 400],
  ])('LRU of %i keys by Zipf %f, room for %i: as Che says', async (keys, alpha, room) => {
    const result = await simulate(cache(keys, `{zipf: ${alpha}}`, `maxEntries: ${room}`, '2k/s', 10));
    const { estimate, standardError } = meanOf(result, 'hitRatio');
    expect(Math.abs(estimate - che(keys, alpha, room)), `${estimate}, Che ${che(keys, alpha, room)}`).toBeLessThan(
      0.002 + 4 * standardError,
    );
  });

  test('loaded entries that live 2 s at 3 reads/s: 6/7; used ones that live 0.5 s at 1/s: 0.393', async () => {
    expectMean(await simulate(cache(1, 'uniform', 'timeToLive: 2s', '3/s', 3000)), 'hitRatio', 6 / 7, 0.01);
    expectMean(
      await simulate(cache(1, 'uniform', 'maxIdle: 500ms', '1/s', 3000)),
      'hitRatio',
      1 - Math.exp(-0.5),
      0.01,
    );
  });

  test('a near cache in each of two zones: each misses and goes stale by itself', async () => {
    const text = scenario(
      'two-near',
      `
design:
  regions: [{name: eu, zones: 2}]
  members: 2
  backups: 0
  network: none
  maps: [{name: things, entries: 1, nearCache: {invalidate: none, timeToLive: 1s}}]
workload:
  - {name: left, map: things, op: get, rate: 10/s, from: eu-a, service: 0s}
  - {name: right, map: things, op: get, rate: 2/s, from: eu-b, service: 0s}
  - {name: writers, map: things, op: put, rate: 1/s, service: 0s}
run: {duration: 3010s, warmup: 10s}
`,
    );
    const result = await simulate(text);
    const staleHit = 1 - (1 - Math.exp(-1));
    expectMean(result, 'staleReadRatio{workload:left}', staleHit * (10 / 11), 0.02);
    expectMean(result, 'staleReadRatio{workload:right}', staleHit * (2 / 3), 0.02);
  });
});

describe('write-behind', () => {
  test('200 keys by Zipf 0.5, 400 writes a batch: Σ 1 − (1 − p)^400 rows', async () => {
    const text = scenario(
      'batches',
      `
design:
  product: {kind: generic, partitions: 1}
  members: 1
  backups: 0
  network: none
  maps: [{name: rows, entries: 200, persistence: {writeBehind: {delay: 399500us, batch: 1000000, coalesce: true}}}]
  store: {latency: 0s}
workload: [{name: writers, map: rows, op: put, rate: 1k/s, arrivals: constant, keys: {zipf: 0.5}, service: 0s}]
run: {duration: 20001ms, warmup: 0s}
`,
    );
    const theory = zipf(200, 0.5).reduce((sum, p) => sum + 1 - (1 - p) ** 400, 0);
    const { estimate, standardError } = meanOf(await simulate(text), 'storeWrites');
    expectClassS(
      'rows',
      { estimate: (estimate * 20.001) / 50, standardError: (standardError * 20.001) / 50 },
      theory,
      0.005,
    );
  });

  test('a store that takes 1000 rows/s after an outage of 10 s at 400 writes/s: the backlog is gone 6.67 s later', async () => {
    const text = scenario(
      'drains',
      `
design:
  product: {kind: generic, partitions: 1}
  members: 1
  backups: 0
  network: none
  maps: [{name: rows, entries: 100M, persistence: {writeBehind: {delay: 10ms, batch: 100, coalesce: false, retryDelay: 10ms}}}]
  store: {latency: 0s, writesPerSecond: 1k/s}
workload: [{name: writers, map: rows, op: put, rate: 400/s, arrivals: constant, service: 0s}]
faults: [{id: away, kind: store-down, at: 10s, duration: 10s}]
run: {duration: 40s, warmup: 0s}
`,
    );
    const result = await simulate(text, 1);
    expectWithin(0.02, result.metrics.pumpBacklog!.max!, 4000);
    // The last write to wait long came when the backlog ran out: 4 000 rows at 600 a second more than come in.
    const mean = ((4000 * 10) / 2 + (4000 * (4000 / 600)) / 2) / 40;
    expectWithin(0.02, result.metrics.pumpBacklog!.mean!, mean);
  });
});

describe('failure detection', () => {
  test('SWIM of 20 members in step: 1/(1 − (1 − 1/19)^19) periods to the first ping', async () => {
    const text = scenario(
      'swim',
      `
design:
  product:
    kind: generic
    partitions: 1
    promotion: any-side
    detector: {swim: {period: 10s, probeTimeout: 1s, targets: random, phases: aligned, suspicion: {minimum: 0s, maximum: 0s}, gossip: {interval: 1ms, repeats: 20}}}
  members: 20
  backups: 0
  network: none
  maps: [{name: rows, entries: 1}]
faults: [{id: dies, kind: host-loss, at: {uniform: [20s, 30s]}, target: any}]
run: {duration: 160s, warmup: 0s, settle: 0s}
`,
    );
    const pings = 1 / (1 - (1 - 1 / 19) ** 19);
    expectMean(await simulate(text, 500), 'detectionTime', (0.5 + pings) * 10_000, 0.03);
  });

  test('a deadline of 2 s with heartbeats every 0.5 s and 10 ms of delay: 1.76 s in the mean, from 1.51 s to 2.01 s', async () => {
    const text = scenario(
      'deadline',
      `
design:
  product: {kind: generic, partitions: 3, heartbeatInterval: 500ms, heartbeatTimeout: 2s, promotion: any-side}
  members: 3
  backups: 1
  network: {sameZone: 10ms}
  maps: [{name: rows, entries: 100}]
faults: [{id: dies, kind: host-loss, at: {uniform: [6s, 7s]}, target: any}]
run: {duration: 12s, warmup: 0s}
`,
    );
    const result = await simulate(text, 500);
    expectMean(result, 'detectionTime', 1760, 0.005);
    expect(result.metrics.detectionTime!.min).toBeGreaterThanOrEqual(1510);
    expect(result.metrics.detectionTime!.max).toBeLessThanOrEqual(2010);
  });
});

describe('staleness', () => {
  test.each([
    [5, 2, 2, 0.3],
    [4, 1, 2, 0.5],
  ])(
    '%i replicas, R = %i, W = %i at random: each version more is %f times as unlikely',
    async (replicas, read, write, miss) => {
      const text = scenario(
        'versions',
        `
design:
  members: ${replicas}
  network: none
  maps: [{name: rows, entries: 50, kind: {quorum: {replicas: ${replicas}, read: ${read}, write: ${write}, expanding: false, coordinator: client}}}]
workload:
  - {name: writers, map: rows, op: put, rate: 500/s, arrivals: constant}
  - {name: readers, map: rows, op: get, after: {source: writers, delay: 1us}}
run: {duration: 12s, warmup: 2s}
`,
      );
      const result = await simulate(text);
      expectMean(result, 'staleReadRatio', miss, 0.01);
      expectMean(result, 'versionStaleness', miss / (1 - miss), 0.02);
    },
  );

  test('a read 0.5 ms after the write of a copy that takes exponentially 1 ms: stale with e^(−1/2) at the copy', async () => {
    const text = scenario(
      'one-leg',
      `
design:
  members: 2
  network: none
  maps: [{name: rows, entries: 1T, kind: {quorum: {replicas: 2, read: 1, write: 1, expanding: true, coordinator: client, legs: {write: {exponential: 1ms}}}}}]
workload:
  - {name: writers, map: rows, op: put, rate: 2k/s, arrivals: constant}
  - {name: readers, map: rows, op: get, after: {source: writers, delay: 500us}}
run: {duration: 5s, warmup: 0s}
`,
    );
    // The first of two copies acknowledges; the other is behind with e^(−t) whatever the first took; a read hears one of the two first.
    expectMean(await simulate(text), 'staleReadRatio{workload:readers}', Math.exp(-0.5) / 2, 0.02);
  });
});

describe('autoscaling', () => {
  const scaled = (units: number, load: number, rule: string, seconds: number, expected = '') =>
    scenario(
      'scaled',
      `
design:
  members: ${units}
  backups: 0
  network: none
  units: {threads: 50, queueLimit: 0}
  autoscaler: {every: 10s, window: 5s, maximum: 100, ${rule}}
workload: [{name: users, rate: ${load * 50}/s, arrivals: constant, service: 1s, client: {timeout: 1h}}]
run: {duration: ${seconds}s, warmup: 0s}
expect: [${expected}]
`,
    );

  test('7 units at 80 % of a target of 50 %: ceil(11.2) = 12', async () => {
    const result = await simulate(
      scaled(7, 5.6, 'rule: target, target: 50%, stabilisation: 0s', 12, 'unitsReady == 12 end'),
      1,
    );
    expect(result.verdict).toBe('pass');
  });

  test('a cooldown of 30 s: 3 more at 10 s, 40 s, 70 s, 100 s, 130 s, then enough', async () => {
    const rule = 'rule: thresholds, add: 3, remove: 1, cooldown: 30s';
    const result = await simulate(scaled(3, 12, rule, 200, 'unitsReady == 18 end'), 1);
    expectAlways(result, 'scaleEvents', 5);
    const mean = (10 * 3 + 30 * (6 + 9 + 12 + 15) + 70 * 18) / 200;
    expect(meanOf(result, 'unitsReady').estimate).toBeCloseTo(mean, 9);
  });
});

describe('metastable failure', () => {
  const retrying = (rate: number, retries: number, seconds: number) =>
    scenario(
      'retrying',
      `
design: {members: 1, backups: 0, network: none, units: {threads: 1}}
workload: [{name: users, rate: ${rate}/s, arrivals: constant, service: 3333333ns, client: {timeout: 1s, retries: ${retries}}}]
faults: [{id: outage, kind: pause, at: 60s, duration: 10s, target: {member: 0}}]
run: {duration: ${seconds}s, warmup: 0s, settle: 10h}
`,
    );

  test('two retries: 95/s recovers, 105/s never, and 250/s becomes 750 attempts a second', async () => {
    expect(timelineOf(await simulate(retrying(95, 2, 1500), 1), 'answeredPerSecond').at(-1)?.value).toBeCloseTo(95, 0);
    expect(timelineOf(await simulate(retrying(105, 2, 1500), 1), 'answeredPerSecond').at(-1)?.value).toBe(0);
    const result = await simulate(retrying(250, 2, 400), 1);
    expectWithin(0.001, (result.metrics.attempts!.mean! - 60 * 250) / 340, 750);
  });

  test('one of four units dead, two retries: 1.3125 attempts a request, 1/64 fail', async () => {
    const text = scenario(
      'attempts',
      `
design: {members: 4, backups: 0, network: {sameZone: 1ms}}
workload: [{name: users, rate: 1k/s, service: 0s, client: {timeout: 10s, retries: 2}}]
faults: [{id: dead, kind: crash, at: 0s, target: {member: 1}}]
run: {duration: 20s, warmup: 0s}
`,
    );
    const result = await simulate(text);
    expectWithin(
      0.005,
      meanOf(result, 'attempts').estimate / (requestsOf(result).offered / result.replications),
      1.3125,
    );
    expectMean(result, 'errorRatio', 1 / 64, 0.02);
  });
});

describe('convergence', () => {
  test('two sites, lag 50 ms, 5 writes/s at the other: 1 − e^(−1/2) of the writes are concurrent', async () => {
    const text = scenario(
      'sites',
      `
design:
  product: {kind: generic, partitions: 1}
  regions: [{name: eu, zones: 1}, {name: us, zones: 1}]
  members: 2
  backups: 0
  network: {sameZone: 0s, crossRegion: 50ms}
  maps: [{name: rows, entries: 1, kind: {replicated: {resolve: last-write-wins}}}]
workload:
  - {name: site-1, map: rows, op: put, rate: 1/s, service: 0s, from: eu-a}
  - {name: site-2, map: rows, op: put, rate: 5/s, service: 0s, from: us-a}
run: {duration: 2000s, warmup: 0s}
`,
    );
    expectMean(await simulate(text), 'concurrentWriteRatio{workload:site-1}', 1 - Math.exp(-0.5), 0.01);
  });

  test('rounds every 2 s after a split that ends between 10 s and 12 s: apart before, alike at 14 s', async () => {
    const text = (settle: string) =>
      scenario(
        'rounds',
        `
design:
  product: {kind: generic, partitions: 1}
  members: 3
  backups: 0
  network: none
  maps: [{name: rows, entries: 1M, kind: {replicated: {reconcile: {antiEntropy: {every: 2s}}}}}]
workload: [{name: writers, map: rows, op: put, rate: [{at: 0s, rate: 100/s}, {at: 8s, rate: 0/s}], service: 0s}]
faults: [{id: cut, kind: split, at: 2s, duration: {uniform: [8s, 10s]}, target: {members: [0]}}]
run: {duration: ${settle}, warmup: 0s, settle: 0s}
`,
      );
    expectAlways(await simulate(text('14001ms'), 10), 'replicasDiverged', 0);
    expect((await simulate(text('9900ms'), 10)).metrics.replicasDiverged!.max).toBeGreaterThan(300);
  });
});

describe('scalability', () => {
  test('Little’s law through a crash: clients = throughput × (response + think), whatever happens', async () => {
    const text = scenario(
      'little',
      `
design:
  product: {kind: generic, partitions: 71, heartbeatInterval: 100ms, heartbeatTimeout: 300ms}
  members: 4
  network: none
  maps: [{name: rows, entries: 10k}]
workload: [{name: users, clients: 40, think: {exponential: 20ms}, map: rows, mix: {put: 50%, get: 50%}, service: {exponential: 1ms}, client: {timeout: 1h}}]
faults: [{id: dies, kind: pause, at: 20s, duration: 200ms, target: {member: 1}}]
run: {duration: 60s, warmup: 0s}
`,
    );
    const result = await simulate(text, 5);
    const throughput = meanOf(result, 'throughput').estimate;
    const response = meanOf(result, 'responseTime').estimate;
    expectWithin(0.005, (throughput * (response + 20)) / 1000, 40);
  });

  test('a closed system of 5 clients without thinking at 2 servers: 2 / service, whatever the law', async () => {
    const text = scenario(
      'closed',
      `
design: {members: 1, backups: 0, network: none, units: {threads: 2}}
workload: [{name: users, clients: 5, service: {erlang: {shape: 2, mean: 10ms}}, client: {timeout: 1h}}]
run: {duration: 60s, warmup: 1s}
`,
    );
    expectMean(await simulate(text), 'throughput', 200, 0.01);
  });
});

describe('tails', () => {
  const unit = (source: string, seconds: number, expected: string) =>
    scenario(
      'tails',
      `
design: {members: 1, backups: 0, network: none, units: {threads: 4000}}
workload: [{name: users, ${source}, client: {timeout: 1h}}]
run: {duration: ${full ? 10 * seconds : seconds}s, warmup: 20s}
expect: [${expected}]
`,
    );

  test('the slowest of 50: H(50) in the mean, and its p99', async () => {
    const result = await simulate(
      unit('rate: 20/s, fanOut: 50, service: {exponential: 1s}', 120, 'responseTime p99 < 1h'),
    );
    const harmonic = Array.from({ length: 50 }, (_, n) => 1 / (n + 1)).reduce((a, b) => a + b, 0);
    expectMean(result, 'responseTime', 1000 * harmonic);
    expectQuantile(result, 'responseTime p99', -1000 * Math.log(1 - 0.99 ** (1 / 50)));
  });

  test('a second copy at the p90: 10 % more, mean 0.95, p99 (d + ln 100)/2', async () => {
    const text = unit('rate: 100/s, service: {exponential: 1s}', 300, 'responseTime p99 < 1h');
    const result = await simulate(text.replace('timeout: 1h', 'timeout: 1h, hedge: {after: 2302585093ns}'));
    expectMean(result, 'responseTime', 950);
    expectQuantile(result, 'responseTime p99', (1000 * (Math.log(10) + Math.log(100))) / 2);
    const hedges = result.metrics.hedges!.mean! / (result.metrics.attempts!.mean! - result.metrics.hedges!.mean!);
    expectWithin(0.02, hedges, 0.1);
  });
});

describe('availability', () => {
  test('7 units split 3 | 4 for 20 s under a majority: three sevenths of the writes are refused meanwhile', async () => {
    const text = scenario(
      'split',
      `
design:
  product: {kind: generic, partitions: 1}
  members: 7
  backups: 0
  network: none
  maps: [{name: rows, entries: 1000, kind: {replicated: {protection: majority}}}]
workload:
  - {name: writers, map: rows, op: put, every: 10ms, target: each-owner, service: 0s, from: beside-owner, client: {timeout: 100ms}}
faults: [{id: cut, kind: split, at: 10s, duration: 20s, target: {members: [0, 1, 2]}}]
run: {duration: 40s, warmup: 0s, settle: 0s}
`,
    );
    expect(requestsOf(await simulate(text, 2))).toEqual({
      offered: 2 * 28_000,
      failed: 2 * 6000,
      answered: 2 * 22_000,
    });
  });

  test('a unit that is up for 9 s and down for 1 s in the mean answers nine tenths', async () => {
    const times = Array.from({ length: 60 }, (_, time) => {
      const at = time === 0 ? '{exponential: 9s}' : `{afterHeal: down-${time - 1}, delay: {exponential: 9s}}`;
      return `{id: down-${time}, kind: host-loss, at: ${at}, duration: {exponential: 1s}, target: {member: 0}}`;
    });
    const text = scenario(
      'renewal',
      `
design: {members: 1, backups: 0, network: none}
workload: [{name: users, rate: 50/s, service: 0s, client: {timeout: 1ms}}]
faults: [${times.join(', ')}]
run: {duration: 320s, warmup: 20s, settle: 0s}
`,
    );
    expectMean(await simulate(text, 60), 'errorRatio', 0.1, 0.05);
  });
});

function erlangC(servers: number, offered: number): number {
  let blocking = 1;
  for (let n = 1; n <= servers; n++) blocking = (offered * blocking) / (n + offered * blocking);
  return blocking / (1 - (offered / servers) * (1 - blocking));
}

function zipf(keys: number, exponent: number): readonly number[] {
  const weights = Array.from({ length: keys }, (_, rank) => (rank + 1) ** -exponent);
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** Che, Tung and Wang (2002): the time T with Σ 1 − e^(−pT) = room, hits Σ p (1 − e^(−pT)). */
function che(keys: number, exponent: number, room: number): number {
  const shares = zipf(keys, exponent);
  let [low, high] = [0, 1e9];
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (shares.reduce((sum, p) => sum + 1 - Math.exp(-p * middle), 0) < room) low = middle;
    else high = middle;
  }
  return shares.reduce((sum, p) => sum + p * (1 - Math.exp(-p * high)), 0);
}
