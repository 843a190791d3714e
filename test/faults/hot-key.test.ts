/** hot-key: requests for a map are drawn to one key for a while, and every other draw stays as it was. */
import { describe, expect, test } from 'vitest';
import { countOf, story, timesOf } from './stories.ts';

const design =
  'members: 4, backups: 0, network: none, units: {threads: 1}, maps: [{name: m, entries: 10k}, {name: other, entries: 10k}]';
const workload = 'map: m, op: get, rate: 400/s, service: {exponential: 2ms}, client: {timeout: 1h}';

describe('one key', () => {
  test('of four owners, one gets its share and what is drawn to the key: M/M/1 at 400 · (0.6 + 0.4 / 4) and 400 · 0.1', () => {
    const run = story({
      design,
      workload,
      faults: 'kind: hot-key, at: 0s, map: m, share: 60%, key: 7',
      seconds: 600,
    });
    // Waits of M/M/1: ρ / (μ − λ), over all requests.
    const wait = (rate: number) => rate / 500 / (500 - rate);
    const expected = 1000 * (0.7 * wait(280) + 0.3 * wait(40));
    const { mean } = timesOf(run, 'queueWait');
    expect(Math.abs(mean / expected - 1)).toBeLessThan(0.05);
  });

  test('beyond what one owner can serve its queue grows until the fault ends', () => {
    const faults = 'kind: hot-key, at: 10s, duration: 20s, map: m, share: 90%';
    const run = story({ design, workload: workload.replace('400/s', '800/s'), faults, seconds: 60 });
    // The owner gets 0.9 · 800 + a quarter of the rest, 740 a second, and serves 500.
    const worst = (20 * 240) / 500;
    expect(timesOf(run, 'responseTime').max / 1000).toBeGreaterThan(0.8 * worst);
    expect(timesOf(run, 'responseTime').max / 1000).toBeLessThan(1.2 * worst);
  });

  test('a share of 0 % changes nothing but the stretch that counts as faulty', () => {
    const fault = 'kind: hot-key, at: 5s, duration: 5s, map: m';
    const without = story({ design, workload, faults: `${fault}, share: 0%`, seconds: 15 });
    const other = story({
      design,
      workload,
      faults: `${fault.replace('map: m', 'map: m, workload: users')}, share: 0%, key: 3`,
      seconds: 15,
    });
    expect(JSON.stringify(without.summary.distributions)).toBe(JSON.stringify(other.summary.distributions));
    expect(without.summary.faults[0]!.at).toBe(5e9);
  });
});

test('only the named source is drawn to it', () => {
  const both = (workload: string) =>
    story({
      design,
      workload: `map: m, op: get, rate: 50/s, service: 2ms, client: {timeout: 1h}}
  - {name: buyers, map: m, op: get, rate: 450/s, service: 2ms, client: {timeout: 1h}`,
      faults: `kind: hot-key, at: 0s, map: m, workload: ${workload}, share: 100%`,
      seconds: 60,
    });
  // All 450 a second to one owner keep it busy for 0.9 s a second; 50 are hardly felt.
  expect(timesOf(both('buyers'), 'queueWait').mean).toBeGreaterThan(3 * timesOf(both('users'), 'queueWait').mean);
});

test('writes of the hot key wait for one entry of a coalescing pump: fewer rows reach the store', () => {
  const pumped =
    'members: 2, network: none, maps: [{name: m, entries: 10k, persistence: {writeBehind: {delay: 1s, batch: 1000, coalesce: true}}}], store: {latency: 1ms}';
  const writes = 'map: m, op: put, rate: 500/s, service: 0s';
  const hot = story({
    design: pumped,
    workload: writes,
    faults: 'kind: hot-key, at: 0s, map: m, share: 80%',
    seconds: 20,
  });
  const rows = countOf(hot, 'storeWrites');
  expect(rows).toBeGreaterThan(0.2 * 500 * 20 * 0.9);
  expect(rows).toBeLessThan(0.2 * 500 * 20 * 1.1 + 25);
  expect(hot.witness.lost()).toEqual([]);
});
