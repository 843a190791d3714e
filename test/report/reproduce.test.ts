/** The command under a report makes the same result again. */
import { expect, test } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { reproduceCommand } from '../../simulator/report/reproduce.ts';
import { runIdOf } from '../../simulator/study/run-result.ts';
import { crashResult, crashText } from './crash-result.ts';

test('the command holds seed, replications and every parameter, and quotes what a shell would take apart', () => {
  expect(reproduceCommand(crashResult, 'scenarios/primary-crash.yaml')).toBe(
    'sba run scenarios/primary-crash.yaml --seed 7 --replications 20 --param timeout=2s --param promise=5s',
  );
  const odd = { ...crashResult, scenario: { ...crashResult.scenario, parameters: { note: "it's $5" } } };
  expect(reproduceCommand(odd, 'my file.yaml')).toBe(
    "sba run 'my file.yaml' --seed 7 --replications 20 --param 'note=it'\\''s $5'",
  );
});

test('replications that auto found are asked for as auto again, because the run id stands for the rule', () => {
  const parsed = parseScenario(crashText, { source: 'x' });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const runId = runIdOf(parsed.value, { seed: 7, replications: 'auto' });
  expect(reproduceCommand({ ...crashResult, runId }, 'x.yaml')).toContain('--replications auto');
});

test('a text that came from nowhere is run from the file named like the scenario', () => {
  expect(reproduceCommand(crashResult, '-')).toContain('sba run primary-crash.yaml ');
  expect(reproduceCommand(crashResult)).toContain('sba run primary-crash.yaml ');
});
