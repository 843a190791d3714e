/** Two designs under common random numbers, through scenario text. */
import { describe, expect, test } from 'vitest';
import { compareScenarios } from '../../simulator/api.ts';
import type { ComparisonResult } from '../../simulator/model/comparison.ts';
import { tQuantile } from '../../simulator/statistics/student-t.ts';
import { folder, quickScenario, sba } from '../cli/command.ts';

async function compared(
  a: string,
  b: string,
  options: {
    replications?: number | 'auto';
    seed?: number;
    a?: Record<string, string>;
    b?: Record<string, string>;
  } = {},
): Promise<ComparisonResult> {
  const { replications = 20, seed = 1 } = options;
  const checked = await compareScenarios(
    { text: a, source: 'a', parameters: options.a ?? {} },
    { text: b, source: 'b', parameters: options.b ?? {} },
    { replications, seed },
  );
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.value.result;
}

const row = (result: ComparisonResult, metric: string, asked = true) =>
  result.differences.find((each) => each.metric === metric && each.asked === asked)!;

/** One server. */
const single = (text: string) => text.replace('members: 1,', 'members: 1, units: {threads: 1},');
const queue = single(quickScenario('queue', 'responseTime mean < 5ms'));

describe('a design beside itself', () => {
  test('differs nowhere: every metric is the same in every replication, and the traces never part', async () => {
    const result = await compared(queue, queue);
    expect(result.verdict).toBe('no difference seen');
    expect(result.differences.filter(({ verdict }) => verdict !== 'same' && verdict !== 'unknown')).toEqual([]);
    expect(result.divergence).toBeUndefined();
    expect(row(result, 'responseTime')).toMatchObject({ difference: 0, low: 0, high: 0, n: 20 });
  });
});

describe('one changed setting', () => {
  test('parts the traces at the first event that it touches, after all that it does not', async () => {
    const slower = queue.replace('exponential: 1ms', 'exponential: 2ms');
    const { divergence } = await compared(queue, slower, { replications: 2 });
    expect(divergence!.events).toBeGreaterThan(0);
    // Arrivals are the same: what differs first is when a service ends.
    expect([divergence!.a!.event, divergence!.b!.event].some((name) => name.includes('unit'))).toBe(true);
    expect(divergence!.a).not.toEqual(divergence!.b);
  });

  test('shows a difference of 4 % with pairs that independent runs of the same number do not show', async () => {
    const slower = queue.replace('exponential: 1ms', 'exponential: 1.04ms');
    const paired = row(await compared(queue, slower), 'responseTime');
    expect(paired.verdict).toBe('higher');
    expect(paired.better).toBe('a');
    expect(paired.pairing).toBeGreaterThan(10);
    // What twenty independent replications of each would have shown: the same difference within an interval sqrt(pairing) as wide.
    expect(paired.visible! * Math.sqrt(paired.pairing!)).toBeGreaterThan(Math.abs(paired.difference!));
  });

  test('contains the true difference of two M/M/1 queues: W = 1 / (μ − λ)', async () => {
    const long = queue.replace(/run: .*/, 'run: {duration: 300s, warmup: 10s, replications: 20, seed: 3}');
    const slower = long.replace('exponential: 1ms', 'exponential: 2ms');
    const { low, high } = row(await compared(long, slower, { seed: 3 }), 'responseTime');
    const expected = 1000 / (500 - 100) - 1000 / (1000 - 100);
    expect(low).toBeLessThan(expected);
    expect(high).toBeGreaterThan(expected);
    expect(high! - low!).toBeLessThan(0.05 * expected);
  });
});

describe('the verdict', () => {
  test('is that no difference was seen, with the size of one that would have been, when only chance is another', async () => {
    const other = queue.replace('name: load', 'name: another');
    const result = await compared(queue, other, { replications: 5 });
    expect(result.verdict).toBe('no difference seen');
    const { verdict, visible, low, high } = row(result, 'responseTime');
    expect(verdict).toBe('no difference seen');
    expect(visible).toBeCloseTo((high! - low!) / 2, 12);
    expect(result.summary).toContain('at this budget');
  });

  test('is mixed when each design is better in something', async () => {
    const asked = single(quickScenario('queue', 'responseTime mean < 5ms', 'utilisation mean < 50%'));
    const wider = asked.replace('members: 1,', 'members: 2,').replace('exponential: 1ms', 'exponential: 1.9ms');
    const result = await compared(asked, wider);
    expect(result.verdict).toBe('mixed');
    expect(row(result, 'utilisation').better).toBe('b');
    expect(row(result, 'responseTime').better).toBe('a');
  });

  test('has nothing to decide by without expectations', async () => {
    const silent = queue.replace(/expect:[\s\S]*$/, '');
    const result = await compared(silent, silent.replace('exponential: 1ms', 'exponential: 2ms'));
    expect(result.verdict).toBe('nothing to decide by');
    expect(row(result, 'responseTime', false).verdict).toBe('higher');
  });

  test('of several questions together is wrong at most once in twenty: each gets its share of the 5 %', async () => {
    const asked = single(
      quickScenario('queue', 'responseTime mean < 5ms', 'responseTime p99 < 9ms', 'errorRatio < 1%'),
    );
    const result = await compared(asked, asked.replace('exponential: 1ms', 'exponential: 1.5ms'));
    const { confidence, low, high, difference, n } = row(result, 'responseTime');
    expect(confidence).toBeCloseTo(1 - 0.05 / 3, 12);
    const alone = row(await compared(queue, queue.replace('exponential: 1ms', 'exponential: 1.5ms')), 'responseTime');
    const ratio = (high! - low!) / (alone.high! - alone.low!);
    expect(ratio).toBeCloseTo(tQuantile(1 - 0.025 / 3, n - 1) / tQuantile(0.975, n - 1), 9);
    expect(difference).toBeCloseTo(alone.difference!, 12);
  });
});

describe('what the end of a run cut off', () => {
  const outage = (duration: string, timeout: string, expected = 'writeOutage mean < 60s') => `
apiVersion: sba/v1
name: outage
question: How long is the outage?
design:
  product: {kind: generic, partitions: 31, heartbeatInterval: 200ms, heartbeatTimeout: ${timeout}}
  members: 3
  backups: 1
  network: one-zone
  maps: [{name: carts, entries: 1k, entrySize: 1KiB}]
workload:
  - {name: load, rate: 50/s, mix: {put: 100%}, map: carts, keys: uniform, service: 100us}
run: {duration: ${duration}, settle: 1s, warmup: 0s, replications: 5, seed: 6}
faults: [{id: crash, kind: crash, target: {primaryOf: any}, at: 4s}]
expect: ["${expected}"]
`;

  test('never makes the design better whose outage did not end, in a run that is shorter', async () => {
    // Two seconds are left to see the outage of A, and that of B ends after three.
    const result = await compared(outage('6s', '30s'), outage('12s', '3s'), { replications: 5 });
    expect(row(result, 'writeOutage')).toMatchObject({ n: 5, verdict: 'unknown' });
    expect(row(result, 'writeOutage').unknown).toContain('lengthen run.duration');
    expect(result.verdict).toBe('no difference seen');
  });

  test('is not the same in both when neither ended', async () => {
    const result = await compared(outage('6s', '30s'), outage('6s', '20s'), { replications: 5 });
    expect(row(result, 'writeOutage').verdict).toBe('unknown');
  });

  test('is a lower bound: longer than one that ended, by an unknown length', async () => {
    const found = row(await compared(outage('20s', '1s'), outage('20s', '60s'), { replications: 5 }), 'writeOutage');
    expect(found).toMatchObject({ verdict: 'higher', better: 'a' });
    expect(found.low).toBeGreaterThan(0);
    expect(found.high).toBeUndefined();
    expect(found.visible).toBeUndefined();
  });

  test('leaves no maximum to compare', async () => {
    const most = (duration: string, timeout: string) => outage(duration, timeout, 'writeOutage max < 60s');
    const found = row(await compared(most('20s', '1s'), most('20s', '60s'), { replications: 5 }), 'writeOutage');
    expect(found.verdict).toBe('unknown');
  });
});

test('counts of runs that are not equally long are not compared; shares and means are', async () => {
  const longer = queue.replace(/duration: (\d+)s/, (_, seconds) => `duration: ${3 * Number(seconds)}s`);
  const { differences } = await compared(queue, longer, { replications: 5 });
  expect(longer).not.toBe(queue);
  expect(differences.filter(({ metric }) => metric === 'attempts')).toEqual([]);
  expect(differences.some(({ metric }) => metric === 'utilisation')).toBe(true);
});

test('a comparison that is ended early lets no design pass', async () => {
  const ended = new AbortController();
  const progress = ({ done }: { readonly done: number }) => {
    if (done >= 10) ended.abort();
  };
  const sides = [
    { text: queue, source: 'a' },
    { text: queue.replace('exponential: 1ms', 'exponential: 2ms'), source: 'b' },
  ] as const;
  const checked = await compareScenarios(...sides, { replications: 40, signal: ended.signal, progress });
  expect(checked).toMatchObject({ ok: true, value: { complete: false } });
  expect(checked.ok && checked.value.result.replications).toBeGreaterThanOrEqual(10);
  expect(checked.ok && checked.value.result.a.verdict).toBe('inconclusive');
});

test('auto goes on until what is asked about is seen, and looks at 10, 20, 40, … pairs only', async () => {
  const clear = await compared(queue, queue.replace('exponential: 1ms', 'exponential: 2ms'), { replications: 'auto' });
  expect(clear.replications).toBe(10);
  const close = await compared(queue, queue.replace('exponential: 1ms', 'exponential: 1.004ms'), {
    replications: 'auto',
  });
  expect([10, 20, 40, 80, 160, 320, 640, 1280, 2560]).toContain(close.replications);
});

describe('sba compare', () => {
  test('takes one file and a parameter of B, and answers with exit 0 whoever is better', async () => {
    const { path, remove } = folder({ 'queue.yaml': queue });
    try {
      const words = ['compare', 'queue.yaml', '--b', 'rate=500/s', '--replications', '5'];
      const { code, stdout } = await sba(words, { directory: path });
      expect(code).toBe(0);
      expect(stdout).toContain('A is better in responseTime mean');
      const json = await sba([...words, '--format', 'json'], { directory: path });
      expect(JSON.parse(json.stdout)).toMatchObject({
        verdict: 'a',
        replications: 5,
        schemaVersion: 'sba/comparison/v1',
      });
      expect((await sba([...words, '--format', 'json'], { directory: path })).stdout).toBe(json.stdout);
    } finally {
      remove();
    }
  });

  test('tells the problems of both files at once, and refuses one file with nothing that differs', async () => {
    const { path, remove } = folder({ 'a.yaml': queue.replace('rate: $rate', 'rate: 5'), 'b.yaml': 'name: x' });
    try {
      const both = await sba(['compare', 'a.yaml', 'b.yaml'], { directory: path });
      expect(both.code).toBe(65);
      expect(both.stderr).toContain('a.yaml');
      expect(both.stderr).toContain('b.yaml');
      expect((await sba(['compare', 'a.yaml'], { directory: path })).code).toBe(64);
    } finally {
      remove();
    }
  });

  test('an interrupted comparison is written with the pairs it has, without an identity, exit 130', async () => {
    const { path, remove } = folder({ 'queue.yaml': queue });
    try {
      const stop = AbortSignal.abort();
      const words = ['compare', 'queue.yaml', '--b', 'rate=500/s', '--format', 'json'];
      const { code, stdout } = await sba(words, { directory: path, signal: stop });
      expect(code).toBe(130);
      expect(JSON.parse(stdout).comparisonId).toBeUndefined();
    } finally {
      remove();
    }
  });
});
