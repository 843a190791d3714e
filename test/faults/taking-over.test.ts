/** What counts as a failover, and when a restart of everything is over. */
import { describe, expect, test } from 'vitest';
import { simulate } from '../run/simulate.ts';

const text = (backups: number, fault: string) => `apiVersion: sba/v1
name: taking-over
question: Who takes over?
design:
  product: {kind: generic, partitions: 71}
  members: 4
  backups: ${backups}
  network: three-zones
  maps: [{name: carts, entries: 1k}]
workload: [{name: shop, map: carts, rate: 50/s, op: put, client: {timeout: 200ms}}]
run: {duration: 60s, warmup: 0s}
faults: [{id: fault, ${fault}}]
`;
const crash = 'kind: crash, target: {member: 1}, at: 5s';

describe('failovers', () => {
  test('are promotions of backups', () => {
    const { counts, perFault, faults } = simulate(text(1, crash)).summary;
    expect(counts.failovers).toBeGreaterThan(10);
    expect(perFault.failoverTime![0]!.values).toHaveLength(1);
    expect(faults[0]!.effects).toContain('failover');
  });

  test('without backups there are none: partitions begin empty, which is a loss and no failover', () => {
    const { counts, perFault, faults } = simulate(text(0, crash)).summary;
    expect(counts.partitionsLost).toBeGreaterThan(10);
    expect(counts.failovers).toBe(0);
    expect(perFault.failoverTime![0]!.values).toEqual([]);
    expect(faults[0]!.effects).not.toContain('failover');
    expect(faults[0]!.restored).toBeDefined();
  });
});

describe('a rolling restart is restored', () => {
  const restart = text(1, 'kind: rolling-restart, at: 5s, downtime: 3s, pause: 1s');

  test('when the last member has had its turn', () => {
    const [fault] = simulate(restart).summary.faults;
    // Four times the downtime, and three pauses between.
    expect(fault!.restored).toBeGreaterThan((4 * 3 + 3) * 1e9);
  });

  test('not yet when the run ends among the members, however well the owners of the first ones write again', () => {
    const [fault] = simulate(restart.replace('duration: 60s', 'settle: 0s, duration: 14s')).summary.faults;
    expect(fault!.effects).toContain('write-outage');
    expect(fault!.restored).toBeUndefined();
  });
});
