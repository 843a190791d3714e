/** Replications made one after the other by whoever asks, with a pause between slices. */
import { type Replicated, replicate } from './replicate.ts';
import {
  type Deliver,
  isTheLast,
  type Pause,
  type ReplicationTask,
  type ReplicationTasks,
} from './replication-tasks.ts';

export class TasksInThisThread implements ReplicationTasks {
  readonly #replicated: Replicated;
  readonly #pause: Pause;
  #share = 0;

  constructor(replicated: Replicated, pause: Pause) {
    this.#replicated = replicated;
    this.#pause = pause;
  }

  get share(): number {
    return this.#share;
  }

  async perform({ from, to, warmup, until }: ReplicationTask, deliver: Deliver): Promise<'done' | 'stopped'> {
    for (let replication = from; replication < to; replication++) {
      const work = replicate(this.#replicated, replication, warmup, until);
      let step = work.next();
      for (; step.done !== true; step = work.next()) {
        this.#share = until === undefined ? step.value : 0;
        if (!(await this.#pause())) return 'stopped';
      }
      this.#share = 0;
      deliver(step.value);
      if (isTheLast(step.value)) return 'done';
      if (!(await this.#pause())) return 'stopped';
    }
    return 'done';
  }
}
