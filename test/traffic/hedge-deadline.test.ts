/** A second copy buys no time: the request ends with the time limit of its first copy. */
import { expect, test } from 'vitest';
import { samples, simulate } from '../run/simulate.ts';

const text = (service: string, retries: number) => `apiVersion: sba/v1
name: hedges
question: When does a request with two copies end?
design: {members: 2, backups: 0, network: none, maps: []}
workload:
  - {name: readers, arrivals: {recorded: [1s, 3s]}, service: ${service}, client: {timeout: 100ms, retries: ${retries}, hedge: {after: 40ms}}}
run: {duration: 5s, warmup: 0s}
`;

test('an answer of the second copy after the time limit comes too late', () => {
  const arrivals = 'rate: 20/s, arrivals: constant';
  const service = '{mixture: [{weight: 50%, of: 300ms}, {weight: 50%, of: 80ms}]}';
  const { summary } = simulate(text(service, 0).replace('arrivals: {recorded: [1s, 3s]}', arrivals));
  const times = samples(summary, 'responseTime');
  // 80 ms from the first copy are in time, 40 + 80 ms from the second are not.
  expect([times.minimum, times.maximum]).toEqual([80e6, 80e6]);
});

test('both copies out of time are one failed try: a retry follows at once', () => {
  const { counts } = simulate(text('300ms', 1)).summary;
  expect(counts).toMatchObject({ attempts: 8, hedges: 4 });
});
