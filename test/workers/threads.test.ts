/** Who makes the replications has no influence on the result: not the number of threads, and not a thread that dies over its work. */
import { describe, expect, test } from 'vitest';
import { jsonText, type Progress, type RunOptions, runScenario, ThreadPool } from '../../simulator/api.ts';
import { quickScenario } from '../cli/command.ts';
import { shipped } from './shipped.ts';

/** A clock on which everything takes so long that help is always worth calling. */
function slowClock(): () => number {
  let now = 0;
  return () => {
    now += 1000;
    return now;
  };
}

interface CountedPool {
  readonly pool: ThreadPool;
  readonly threads: { end(): void }[];
}

function countedPool(): CountedPool {
  const threads: { end(): void }[] = [];
  return { pool: new ThreadPool({ now: slowClock(), started: (thread) => threads.push(thread) }), threads };
}

async function bytes(text: string, options: RunOptions): Promise<string> {
  const checked = await runScenario(text, options);
  if (!checked.ok) throw new Error(checked.problems[0]?.found);
  expect(checked.value.complete).toBe(true);
  return jsonText(checked.value.result);
}

const auto = { replications: 'auto', parameters: { peak: '500/s' } } as const;
const many = { replications: 8 } as const;
const few = { replications: 3 } as const;

describe('one, two and three threads give the same bytes', () => {
  test.each([
    ['flash-sale', auto],
    ['hot-partition', few],
    ['redis-master-crash', many],
  ] as const)('%s with %o', async (name, options) => {
    const text = shipped(name);
    const alone = await bytes(text, options);
    const { pool, threads } = countedPool();
    for (const workers of [2, 3]) expect((await bytes(text, { ...options, pool, workers })) === alone).toBe(true);
    expect(threads.length).toBe(2);
    for (const thread of threads) thread.end();
  });
});

describe('a thread that is lost', () => {
  test('in the middle of its work: what it had taken is made again, and the bytes are the same', async () => {
    const text = shipped('flash-sale');
    const asked = { replications: 80, parameters: { peak: '400/s' } };
    const alone = await bytes(text, asked);
    const { pool, threads } = countedPool();
    let before = 0;
    // One more is done while this thread is in the middle of its own: the other thread has sent it, and is at the next.
    const progress = ({ done, total, share }: Progress) => {
      if (threads.length === 1 && done > before && share * total - done > 0.01) threads[0]!.end();
      before = done;
    };
    const after = await bytes(text, { ...asked, pool, workers: 2, progress });
    expect(after === alone).toBe(true);
    // Another took its place.
    expect(threads.length).toBe(2);
    for (const thread of threads) thread.end();
  });

  test('before it said a word, again and again: the asking thread does the work', async () => {
    const short = quickScenario('short', 'errorRatio < 50%');
    const alone = await bytes(short, { replications: 200 });
    let started = 0;
    const pool = new ThreadPool({
      now: slowClock(),
      started: (thread) => {
        started += 1;
        setImmediate(() => thread.end());
      },
    });
    expect((await bytes(short, { replications: 200, pool, workers: 2 })) === alone).toBe(true);
    expect(started).toBeGreaterThan(1);
    expect(started).toBeLessThan(10);
  });
});

test('work too short for the cost of a thread starts none', async () => {
  let started = 0;
  const pool = new ThreadPool({ now: () => 0, started: () => (started += 1) });
  await bytes(quickScenario('short', 'errorRatio < 50%'), { replications: 200, pool, workers: 4 });
  expect(started).toBe(0);
});

test('too many events are refused alike', async () => {
  const text = quickScenario('wide', 'errorRatio < 50%').replace('run: {', 'run: {eventLimit: 500, ');
  const { pool, threads } = countedPool();
  const refused = await runScenario(text, { replications: 50, pool, workers: 3 });
  expect(refused).toEqual(await runScenario(text, { replications: 50 }));
  expect(refused).toMatchObject({ ok: false, problems: [{ path: 'run.eventLimit' }] });
  for (const thread of threads) thread.end();
});

test('a call that is ended stops its threads and keeps what came in order', async () => {
  const ended = new AbortController();
  const { pool, threads } = countedPool();
  const progress = ({ done }: { readonly done: number }) => {
    if (done >= 3) ended.abort();
  };
  const options = { replications: 5000, pool, workers: 2, progress, signal: ended.signal };
  const checked = await runScenario(shipped('flash-sale'), options);
  expect(checked).toMatchObject({ ok: true, value: { complete: false } });
  expect(threads.length).toBe(1);
  expect(threads.map((thread) => (thread as { readonly isLost?: boolean }).isLost)).toEqual([true]);
});

test('calls that are ended do not use up the threads of those that follow', async () => {
  const { pool, threads } = countedPool();
  for (let call = 1; call <= 4; call++) {
    const ended = new AbortController();
    const progress = ({ done }: { readonly done: number }) => {
      if (threads.length === call && done >= 1) ended.abort();
    };
    const options = { replications: 5000, pool, workers: 2, progress, signal: ended.signal };
    const checked = await runScenario(quickScenario('short', 'errorRatio < 50%'), options);
    expect(checked).toMatchObject({ ok: true, value: { complete: false } });
  }
  expect(threads.length).toBe(4);
});
