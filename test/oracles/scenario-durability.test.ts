/**
 * Oracles W06–W08 as scenarios: pairs of copies that die and are repaired, and which sets of members hold copies together. One hour of
 * W07 is ten seconds here, so that noticing a death takes no time beside a repair.
 */
import { describe, expect, test, vi } from 'vitest';
import { placePartitions } from '../../simulator/products/placement.ts';
import { simulate as simulateOnce } from '../run/simulate.ts';
import { full, scenario, testTimeout } from './scenario-oracle.ts';

vi.setConfig({ testTimeout });

describe('W07: a pair that fails every 20 h and is repaired in 1 h', () => {
  const HOUR = 10;
  const HOURS = 60;
  /** Each member dies again and again: exponential lives and repairs, more of them than will be needed. */
  const dying = (member: number) =>
    Array.from({ length: 14 }, (_, time) => {
      const lives = `{exponential: ${20 * HOUR}s}`;
      const at = time === 0 ? lives : `{afterHeal: m${member}-${time - 1}, delay: ${lives}}`;
      return `{id: m${member}-${time}, kind: crash, at: ${at}, duration: {exponential: ${HOUR}s}, target: {member: ${member}}}`;
    });
  const pair = scenario(
    'w07',
    `
design:
  product: {kind: generic, partitions: 1, heartbeatInterval: 1s, heartbeatTimeout: 3s, promotion: any-side}
  members: 2
  backups: 1
  network: none
  maps: [{name: rows, entries: 1, entrySize: 1B, replication: sync}]
workload: [{name: first, map: rows, op: put, arrivals: {recorded: [0s]}, service: 0s}]
faults: [${[0, 1].flatMap(dying).join(', ')}]
run: {duration: ${HOURS * HOUR}s, warmup: 0s, settle: 0s}
`,
  );

  test('as many have lost everything after 60 h as the chain with a mean of 230 h says', () => {
    const replications = full ? 20_000 : 500;
    let lost = 0;
    for (let replication = 0; replication < replications; replication++)
      if (simulateOnce(pair, { replication }).summary.counts.keysLost! > 0) lost++;
    const theory = lostWithin(HOURS, 1 / 20, 1);
    const error = Math.sqrt((theory * (1 - theory)) / replications);
    expect(Math.abs(lost / replications - theory), `${lost / replications}, theory ${theory}`).toBeLessThan(4 * error);
  });

  test('the chain has that mean: the area under its survival is 230 h', () => {
    let area = 0;
    for (let hour = 0; hour < 10_000; hour++) area += 1 - lostWithin(hour + 0.5, 1 / 20, 1);
    expect(Math.abs(area / 230 - 1)).toBeLessThan(1e-3);
  });
});

describe('W08: two members die at once under two copies of 271 partitions', () => {
  const grid = (members: number, count: number, placement = 'even') =>
    scenario(
      'w08',
      `
design:
  product: {kind: generic, partitions: 271, placement: ${placement}, heartbeatInterval: 10ms, heartbeatTimeout: 30ms}
  members: ${members}
  backups: 1
  network: none
  maps: [{name: rows, entries: 100000, replication: sync}]
workload: [{name: writers, map: rows, op: put, rate: [{at: 0s, rate: 2k/s}, {at: 1s, rate: 0/s}], arrivals: constant, service: 0s}]
faults: [{id: die, kind: crash, at: 1500ms, target: {count: ${count}}}]
run: {duration: 1600ms, warmup: 0s, settle: 0s}
`,
    );
  const REPLICATIONS = full ? 4000 : 80;
  const lossesOf = (members: number, count: number, replications = REPLICATIONS) =>
    Array.from(
      { length: replications },
      (_, replication) => simulateOnce(grid(members, count), { replication }).summary.counts.keysLost!,
    );

  // The grid spreads copies evenly, the oracle at random (sizing.test.ts): as many partitions are lost in the mean, but evenly spread ones
  // leave fewer pairs of members that have nothing in common, so that something is lost more often.
  test.each([
    { members: 10, mean: 6.0222, atRandom: 0.997735 },
    { members: 20, mean: 1.4263, atRandom: 0.760711 },
  ])('$members members: $mean partitions in the mean; some with more than the $atRandom of random copies', (one) => {
    const { members, mean, atRandom } = one;
    const shared = partitionsOfPairs(members);
    expect(shared.reduce((sum, count) => sum + count, 0) / shared.length).toBeCloseTo(mean, 4);
    const evenly = shared.filter((count) => count > 0).length / shared.length;
    expect(evenly).toBeGreaterThan(atRandom);
    const share = lossesOf(members, 2).filter((keys) => keys > 0).length / REPLICATIONS;
    const error = Math.sqrt((evenly * (1 - evenly)) / REPLICATIONS);
    expect(Math.abs(share - evenly), `${share}, of the table ${evenly}`).toBeLessThanOrEqual(4 * error);
  });

  test.each([
    { members: 10, mean: 6.0222, any: 0.997735 },
    { members: 20, mean: 1.4263, any: 0.760711 },
  ])(
    'copies at random, $members members: something is lost in $any, $mean partitions in the mean (oracle W08)',
    (one) => {
      const { members, mean, any } = one;
      const lost = Array.from(
        { length: REPLICATIONS },
        (_, replication) => simulateOnce(grid(members, 2, 'random'), { replication }).summary.counts.partitionsLost!,
      );
      const share = lost.filter((partitions) => partitions > 0).length / REPLICATIONS;
      const error = Math.sqrt((any * (1 - any)) / REPLICATIONS);
      expect(Math.abs(share - any), `${share}`).toBeLessThanOrEqual(4 * error);
      // Each partition is lost alike and by itself: binomial with 271 trials.
      const spread = Math.sqrt((mean * (1 - mean / 271)) / REPLICATIONS);
      const seen = lost.reduce((sum, partitions) => sum + partitions, 0) / REPLICATIONS;
      expect(Math.abs(seen - mean), `${seen}`).toBeLessThanOrEqual(4 * spread);
    },
  );

  test('as many deaths as backups lose nothing', () => {
    expect(new Set(lossesOf(10, 1, 20))).toEqual(new Set([0]));
  });

  /** Partitions that each pair of members alone holds. */
  function partitionsOfPairs(members: number): readonly number[] {
    const table = placePartitions({ partitions: 271, members, backups: 1, zones: 1 });
    const pairs = new Map<string, number>();
    for (let a = 0; a < members; a++) for (let b = 0; b < a; b++) pairs.set(`${b},${a}`, 0);
    for (let partition = 0; partition < 271; partition++) {
      const pair = [...table.subarray(2 * partition, 2 * partition + 2)].sort((a, b) => a - b).join(',');
      pairs.set(pair, pairs.get(pair)! + 1);
    }
    return [...pairs.values()];
  }
});

describe('W06: half of 6 members with 3 copies die: the fewer sets of members hold copies together, the fewer lose data', () => {
  // Every set of three is as likely to die as any other, so what is lost is as likely as such a set holds a partition: copysets / C(6, 3).
  const grid = (partitions: number) =>
    scenario(
      'w06',
      `
design:
  product: {kind: generic, partitions: ${partitions}, heartbeatInterval: 10ms, heartbeatTimeout: 30ms, promotion: any-side}
  members: 6
  backups: 2
  network: none
  maps: [{name: rows, entries: 1000, replication: sync}]
workload: [{name: writers, map: rows, op: put, rate: [{at: 0s, rate: 1k/s}, {at: 1s, rate: 0/s}], arrivals: constant, service: 0s}]
faults: [{id: die, kind: crash, at: 1500ms, target: {count: 3}}]
run: {duration: 1600ms, warmup: 0s, settle: 0s}
`,
    );
  const REPLICATIONS = full ? 8000 : 200;

  test.each([2, 5, 271])('%i partitions', (partitions) => {
    const table = placePartitions({ partitions, members: 6, backups: 2, zones: 1 });
    const sets = Array.from({ length: partitions }, (_, partition) =>
      [...table.subarray(3 * partition, 3 * partition + 3)].sort((a, b) => a - b).join(','),
    );
    const theory = new Set(sets).size / 20;
    let lost = 0;
    for (let replication = 0; replication < REPLICATIONS; replication++)
      if (simulateOnce(grid(partitions), { replication }).summary.counts.keysLost! > 0) lost++;
    const error = Math.sqrt((theory * (1 - theory)) / REPLICATIONS);
    expect(Math.abs(lost / REPLICATIONS - theory), `${lost / REPLICATIONS}, theory ${theory}`).toBeLessThanOrEqual(
      4 * error,
    );
  });
});

/** P(both down before t) of a pair: two up → one up (2l), one up → two up (m), one up → lost (l). Its two eigenvalues give it exactly. */
function lostWithin(t: number, l: number, m: number): number {
  const trace = 3 * l + m;
  const root = Math.sqrt(trace * trace - 8 * l * l);
  const [slow, fast] = [(trace - root) / 2, (trace + root) / 2];
  return 1 - (fast * Math.exp(-slow * t) - slow * Math.exp(-fast * t)) / (fast - slow);
}
