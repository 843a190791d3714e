/** Twins of what is acknowledged and still on its way: there where their assumptions hold, right, and absent where one is broken. */
import { describe, expect, test } from 'vitest';
import { namesOf, twinOf } from './twin-of.ts';

describe('entries waiting for the store', () => {
  const name = 'entries waiting for the store';
  const pump = (persistence: string, { store = 'latency: 20ms', keys = 'uniform', seconds = 6 } = {}) =>
    `design:
  product: {kind: generic, partitions: 3}
  members: 3
  backups: 0
  network: none
  maps: [{name: rows, entries: 3000, persistence: {writeBehind: {delay: 500ms, ${persistence}}}}]
  store: {${store}}
workload: [{name: writers, map: rows, op: put, rate: 3k/s, service: 0s, keys: ${keys}, client: {timeout: 1h}}]
run: {duration: ${seconds}s, warmup: 1s}`;

  test('without coalescing half a period of writes and those in the store, with it fewer', async () => {
    const all = await twinOf(name, pump('batch: 100000, coalesce: false'));
    // Three pumps: 251 writes but for the gap of 1 ms before the next first one, and 1000/s for 20 ms.
    expect(all?.expected).toBeCloseTo(3 * (251 * (500 / 501) + 20), 0);
    const merged = await twinOf(name, pump('batch: 100000'));
    expect(merged!.expected).toBeLessThan(0.95 * all!.expected);
  });

  test('absent where batches are full before their time, keys are uneven or the store is a bottleneck', async () => {
    expect(await namesOf(pump('batch: 400, coalesce: false'))).not.toContain(name);
    expect(await namesOf(pump('batch: 100000', { keys: '{zipf: 1}' }))).not.toContain(name);
    expect(await namesOf(pump('batch: 100000', { store: 'writesPerSecond: 5k/s' }))).not.toContain(name);
  });
});

describe('between regions', () => {
  const regions = ({ entries = '1M', rest = '', faults = '', from = 'eu-a', keys = 'uniform' }) =>
    `design:
  product: {kind: generic, partitions: 24, heartbeatInterval: 500ms, heartbeatTimeout: 3s}
  regions: [{name: eu, zones: 1}, {name: us, zones: 1}]
  members: 8
  backups: 1
  network: {sameZone: 100us, crossRegion: 40ms}
  maps: [{name: orders, entries: ${entries}}]
  wan: {batch: 1000, delay: 500ms${rest}}
workload: [{name: writers, map: orders, op: put, rate: 400/s, from: ${from}, keys: ${keys}, service: 100us, client: {timeout: 1h}}]
${faults}
run: {duration: 7s, warmup: 1s}`;
  const lag = 'lag between regions';
  const lost = 'writes lost with a region';
  const loss = (link: boolean) =>
    `faults: [{id: gone, kind: host-loss, at: {uniform: [5s, 6s]}, target: {region: eu}, link: ${link}}]`;

  test('half a delay and a little more in the batch, and the way', async () => {
    expect((await twinOf(lag, regions({})))?.expected).toBeCloseTo((500 * (1 + 25)) / 51 + 40, 6);
  });

  test('a lost region takes rate × age with it, with its links also what is on the way', async () => {
    const silent = await twinOf(lost, regions({ faults: loss(false) }), 30);
    expect(silent?.expected).toBeCloseTo((0.4 * 500 * 26) / 51, 6);
    const cut = await twinOf(lost, regions({ faults: loss(true) }), 30);
    expect(cut!.expected - silent!.expected).toBeCloseTo(16, 6);
  });

  test('absent where batches are full before their time, queues are bounded, keys are hot or regions collide', async () => {
    for (const broken of [
      { rest: ', queueLimit: {entries: 10k}' },
      { keys: '{zipf: 1}' },
      { entries: '1000', from: 'any-zone' },
    ])
      expect(await namesOf(regions(broken))).not.toContain(lag);
    expect(await namesOf(regions({}).replace('batch: 1000', 'batch: 50'))).not.toContain(lag);
    expect(await namesOf(regions({ faults: loss(true).replace('{region: eu}', '{member: 0}') }))).not.toContain(lost);
  });
});

describe('writes lost with a host', () => {
  const name = 'writes lost with a host';
  const grid = ({ map = 'replication: async', link = true, from = 'beside-owner', duration = '', rate = '6k/s' }) =>
    `design:
  product: {kind: generic, partitions: 60, heartbeatInterval: 500ms, heartbeatTimeout: 2s}
  regions: [{name: eu, zones: 3}]
  members: 6
  backups: 1
  network: {sameZone: 1ms, crossZone: 21ms}
  maps: [{name: rows, entries: 1M, ${map}}]
workload: [{name: writers, map: rows, op: put, rate: ${rate}, from: ${from}, service: 10us, client: {timeout: 200ms}}]
faults: [{id: lost, kind: host-loss, at: {uniform: [500ms, 600ms]}${duration}, target: any, link: ${link}}]
run: {duration: 1s, warmup: 0s}`;

  test('1000/s a primary, 21 ms to the backup in another zone, 1 ms to the client: 20', async () => {
    const twin = await twinOf(name, grid({}), 20);
    expect(twin?.expected).toBeCloseTo(20, 6);
    // Two of three clients are as far away as the backup.
    expect((await twinOf(name, grid({ from: 'any-zone' }), 20))?.expected).toBeCloseTo(20 / 3, 6);
  });

  test('absent for synchronous copies, a link that lives on, and hosts that come back', async () => {
    for (const broken of [{ map: 'replication: sync' }, { link: false }, { duration: ', duration: 1s' }])
      expect(await namesOf(grid(broken), 20)).not.toContain(name);
  });
});
