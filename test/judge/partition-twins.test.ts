/** Twin of the keys that several deaths at once take: counting copies, absent where an assumption is broken. */
import { describe, expect, test } from 'vitest';
import { namesOf, twinOf } from './twin-of.ts';

describe('keys lost with several members', () => {
  const name = 'keys lost with several members';
  const grid = ({
    product = 'kind: generic, partitions: 60',
    target = '{count: 2}',
    end = '1s',
    map = '',
    fault = '',
  }) =>
    `design:
  product: {${product}}
  members: 6
  backups: 1
  network: none
  maps: [{name: rows, entries: 20k${map}}]
workload: [{name: writers, map: rows, op: put, rate: [{at: 0s, rate: 4k/s}, {at: ${end}, rate: 0/s}], service: 0s, client: {timeout: 10s}}]
faults: [{id: die, kind: crash, at: 2500ms, target: ${target}${fault}}]
run: {duration: 4s, warmup: 0s, settle: 0s}`;
  const touched = 20_000 * (1 - Math.exp(-4000 / 20_000));

  test('two of six at random hold all copies of one partition in fifteen, and those by name what the table says', async () => {
    expect((await twinOf(name, grid({}), 20))?.expected).toBeCloseTo(touched / 15, 6);
    // Sixty partitions, thirty ordered pairs.
    const named = await twinOf(name, grid({ target: '{members: [0, 1]}' }), 4);
    expect((named!.expected / touched) * 60).toBeCloseTo(4, 9);
  });

  test('Redis: a shard of three is lost with probability 1 / (2 · 3 − 1)', async () => {
    const twin = await twinOf(name, grid({ product: 'kind: redis-cluster, nodeTimeout: 1s' }), 20);
    expect(twin?.expected).toBeCloseTo(touched / 3 / 5, 6);
  });

  test('absent while writes go on, with a store, when only some replications have the fault, and for one member', async () => {
    for (const broken of [
      { end: '3s' },
      { fault: ', probability: 50%' },
      { target: '{count: 1}' },
      { fault: ', duration: 1s' },
    ])
      expect(await namesOf(grid(broken), 8)).not.toContain(name);
  });
});
