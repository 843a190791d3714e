/** One scenario over a grid of parameter values, through scenario text and the command line. */
import { describe, expect, test } from 'vitest';
import { parseGrid, sweepScenario } from '../../simulator/api.ts';
import type { SweepResult } from '../../simulator/model/sweep.ts';
import { breakEvensOf } from '../../simulator/study/crossings.ts';
import { pointsOf } from '../../simulator/study/grid.ts';
import { folder, quickScenario, sba } from '../cli/command.ts';

const single = (text: string) =>
  text
    .replace('members: 1,', 'members: 1, units: {threads: 1},')
    .replace(/run: .*/, 'run: {duration: 15s, warmup: 2s, replications: 5, seed: 2}');
const queue = single(quickScenario('queue', 'responseTime p99 < 20ms'));

async function swept(text: string, grids: readonly string[], show: readonly string[] = []): Promise<SweepResult> {
  const axes = parseGrid(grids);
  if ('wrong' in axes) throw new Error(axes.wrong);
  const checked = await sweepScenario(text, axes, { show });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.value.result;
}

describe('a grid', () => {
  test('is a list of values, or values evenly apart with both ends; several make every combination', () => {
    expect(parseGrid(['rate=100/s,2k/s', 'members=3..9:3'])).toEqual([
      { parameter: 'rate', values: ['100/s', '2k/s'] },
      { parameter: 'members', values: ['3', '6', '9'] },
    ]);
    expect(parseGrid(['share=0.1%..0.3%:3'])).toEqual([{ parameter: 'share', values: ['0.1%', '0.2%', '0.3%'] }]);
    const points = pointsOf(parseGrid(['a=1,2', 'b=x,y']) as never);
    expect(points).toEqual([
      { a: '1', b: 'x' },
      { a: '1', b: 'y' },
      { a: '2', b: 'x' },
      { a: '2', b: 'y' },
    ]);
  });

  test.each([
    ['rate', 'expected NAME=VALUE'],
    ['rate=1,,2', 'missing between two commas'],
    ['rate=1/s,1/s', 'twice'],
    ['rate=1s..5m:3', 'the same unit'],
    ['rate=1s..5s:1', 'a range has 2 to'],
    ['rate=5s..5s:3', 'the same'],
    ['rate=1..5000:5000', 'a range has 2 to'],
  ])('refuses %s', (written, why) => {
    expect(parseGrid([written])).toMatchObject({ wrong: expect.stringContaining(why) });
  });

  test('of more points than anybody reads is refused before anything is run', () => {
    expect(parseGrid(['a=1..30:30', 'b=1..30:30'])).toMatchObject({ wrong: expect.stringContaining('900 points') });
  });
});

describe('the knee', () => {
  test('of an M/M/1 queue lies where ln 100 / (μ − λ) is the promise, with the threads busy to λ / μ', async () => {
    const long = queue.replace(
      'duration: 15s, warmup: 2s, replications: 5',
      'duration: 60s, warmup: 5s, replications: 10',
    );
    const { knees, points } = await swept(long, ['rate=740/s..800/s:4']);
    const exact = 1000 - Math.log(100) / 0.02;
    expect(points.map(({ verdict }) => verdict)).toContain('fail');
    expect(knees).toHaveLength(1);
    const { at, low, high, utilisation, between } = knees[0]!;
    expect(Math.abs(at - exact)).toBeLessThan(0.01 * exact);
    expect([low!, high!].sort((x, y) => x - y)[0]).toBeLessThan(at);
    expect([low!, high!].sort((x, y) => x - y)[1]).toBeGreaterThan(at);
    expect(utilisation).toBeCloseTo(at / 1000, 2);
    expect(between).toEqual(['760/s', '780/s']);
  });

  test('is not there when the promise is kept or broken everywhere', async () => {
    expect((await swept(queue, ['rate=100/s,200/s'])).knees).toEqual([]);
    expect((await swept(queue, ['rate=900/s,950/s'])).knees).toEqual([]);
  });

  test('is found for each value of the other parameters by itself', async () => {
    const two = queue.replace('threads: 1', 'threads: $threads').replace('{rate: 100/s}', '{rate: 100/s, threads: 1}');
    const { knees } = await swept(two, ['rate=600/s..1800/s:5', 'threads=1,2']);
    expect(knees.map(({ parameter, others }) => [parameter, others.threads])).toEqual(
      expect.arrayContaining([
        ['rate', '1'],
        ['rate', '2'],
      ]),
    );
    const [one, other] = ['1', '2'].map((threads) => knees.find(({ others }) => others.threads === threads)!.at);
    expect(other).toBeGreaterThan(1.9 * one!);
  });
});

test('the break-even of two designs lies where their curves cross: one thread of 1 ms against three units by chance', async () => {
  // A route of its own for each design: W = 1 / (1000 − λ) for one, and a constant 2 ms behind a queue of many threads for the other.
  const designs = queue
    .replace('threads: 1', 'threads: $threads')
    .replace('exponential: 1ms', 'constant: 1ms')
    .replace('{rate: 100/s}', '{rate: 100/s, threads: 1}');
  // M/D/1: Wq = ρ / (2 (1 − ρ)) ms; with a second thread hardly any. The waits are equal nowhere, the busy shares differ by two.
  const { breakEvens, points } = await swept(designs, ['rate=200/s..800/s:3', 'threads=1,2'], ['utilisation mean']);
  expect(points).toHaveLength(6);
  expect(breakEvens.filter(({ of }) => of === 'threads')).toEqual([]);
});

test('two designs are equal where the difference of their curves is nothing, in straight lines between the points', () => {
  const axes = [
    { parameter: 'rate', values: ['100/s', '200/s', '400/s'] },
    { parameter: 'kind', values: ['grid', 'database'] },
  ];
  const values: Record<string, readonly number[]> = { grid: [5, 6, 8], database: [2, 4, 14] };
  const points = pointsOf(axes).map((parameters) => ({
    parameters,
    verdict: 'pass' as const,
    replications: 5,
    values: [{ estimate: values[parameters.kind!]![axes[0]!.values.indexOf(parameters.rate!)]! }],
  }));
  const found = breakEvensOf(axes, [{ text: 'responseTime mean', unit: 'ms' }], points);
  // The gap goes from −2 at 200/s to 6 at 400/s.
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ at: 250, between: ['200/s', '400/s'], designs: ['grid', 'database'], of: 'kind' });
});

describe('a sweep', () => {
  test('answers further questions with their intervals, and every point names its run', async () => {
    const { columns, points } = await swept(queue, ['rate=100/s,500/s'], ['utilisation mean', 'responseTime p50']);
    expect(columns.map(({ text }) => text)).toEqual([
      'responseTime p99 < 20ms',
      'utilisation mean',
      'responseTime p50',
    ]);
    for (const [index, share] of [0.1, 0.5].entries()) {
      const { estimate, low, high } = points[index]!.values[1]!;
      expect(low).toBeLessThan(estimate!);
      expect(high).toBeGreaterThan(estimate!);
      expect(Math.abs(estimate! - share)).toBeLessThan(0.01);
    }
    expect(new Set(points.map(({ runId }) => runId)).size).toBe(2);
  });

  test('tells everything that is wrong with its points and questions at once, and runs nothing', async () => {
    const axes = parseGrid(['rate=100/s,fast']);
    const checked = await sweepScenario(queue, axes as never, { show: ['responseTim p99', 'errorRatio p50'] });
    expect(checked.ok).toBe(false);
    const text = JSON.stringify(checked);
    for (const part of ['responseTim', 'errorRatio', 'rate=fast']) expect(text).toContain(part);
  });
});

describe('sba run --grid', () => {
  test('draws a table and a chart, and ends with the verdict of the worst point', async () => {
    const { path, remove } = folder({ 'queue.yaml': queue });
    try {
      const words = ['run', 'queue.yaml', '--grid', 'rate=700/s,900/s', '--replications', '5'];
      const { code, stdout } = await sba(words, { directory: path });
      expect(code).toBe(1);
      expect(stdout).toContain('●');
      expect(stdout).toContain('changes between rate = 700/s and 900/s');
      const json = await sba([...words, '--format', 'json'], { directory: path });
      expect(JSON.parse(json.stdout)).toMatchObject({ schemaVersion: 'sba/sweep/v1', verdict: 'fail' });
      const markdown = await sba([...words, '--format', 'markdown'], { directory: path });
      expect(markdown.stdout).toContain('| rate | verdict |');
    } finally {
      remove();
    }
  });

  test('refuses a parameter twice, an undeclared one, two files, and a format without tables', async () => {
    const { path, remove } = folder({ 'queue.yaml': queue, 'other.yaml': queue });
    try {
      const at = (...words: readonly string[]) => sba(['run', ...words], { directory: path });
      expect((await at('queue.yaml', '--grid', 'rate=1/s,2/s', '--param', 'rate=3/s')).code).toBe(64);
      expect((await at('queue.yaml', '--grid', 'rat=1/s,2/s')).code).toBe(65);
      expect((await at('queue.yaml', 'other.yaml', '--grid', 'rate=1/s,2/s')).code).toBe(64);
      expect((await at('queue.yaml', '--grid', 'rate=1/s,2/s', '--format', 'junit')).code).toBe(64);
      expect((await at('queue.yaml', '--show', 'utilisation mean')).code).toBe(64);
    } finally {
      remove();
    }
  });
});
