/** A unit that has a limit for waiting requests refuses what is beyond it. */
import { expect, test } from 'vitest';
import { samples, share, simulate } from '../run/simulate.ts';
import { smallScenario } from '../run/small-scenario.ts';

const overloaded = (units: string) =>
  simulate(
    smallScenario({
      product: '{kind: generic, partitions: 1}',
      members: 1,
      backups: 0,
      zones: 1,
      network: 'none',
      units,
      workload: ['{name: gets, map: map, op: get, rate: 200/s, service: {exponential: 10ms}, client: {timeout: 60s}}'],
      duration: '60s',
    }),
  ).summary;

test('with a limit of 0 a request that finds all threads busy is rejected: the Erlang loss formula', () => {
  const summary = overloaded('{threads: 2, queueLimit: 0}');
  const { hits, of } = share(summary, 'errorRatio');
  // Two Erlang on two threads: (2²/2!) / (1 + 2 + 2²/2!) = 2/5.
  expect(hits / of).toBeGreaterThan(0.37);
  expect(hits / of).toBeLessThan(0.43);
  expect(samples(summary, 'queueWait').maximum).toBe(0);
});

test('without a limit none is rejected, and the wait grows instead', () => {
  const summary = overloaded('{threads: 1}');
  expect(share(summary, 'errorRatio').hits).toBe(0);
  expect(samples(summary, 'queueWait').maximum / 1e9).toBeGreaterThan(10);
});
