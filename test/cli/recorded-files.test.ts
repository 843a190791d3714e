/** The command line reads the files that a scenario names, beside the scenario; nobody else does. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../mcp/connection.ts';
import { folder, passing, sba } from './command.ts';

const scenario = passing.replace('rate: $rate', 'arrivals: {recorded: {file: log.csv, unit: ms}}');

let place: ReturnType<typeof folder>;
beforeAll(() => {
  place = folder({
    'good.yaml': scenario,
    'log.csv': '1\n10\n1000\n',
    'bad.yaml': scenario.replace('log.csv', 'wrong.csv'),
    'wrong.csv': '1\nten\n5000\n',
    'lost.yaml': scenario.replace('log.csv', 'lost.csv'),
  });
});
afterAll(() => place.remove());

test('run takes the times from the file, wherever it is called', async () => {
  const { code, stdout } = await sba(['run', `${place.path}/good.yaml`, '--format', 'json'], { directory: '/' });
  expect(code).toBe(0);
  const { metrics, scenario: used } = JSON.parse(stdout) as {
    metrics: Record<string, { mean: number }>;
    scenario: { files: { file: string; text: string }[] };
  };
  expect(metrics.attempts!.mean).toBe(3);
  expect(used.files).toMatchObject([{ file: 'log.csv', text: '1\n10\n1000\n' }]);
});

test('a scenario on standard input has its files in the present folder', async () => {
  const { code } = await sba(['validate', '-'], { directory: place.path, input: scenario });
  expect(code).toBe(0);
});

test('what is wrong in the file is told with its line, by validate and by run', async () => {
  for (const verb of ['validate', 'run']) {
    const { code, stderr } = await sba([verb, 'bad.yaml'], { directory: place.path });
    expect(code).toBe(65);
    expect(stderr).toContain('wrong.csv:2: workload[0].arrivals.recorded: found "ten"');
    expect(stderr).toContain('wrong.csv:3: workload[0].arrivals.recorded: found 5000');
  }
});

test('a file that is not there is told at the line that names it', async () => {
  const { code, stderr } = await sba(['validate', 'lost.yaml'], { directory: place.path });
  expect(code).toBe(65);
  expect(stderr).toMatch(/lost\.yaml:7:\d+: .*found lost\.csv: no such file or directory/);
});

test('the MCP server reads no file and says what to do instead', async () => {
  const connection = await connect();
  const { isError, text } = await connection.call('run_scenario', { scenario });
  expect(isError).toBe(true);
  expect(text).toContain('write the times into the scenario, or run it with the command line');
});
