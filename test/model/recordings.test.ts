/** Recorded times in a file: another way of writing them, and every mistake in it at its line. */
import { describe, expect, test } from 'vitest';
import { runScenario } from '../../simulator/api.ts';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { scenarioOfResult } from '../../simulator/model/scenario-of-result.ts';
import { reproduceCommand } from '../../simulator/report/reproduce.ts';

const scenario = (recorded: string, more = '') => `apiVersion: sba/v1
name: recorded
question: Does one unit keep up with the log?
design: {members: 1, backups: 0, network: none, maps: []}
workload:
  - {name: log, arrivals: {recorded: ${recorded}}, service: {exponential: 1ms}}
${more}run: {duration: 2s, warmup: 0s, replications: 3, seed: 5}
`;

const reading = (text: string) => () => ({ text, source: 'logs/arrivals.csv' });

function parsed(recorded: string, text: string) {
  const checked = parseScenario(scenario(recorded), { source: 's.yaml', files: reading(text) });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.value;
}

function problems(recorded: string, text: string): readonly string[] {
  const checked = parseScenario(scenario(recorded), { source: 's.yaml', files: reading(text) });
  if (checked.ok) return [];
  return checked.problems.map(
    ({ source, line, found, expected, suggestion }) => `${source}:${line}: ${found} | ${expected} | ${suggestion}`,
  );
}

describe('a file of times is the scenario with the times written in it', () => {
  const written = parsed('[1ms, 5ms, 1500ms]', '');

  test.each([
    ['a unit in the scenario', '{file: a.csv, unit: ms}', '1\n5\n1500\n'],
    ['units in the file', '{file: a.csv}', '1ms\n5 ms\n1.5s'],
    [
      'a heading, comments, empty lines, line ends of Windows',
      '{file: a.csv, unit: s}',
      '# log\r\nat\r\n\r\n0.001\r\n0.005\r\n1.5\r\n',
    ],
    ['a column of several', '{file: a.csv, unit: us, column: at}', 'path,at\n/a,1000\n/b,5000\n/c,1_500_000\n'],
  ])('%s', (_, recorded, text) => {
    const { scenario: read, canonical, digest } = parsed(recorded, text);
    expect(read.workload[0]?.arrivals).toEqual({ kind: 'recorded', times: [1e6, 5e6, 1.5e9] });
    expect([canonical, digest]).toEqual([written.canonical, written.digest]);
  });

  test('times of a clock begin with the first and keep every nanosecond', () => {
    const { scenario: read } = parsed(
      '{file: a.csv, unit: s, times: clock}',
      '1700000000.123456789\n1700000000.123456790\n',
    );
    expect(read.workload[0]?.arrivals).toEqual({ kind: 'recorded', times: [0, 1] });
  });

  test('another time in it is another scenario', () => {
    expect(parsed('{file: a.csv, unit: ms}', '1\n5\n1501\n').digest).not.toBe(written.digest);
  });
});

describe('mistakes', () => {
  test('all at once, each with its line', () => {
    const found = problems('{file: a.csv, unit: ms}', 'time\n5\nsoon\n3\n7s\n2000\n2500\n');
    expect(found).toEqual([
      'logs/arrivals.csv:3: "soon" | a number of ms without a sign | undefined',
      'logs/arrivals.csv:4: 3, after 5 | times in ascending order | sort the lines',
      'logs/arrivals.csv:5: "7s" | a number of ms without a sign | leave the unit out, or leave out unit: ms',
      'logs/arrivals.csv:6: 2000 | times before the end of the run (2s) | leave this line and those below out, or take a longer run.duration',
    ]);
  });

  test.each([
    ['nothing in it', '{file: a.csv, unit: ms}', '\n# only a comment\n', /no times/],
    ['only a heading', '{file: a.csv, unit: ms}', 'time\n', /a heading without times/],
    ['too many', '{file: a.csv, unit: ns}', '1\n'.repeat(1_000_001), /1000001 times \| at most 1000000/],
    ['no unit anywhere', '{file: a.csv}', '12\n', /:1: "12" \| a time with its unit.*add unit: s/],
    ['below zero', '{file: a.csv, unit: ms}', '-12\n', /:1: "-12" \| a number of ms without a sign/],
    ['several columns and no choice', '{file: a.csv, unit: ms}', 'at,path\n1,/\n', /2 columns.*add column: at/],
    [
      'a column that is not there',
      '{file: a.csv, unit: ms, column: atx}',
      'at,path\n1,/\n',
      /the columns at, path.*did you mean "at"/,
    ],
    ['times of a clock taken for offsets', '{file: a.csv, unit: s}', '1700000000\n', /times: clock/],
  ])('%s', (_, recorded, text, message) => {
    expect(problems(recorded, text).join('\n')).toMatch(message);
  });

  test('of a thousand wrong lines the first are shown', () => {
    const found = problems('{file: a.csv, unit: ms}', 'x1\ny\n'.repeat(500));
    expect(found).toHaveLength(21);
    expect(found.at(-1)).toContain('more lines that do not fit');
  });

  test('they come together with those of the scenario', () => {
    const text = scenario('{file: a.csv, unit: ms}', '  - {name: other, rte: 1/s}\n');
    const checked = parseScenario(text, { source: 's.yaml', files: reading('x\ny\n') });
    expect(checked.ok ? [] : checked.problems.map(({ source }) => source)).toEqual([
      's.yaml',
      's.yaml',
      'logs/arrivals.csv',
    ]);
  });

  test.each(['https://example.org/a.csv', 'file:///etc/passwd', '/var/log/a.csv', 'C:\\\\logs\\\\a.csv'])(
    'a place that is not beside the scenario: %s',
    (name) => {
      expect(problems(`{file: "${name}", unit: ms}`, '1\n').join()).toContain('relative to its folder');
    },
  );

  test('where files are not read, it says what to do instead', () => {
    const checked = parseScenario(scenario('{file: a.csv, unit: ms}'), { source: 's.yaml' });
    expect(checked).toMatchObject({
      ok: false,
      problems: [
        { line: 6, path: 'workload[0].arrivals.recorded.file', suggestion: expect.stringContaining('sba run FILE') },
      ],
    });
  });
});

test('a result carries its files, so that it can be run again from itself alone', async () => {
  const text = scenario('{file: a.csv, unit: ms}').replace('replications: 3', 'replications: auto');
  const run = await runScenario(text, { files: reading('1\n5\n1500\n') });
  if (!run.ok) throw new Error(JSON.stringify(run.problems));
  const { result } = run.value;
  expect(result.scenario.files).toMatchObject([{ file: 'a.csv', digest: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  expect(scenarioOfResult(result.scenario)?.digest).toBe(result.scenario.digest);
  expect(reproduceCommand(result)).toContain('--replications auto');
});
