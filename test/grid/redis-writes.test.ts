/** What Redis promises about a write, through scenario text: refused without good replicas, waited for with WAIT, lost with its host. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { perFault, share, simulate } from '../run/simulate.ts';
import { acknowledgementQuantities, acknowledgementTrials } from '../validity/replica-acknowledgements.ts';

interface Case {
  readonly product?: string;
  readonly backups?: number;
  readonly network?: string;
  readonly map?: string;
  readonly client?: string;
  readonly source?: string;
  readonly faults?: string;
  readonly duration?: string;
}

function redis({
  product = '',
  backups = 1,
  network = 'loopback',
  map = '',
  client = 'timeout: 300ms',
  source = 'every: 10ms, target: each-owner, from: beside-owner',
  faults = '',
  duration = '20s',
}: Case): string {
  return `apiVersion: sba/v1
name: redis-writes
question: What does an acknowledged write stand for?
design:
  product: {kind: redis-cluster, nodeTimeout: 2s${product}}
  members: ${3 * (backups + 1)}
  backups: ${backups}
  network: ${network}
  maps: [{name: rows, entries: 100, entrySize: 100B${map}}]
workload: [{name: writer, map: rows, op: put, ${source}, service: 0s, client: {${client}}}]
faults: [${faults}]
run: {duration: ${duration}, warmup: 0s}
`;
}

function problems(text: string): string[] {
  const checked = parseScenario(text, { source: '<text>', parameters: {} });
  return checked.ok ? [] : checked.problems.map(({ path, found, suggestion }) => `${path}: ${found}; ${suggestion}`);
}

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
