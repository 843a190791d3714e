/** Writers that empty a full pump themselves, as those of an Ignite CacheStore do above 1.5 × flushSize. */
import { describe, expect, test } from 'vitest';
import { share, simulate } from '../run/simulate.ts';
import { smallScenario } from '../run/small-scenario.ts';

interface Case {
  readonly limit?: string;
  readonly rate?: number;
  readonly store?: string;
  readonly faults?: readonly string[];
  readonly threads?: number;
}

/** One node whose flusher writes a row in 10 ms: 100 rows a second. */
function run({ limit = '', rate = 250, store = '{latency: 10ms}', faults = [], threads = 4 }: Case) {
  const text = smallScenario({
    product: '{kind: ignite, partitions: 16}',
    members: 1,
    backups: 0,
    zones: 1,
    units: `{threads: ${threads}}`,
    map: `entries: 1M, startsEmpty: true, persistence: {writeBehind: {delay: 5s, batch: 1, flushSize: 100${limit}}}`,
    store,
    workload: [`{name: puts, map: map, op: put, rate: ${rate}/s, service: 0us, client: {timeout: 500ms, retries: 0}}`],
    duration: '20s',
    settle: '30s',
    faults,
  });
  return simulate(text).summary;
}

const errors = (summary: ReturnType<typeof run>) => {
  const { hits, of } = share(summary, 'errorRatio');
  return hits / of;
};

describe('a pump of Ignite above its critical size', () => {
  test('is emptied by four writers beside the flusher, 500 rows a second in all; writers that wait for room get 100', () => {
    expect(errors(run({}))).toBe(0);
    expect(errors(run({ rate: 1_500 }))).toBeGreaterThan(0.4);
    expect(errors(run({ limit: ', queueLimit: {entries: 150, whenFull: block}' }))).toBeGreaterThan(0.4);
  });

  test('holds its size: writers write as much as they bring', () => {
    const most = Math.max(...run({}).levels.pumpBacklog!.map(({ maximum }) => maximum));
    expect(most).toBeGreaterThan(145);
    expect(most).toBeLessThanOrEqual(155);
  });

  test('leaves no row missing in the store while that takes them, and loses what it refuses meanwhile', () => {
    expect(run({}).counts.storeMissing).toBe(0);
    const faults = ['{id: away, kind: store-down, at: 5s, duration: 5s}'];
    expect(run({ faults }).counts.storeMissing).toBeGreaterThan(10);
  });
});
