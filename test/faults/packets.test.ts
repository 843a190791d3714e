/** Faults of single packets: loss and duplicate. */
import { describe, expect, test } from 'vitest';
import { countOf, errorsOf, story, timesOf } from './stories.ts';

const compute = 'rate: 1k/s, service: 0s, client: {timeout: 100ms}';

describe('loss', () => {
  test('a request is lost on the way there or back: 1 − (1 − p)² fail, after their time-out', () => {
    const run = story({
      design: 'members: 1, backups: 0, network: {sameZone: 1ms}',
      workload: compute,
      faults: 'kind: loss, at: 0s, target: all, share: 20%',
      seconds: 20,
    });
    expect(Math.abs(errorsOf(run) - 0.36)).toBeLessThan(0.015);
    expect(timesOf(run, 'responseTime').max).toBe(2);
  });

  test('it ends with the fault, and before it nothing is lost', () => {
    const run = story({
      design: 'members: 1, backups: 0, network: {sameZone: 1ms}',
      workload: compute,
      faults: 'kind: loss, at: 5s, duration: 5s, target: all, share: 20%',
      seconds: 20,
    });
    expect(Math.abs(errorsOf(run) - 0.09)).toBeLessThan(0.01);
  });

  test('replication sends again: an asynchronous copy is late by 0.2 · p / (1 − 2p) s on average and loses nothing', () => {
    const run = story({
      design:
        'product: {kind: generic, partitions: 1, heartbeatInterval: 10s, heartbeatTimeout: 200s}, members: 2, network: {sameZone: 1ms}, maps: [{name: m, entries: 100, entrySize: 1KiB, replication: async}]',
      workload: 'map: m, op: put, rate: 0.05/s, service: 0s, from: beside-owner',
      faults: 'kind: loss, at: 0s, target: {member: 1}, share: 10%',
      seconds: 400_000,
    });
    const lag = timesOf(run, 'replicationLag');
    expect(lag.count).toBeGreaterThan(19_000);
    expect(Math.abs(lag.mean - 26)).toBeLessThan(6);
    expect(lag.max).toBeGreaterThan(600);
    expect(run.witness.lost()).toEqual([]);
    expect(errorsOf(run)).toBe(0);
  });

  test('enough heartbeats in a row are lost, and members that live are declared failed', () => {
    const run = story({
      design:
        'product: {kind: generic, partitions: 11, heartbeatInterval: 100ms, heartbeatTimeout: 250ms}, members: 3, network: three-zones, maps: [{name: m, entries: 100, entrySize: 1KiB}]',
      workload: 'map: m, op: put, rate: 50/s',
      faults: 'kind: loss, at: 2s, duration: 10s, target: {member: 2}, share: 50%',
      seconds: 30,
    });
    expect(run.summary.counts.falseSuspicions).toBeGreaterThan(0);
    expect(run.witness.lost().length).toBe(run.summary.counts.acknowledgedWritesLost);
  });
});

describe('duplicate', () => {
  const design =
    'members: 2, network: {sameZone: 1ms}, maps: [{name: m, entries: 1k, entrySize: 1KiB, persistence: {writeBehind: {delay: 1s, batch: 100, coalesce: false}}}], store: {latency: 1ms}';

  test('a put that arrives twice is applied twice; clients see one answer each', () => {
    const faults = 'kind: duplicate, at: 0s, target: all, share: 50%';
    const run = story({ design, workload: 'map: m, op: put, rate: 500/s, service: 1ms', faults, seconds: 20 });
    const once = timesOf(run, 'responseTime').count;
    expect(errorsOf(run)).toBe(0);
    expect(Math.abs(countOf(run, 'storeWrites') / once - 1.5)).toBeLessThan(0.03);
    expect(run.witness.acknowledged.length).toBe(once);
    expect(run.witness.lost()).toEqual([]);
  });

  test('reads too cost twice: so much more load, and no further row', () => {
    const faults = 'kind: duplicate, at: 0s, target: {member: 0}, share: 100%';
    const run = story({ design, workload: 'map: m, op: get, rate: 500/s, service: 1ms', faults, seconds: 20 });
    const calm = story({
      design,
      workload: 'map: m, op: get, rate: 500/s, service: 1ms',
      faults: 'kind: duplicate, at: 0s, target: {member: 0}, share: 0%',
      seconds: 20,
    });
    expect(errorsOf(run)).toBe(0);
    expect(timesOf(run, 'queueWait').count / timesOf(calm, 'queueWait').count).toBeCloseTo(1.5, 1);
    expect(countOf(run, 'storeWrites')).toBe(0);
  });
});
