/** cold-start: members restart empty together; what becomes of the data, of readers, and of what the pumps had not brought to the store. */
import { describe, expect, test } from 'vitest';
import { countOf, errorsOf, story } from './stories.ts';

const generic =
  'product: {kind: generic, partitions: 31, heartbeatInterval: 200ms, heartbeatTimeout: 1s}, members: 4, network: none';
const redis = 'product: {kind: redis-cluster, nodeTimeout: 1s}, members: 6, network: none';
const products: readonly (readonly [string, string])[] = [
  ['generic', generic],
  ['redis-cluster', redis],
];

const reads = 'map: m, op: get, rate: 2k/s, service: 0s, client: {timeout: 300ms, retries: 9, backoff: 200ms}';
const all = 'kind: cold-start, at: 10s, duration: 3s, target: all';
const read = (reader: string) => `maps: [{name: m, entries: 500, reader: ${reader}}], store: {latency: 1ms}`;

describe.each(products)('%s', (_, product) => {
  test('what nobody holds and the store lacks is lost, and afterwards everybody is served again', () => {
    const run = story({
      design: `${product}, maps: [{name: m, entries: 500, replication: sync}]`,
      workload: 'map: m, op: put, rate: 200/s, client: {timeout: 300ms}',
      faults: all,
      seconds: 40,
    });
    const before = run.witness.acknowledged.filter(({ at }) => at < 1e12).length;
    expect(before).toBeGreaterThan(0);
    expect(run.summary.counts.acknowledgedWritesLost).toBeGreaterThan(1900);
    expect(run.witness.lost().length).toBe(run.summary.counts.acknowledgedWritesLost);
    for (const metric of ['writeOutage', 'readOutage'])
      expect(run.summary.perFault[metric]!.flatMap(({ censored }) => censored)).toEqual([0]);
    expect(errorsOf(run)).toBeLessThan(0.2);
  });

  test('maps with a reader load every key once more', () => {
    const run = story({
      design: `${product}, ${read('{readThrough: {}}')}`,
      workload: reads,
      faults: all,
      seconds: 40,
    });
    expect(countOf(run, 'storeReads')).toBeGreaterThan(995);
    expect(countOf(run, 'storeReads')).toBeLessThanOrEqual(1000);
  });

  test('a preload begins again when the grid does, so hardly a read has to ask for itself', () => {
    const run = story({
      design: `${product}, ${read('{preload: {batch: 100}}')}`,
      workload: reads,
      faults: all,
      seconds: 40,
    });
    expect(countOf(run, 'storeReads')).toBeLessThan(250);
  });

  test('what write-behind had brought to the store is safe, what waited is lost', () => {
    const run = story({
      design: `${product}, maps: [{name: m, entries: 500, reader: {readThrough: {}}, persistence: {writeBehind: {delay: 2s, batch: 1000, coalesce: false}}}], store: {latency: 1ms}`,
      workload: 'map: m, op: put, rate: 200/s, client: {timeout: 300ms}',
      faults: all,
      seconds: 40,
    });
    const { acknowledgedWritesLost } = run.summary.counts;
    // Two seconds of waiting at most.
    expect(acknowledgedWritesLost).toBeGreaterThan(0);
    expect(acknowledgedWritesLost).toBeLessThan(450);
    expect(run.witness.lost().length).toBe(acknowledgedWritesLost);
  });
});

test('a part of the members: partitions with a copy elsewhere keep their keys, the others ask the store again', () => {
  const design = `${generic}, ${read('{readThrough: {}}')}`;
  const one = story({ design, workload: reads, faults: all.replace('all', '{member: 1}'), seconds: 40 });
  expect(countOf(one, 'storeReads')).toBe(500);
  const pair = story({ design, workload: reads, faults: all.replace('all', '{ownerPair: 0}'), seconds: 40 });
  expect(countOf(pair, 'storeReads')).toBeGreaterThan(510);
  expect(countOf(pair, 'storeReads')).toBeLessThan(800);
});

test('a key that was written after the cold start needs no load', () => {
  const run = story({
    design: `${generic.replace('members: 4', 'members: 1, backups: 0')}, maps: [{name: m, entries: 1, reader: {readThrough: {}}}], store: {latency: 1ms}`,
    workload: 'map: m, op: put, rate: 100/s, client: {timeout: 300ms}',
    faults: `${all}}
  - {id: none, kind: store-slow, at: 20s, duration: 1s, factor: 1`,
    seconds: 30,
  });
  expect(countOf(run, 'storeReads')).toBe(0);
});
