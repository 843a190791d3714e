/** Faults tied to one another: after, afterHeal, healsWith, probability, group. */
import { describe, expect, test } from 'vitest';
import { type Simulated, simulate } from '../run/simulate.ts';

const SECOND = 1e9;

function run(faults: string, { replication = 0, seconds = 40 } = {}): Simulated {
  return simulate(
    `
apiVersion: sba/v1
name: ties
question: When does which fault strike?
design:
  product: {kind: generic, partitions: 7, heartbeatInterval: 100ms, heartbeatTimeout: 500ms}
  members: 5
  maps: [{name: m, entries: 100, entrySize: 1KiB}]
workload: [{name: users, map: m, op: put, rate: 100/s, client: {timeout: 100ms, retries: 9, backoff: 100ms}}]
run: {duration: ${seconds}s, warmup: 0s}
faults: [${faults}]
`,
    { replication },
  );
}

const strikes = ({ summary }: Simulated) => summary.faults.map(({ at }) => (at === undefined ? null : at / SECOND));

describe('after', () => {
  test('strikes so long after the other one struck, however that was drawn', () => {
    const faults =
      '{id: first, kind: slow, at: {uniform: [5s, 9s]}, duration: 2s, target: any, factor: 2}, {id: second, kind: pause, at: {after: first, delay: 1500ms}, duration: 100ms, target: any}, {id: third, kind: slow, at: {after: second}, duration: 1s, target: any, factor: 2}';
    for (let replication = 0; replication < 5; replication++) {
      const [first, second, third] = strikes(run(faults, { replication, seconds: 12 }));
      expect(first).toBeGreaterThanOrEqual(5);
      expect(first).toBeLessThanOrEqual(9);
      expect(second).toBeCloseTo(first! + 1.5, 9);
      expect(third).toBeCloseTo(second!, 9);
    }
  });

  test('afterHeal: so long after it healed, and after one that ends by itself', () => {
    const faults =
      '{id: first, kind: slow, at: 5s, duration: 3s, target: any, factor: 2}, {id: second, kind: leave, at: {afterHeal: first, delay: 1s}, target: {member: 0}}, {id: third, kind: join, at: {afterHeal: second, delay: 2s}, target: all}';
    const result = run(faults);
    const [first, second, third] = strikes(result);
    expect([first, second]).toEqual([5, 9]);
    expect(third).toBeGreaterThan(11);
    expect(result.summary.faults[2]!.members).toEqual([0]);
  });

  test('what does not strike takes along what waits for it, and the run does not wait for any of them', () => {
    const faults =
      '{id: first, kind: pause, at: 5s, duration: 1s, probability: 0%, target: any}, {id: second, kind: slow, at: {after: first}, duration: 1s, target: any, factor: 2}, {id: third, kind: slow, at: {afterHeal: second}, duration: 1s, target: any, factor: 2}';
    const result = run(faults, { seconds: 10 });
    expect(strikes(result)).toEqual([null, null, null]);
    expect(result.summary.seconds[2]).toBeLessThan(1);
  });
});

describe('healsWith', () => {
  const slowed = (fault: string) => {
    const { summary } = run(`{id: long, kind: slow, at: 5s, duration: 10s, target: {member: 0}, factor: 2}, ${fault}`);
    return summary.seconds[1];
  };

  test('ends at the moment the other one ends', () => {
    // Faulty from 5 s to 15 s and a second more, as if the second fault had that length.
    expect(slowed('{id: other, kind: slow, at: 8s, healsWith: long, target: {member: 1}, factor: 2}')!).toBeCloseTo(
      11,
      1,
    );
    expect(slowed('{id: other, kind: slow, at: 8s, duration: 12s, target: {member: 1}, factor: 2}')!).toBeCloseTo(
      16,
      1,
    );
  });

  test('ends at once when the other one is over already or does not strike', () => {
    expect(slowed('{id: other, kind: crash, at: 20s, healsWith: long, target: {member: 1}}')!).toBeLessThan(14);
    const faults =
      '{id: never, kind: slow, at: 9s, probability: 0%, duration: 1s, target: any, factor: 2}, {id: cut, kind: split, at: 5s, healsWith: never, target: {member: 1}}';
    const result = run(faults);
    expect(strikes(result)).toEqual([null, 5]);
    expect(result.summary.seconds[0]!).toBeGreaterThan(30);
  });

  test('two faults that heal together bring a pair of members back together', () => {
    const faults =
      '{id: one, kind: crash, at: 5s, duration: 10s, target: {member: 0}}, {id: two, kind: crash, at: {after: one, delay: 4s}, healsWith: one, target: {member: 1}}';
    const { summary, witness } = run(faults);
    expect(summary.faults.map(({ effects }) => effects.includes('failover'))).toEqual([true, true]);
    expect(summary.perFault.redundancyRestored!.flatMap(({ censored }) => censored)).toEqual([0, 0]);
    expect(witness.lost().length).toBe(summary.counts.acknowledgedWritesLost);
  });
});

describe('probability and group', () => {
  const pair = (second: string) =>
    `{id: a, kind: slow, at: {uniform: [2s, 4s]}, probability: 40%, group: circuit, duration: 100ms, target: any, factor: 2}, {id: b, kind: slow, at: {uniform: [2s, 4s]}, ${second}, duration: 100ms, target: any, factor: 2}`;
  const together = (second: string) =>
    Array.from({ length: 200 }, (_, replication) => strikes(run(pair(second), { replication, seconds: 5 })));

  test('strikes in that share of the replications', () => {
    const struck = together('probability: 40%, group: circuit').filter(([a]) => a !== null).length;
    expect(Math.abs(struck / 200 - 0.4)).toBeLessThan(4 * Math.sqrt((0.4 * 0.6) / 200));
  });

  test('faults of a group strike together or not at all; the less probable one only when the other does', () => {
    for (const [a, b] of together('probability: 40%, group: circuit')) expect(b).toBe(a);
    const lesser = together('probability: 20%, group: circuit');
    expect(lesser.some(([a, b]) => a !== null && b === null)).toBe(true);
    for (const [a, b] of lesser) if (b !== null) expect(b).toBe(a);
  });
});

describe('restartAfterDetection', () => {
  test('members are back so long after the cluster declared them failed, with those that heal with them', () => {
    const faults =
      '{id: dead, kind: crash, at: 5s, target: {member: 1}, restartAfterDetection: 3s}, {id: along, kind: pause, at: 4s, duration: 100ms, target: {member: 3}}, {id: after, kind: slow, at: {afterHeal: dead}, duration: 1s, target: any, factor: 2}';
    const { summary } = run(faults);
    const [dead, , after] = summary.faults;
    expect(dead!.detected).toBeGreaterThan(0);
    expect(after!.at! - dead!.at!).toBeCloseTo(dead!.detected! + 3 * SECOND, 0);
  });

  test('nobody comes back whom nobody missed', () => {
    const faults =
      '{id: all, kind: crash, at: 5s, target: all, restartAfterDetection: 1s}, {id: after, kind: slow, at: {afterHeal: all}, duration: 1s, target: any, factor: 2}';
    const { summary } = run(faults, { seconds: 15 });
    expect(summary.faults.map(({ at }) => at)).toEqual([5 * SECOND, undefined]);
  });
});
