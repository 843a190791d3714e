/** Pilots of the warm-up are replications like others: several threads make them, and what they decide does not tell who did. */
import { expect, test } from 'vitest';
import { jsonText, runScenario, ThreadPool } from '../../simulator/api.ts';
import { ImpossibleState } from '../../simulator/kernel/invariant.ts';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { layoutOf } from '../../simulator/run/layout.ts';
import { replicate } from '../../simulator/study/replicate.ts';
import type { ReplicationResult, ReplicationTask, ReplicationTasks } from '../../simulator/study/replication-tasks.ts';
import { warmUpOf } from '../../simulator/study/warm-up.ts';
import { tasksOf } from '../../simulator/workers/ground.ts';
import { quickScenario } from '../cli/command.ts';

/** An M/M/1 queue that is busy to 90 % and begins empty. */
const text = quickScenario('queue', 'responseTime mean < 1s')
  .replace('members: 1,', 'members: 1, units: {threads: 1},')
  .replace('rate: 100/s', 'rate: 900/s')
  .replace(/run: .*/, 'run: {duration: 30s, warmup: auto, replications: 2, seed: 5}');

const parsed = () => {
  const checked = parseScenario(text, { source: '<text>' });
  if (!checked.ok) throw new Error('refused');
  const { scenario } = checked.value;
  return { parsed: checked.value, replicated: { scenario, layout: layoutOf(scenario), seed: 5 } };
};

function made({ replicated }: ReturnType<typeof parsed>, replication: number, { warmup, until }: ReplicationTask) {
  const work = replicate(replicated, replication, warmup, until);
  for (let step = work.next(); ; step = work.next()) if (step.done === true) return step.value;
}

test('the warm-up is the same in whatever order the pilots come, and when one comes twice', async () => {
  const given = parsed();
  const orders = [
    [0, 1, 2, 3, 4],
    [4, 2, 0, 3, 1, 2],
  ];
  const found = await Promise.all(
    orders.map((order) => {
      const tasks: ReplicationTasks = {
        share: 0,
        perform: async (task, deliver) => {
          for (const index of order) deliver(made(given, task.from + index, task));
          return 'done';
        },
      };
      return warmUpOf(given.parsed.scenario, tasks);
    }),
  );
  expect(found[1]).toEqual(found[0]);
  expect(found[0]).toMatchObject({ method: 'MSER-5 on 5 pilot runs' });
});

test('two threads make them, and the result has the same bytes', async () => {
  let now = 0;
  const clock = () => {
    now += 1000;
    return now;
  };
  const threads: { end(): void }[] = [];
  const pool = new ThreadPool({ now: clock, started: (thread) => threads.push(thread) });
  const given = parsed();
  const here: number[] = [];
  const pause = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return true;
  };
  const tasks = tasksOf(given.parsed, given.replicated, { pool, workers: 2 }, pause);
  const watched: ReplicationTasks = {
    share: 0,
    perform: (task, deliver) =>
      tasks.perform(task, (result: ReplicationResult) => {
        if ('pilot' in result) here.push(result.replication - task.from);
        deliver(result);
      }),
  };
  await warmUpOf(given.parsed.scenario, watched);
  expect([...here].sort()).toEqual([0, 1, 2, 3, 4]);
  // The other thread was called while there were only pilots to make.
  expect(threads).toHaveLength(1);
  const bytes = async (options: Parameters<typeof runScenario>[1]) => {
    const checked = await runScenario(text, options);
    if (!checked.ok) throw new Error('refused');
    return jsonText(checked.value.result);
  };
  expect((await bytes({ pool, workers: 2 })) === (await bytes({}))).toBe(true);
  for (const thread of threads) thread.end();
});

test('the first pilot by index that comes to no end decides: too many events refuse the scenario, a defect is thrown', async () => {
  const given = parsed();
  const ending = (broken: Readonly<Record<number, 'overLimit' | 'failure'>>): ReplicationTasks => ({
    share: 0,
    perform: async (task, deliver) => {
      for (const index of [4, 3, 2, 1, 0]) {
        const replication = task.from + index;
        if (broken[index] === 'overLimit') deliver({ replication, overLimit: true });
        else if (broken[index] === 'failure') deliver({ replication, failure: new ImpossibleState('a defect', 1, 2) });
        else deliver(made(given, replication, task));
      }
      return 'done';
    },
  });
  const { scenario } = given.parsed;
  expect(await warmUpOf(scenario, ending({ 1: 'overLimit', 3: 'failure' }))).toBe('event-limit');
  await expect(warmUpOf(scenario, ending({ 1: 'failure', 3: 'overLimit' }))).rejects.toThrow('a defect');
});

test('a call that is ended while pilots are made is partial', async () => {
  const checked = await runScenario(text, { signal: AbortSignal.abort() });
  if (!checked.ok) throw new Error('refused');
  expect(checked.value).toMatchObject({ complete: false, result: { replications: 0 } });
});
