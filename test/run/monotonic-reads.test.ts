/** Reads that go back in time: counted where any copy answers, prevented where the map promises not to. */
import { describe, expect, test } from 'vitest';
import { randomScenario } from './random-scenario.ts';
import { samples, share, simulate } from './simulate.ts';

function reads(map: string, faults = '', writes = '200/s'): string {
  return `apiVersion: sba/v1
name: sessions
question: Does a reader see time go backwards?
design:
  product: {kind: generic, partitions: 1, heartbeatInterval: 50ms, heartbeatTimeout: 200ms}
  members: 3
  backups: 2
  network: {sameZone: {exponential: 20ms}}
  maps: [{name: rows, entries: 1, replication: async, ${map}}]
workload:
  - {name: writer, map: rows, op: put, rate: ${writes}, service: 0s}
  - {name: reader, map: rows, op: get, rate: 300/s, service: 0s, client: {timeout: 500ms}}
faults: [${faults}]
run: {duration: 10s, warmup: 0s}
`;
}

describe('monotonic reads', () => {
  test('any copy, asynchronous: readers see older values after newer ones', () => {
    expect(
      simulate(reads('readFrom: any-copy, monotonicReads: false')).summary.counts.monotonicViolations,
    ).toBeGreaterThan(100);
  });

  test('the promise sends them to the primary instead, at the price of a redirection', () => {
    const open = simulate(reads('readFrom: any-copy, monotonicReads: false')).summary;
    const kept = simulate(reads('readFrom: any-copy, monotonicReads: true')).summary;
    expect(kept.counts.monotonicViolations).toBe(0);
    expect(share(kept, 'errorRatio').hits).toBe(0);
    const mean = (summary: typeof open) => samples(summary, 'responseTime{workload:reader}').mean;
    expect(mean(kept)).toBeGreaterThan(mean(open) * 1.02);
    expect(share(kept, 'staleReadRatio').hits).toBeLessThan(share(open, 'staleReadRatio').hits);
  });

  test('all copies written before the answer, constant delays: nothing to prevent', () => {
    const steady = reads('readFrom: any-copy, monotonicReads: false')
      .replace('replication: async', 'replication: sync')
      .replace('{exponential: 20ms}', '1ms');
    expect(simulate(steady).summary.counts.monotonicViolations).toBe(0);
  });

  test('a primary that dies with what was read from it breaks the promise, and that is counted', () => {
    const host = '{id: dies, kind: host-loss, link: true, at: 5s, target: {primaryOf: 0}}';
    const { summary } = simulate(reads('monotonicReads: true', host, '[{at: 0s, rate: 200/s}, {at: 5s, rate: 0/s}]'));
    expect(summary.counts.acknowledgedWritesLost).toBeGreaterThan(0);
    // Nothing is written any more, so from the failover on every read is older than one before.
    expect(summary.counts.monotonicViolations).toBeGreaterThan(1000);
  });
});

test('in random scenarios the promise holds wherever no write that was read has been lost', () => {
  for (let number = 0; number < 20; number++) {
    const text = randomScenario(number).text.replaceAll(
      'readFrom: any-copy',
      'readFrom: any-copy, monotonicReads: true',
    );
    const { summary } = simulate(text);
    const calm = summary.counts.failovers === 0 && summary.counts.partitionsLost === 0 && !text.includes('rolling');
    if (calm && !text.includes('redis')) expect(summary.counts.monotonicViolations, `scenario ${number}`).toBe(0);
  }
});
