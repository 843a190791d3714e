/** Uncertain inputs through scenario text: probabilities that are known in closed form, what matters most, and what an interruption leaves. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type RunOptions, renderReport, runScenario } from '../../simulator/api.ts';
import type { RunResult } from '../../simulator/model/result.ts';
import type { UncertaintyResult } from '../../simulator/model/uncertainty.ts';
import { normalQuantile } from '../../simulator/statistics/special-functions.ts';
import { folder, quickScenario, sba } from '../cli/command.ts';

const run = (settings: string) => `run: {${settings}, warmup: 1s, replications: 5, seed: 5}`;
/** One thread, Poisson arrivals, exponential service. */
const queue = (service: string, expectation: string, settings = 'duration: 5s') =>
  quickScenario('queue', expectation)
    .replace('members: 1,', 'members: 1, units: {threads: 1},')
    .replace('exponential: 1ms', `exponential: ${service}`)
    .replace('rate: 100/s', 'rate: 500/s')
    .replace(/run: .*/, run(settings));

async function result(text: string, options: RunOptions = {}): Promise<RunResult> {
  const checked = await runScenario(text, options);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.value.result;
}
const uncertainty = async (text: string): Promise<UncertaintyResult> => (await result(text)).uncertainty!;

describe('the probability that an expectation is met', () => {
  test('is that of the service time for which s / (1 − λ s) is the limit, in an M/M/1 queue', async () => {
    // 2 ms at λ = 500/s: s = 1 ms, which is 0.1656 standard deviations above the median of 800us .. 1200us: Φ = 0.5657.
    const found = await uncertainty(queue('{between: [800us, 1200us]}', 'responseTime mean < 2ms'));
    const [only] = found.expectations;
    expect(found.draws).toBe(40);
    expect(Math.abs(only!.probability - 0.5657)).toBeLessThan(0.051);
    expect(only!.low).toBeLessThan(0.5657);
    expect(only!.high).toBeGreaterThan(0.5657);
    expect(only!.inputs[0]).toMatchObject({ path: 'workload[0].service.exponential', significant: true });
    expect(only!.inputs[0]!.share).toBeGreaterThan(0.95);
    const { at, holds, agreeing } = only!.inputs[0]!.flips!;
    expect(holds).toBe('below');
    expect(Math.abs(Number.parseFloat(at) - 1000)).toBeLessThan(25);
    expect(agreeing).toBeGreaterThan(0.9);
    expect(found.measureFirst?.path).toBe('workload[0].service.exponential');
  });

  test('has quantiles of the statistic that are those of its law', async () => {
    const [only] = (await uncertainty(queue('{between: [400us, 800us]}', 'responseTime mean < 2ms'))).expectations;
    // s / (1 − 0.5 s) rises with s, so its quantiles are those of s put in. Of 40 draws, one in each fortieth, p5 is the second, p50 the
    // twentieth, p95 the 38th; chance of the replications: 5 %.
    const at = (q: number) => {
      const s = Math.sqrt(0.32) * Math.exp((normalQuantile(q) * Math.log(2)) / 2 / normalQuantile(0.95));
      return s / (1 - 0.5 * s);
    };
    for (const [value, rank] of [
      [only!.p5!, 2],
      [only!.p50!, 20],
      [only!.p95!, 38],
    ] as const) {
      expect(value).toBeGreaterThan(0.95 * at((rank - 1) / 40));
      expect(value).toBeLessThan(1.05 * at(rank / 40));
    }
  });
});

test('draws whose outage had not ended when the run did stand above all others: no p95 is made up from the rest', async () => {
  const text = `
apiVersion: sba/v1
name: outage
question: How long is the outage?
design:
  product: {kind: generic, partitions: 31, heartbeatInterval: 200ms, heartbeatTimeout: {between: [1s, 12s]}}
  members: 3
  backups: 1
  network: one-zone
  maps: [{name: carts, entries: 1k, entrySize: 1KiB}]
workload:
  - {name: load, rate: 20/s, mix: {put: 100%}, map: carts, keys: uniform, service: 100us}
run: {duration: 8s, settle: 1s, warmup: 0s, replications: 1, seed: 6}
faults: [{id: crash, kind: crash, target: {primaryOf: any}, at: 1s}]
expect: ["writeOutage mean < 60s"]
`;
  const [only] = (await uncertainty(text)).expectations;
  // The median is 3.5 s; 8 s of silence are not over at the end, and so it is in a tenth of the draws.
  expect(only!.probability).toBeGreaterThan(0.7);
  expect(only!.probability).toBeLessThan(0.95);
  expect(only!.p5).toBeGreaterThan(0);
  expect(only!.p50).toBeGreaterThan(only!.p5!);
  expect(only!.p95).toBeUndefined();
});

describe('what matters most', () => {
  const three = queue('{between: [800us, 1200us]}', 'responseTime mean < 2500us')
    .replace('rate: 500/s', 'rate: {between: [490/s, 735/s]}')
    .replace('maps: []', 'maps: [{name: idle, entries: {between: [1k, 2k]}}]');
  let found: RunResult;
  beforeAll(async () => {
    found = await result(three);
  });

  test('is the service time before the rate where both are equally uncertain, and neither the size of an idle map', async () => {
    // d ln W / d ln s = 1/(1 − ρ) and d ln W / d ln λ = ρ/(1 − ρ): the shares are as 1 to ρ².
    const [only] = found.uncertainty!.expectations;
    const { inputs, explained } = only!;
    expect(inputs.map(({ path }) => path)).toEqual([
      'workload[0].service.exponential',
      'parameters.rate',
      'design.maps[0].entries',
    ]);
    expect(inputs.map(({ significant }) => significant)).toEqual([true, true, false]);
    expect(inputs.every(({ coefficient }) => coefficient > -0.2)).toBe(true);
    expect(explained).toBeGreaterThan(0.8);
    const ratio = inputs[1]!.share / inputs[0]!.share;
    expect(ratio).toBeGreaterThan(0.1);
    expect(ratio).toBeLessThan(0.75);
  });

  test('is told in a finding and in every report when meeting everything is not likely', async () => {
    const run = { source: 'queue.yaml', result: found, complete: true };
    const report = (format: 'json' | 'text' | 'markdown') =>
      renderReport({ runs: [run], refused: [], notRun: [], single: true }, format);
    const json = JSON.parse(report('json')) as RunResult;
    const finding = json.findings.find(({ code }) => code === 'uncertain-inputs');
    expect(finding?.text).toContain('The verdict is that of the medians');
    expect(finding?.advice).toContain('Measure workload[0].service.exponential first');
    const keys = Object.keys(json);
    expect(keys.indexOf('uncertainty')).toBe(keys.indexOf('timeline') - 1);
    expect(report('markdown')).toContain('| uncertain input | 5 % | median | 95 % | law |');
    expect(report('text')).toMatch(/parameters\.rate +490\/s +600\/s +735\/s +log-normal/);
  });
});

describe('a run with uncertain inputs', () => {
  const small = queue('{between: [800us, 1200us]}', 'responseTime mean < 2ms', 'duration: 2s, draws: 12');

  test('gives the same bytes again, and other draws from another seed', async () => {
    const [once, again, other] = [await result(small), await result(small), await result(small, { seed: 6 })];
    expect(JSON.stringify(again)).toBe(JSON.stringify(once));
    expect(other.uncertainty!.expectations[0]!.p50).not.toBe(once.uncertainty!.expectations[0]!.p50);
    expect(other.runId).not.toBe(once.runId);
  });

  test('is otherwise the run at the medians', async () => {
    const plain = await result(small.replace('{between: [800us, 1200us]}', '979796ns').replace(', draws: 12', ''));
    const found = await result(small);
    expect(found.metrics).toEqual(plain.metrics);
    expect(found.expectations).toEqual(plain.expectations);
    expect(found.traceDigest).toBe(plain.traceDigest);
    expect(found.runId).not.toBe(plain.runId);
    expect(plain).not.toHaveProperty('uncertainty');
  });

  test('has no more replications a draw than were asked for', async () => {
    expect((await result(small, { replications: 2 })).uncertainty).toMatchObject({ draws: 12, replications: 2 });
  });

  test('that is interrupted among its draws is partial', async () => {
    const stop = new AbortController();
    const progress = ({ message }: { message: string }) => {
      if (message.startsWith('draw 3')) stop.abort();
    };
    const checked = await runScenario(small, { signal: stop.signal, progress });
    if (!checked.ok) throw new Error('refused');
    expect(checked.value.complete).toBe(false);
    expect(checked.value.result).not.toHaveProperty('runId');
    expect(checked.value.result).not.toHaveProperty('uncertainty');
  });

  test('is made again by the command of its report, intervals included', async () => {
    const text = small.replace('rate: 500/s', 'rate: {between: [400/s, 500/s]}').replace('draws: 12', 'draws: 14');
    const { path, remove } = folder({ 'queue.yaml': text });
    const report = await sba(['run', `${path}/queue.yaml`]);
    expect(report.stdout).toContain(`--param 'rate={between: [400/s, 500/s]}'`);
    const given = ['--seed', '5', '--replications', '5', '--param', 'rate={between: [400/s, 500/s]}'];
    expect((await sba(['run', `${path}/queue.yaml`, ...given])).stdout).toBe(report.stdout);
    remove();
  });

  test('is refused before it starts when a draw makes no valid scenario, or draws are too few', async () => {
    const wide = queue('1ms', 'responseTime mean < 2s').replace(
      '{exponential: 1ms}',
      '{lognormal: {median: {between: [1ms, 9ms]}, p99: 9ms}}',
    );
    const refused = await runScenario(wide);
    expect(refused).toMatchObject({
      ok: false,
      problems: [{ found: expect.stringContaining('is drawn as'), suggestion: expect.stringContaining('narrow') }],
    });
    const few = small.replace('draws: 12', 'draws: 10');
    expect(await runScenario(few)).toMatchObject({
      ok: false,
      problems: [{ path: 'run.draws', suggestion: expect.stringContaining('write draws: 12') }],
    });
  });
});
