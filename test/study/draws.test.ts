/** What draws of uncertain inputs cost, and what is left of them: the event budget, and the draws one by one. */
import { describe, expect, test } from 'vitest';
import { runScenario } from '../../simulator/api.ts';
import type { RunResult } from '../../simulator/model/result.ts';
import { conciseResult } from '../../simulator/report/json.ts';
import { affordable, costAtMedians } from '../../simulator/study/draw-budget.ts';
import { quickScenario } from '../cli/command.ts';

const queue = (settings: string) =>
  quickScenario('queue', 'responseTime mean < 2ms')
    .replace('members: 1,', 'members: 1, units: {threads: 1},')
    .replace('exponential: 1ms', 'exponential: {between: [800us, 1200us]}')
    .replace('rate: 100/s', 'rate: 500/s')
    .replace(/run: .*/, `run: {duration: 2s, warmup: 0s, seed: 5, ${settings}}`);

async function result(text: string): Promise<RunResult> {
  const checked = await runScenario(text);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.value.result;
}

describe('the event budget', () => {
  test('pays for all draws with five replications each when it is ample', async () => {
    const { uncertainty } = await result(queue('replications: auto'));
    expect(uncertainty).toMatchObject({ draws: 40, replications: 5 });
    expect(uncertainty).not.toHaveProperty('shortened');
  });

  test('takes replications from each draw before it takes draws, and the answer says so', async () => {
    const tight = await result(queue('replications: auto, eventBudget: 400000'));
    expect(tight.uncertainty!.draws).toBe(40);
    expect(tight.uncertainty!.replications).toBeLessThan(5);
    expect(tight.uncertainty!.shortened).toContain('40 of 40 draws');
    const spent = await result(queue('replications: auto, eventBudget: 20000'));
    expect(spent.uncertainty).toMatchObject({ draws: 12, replications: 1 });
    expect(spent.uncertainty!.shortened).toContain('12 of 40 draws, with 1 of 5 replications each');
    expect(spent.uncertainty!.samples!.inputs[0]!.values).toHaveLength(12);
  });

  test('leaves half of itself to the replications at the medians', async () => {
    // A precision that nothing reaches, so that `auto` spends all it has.
    const text = queue('replications: auto, precision: 0.01%, eventBudget: 400000');
    const without = text.replace('{between: [800us, 1200us]}', '979796ns');
    const [drawn, plain] = [await result(text), await result(without)];
    expect(drawn.replications).toBeGreaterThanOrEqual(plain.replications / 2 - 1);
    expect(drawn.replications).toBeLessThanOrEqual(plain.replications / 2 + 1);
  });

  test('counts the pilots of the warm-up, which every draw makes for itself', () => {
    const summaries = [{ events: 90 }, { events: 110 }] as never;
    const cost = costAtMedians({ summaries, warmUp: { events: 50 } as never });
    expect(cost).toEqual({ pilots: 50, replication: 100 });
    const draw = { values: {}, seed: 1 };
    const plan = { draws: new Array(20).fill(draw), replications: 5, positions: [new Array(20).fill(0)] };
    // 20 draws of 50 + 3 × 100 events are 7000.
    expect(affordable(plan, cost, 7000)).toMatchObject({ replications: 3, draws: { length: 20 } });
    expect(affordable(plan, cost, 6999)).toMatchObject({ replications: 2, draws: { length: 20 } });
    expect(affordable(plan, cost, 2250)).toMatchObject({ replications: 1, draws: { length: 15 } });
    expect(affordable(plan, cost, 0)).toMatchObject({ replications: 1, draws: { length: 12 } });
  });
});

describe('the draws one by one', () => {
  test('are columns with the value of each input and whether the expectation was met, and count up to its probability', async () => {
    const { uncertainty } = await result(queue('replications: 5'));
    const { inputs, expectations } = uncertainty!.samples!;
    expect(inputs).toMatchObject([{ path: 'workload[0].service.exponential', unit: 'ms' }]);
    const { values } = inputs[0]!;
    // Of 40 draws two are beyond each end of a 90 % interval.
    expect(values.filter((value) => value < 0.8)).toHaveLength(2);
    expect(values.filter((value) => value > 1.2)).toHaveLength(2);
    const { estimates, met } = expectations[0]!;
    expect(met.filter(Boolean).length / 40).toBe(uncertainty!.expectations[0]!.probability);
    expect(met).toEqual(estimates.map((estimate) => estimate! < 2));
  });

  test('are at most 200, and none in the short form', async () => {
    const found = await result(queue('replications: 1, draws: 210'));
    expect(found.uncertainty!.draws).toBe(210);
    expect(found.uncertainty!.samples!.inputs[0]!.values).toHaveLength(200);
    expect(found.uncertainty!.samples!.expectations[0]!.met).toHaveLength(200);
    expect(conciseResult(found).uncertainty).not.toHaveProperty('samples');
  });
});
