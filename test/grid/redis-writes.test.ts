/** What Redis promises about a write, through scenario text: refused without good replicas, waited for with WAIT, lost with its host. */
import { describe, expect, test } from 'vitest';
import { answered, perFault, samples, share, simulate } from '../run/simulate.ts';
import { acknowledgementQuantities, acknowledgementTrials } from '../validity/replica-acknowledgements.ts';
import { problems, redis } from './redis-write-scenario.ts';

const guarded = ', minReplicasToWrite: 1, minReplicasMaxLag: 2s';

describe('minReplicasToWrite', () => {
  test('with every replica in place no write is refused', () => {
    expect(share(simulate(redis({ product: guarded })).summary, 'errorRatio').hits).toBe(0);
  });

  test('a killed replica closes its connection: its primary refuses at once, until a replica is back', () => {
    const faults = '{id: dead, kind: crash, at: 5s, duration: 6s, target: {backupOf: 0}}';
    const { summary } = simulate(redis({ product: guarded, faults }));
    const [outage] = perFault(summary, 'healthyOutage').filter((ms) => ms > 0);
    expect(outage).toBeGreaterThan(5_999);
    expect(outage).toBeLessThan(6_010);
    // One owner of three, a write every 10 ms.
    expect(Math.abs(share(summary, 'errorRatio').hits - 600)).toBeLessThan(5);
  });

  test('a lost host closes nothing: its primary refuses only when the last acknowledgement is too old', () => {
    const faults = '{id: gone, kind: host-loss, at: 5s, duration: 10s, target: {backupOf: 0}}';
    const { summary } = simulate(redis({ product: guarded, faults }));
    const [outage] = perFault(summary, 'healthyOutage').filter((ms) => ms > 0);
    // Refused between 1 and 4 s after the loss.
    expect(outage).toBeGreaterThan(6_000);
    expect(outage).toBeLessThan(9_000);
  });

  test('a paused replica: refused L − 1 … L + 2 s later, taken again within 2 s, in the mean at L + 0.5 s and 1 s', () => {
    for (const trial of acknowledgementTrials.slice(0, 2)) {
      const found = acknowledgementQuantities(trial, 60, 3);
      for (const [quantity, low, mean] of [
        ['first refused write', (trial.lag - 1) * 1000, (trial.lag + 0.5) * 1000],
        ['first accepted write - back', 0, 1000],
      ] as const) {
        const values = found[quantity]!;
        expect(values.length).toBeGreaterThan(50);
        expect(values[0]).toBeGreaterThanOrEqual(low);
        expect(values.at(-1)).toBeLessThan(low + (quantity === 'first refused write' ? 3_050 : 2_050));
        expect(Math.abs(values.reduce((sum, value) => sum + value, 0) / values.length - mean)).toBeLessThan(200);
      }
    }
  });

  test('a primary cut off with its clients stops sooner, so it acknowledges and loses less', () => {
    const faults = '{id: cut, kind: split, at: 5s, duration: 10s, target: {primaryOf: 0}}';
    const slow = { faults, duration: '25s' };
    const lost = (product: string) => simulate(redis({ ...slow, product })).summary.counts.acknowledgedWritesLost!;
    const open = lost('');
    const closed = lost(', minReplicasToWrite: 1, minReplicasMaxLag: 1s');
    expect(open).toBeGreaterThan(180);
    expect(closed).toBeGreaterThan(0);
    expect(closed).toBeLessThan(open);
  });

  test('after a failover to the only replica nothing can be written until the old primary is back', () => {
    const faults = '{id: dead, kind: crash, at: 5s, duration: 10s, target: {primaryOf: 0}}';
    const outage = (product: string) => {
      const { summary } = simulate(redis({ product, faults }));
      expect(summary.counts.failovers).toBe(1);
      return perFault(summary, 'writeOutage')[0]!;
    };
    expect(outage('')).toBeLessThan(5_500);
    expect(outage(guarded)).toBeGreaterThan(9_900);
  });

  test.each([
    ['more replicas than there are', ', minReplicasToWrite: 2', '2 of 1 replicas; write at most 1, or backups: 2'],
    ['a lag that nobody looks at', ', minReplicasMaxLag: 3s', 'minReplicasMaxLag alone; add minReplicasToWrite: 1'],
    ['a lag that Redis cannot count', ', minReplicasToWrite: 1, minReplicasMaxLag: 1500ms', '1500ms; write 2s'],
  ])('%s is refused with a remedy', (_, product, words) => {
    const found = problems(redis({ product }));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(words);
  });
});

describe('WAIT', () => {
  const far = '{sameZone: 1ms, crossZone: 1ms, crossRegion: 1ms}';
  const median = (text: string) => samples(simulate(text).summary, 'responseTime').quantile(0.5) / 1e6;
  const short = { network: far, duration: '3s' };

  test('costs one round trip from primary to replica, whether it is sent along or, without a way to the primary, after', () => {
    const alone = median(redis(short));
    for (const pipelined of [true, false]) {
      const client = `timeout: 300ms, wait: {replicas: 1, timeout: 100ms, pipelined: ${pipelined}}`;
      expect(median(redis({ ...short, client })) - alone).toBeCloseTo(2, 1);
    }
  });

  test('sent after the answer it costs the way to the primary and back once more', () => {
    const source = 'every: 10ms, target: each-owner';
    const alone = median(redis({ ...short, source }));
    const waiting = (pipelined: boolean) =>
      median(redis({ ...short, source, client: `timeout: 300ms, wait: {replicas: 1, pipelined: ${pipelined}}` }));
    expect(alone).toBeCloseTo(2, 1);
    expect(waiting(true)).toBeCloseTo(4, 1);
    expect(waiting(false)).toBeCloseTo(6, 1);
  });

  test('waits for the replicas asked for, the fastest first', () => {
    const faults = '{id: late, kind: delay, at: 0s, target: {member: 3}, add: 20ms}';
    const two = (replicas: number) =>
      redis({ ...short, backups: 2, faults, client: `timeout: 300ms, wait: {replicas: ${replicas}}` });
    const slowest = (text: string) => samples(simulate(text).summary, 'responseTime').quantile(1) / 1e6;
    expect(slowest(two(1))).toBeLessThan(3);
    expect(slowest(two(2))).toBeGreaterThan(40);
  });

  test('without its replica every wait lasts until its time limit, is counted, and the write stands', () => {
    const faults = '{id: gone, kind: host-loss, at: 1s, target: {backupOf: 0}}';
    const client = 'timeout: 300ms, wait: {replicas: 1, timeout: 50ms}';
    const { summary } = simulate(redis({ faults, client, duration: '3s' }));
    // One owner of three, a write every 10 ms for 2 s.
    expect(Math.abs(summary.counts.waitsUnmet! - 200)).toBeLessThan(10);
    expect(share(summary, 'errorRatio').hits).toBe(0);
    expect(answered(summary, 'writer')).toBeGreaterThan(890);
    expect(samples(summary, 'responseTime').quantile(1) / 1e6).toBeCloseTo(50, 0);
  });

  test('a write that a replica has acknowledged outlives its primary; without WAIT it dies on the wire', () => {
    const network = '{sameZone: 5ms, crossZone: 5ms, crossRegion: 5ms}';
    const faults = '{id: gone, kind: host-loss, link: true, at: 2s, target: {primaryOf: 0}}';
    const source = 'every: 1ms, target: each-owner, from: beside-owner';
    const lost = (client: string) => {
      const { counts } = simulate(redis({ network, faults, source, client, duration: '4s' })).summary;
      return counts.acknowledgedWritesLost!;
    };
    expect(lost('timeout: 300ms')).toBeGreaterThanOrEqual(4);
    expect(lost('timeout: 300ms, wait: {replicas: 1}')).toBe(0);
  });

  test('for one of two is no consensus: when the other one wins, what only the first had is lost', () => {
    const faults = [
      '{id: behind, kind: split, at: 4s, duration: 10s, target: {member: 6}}',
      '{id: first, kind: crash, at: 5s, duration: 15s, target: {members: [0, 3]}}',
    ].join(', ');
    const source = 'rate: [{at: 0s, rate: 300/s}, {at: 5s, rate: 0/s}], from: beside-owner';
    const lost = (replicas: number) => {
      const client = `timeout: 300ms, wait: {replicas: ${replicas}}`;
      const { summary } = simulate(redis({ backups: 2, faults, client, source, duration: '25s' }));
      return [summary.counts.acknowledgedWritesLost!, summary.counts.waitsUnmet!];
    };
    const [lostOfOne, unmetOfOne] = lost(1);
    expect(lostOfOne).toBeGreaterThan(50);
    expect(unmetOfOne).toBe(0);
    // Asked for both, the client is told of every one of them that the second has not got it.
    const [lostOfTwo, unmetOfTwo] = lost(2);
    expect(unmetOfTwo).toBeGreaterThanOrEqual(lostOfTwo!);
  });

  test.each([
    ['another product', 'wait: {replicas: 1}', '{kind: generic}', 'remove wait'],
    ['more replicas than there are', 'wait: {replicas: 2}', '', 'write replicas: 1, or backups: 2'],
    ['a wait longer than its client waits', 'wait: {replicas: 1, timeout: 300ms}', '', 'write wait.timeout: 150ms'],
  ])('%s is refused with a remedy', (_, wait, product, words) => {
    const text = redis({ client: `timeout: 300ms, ${wait}` });
    const found = problems(product === '' ? text : text.replace(/product: \{.*\}/, `product: ${product}`));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(words);
  });

  test('an expectation about waits that nobody makes is refused', () => {
    expect(problems(`${redis({})}expect: [waitsUnmet == 0]\n`)[0]).toContain('add client: {wait: {replicas: 1}}');
  });
});

describe('a lost host', () => {
  const network = '{sameZone: 5ms, crossZone: 5ms, crossRegion: 5ms}';
  const lostWith = (link: boolean, from: string) => {
    const faults = `{id: gone, kind: host-loss, link: ${link}, at: 2s, target: {primaryOf: 0}}`;
    const source = `every: 1ms, target: each-owner${from}`;
    return simulate(redis({ network, faults, source, duration: '4s' })).summary.counts.acknowledgedWritesLost!;
  };

  test('with its link takes along what is on the wire: rate × one-way delay', () => {
    expect(lostWith(true, ', from: beside-owner')).toBe(5);
  });

  test('alone loses nothing that it has acknowledged: what it sent still arrives', () => {
    expect(lostWith(false, ', from: beside-owner')).toBe(0);
  });

  test('and its link, seen by clients as far away as its replica: their answers are on the wire as long as the copies', () => {
    expect(lostWith(true, '')).toBe(0);
  });
});
