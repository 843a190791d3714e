/** run_scenario with uncertain inputs and observed values: both are in the answer, and an interval may come with the call. */
import { expect, test } from 'vitest';
import { quickScenario } from '../cli/command.ts';
import { connect } from './connection.ts';

const scenario = quickScenario('queue', 'responseTime mean < 2ms')
  .replace('duration: 2s', 'duration: 1s, draws: 14')
  .replace('exponential: 1ms', 'exponential: {between: [1ms, 2ms]}')
  .replace('expect:', 'observed: {responseTime: {mean: 9ms, source: own}}\nexpect:');

test('the answer says how likely the expectation is met, and what was observed', async () => {
  const { call } = await connect();
  const parameters = { rate: '{between: [50/s, 100/s]}' };
  const { isError, text, structured } = await call('run_scenario', { scenario, replications: 2, parameters });
  expect(isError, text).toBe(false);
  expect(structured.uncertainty.inputs.map(({ path }: { path: string }) => path)).toEqual([
    'parameters.rate',
    'workload[0].service.exponential',
  ]);
  expect(structured.uncertainty.expectations).toHaveLength(1);
  expect(structured.observed).toMatchObject([{ metric: 'responseTime', observed: 9, inside: false }]);
  expect(structured.findings.map(({ code }: { code: string }) => code)).toContain('observed-outside');
});

test('a comparison says how likely b is better, without the single draws', async () => {
  const { call } = await connect();
  const { isError, text, structured } = await call('compare_designs', {
    a: { scenario: scenario.replace('members: 1,', 'members: 1, units: {threads: 1},') },
    b: { parameters: { rate: '600/s' } },
    replications: 2,
  });
  expect(isError, text).toBe(false);
  const { uncertainty } = structured;
  expect(uncertainty.draws).toBe(14);
  expect(uncertainty.inputs).toMatchObject([{ path: 'workload[0].service.exponential', of: 'both' }]);
  expect(uncertainty.differences).toMatchObject([{ metric: 'responseTime', probability: 0 }]);
  expect(uncertainty).not.toHaveProperty('samples');
});

test('a search takes the probability that is demanded', async () => {
  const { call } = await connect();
  const search = { scenario, grid: { rate: ['50/s', '400/s'] }, vary: [] };
  const { isError, text, structured } = await call('find_design', { ...search, confidence: 0.5 });
  expect(isError, text).toBe(false);
  expect(structured.confidence).toBe(0.5);
  expect(structured.winner.met.probability).toBeGreaterThanOrEqual(0.5);
  expect((await call('find_design', { ...search, confidence: 1.5 })).isError).toBe(true);
});
