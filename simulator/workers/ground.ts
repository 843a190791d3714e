/** Who makes the replications of a call: this thread alone, or threads of a pool with it; and the pause between slices of work. */
import type { ParsedScenario } from '../model/parse-scenario.ts';
import type { Drawn } from '../model/settle-uncertain.ts';
import type { Replicated } from '../study/replicate.ts';
import type { Pause, ReplicationTasks } from '../study/replication-tasks.ts';
import { TasksInThisThread } from '../study/tasks-in-this-thread.ts';
import { TasksByThreads } from './tasks-by-threads.ts';
import type { ThreadPool } from './thread-pool.ts';

export interface WorkOptions {
  readonly parameters?: Readonly<Record<string, string>>;
  /** Values of uncertain inputs by path, their medians where absent; then the answer has no `uncertainty`. */
  readonly drawn?: Drawn;
  /** Threads to make replications with; absent: this thread alone. Has no influence on any number. */
  readonly pool?: ThreadPool;
  /** How many threads at most, this one included; absent: `auto`. */
  readonly workers?: number | 'auto';
}

export function tasksOf(
  { text, files, digest }: ParsedScenario,
  replicated: Replicated,
  { pool, workers = 'auto', parameters = {}, drawn }: WorkOptions,
  pause: Pause,
): ReplicationTasks {
  const threads = pool?.threadsFor(workers) ?? 1;
  if (pool === undefined || threads === 1) return new TasksInThisThread(replicated, pause);
  const shared = { text, parameters, files, drawn, digest, seed: replicated.seed };
  return new TasksByThreads({ replicated, shared, pool, threads, pause });
}

/** Reports, then lets the event loop in, so that progress, signals and cancelled calls are seen. */
export function pauseBetweenSlices(signal: AbortSignal | undefined, report: () => void): Pause {
  const isWanted = () => signal?.aborted !== true;
  return async () => {
    if (!isWanted()) return false;
    report();
    await new Promise((resolve) => setImmediate(resolve));
    return isWanted();
  };
}
