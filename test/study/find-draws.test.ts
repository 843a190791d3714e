/** The cheapest design when some inputs are uncertain: how likely it keeps its promises, and what demanding a probability costs. */
import { beforeAll, describe, expect, test } from 'vitest';
import { findDesign, jsonText, parseGrid, renderSearch, runScenario, ThreadPool } from '../../simulator/api.ts';
import type { SearchResult } from '../../simulator/model/design-search.ts';
import type { RunResult } from '../../simulator/model/result.ts';
import { isLost, mayFail } from '../../simulator/study/demanded-probability.ts';
import { folder, sba } from '../cli/command.ts';

/** A queue before threads: members cost, and how long a request takes is known to a factor of two. */
const queue = `
apiVersion: sba/v1
name: enough-threads
question: How many members?
parameters: {members: 1, rate: 300/s}
design: {members: $members, backups: 0, network: none, units: {threads: 1}, maps: []}
workload:
  - {name: load, rate: $rate, service: {exponential: {between: [4ms, 8ms]}}}
run: {duration: 2s, warmup: 200ms, replications: 5, seed: 5}
cost: {perMemberHour: 1}
expect: ["utilisation mean < 70%"]
`;

type Options = NonNullable<Parameters<typeof findDesign>[2]>;

async function found(text: string, grid: string, options: Options = {}): Promise<SearchResult> {
  const axes = parseGrid([grid]);
  if ('wrong' in axes) throw new Error(axes.wrong);
  const checked = await findDesign(text, axes, { vary: [], ...options });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.value.result;
}

/** A run of its own. */
async function runOf(members: string): Promise<RunResult> {
  const checked = await runScenario(queue, { parameters: { members } });
  if (!checked.ok) throw new Error('refused');
  return checked.value.result;
}

describe('a search at the medians', () => {
  let result: SearchResult;
  beforeAll(async () => {
    result = await found(queue, 'members=1..6:6');
  }, 60_000);

  test('says how likely its answer and the runner-up keep their promises, as the runs of them do that it names', async () => {
    const [answer, second] = [await runOf('3'), await runOf('4')];
    expect([result.winner!.runId, result.runnerUp!.runId]).toEqual([answer.runId, second.runId]);
    // 5.66 ms × 300/s = 1.7 busy threads: three members are busy to 57 %.
    expect(result.winner!.parameters).toEqual({ members: '3' });
    expect(result.winner!.met!.probability).toBe(answer.uncertainty!.probability);
    expect(result.runnerUp!.met!.probability).toBe(second.uncertainty!.probability);
    expect(result.runnerUp!.met!.probability).toBeGreaterThan(result.winner!.met!.probability);
    // 0.7 × 3 / 300/s = 7 ms, which is 1.01 standard deviations above the median: Φ = 0.844.
    expect(result.winner!.met!.low).toBeLessThan(0.844);
    expect(result.winner!.met!.high).toBeGreaterThan(0.844);
    expect(result.winner!.met!.measureFirst!.path).toBe('workload[0].service.exponential');
    expect(result.winner!.met!.expectations).toMatchObject([{ text: 'utilisation mean < 70%' }]);
  });

  test('tells it in the summary and in the report', () => {
    expect(result.summary).toMatch(/Over 40 draws .* every expectation with probability 8\d %/);
    expect(renderSearch(result, 'text')).toContain('likely: answer meets all with');
    expect(renderSearch(result, 'markdown')).toContain('likely: runner-up meets all with');
  });
});

describe('a demanded probability', () => {
  test('makes the cheapest design the one that keeps its promises in so many draws', async () => {
    const { winner, confidence, candidates, objective } = await found(queue, 'members=1..6:6', { confidence: 0.9 });
    expect(confidence).toBe(0.9);
    expect(objective).toContain('cost');
    expect(winner!.parameters).toEqual({ members: '4' });
    expect(winner!.met!.probability).toBeGreaterThanOrEqual(0.9);
    const three = candidates.find(({ parameters }) => parameters.members === '3')!;
    expect(three.fate).toBe('rejected');
    expect(three.because).toMatch(/5 of the first \d+ draws break a promise/);
    expect(three.expectation).toBe('utilisation mean < 70%');
  });

  test('that the cheapest design at the medians has changes nothing', async () => {
    expect((await found(queue, 'members=2..4:3', { confidence: 0.7 })).winner!.parameters).toEqual({ members: '3' });
  });

  test('below one half may find a design that fails at the medians', async () => {
    // Two members: below 4.67 ms, 0.92 standard deviations under the median, Φ = 0.18.
    const { winner } = await found(queue, 'members=2', { confidence: 0.1 });
    expect(winner!.parameters).toEqual({ members: '2' });
    expect(winner!.met!.probability).toBeGreaterThan(0.1);
  });

  test('is not refused by a closed form that holds at the medians and not in enough draws', async () => {
    // Two members are busy to 85 % at the median, beyond what the bound (0.9 of it) allows: refuted without a demand, not with a small one.
    const grid = 'members=1,2';
    const fateOf = async (options: Options) => (await found(queue, grid, options)).candidates.map(({ fate }) => fate);
    expect(await fateOf({})).toEqual(['refuted', 'refuted']);
    expect(await fateOf({ confidence: 0.1 })).toEqual(['refuted', 'passes']);
    const { candidates } = await found(queue, grid, { confidence: 0.9 });
    expect(candidates.map(({ fate }) => fate)).toEqual(['refuted', 'refuted']);
    expect(candidates[1]!.because).toContain('and so in at least 5 of 40 draws');
  });

  test('holds for the load up to which the answer is right', async () => {
    const options = { confidence: 0.9, vary: ['rate'] };
    const { changes, winner } = await found(
      queue.replace('duration: 2s', 'duration: 1s, draws: 12'),
      'members=4',
      options,
    );
    const [rate] = changes;
    expect(winner!.parameters).toEqual({ members: '4' });
    // At the medians 4 × 0.7 / 5.66 ms = 495/s would do; nine tenths of the draws are below 7.4 ms: 378/s.
    expect(rate!.holdsUpTo!).toBeGreaterThan(300);
    expect(rate!.changesAt!).toBeLessThan(450);
  });

  test('of no uncertain input is refused, and so is one that is no probability', async () => {
    const certain = queue.replace('{between: [4ms, 8ms]}', '6ms');
    const { path, remove } = folder({
      'queue.yaml': queue.replace('duration: 2s', 'duration: 1s, draws: 12'),
      'certain.yaml': certain,
    });
    try {
      const words = (file: string, confidence: string) => [
        'find',
        file,
        '--grid',
        'members=4',
        '--confidence',
        confidence,
      ];
      const refused = await sba(words('certain.yaml', '0.9'), { directory: path });
      expect(refused.code).toBe(65);
      expect(refused.stderr).toContain('where no input is uncertain');
      for (const wrong of ['0', '1.1', 'high', '-1'])
        expect((await sba(words('queue.yaml', wrong), { directory: path })).code).toBe(64);
      const answered = await sba([...words('queue.yaml', '0.9'), '--vary', 'rate'], { directory: path });
      expect(answered.code).toBe(0);
      expect(answered.stdout).toContain('demanded: every expectation met in at least 90 % of the draws');
    } finally {
      remove();
    }
  }, 30_000);
});

describe('a candidate is lost', () => {
  test('as soon as more draws have failed than may, whatever the rest would be', () => {
    expect(mayFail(40, 0.9)).toBe(4);
    expect(mayFail(40, 1)).toBe(0);
    expect(mayFail(12, 0.9)).toBe(1);
    const draws = (failed: number) => Array.from({ length: 10 }, (_, draw) => [draw >= failed, true]);
    expect(isLost(draws(4), 40, 0.9)).toBe(false);
    expect(isLost(draws(5), 40, 0.9)).toBe(true);
  });
});

test('one and two threads give the same bytes', async () => {
  const small = queue.replace('duration: 2s', 'duration: 1s, draws: 12');
  const options = { confidence: 0.5 };
  const alone = jsonText(await found(small, 'members=2,3', options));
  let now = 0;
  const clock = () => {
    now += 1000;
    return now;
  };
  const threads: { end(): void }[] = [];
  const pool = new ThreadPool({ now: clock, started: (thread) => threads.push(thread) });
  expect(jsonText(await found(small, 'members=2,3', { ...options, pool, workers: 2 })) === alone).toBe(true);
  for (const thread of threads) thread.end();
});
