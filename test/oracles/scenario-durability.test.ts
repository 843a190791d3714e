/**
 * Oracles W06–W08 as scenarios: pairs of copies that die and are repaired, and which sets of members hold copies together. One hour of
 * W07 is ten seconds here, so that noticing a death takes no time beside a repair.
 */
import { describe, expect, test, vi } from 'vitest';
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
    const replications = full ? 20_000 : 1200;
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

/** P(both down before t) of a pair: two up → one up (2l), one up → two up (m), one up → lost (l). Its two eigenvalues give it exactly. */
function lostWithin(t: number, l: number, m: number): number {
  const trace = 3 * l + m;
  const root = Math.sqrt(trace * trace - 8 * l * l);
  const [slow, fast] = [(trace - root) / 2, (trace + root) / 2];
  return 1 - (fast * Math.exp(-slow * t) - slow * Math.exp(-fast * t)) / (fast - slow);
}
