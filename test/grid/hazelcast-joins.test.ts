/** Hazelcast collects those who join: when they are let in, and what it saves. */
import { describe, expect, test } from 'vitest';
import { JoinGate } from '../../simulator/grid/hazelcast/join-gate.ts';
import { perFault, simulate } from '../run/simulate.ts';
import { smallScenario } from '../run/small-scenario.ts';

describe('the oldest member', () => {
  const opens = (asks: readonly number[]) => {
    const gate = new JoinGate({ wait: 5, maxWait: 20 });
    return asks.map((now, member) => gate.asked(0, member + 1, 1, now)).at(-1);
  };

  test('waits 5 s for others after each one that asked', () => {
    expect(opens([0])).toBe(5);
    expect(opens([0, 3, 7])).toBe(12);
  });

  test('is not held up by those who ask 20 s after the first', () => {
    expect(opens([0, 4, 8, 12, 16, 19, 20])).toBe(24);
  });

  test('begins anew with the next one when it has let some in, and hears a repeated question once', () => {
    const gate = new JoinGate({ wait: 5, maxWait: 20 });
    gate.asked(0, 1, 1, 0);
    expect(gate.asked(0, 1, 1, 3)).toBe(5);
    gate.close(0);
    expect(gate.asked(0, 2, 1, 30)).toBe(35);
  });
});

describe('members return', () => {
  const back = (product: string, returns: readonly [number, number]) => {
    const text = smallScenario({
      product: `{kind: hazelcast, partitions: 271${product}}`,
      members: 6,
      backups: 2,
      workload: ['{name: puts, map: map, op: put, rate: 20/s, client: {timeout: 1s}}'],
      duration: '60s',
      settle: '60s',
      faults: [
        `{id: first, kind: crash, at: 5s, duration: ${returns[0] - 5}s, target: {member: 4}}`,
        `{id: second, kind: crash, at: 6s, duration: ${returns[1] - 6}s, target: {member: 5}}`,
      ],
    });
    const { summary } = simulate(text);
    return { moved: summary.counts.partitionsMoved!, lost: summary.counts.acknowledgedWritesLost!, summary };
  };

  test('together cause one new table, and fewer copies move than when they come one by one', () => {
    const together = back('', [20, 23]);
    const apart = back('', [20, 40]);
    expect(together.moved).toBeLessThan(apart.moved - 20);
    expect(together.lost + apart.lost).toBe(0);
  });

  test('without the wait those 3 s apart are two joins like those 20 s apart', () => {
    const apart = back(', waitBeforeJoin: 0s', [20, 40]);
    const soon = back(', waitBeforeJoin: 0s', [20, 23]);
    expect(Math.abs(soon.moved - apart.moved)).toBeLessThan(0.05 * apart.moved);
  });
});

test('a member that returns before anybody missed it loses its former self at once, and joins 5 s later', () => {
  const after = (wait: string) => {
    const text = smallScenario({
      product: `{kind: hazelcast, partitions: 31${wait}}`,
      members: 4,
      workload: ['{name: puts, map: map, op: put, rate: 50/s, client: {timeout: 1s}}'],
      duration: '30s',
      settle: '60s',
      faults: ['{id: blink, kind: crash, at: 5s, duration: 100ms, target: {member: 3}}'],
    });
    const { summary } = simulate(text);
    return { outage: perFault(summary, 'writeOutage')[0]!, lost: summary.counts.acknowledgedWritesLost };
  };
  const collected = after('');
  expect(collected.lost).toBe(0);
  // Its backups take over when its former self is removed, however long it has to wait itself.
  expect(after(', waitBeforeJoin: 20s').outage).toBe(collected.outage);
  expect(collected.outage).toBeGreaterThan(0);
  expect(collected.outage).toBeLessThan(6000);
});
