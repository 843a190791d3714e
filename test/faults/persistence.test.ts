/** Faults between grid and store: store-slow and pump-stall. */
import { expect, test } from 'vitest';
import { countOf, errorsOf, story, timesOf } from './stories.ts';

test('store-slow: a write-through write takes the latency times the factor, and no other member is told', () => {
  const run = story({
    design:
      'members: 1, backups: 0, network: none, maps: [{name: m, entries: 10, entrySize: 1KiB, persistence: {writeThrough: {}}}], store: {latency: 2ms}',
    workload: 'map: m, op: put, rate: 20/s, arrivals: constant, service: 0s',
    faults: 'kind: store-slow, at: 10s, duration: 10s, factor: 10',
    seconds: 20,
  });
  const times = timesOf(run, 'responseTime');
  expect(times.max).toBe(20);
  expect(times.mean).toBeCloseTo(11, 0);
});

test('store-slow: rows come slower than they are written, and the backlog drains after it', () => {
  const run = story({
    design:
      'members: 2, backups: 0, network: none, maps: [{name: m, entries: 1k, entrySize: 1KiB, persistence: {writeBehind: {delay: 100ms, batch: 10, coalesce: false}}}], store: {writesPerSecond: 1k/s, latency: 1ms}',
    workload: 'map: m, op: put, rate: 200/s, service: 0s',
    faults: 'kind: store-slow, at: 5s, duration: 10s, factor: 10',
    seconds: 30,
  });
  // 200 rows a second come, 100 a second go: who comes t after the strike leaves at 2t, so the one of t = 5 s waits longest, 5 s.
  expect(timesOf(run, 'pumpDelay').max).toBeGreaterThan(4_700);
  expect(timesOf(run, 'pumpDelay').max).toBeLessThan(5_700);
  expect(countOf(run, 'storeWrites')).toBe(timesOf(run, 'responseTime').count);
  expect(run.summary.counts.storeMissing).toBe(0);
});

const pumped =
  'members: 2, network: none, maps: [{name: m, entries: 1k, entrySize: 1KiB, persistence: {writeBehind: {delay: 100ms, batch: 10, coalesce: false}}}], store: {latency: 1ms}';

test('pump-stall: what one member wrote waits until the stall is over, and then reaches the store', () => {
  const run = story({
    design: pumped,
    workload: 'map: m, op: put, rate: 200/s, service: 0s',
    faults: 'kind: pump-stall, at: 5s, duration: 10s, target: {member: 0}',
    seconds: 30,
  });
  expect(timesOf(run, 'pumpDelay').max).toBeGreaterThan(9_900);
  expect(timesOf(run, 'pumpDelay').max).toBeLessThan(11_500);
  expect(errorsOf(run)).toBe(0);
  expect(countOf(run, 'storeWrites')).toBe(timesOf(run, 'responseTime').count);
  expect(run.summary.counts.storeMissing).toBe(0);
});

test('pump-stall without end: the rows of the member never reach the store', () => {
  const run = story({
    design: pumped,
    workload: 'map: m, op: put, rate: 200/s, service: 0s',
    faults: 'kind: pump-stall, at: 5s, target: {member: 0}',
    seconds: 20,
  });
  expect(run.summary.counts.storeStale).toBeGreaterThan(300);
  expect(run.summary.counts.acknowledgedWritesLost).toBe(0);
});

test('a crash of the stalled member: a batch that waited at the door does not leave afterwards', () => {
  const run = story({
    design: pumped,
    workload: 'map: m, op: put, rate: 200/s, service: 0s',
    faults: `kind: pump-stall, at: 5s, duration: 10s, target: {member: 0}}
  - {id: crash, kind: crash, at: 10s, duration: 10s, target: {member: 0}`,
    seconds: 40,
  });
  expect(run.summary.counts.storeMissing! + run.summary.counts.storeStale!).toBe(0);
  expect(run.witness.lost().length).toBe(run.summary.counts.acknowledgedWritesLost);
});
