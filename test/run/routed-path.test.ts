/** Requests that a load balancer sends to any unit, whoever has the data: what they cost, and what becomes of them when somebody dies. */
import { describe, expect, test } from 'vitest';
import { countOf, errorsOf, story, timesOf } from '../faults/stories.ts';
import { scenario, simulate as study } from '../oracles/scenario-oracle.ts';
import { samples, share, simulate } from './simulate.ts';

const grid = 'product: {kind: generic, partitions: 12, heartbeatInterval: 500ms, heartbeatTimeout: 2s}';

describe('without trouble', () => {
  const calm = (middleware: string, source = '') =>
    scenario(
      'calm',
      `
design:
  ${grid}
  members: 4
  backups: 0
  network: {sameZone: 1ms}
  units: {threads: 50}
  maps: [{name: map, entries: 100k}]
  middleware: {balancer: round-robin${middleware}}
workload: [{name: users, map: map, via: balancer, rate: 2k/s, op: get, service: 1ms${source}}]
run: {duration: 10s, warmup: 0s}
`,
    );

  test('of 4 units one has the data itself; the others ask over the network: 1 + 2 + 3/4 · 2 ms', async () => {
    const result = await study(calm(''), 4);
    expect(result.metrics.responseTime!.mean).toBeCloseTo(4.5, 1);
    expect(result.metrics.responseTime!.min).toBeCloseTo(3, 6);
    expect(result.metrics.responseTime!.max).toBeCloseTo(5, 6);
    expect(result.metrics.errorRatio!.max).toBe(0);
  });

  test('the work on the data takes a thread where it is only when it is given a time', async () => {
    const free = await study(calm(''), 4);
    expect(free.metrics.utilisation!.mean).toBeCloseTo((2000 * 0.001) / 200, 3);
    const paid = await study(calm(', dataTime: 2ms'), 4);
    expect(paid.metrics.utilisation!.mean).toBeCloseTo((2000 * 0.003) / 200, 3);
    expect(paid.metrics.responseTime!.mean).toBeCloseTo(6.5, 1);
  });

  test('a request belongs to one client: three keys at once are one answer', async () => {
    const result = await study(calm('', ', fanOut: 3'), 2);
    expect(result.metrics.responseTime!.max).toBeCloseTo(5, 6);
    expect(result.metrics.throughput!.mean! / 2000).toBeCloseTo(1, 1);
  });
});

describe('a unit that dies', () => {
  test('while it waits for the data: the write is applied where the data is, and acknowledged to nobody', () => {
    // 0.5 s each way: at the units at 0.5 s, at the data at 1 s; unit 0 dies between.
    const text = scenario(
      'death',
      `
design:
  ${grid}
  members: 2
  backups: 0
  network: {sameZone: 500ms}
  maps: [{name: map, entries: 1000}]
  middleware: {balancer: round-robin}
workload:
  - {name: users, map: map, via: balancer, arrivals: {recorded: [${Array(40).fill('0s').join(', ')}]}, op: put, service: 0s, client: {timeout: 10s}}
run: {duration: 2s, warmup: 0s}
faults: [{id: death, kind: crash, at: 900ms, target: {member: 0}}]
`,
    );
    const { summary, witness } = simulate(text);
    const { partitions } = witness.history;
    const atOne = partitions.flatMap(({ copies }) => copies).filter(({ member }) => member === 1);
    const applied = atOne.reduce((sum, copy) => sum + copy.applied, 0);
    const isAtOne = (partition: number) => atOne.some((copy) => copy.partition === partition);
    const acknowledged = witness.acknowledged.filter(({ partition }) => isAtOne(partition)).length;
    const { hits: failed } = share(summary, 'errorRatio');
    expect(witness.acknowledged.length + failed).toBe(40);
    // 20 went to each unit, and about half of each have their data at member 1.
    expect(acknowledged).toBeGreaterThan(4);
    expect(applied).toBeGreaterThan(acknowledged + 4);
    expect(applied).toBeLessThanOrEqual(acknowledged + 20);
    // What unit 0 had at home was answered before it died, and died with it.
    expect(summary.counts.acknowledgedWritesLost).toBe(witness.acknowledged.length - acknowledged);
  });

  test('with its host: requests in it are lost without a word, and the balancer, which knows, sends no more', () => {
    const law = {
      workload: 'map: map, via: balancer, rate: 1k/s, op: get, service: 20ms, client: {timeout: 200ms}',
      seconds: 10,
    };
    const design = `${grid}, members: 5, backups: 1, maps: [{name: map, entries: 1000}], middleware: {balancer: round-robin}`;
    const told = story({ ...law, design, faults: 'kind: host-loss, at: 5s, target: {member: 0}' });
    const lost = share(told.summary, 'errorRatio');
    // In the unit: 200/s · 20 ms. At the data: the quarter of the partitions it was primary of, until others have taken over.
    expect(lost.hits / lost.of).toBeGreaterThan(0.03);
    expect(lost.hits / lost.of).toBeLessThan(0.07);
    expect(samples(told.summary, 'responseTime').maximum / 1e6).toBeLessThanOrEqual(200);
  });
});

describe('an owner that dies', () => {
  const law = {
    design: `${grid}, members: 5, backups: 1, maps: [{name: map, entries: 1000}], middleware: {balancer: round-robin}`,
    workload: 'map: map, via: balancer, rate: 1k/s, mix: {put: 50%, get: 50%}, client: {timeout: 300ms}',
    seconds: 20,
  };

  test('is missed until a backup has taken over, then every unit has learned where to go', () => {
    const workload = `${law.workload}}\n  - {name: direct, ${law.workload.replace(', via: balancer', '')}`;
    const crash = story({ ...law, workload, faults: 'kind: crash, at: 5s, target: {member: 0}' });
    const errors = (name: string) => {
      const windows = crash.summary.ratios[`errorRatio{workload:${name}}`]!;
      return (
        windows.reduce((sum, [failed]) => sum + failed, 0) / windows.reduce((sum, [, offered]) => sum + offered, 0)
      );
    };
    // Whoever asks, client or unit: it is the data that is away.
    expect(errors('direct')).toBeGreaterThan(0.015);
    expect(Math.abs(errors('users') / errors('direct') - 1)).toBeLessThan(0.15);
    expect(crash.summary.counts.acknowledgedWritesLost).toBe(0);
  });

  test.each(['pause, duration: 1s', 'pause, duration: 4s', 'split, duration: 3s', 'loss, share: 30%, duration: 3s'])(
    'or is out of reach for a while (%s) loses nothing that was acknowledged with synchronous backups',
    (fault) => {
      const away = story({ ...law, faults: `kind: ${fault}, at: 5s, target: {member: 0}` });
      expect(errorsOf(away)).toBeGreaterThan(0);
      expect(errorsOf(away)).toBeLessThan(0.15);
      expect(countOf(away, 'throughput{workload:users}')).toBeGreaterThan(16_000);
      const { keysLost, lostUpdates } = away.summary.counts;
      expect({ keysLost, lostUpdates }).toEqual({ keysLost: 0, lostUpdates: 0 });
    },
  );

  test('requests that are delivered twice are applied twice and answered once', () => {
    const workload = 'map: map, via: balancer, rate: 100/s, op: put';
    const twice = story({ ...law, workload, faults: 'kind: duplicate, share: 100%, at: 0s, target: all' });
    const answered = countOf(twice, 'throughput{workload:users}');
    const applied = twice.witness.history.partitions.reduce((sum, { branches }) => sum + branches.at(-1)!.head, 0);
    expect(errorsOf(twice)).toBe(0);
    // Two at the unit; of each two at the data, but for the fifth that the unit has itself.
    expect(applied / answered).toBeGreaterThan(3.4);
    expect(applied / answered).toBeLessThan(3.8);
  });
});

test('updates through the balancer lose what they overwrite unseen, as direct ones do', async () => {
  const lost = async (via: string, middleware: string) => {
    const text = scenario(
      'updates',
      `
design:
  ${grid}
  members: 3
  backups: 1
  network: {sameZone: 1ms}
  maps: [{name: map, entries: 5}]
${middleware}
workload: [{name: users, map: map${via}, rate: 300/s, mix: {update: 100%}}]
run: {duration: 10s, warmup: 0s}
`,
    );
    const { metrics } = await study(text, 4);
    return { lost: metrics.lostUpdates!.mean!, time: metrics.responseTime!.mean! };
  };
  const direct = await lost('', '');
  const routed = await lost(', via: balancer', '  middleware: {balancer: random}');
  // The longer an update takes, the more come between.
  expect(routed.time).toBeGreaterThan(direct.time);
  expect(routed.lost).toBeGreaterThan(direct.lost);
  expect(direct.lost).toBeGreaterThan(100);
});

test('with no unit to send it to, a request fails at once', () => {
  const nobody = story({
    design: 'members: 2, backups: 0, network: none, middleware: {balancer: random}',
    workload: 'rate: 100/s, service: 1ms, client: {timeout: 5s, retries: 2}',
    seconds: 10,
    faults: 'kind: crash, at: 5s, target: all',
  });
  expect(errorsOf(nobody)).toBeCloseTo(0.5, 1);
  expect(timesOf(nobody, 'responseTime').max).toBeLessThan(50);
});
