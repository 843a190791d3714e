/** The exit code is what a build acts on: which one, and which first when several apply. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runScenario } from '../../simulator/api.ts';
import { ImpossibleState } from '../../simulator/kernel/invariant.ts';
import { failing, folder, invalid, passing, sba, unexercised } from './command.ts';

let place: ReturnType<typeof folder>;
beforeAll(() => {
  place = folder({ 'pass.yaml': passing, 'fail.yaml': failing, 'vacuous.yaml': unexercised, 'invalid.yaml': invalid });
});
afterAll(() => place.remove());

const run = (...words: readonly string[]) => sba(['run', ...words], { directory: place.path });

describe('sba run ends with', () => {
  test.each([
    [0, ['pass.yaml']],
    [1, ['fail.yaml']],
    [2, ['vacuous.yaml']],
    [65, ['invalid.yaml']],
    [65, ['absent.yaml']],
    [1, ['pass.yaml', 'fail.yaml']],
    [1, ['vacuous.yaml', 'fail.yaml']],
    [2, ['pass.yaml', 'vacuous.yaml']],
    [65, ['fail.yaml', 'invalid.yaml']],
    [65, ['pass.yaml', 'invalid.yaml']],
    [99, ['fail.yaml', '--fail-code', '99']],
    [0, ['pass.yaml', '--fail-code', '99']],
    [65, ['fail.yaml', 'invalid.yaml', '--fail-code', '99']],
    [64, []],
    [64, ['pass.yaml', '--fail-code', '65']],
    [64, ['pass.yaml', '--fail-code', '0']],
    [64, ['pass.yaml', '--fail-code', '256']],
    [64, ['pass.yaml', '--replications', '0']],
    [64, ['pass.yaml', '--seed', '-1']],
    [64, ['pass.yaml', '--param', 'rate']],
    [64, ['pass.yaml', '--format', 'xml']],
    [64, ['pass.yaml', '--quiet', '--verbose']],
    [65, ['pass.yaml', '--param', 'raet=5/s']],
    [65, ['pass.yaml', '--param', 'rate=5']],
  ])('%i for %j', async (code, words) => {
    expect((await run(...words)).code).toBe(code);
  });
});

test('an invalid file is told on standard error with line and suggestion, and the others still run', async () => {
  const { stdout, stderr } = await run('invalid.yaml', 'pass.yaml', '--format', 'json');
  expect(stderr).toMatch(/invalid\.yaml:5:\d+: design\.membrs: found .*did you mean "members"\?/);
  const report = JSON.parse(stdout) as {
    verdict: string;
    results: { scenario: { name: string } }[];
    refused: { source: string }[];
  };
  expect(report.results.map(({ scenario }) => scenario.name)).toEqual(['passes']);
  expect(report.refused.map(({ source }) => source)).toEqual(['invalid.yaml']);
  expect(report.verdict).not.toBe('pass');
});

test('an empty selection is 65 and never 0', async () => {
  const empty = folder({ 'readme.txt': '', 'scenario.schema.json': '{}' });
  const { code, stdout, stderr } = await sba(['run', '.'], { directory: empty.path });
  expect([code, stdout]).toEqual([65, '']);
  expect(stderr).toContain('a directory without scenarios');
  empty.remove();
});

describe('an impossible state', () => {
  const simulate: typeof runScenario = async (text, options) => {
    if (options?.source === 'fail.yaml') throw new ImpossibleState('two primaries of partition 7', 1_500_000_000, 42);
    return runScenario(text, options);
  };

  test('is 70 above everything, with time, event, seed and the command that does it again', async () => {
    const { code, stderr, stdout } = await sba(
      ['run', 'fail.yaml', 'invalid.yaml', 'pass.yaml', '--param', 'rate=50/s', '--format', 'json'],
      { directory: place.path, simulate },
    );
    expect(code).toBe(70);
    for (const words of [
      'two primaries of partition 7',
      'simulated time: 1.5 s',
      'event: 42',
      'seed: 5',
      'reproduce: sba run fail.yaml --param rate=50/s',
    ])
      expect(stderr).toContain(words);
    expect((JSON.parse(stdout) as { results: unknown[] }).results).toHaveLength(1);
  });

  test('in a command line that does not simulate is 70, too', async () => {
    const { code, stderr } = await sba(['run', '-'], {
      get input(): string {
        throw new Error('standard input is gone');
      },
    });
    expect(code).toBe(70);
    expect(stderr).toContain('internal error: standard input is gone');
  });
});

describe('an interrupt', () => {
  const interruptedAt = (replication: number) => {
    const controller = new AbortController();
    const simulate: typeof runScenario = (text, options) =>
      runScenario(text, {
        ...options,
        progress: ({ done }) => {
          if (done >= replication) controller.abort();
        },
      });
    return { directory: place.path, signal: controller.signal, simulate };
  };

  test('writes the partial result, marked and without run id, leaves the rest unrun, and is 130', async () => {
    const { code, stdout } = await sba(['run', 'pass.yaml', 'fail.yaml', '--format', 'json'], interruptedAt(1));
    expect(code).toBe(130);
    const report = JSON.parse(stdout) as {
      summary: string;
      verdict: string;
      results: { runId?: string; replications: number }[];
      notRun: string[];
    };
    expect(report.notRun).toEqual(['fail.yaml']);
    expect(report.results[0]!.runId).toBeUndefined();
    expect(report.results[0]!.replications).toBeLessThan(3);
    expect(report.verdict).not.toBe('pass');
    expect(report.summary).toContain('interrupted');
  });

  test('leaves no record drafted', async () => {
    const { code, stdout } = await sba(['draft', 'adr', 'pass.yaml'], interruptedAt(1));
    expect([code, stdout]).toEqual([130, '']);
  });

  test('a saved partial result is refused as evidence', async () => {
    const { stdout } = await sba(['run', 'pass.yaml', '--format', 'json'], interruptedAt(1));
    const drafted = await sba(['draft', 'adr', '-'], { input: stdout });
    expect([drafted.code, drafted.stdout]).toEqual([65, '']);
    expect(drafted.stderr).toContain('a partial result without a run id');
  });
});

describe('--out', () => {
  test('holds the result, and standard output stays empty', async () => {
    const { code, stdout } = await run('pass.yaml', '--format', 'junit', '--out', 'sba.xml');
    expect([code, stdout]).toEqual([0, '']);
    expect(readFileSync(join(place.path, 'sba.xml'), 'utf8')).toContain('<testsuites');
  });

  test('is checked before the work: no folder, a folder, a scenario', async () => {
    let simulated = false;
    const simulate: typeof runScenario = (text, options) => {
      simulated = true;
      return runScenario(text, options);
    };
    for (const out of ['missing/x.json', '.', 'pass.yaml']) {
      const { code, stderr } = await sba(['run', 'pass.yaml', '--out', out], { directory: place.path, simulate });
      expect([out, code]).toEqual([out, 64]);
      expect(stderr).toContain('--out');
    }
    expect(simulated).toBe(false);
    expect(existsSync(join(place.path, 'missing'))).toBe(false);
    expect(readFileSync(join(place.path, 'pass.yaml'), 'utf8')).toBe(passing);
  });
});
