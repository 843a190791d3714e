/** Copies on their way take threads of the members that send and receive them, if the design says so. */
import { expect, test } from 'vitest';
import { countOf, story, timesOf } from '../faults/stories.ts';

/** One of three members dies; 24 partitions of 2 MiB each have to be copied at 4 MiB/s, a second after 2 s of silence. */
function afterCrash(load: string) {
  return story({
    design: `product: {kind: generic, partitions: 24, heartbeatInterval: 500ms, heartbeatTimeout: 2s, migrationBandwidth: 4MiB${load}}, members: 3, backups: 1, network: none, units: {threads: 1}, maps: [{name: map, entries: 48k, entrySize: 1KiB}]`,
    workload: 'map: map, rate: 300/s, op: get, service: 1ms, client: {timeout: 5s}',
    faults: 'kind: crash, at: 2s, target: {member: 0}',
    seconds: 30,
  });
}

test('without a migration load the transfers are not felt', () => {
  const { mean } = timesOf(afterCrash(''), 'responseTime');
  // Two members share 300/s of 1 ms each: M/D/1 at 15 % waits 0.09 ms.
  expect(mean).toBeGreaterThan(1.02);
  expect(mean).toBeLessThan(1.25);
});

test('a migration load of half the threads doubles service times while copies travel, and only then', () => {
  const run = afterCrash(', migrationLoad: 50%');
  const { max, mean } = timesOf(run, 'responseTime');
  expect(run.summary.counts.partitionsMoved).toBeGreaterThanOrEqual(12);
  expect(mean).toBeGreaterThan(timesOf(afterCrash(''), 'responseTime').mean * 1.1);
  expect(max).toBeGreaterThan(2);
  expect(countOf(run, 'throughput{workload:users}')).toBeGreaterThan(8000);
});

test('more load is felt more', () => {
  const mean = (share: number) => timesOf(afterCrash(`, migrationLoad: ${share}%`), 'responseTime').mean;
  expect(mean(75)).toBeGreaterThan(mean(50));
});
