/** A grid over a scenario with uncertain inputs: how likely each expectation is met, point by point. */
import { beforeAll, describe, expect, test } from 'vitest';
import { jsonText, renderSweep, runScenario, sweepScenario, ThreadPool } from '../../simulator/api.ts';
import type { SweepResult } from '../../simulator/model/sweep.ts';
import { quickScenario } from '../cli/command.ts';

/** M/M/1 with a mean service time between 800 us and 1250 us: at rate λ its mean response time is s / (1 − λ s). */
const queue = quickScenario('queue', 'responseTime mean < 2ms')
  .replace('members: 1,', 'members: 1, units: {threads: 1},')
  .replace('exponential: 1ms', 'exponential: {between: [800us, 1250us]}')
  .replace(/run: .*/, 'run: {duration: 2s, warmup: 200ms, replications: 5, seed: 5}');
const axes = [{ parameter: 'rate', values: ['100/s', '500/s', '700/s'] }];

type Options = Parameters<typeof sweepScenario>[2];

async function swept(text: string, options: Options = {}): Promise<SweepResult> {
  const checked = await sweepScenario(text, axes, options);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.value.result;
}

describe('each point of a grid', () => {
  let result: SweepResult;
  beforeAll(async () => {
    result = await swept(queue);
  }, 60_000);

  test('says how likely its expectation is met, which falls with the load', () => {
    const [idle, busy, full] = result.points.map(({ values }) => values[0]!.met!);
    expect(idle!.probability).toBe(1);
    // s / (1 − 0.7 s) < 2 ms: s < 833 us, which is 1.34 standard deviations below the median: Φ = 0.09.
    expect(full!.low).toBeLessThan(0.09);
    expect(full!.high).toBeGreaterThan(0.09);
    expect(full!.probability).toBeLessThan(busy!.probability);
    // s below 1 ms, which is the median: half of the draws, and chance of three replications of 900 requests.
    expect(Math.abs(busy!.probability - 0.5)).toBeLessThan(0.16);
    expect(busy!.low).toBeLessThan(0.5);
    expect(busy!.high).toBeGreaterThan(0.5);
    expect(busy!.movedBy).toBe('workload[0].service.exponential');
  });

  test('has 20 draws of three replications, and the band of the values in them', () => {
    for (const { met, values } of result.points) {
      expect(met).toMatchObject({ draws: 20, replications: 3, probability: values[0]!.met!.probability });
      const { p5, p50, p95 } = values[0]!.met!;
      expect(p5!).toBeLessThan(p50!);
      expect(p50!).toBeLessThan(p95!);
    }
    // W = s / (1 − λ s) at the ends of the interval, within three standard errors (4.5 %) of the mean of 540 requests.
    const { p5, p95 } = result.points[0]!.values[0]!.met!;
    expect(Math.abs(p5! / (0.8 / (1 - 0.08)) - 1)).toBeLessThan(0.14);
    expect(Math.abs(p95! / (1.25 / (1 - 0.125)) - 1)).toBeLessThan(0.14);
  });

  test('is for the rest the run at this value: its verdict, its value, its run id', async () => {
    const checked = await runScenario(queue, { parameters: { rate: '700/s' } });
    if (!checked.ok) throw new Error('refused');
    const { runId, verdict, expectations } = checked.value.result;
    const { estimate, low, high } = expectations[0]!;
    expect(result.points[2]).toMatchObject({ runId, verdict, values: [{ estimate, low, high, verdict }] });
  });

  test('shows the probability beside the value and the draws as a band in the chart', () => {
    const text = renderSweep(result, 'text');
    expect(text).toMatch(/all met with/);
    expect(text).toMatch(/met with 100% \(83/);
    expect(text).toMatch(/[░▒]●|●[░▒]/);
    expect(text).toContain('20 × 3 replications a point');
    expect(renderSweep(result, 'markdown')).toContain('| all met with |');
  });

  test('has as many draws as run.draws says, and fewer replications where the event budget is small', async () => {
    const more = await swept(queue.replace('seed: 5', 'seed: 5, draws: 30').replace('duration: 2s', 'duration: 1s'));
    expect(more.points.map(({ met }) => met!.draws)).toEqual([30, 30, 30]);
    const poor = await swept(queue.replace('seed: 5', 'seed: 5, eventBudget: 100000'));
    expect(poor.points[0]!.met!.replications).toBe(3);
    expect(poor.points[2]!.met!.replications).toBeLessThan(3);
    expect(poor.points[2]!.met!.shortened).toContain('run.eventBudget pays for');
  });
});

test('a grid without uncertain inputs has no probabilities', async () => {
  const result = await swept(queue.replace('{between: [800us, 1250us]}', '1ms'));
  expect(JSON.stringify(result)).not.toContain('"met"');
  expect(renderSweep(result, 'text')).not.toContain('met with');
});

test('a draw that makes no valid scenario at one point refuses the grid before anything was run', async () => {
  const law = '{lognormal: {median: {between: [1ms, 3ms]}, p99: $slowest}}';
  const text = queue
    .replace('{exponential: {between: [800us, 1250us]}}', law)
    .replace('{rate: 100/s}', '{rate: 100/s, slowest: 9ms}');
  const checked = await sweepScenario(text, [{ parameter: 'slowest', values: ['9ms', '3100us'] }]);
  expect(checked).toMatchObject({ ok: false, problems: [{ found: expect.stringContaining('(at slowest=3100us)') }] });
});

test('one and two threads give the same bytes', async () => {
  const small = queue.replace('duration: 2s', 'duration: 1s');
  const alone = jsonText(await swept(small));
  let now = 0;
  const clock = () => {
    now += 1000;
    return now;
  };
  const threads: { end(): void }[] = [];
  const pool = new ThreadPool({ now: clock, started: (thread) => threads.push(thread) });
  expect(jsonText(await swept(small, { pool, workers: 2 })) === alone).toBe(true);
  for (const thread of threads) thread.end();
});
