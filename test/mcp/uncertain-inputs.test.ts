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
