/** Two designs whose inputs are uncertain: how likely one is better, what decides it, and that both meet the same draws. */
import { describe, expect, test } from 'vitest';
import { compareScenarios, jsonText, renderComparison, runScenario, ThreadPool } from '../../simulator/api.ts';
import type { ComparedDraws } from '../../simulator/model/compared-draws.ts';
import type { ComparisonResult } from '../../simulator/model/comparison.ts';
import { quickScenario } from '../cli/command.ts';

const uncertain = (...expectations: readonly string[]) =>
  quickScenario('queue', ...expectations)
    .replace('members: 1,', 'members: 1, units: {threads: 1},')
    .replace('exponential: 1ms', 'exponential: {between: [800us, 1250us]}')
    .replace('rate: 100/s', 'rate: 400/s')
    .replace(/run: .*/, 'run: {duration: 2s, warmup: 500ms, replications: 3, seed: 5}');
const queue = uncertain('responseTime mean < 3ms');

async function compared(
  a: string,
  b: string,
  options: Parameters<typeof compareScenarios>[2] = {},
): Promise<ComparisonResult> {
  const checked = await compareScenarios({ text: a, source: 'a' }, { text: b, source: 'b' }, options);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  expect(checked.value.complete).toBe(true);
  return checked.value.result;
}
const draws = async (a: string, b: string): Promise<ComparedDraws> => (await compared(a, b)).uncertainty!;

describe('a design beside itself', () => {
  test('is equal in every draw: both have the same values and the same chances', async () => {
    const { summary, uncertainty } = await compared(queue, queue);
    const found = uncertainty!;
    expect(found.inputs).toMatchObject([{ path: 'workload[0].service.exponential', of: 'both' }]);
    expect(found.differences).toHaveLength(1);
    expect(found.differences[0]).toMatchObject({ probability: 0, aBetter: 0, same: 1, p5: 0, p95: 0 });
    expect(found.a).toEqual(found.b);
    const [one, other] = found.samples!.inputs;
    expect(one!.values).toEqual(other!.values);
    expect(summary).toContain('both are the same in all of it');
  });

  test('has the probabilities that a run of it alone has', async () => {
    const limited = uncertain('responseTime mean < 1800us');
    const alone = await runScenario(limited);
    if (!alone.ok) throw new Error('refused');
    const { uncertainty } = alone.value.result;
    const found = await draws(limited, limited);
    const { probability } = uncertainty!.expectations[0]!;
    expect(found.a.expectations[0]!.probability).toBe(probability);
    expect(probability).toBeGreaterThan(0.2);
    expect(probability).toBeLessThan(0.8);
  });
});

describe('the probability that B is better', () => {
  test('is certain when B serves in nine tenths of the time, whatever the service time is', async () => {
    const text = queue.replace('exponential: {between: [800us, 1250us]}', 'exponential: $service');
    const serving = (service: string) => text.replace('rate: 400/s', `rate: 400/s, service: "${service}"`);
    // The same parameter with another interval: the same quantile of each, so B is faster in every draw.
    const found = await draws(
      serving('1ms').replace('"1ms"', '{between: [800us, 1250us]}'),
      serving('1ms').replace('"1ms"', '{between: [720us, 1125us]}'),
    );
    expect(found.inputs).toMatchObject([{ path: 'parameters.service', of: 'both' }]);
    expect(found.differences[0]).toMatchObject({ metric: 'responseTime', probability: 1, aBetter: 0 });
    expect(found.differences[0]!.low).toBeGreaterThan(0.9);
    // Two intervals have no common value at which the answer could flip.
    expect(found.differences[0]!.inputs[0]).not.toHaveProperty('flips');
  });

  test('is the one that its own input is below that of A, which decides, with the value at which it flips', async () => {
    // A serves in exactly 1 ms on average; B is better when its own uncertain time is below that: half of the draws.
    const fixed = queue.replace('{between: [800us, 1250us]}', '1ms');
    const result = await compared(fixed, queue);
    const [row] = result.uncertainty!.differences;
    expect(result.uncertainty!.inputs).toMatchObject([{ path: 'workload[0].service.exponential', of: 'b' }]);
    expect(Math.abs(row!.probability - 0.5)).toBeLessThan(0.051);
    expect(row!.probability + row!.aBetter).toBeCloseTo(1, 12);
    expect(row!.inputs[0]!.share).toBeGreaterThan(0.9);
    expect(row!.inputs[0]!.flips!.holds).toBe('below');
    expect(Math.abs(Number.parseFloat(row!.inputs[0]!.flips!.at) - 1000)).toBeLessThan(30);
    expect(result.uncertainty!.measureFirst!.path).toBe('workload[0].service.exponential');
    // At the medians nobody is better: only the draws say that it matters.
    expect(result.verdict).toBe('no difference seen');
    expect(result.summary).toContain('Over 40 draws of the uncertain inputs B is better in responseTime mean with');
    expect(renderComparison(result, 'text')).toContain('B better below');
    expect(renderComparison(result, 'markdown')).toContain('| B better | 95 % interval |');
  });

  test('goes against B where the expectation asks for more and B gives less', async () => {
    const wanted = uncertain('throughput > 10/s');
    const found = await draws(wanted, wanted.replace('rate: 400/s', 'rate: 200/s'));
    expect(found.differences.find(({ asked }) => asked)).toMatchObject({ probability: 0, aBetter: 1 });
  });
});

describe('inputs of the two', () => {
  test('are the same where what they belong to has the same name, wherever it stands', async () => {
    const second = '  - {name: other, rate: 10/s, service: {exponential: {between: [1ms, 2ms]}}}\n';
    const both = queue.replace('run:', `${second}run:`);
    const [, first] = /( {2}- \{name: load.*\n)/.exec(queue)!;
    const turned = both.replace(first!, '').replace(second, `${second}${first}`);
    const found = await draws(both, turned);
    expect(found.inputs.map(({ of }) => of)).toEqual(['both', 'both']);
    expect(found.differences[0]!.same).toBe(1);
  });

  test('of different names at the same place are each its own', async () => {
    const found = await draws(queue, queue.replace('name: load', 'name: another'));
    expect(found.inputs).toMatchObject([
      { path: 'workload[0].service.exponential', of: 'a' },
      { path: 'b/workload[0].service.exponential', of: 'b' },
    ]);
    const [one, other] = found.samples!.inputs;
    expect(one!.values).not.toEqual(other!.values);
  });
});

test('one and two threads give the same bytes', async () => {
  const few = queue.replace('seed: 5', 'seed: 5, draws: 12');
  const slower = few.replace('members: 1,', 'members: 2,');
  const alone = jsonText(await compared(few, slower));
  let now = 0;
  const threads: { end(): void }[] = [];
  const clock = () => {
    now += 1000;
    return now;
  };
  const pool = new ThreadPool({ now: clock, started: (thread) => threads.push(thread) });
  expect(jsonText(await compared(few, slower, { pool, workers: 2 })) === alone).toBe(true);
  expect(threads.length).toBeGreaterThan(0);
  for (const thread of threads) thread.end();
});

test('a comparison that is ended among its draws is partial, and half of both budgets is for the draws', async () => {
  const stop = new AbortController();
  const progress = ({ message }: { message: string }) => {
    if (message.startsWith('draw 3 ')) stop.abort();
  };
  const checked = await compareScenarios(
    { text: queue, source: 'a' },
    { text: queue, source: 'b' },
    { signal: stop.signal, progress },
  );
  if (!checked.ok) throw new Error('refused');
  expect(checked.value.complete).toBe(false);
  expect(checked.value.result).not.toHaveProperty('comparisonId');
  expect(checked.value.result).not.toHaveProperty('uncertainty');
  const poor = queue.replace('seed: 5', 'seed: 5, eventBudget: 20000');
  expect(await draws(poor, poor)).toMatchObject({
    draws: 12,
    replications: 1,
    shortened: expect.stringContaining('12 of 40'),
  });
});
