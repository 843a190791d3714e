/**
 * The first replications of a scenario, kept when they are made and given back when the same study is made again with more of them.
 *
 * The same scenario, seed, warm-up and index leave the same behind, so no number can tell which were made again. One object stands for one
 * scenario with one seed. Only a few are kept, because a summary is large; those that left no summary are made again, to fail again.
 */
import { invariant } from '../kernel/invariant.ts';
import type { ReplicationResult, ReplicationTasks } from './replication-tasks.ts';

export class KeptReplications {
  readonly #most: number;
  readonly #kept = new Map<number, ReplicationResult>();
  #warmup: number | undefined;

  /** Keeps the replications 0 … `most` − 1. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The same port; what is kept is not asked for again. */
  inFrontOf(tasks: ReplicationTasks): ReplicationTasks {
    return {
      announce: (replications) => tasks.announce?.(replications),
      perform: async (task, deliver) => {
        // Pilots end early and are no replications of the study.
        if (task.until !== undefined) return await tasks.perform(task, deliver);
        const { from, to, warmup } = task;
        this.#warmup ??= warmup;
        invariant(warmup === this.#warmup, () => `replications kept with another warm-up, ${this.#warmup} ns`);
        let next = from;
        for (; next < to && this.#kept.has(next); next++) deliver(this.#kept.get(next)!);
        if (next === to) return 'done';
        return await tasks.perform({ from: next, to, warmup }, (result) => {
          if ('summary' in result && result.replication < this.#most) this.#kept.set(result.replication, result);
          deliver(result);
        });
      },
      get share() {
        return tasks.share;
      },
    };
  }
}
