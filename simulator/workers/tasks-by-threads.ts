/**
 * Replications made by several threads of this process, the one that asks among them.
 *
 * Helpers are called when what is left would keep this thread busy for longer than they need to start (25 to 45 ms for the thread, some 150
 * to load and read the scenario). The clock decides only that. Where the scenario alone says that there is far more to do than that, they
 * start while this thread decides the warm-up. What a lost thread had taken is made again here.
 */
import { ImpossibleState } from '../kernel/invariant.ts';
import { predictedEvents } from '../study/predicted-events.ts';
import { type Replicated, replicate } from '../study/replicate.ts';
import {
  type Deliver,
  isTheLast,
  type Pause,
  type ReplicationResult,
  type ReplicationTask,
  type ReplicationTasks,
} from '../study/replication-tasks.ts';
import { Claims } from './claims.ts';
import type { SentResult, SharedStudy } from './messages.ts';
import type { Thread } from './thread.ts';
import type { ThreadPool } from './thread-pool.ts';

/** Work left, in ms of this thread, from which on starting helpers pays. */
const WORTH_STARTING = 200;
/** Before this many ms of work nobody knows how long a replication takes. */
const WORTH_JUDGING = 10;
/** Predicted events from which on helpers start before anything was measured, a second of work or more. */
const WORTH_PREPARING = 2_000_000;
const THIS_THREAD = 1;

export interface ThreadedStudy {
  readonly replicated: Replicated;
  readonly shared: SharedStudy;
  readonly pool: ThreadPool;
  /** Threads at most, this one included. */
  readonly threads: number;
  readonly pause: Pause;
}

export class TasksByThreads implements ReplicationTasks {
  readonly #study: ThreadedStudy;
  #share = 0;
  /** ms that this thread spent on replications, and how many it made: what one costs. */
  #busy = 0;
  #made = 0;

  constructor(study: ThreadedStudy) {
    this.#study = study;
  }

  get share(): number {
    return this.#share;
  }

  announce(replications: number): void {
    const { replicated, pool, threads } = this.#study;
    const events = replications * predictedEvents(replicated.scenario, replicated.layout);
    if (events > WORTH_PREPARING) pool.prepare(Math.min(threads, replications) - 1);
  }

  async perform(task: ReplicationTask, deliver: Deliver): Promise<'done' | 'stopped'> {
    const order = new SharedOrder(this.#study, task, deliver);
    try {
      for (;;) {
        const replication = order.next();
        if (replication === undefined && !order.isHelped) return 'done';
        if (replication === undefined) await order.news();
        else if (!(await this.#make(replication, order))) return 'stopped';
        if (!(await this.#study.pause())) return 'stopped';
      }
    } finally {
      this.#share = 0;
      order.dismiss();
    }
  }

  async #make(replication: number, order: SharedOrder): Promise<boolean> {
    const { replicated, pool, pause } = this.#study;
    const { warmup, until } = order.task;
    const work = replicate(replicated, replication, warmup, until);
    for (;;) {
      const began = pool.now();
      const step = work.next();
      this.#busy += pool.now() - began;
      if (step.done === true) {
        this.#share = 0;
        this.#made += 1;
        order.accept(step.value);
        return true;
      }
      // What a pilot has done is no share of the replications.
      this.#share = until === undefined ? step.value : 0;
      this.#callHelp(order);
      if (!(await pause())) return false;
    }
  }

  #callHelp(order: SharedOrder): void {
    const { pool } = this.#study;
    const each = this.#busy / Math.max(1e-3, this.#made + this.#share);
    const isLong = this.#busy > WORTH_JUDGING && each * order.left > WORTH_STARTING;
    if (isLong || (pool.hasFree && order.left > 1)) order.callHelp();
  }
}

/** One task while it is worked on: what is left to take, who helps, what has to be done again. */
class SharedOrder {
  readonly task: ReplicationTask;
  readonly #study: ThreadedStudy;
  readonly #deliver: Deliver;
  readonly #memory: SharedArrayBuffer;
  readonly #claims: Claims;
  /** By their mark. */
  readonly #helpers = new Map<number, Thread>();
  readonly #arrived = new Set<number>();
  readonly #again: number[] = [];
  #mark = THIS_THREAD;
  #wake: (() => void) | undefined;

  constructor(study: ThreadedStudy, task: ReplicationTask, deliver: Deliver) {
    this.#study = study;
    this.task = task;
    this.#deliver = deliver;
    this.#memory = Claims.memoryFor(task.from, task.to);
    this.#claims = new Claims(this.#memory, task.from);
  }

  get isHelped(): boolean {
    return this.#helpers.size > 0;
  }

  /** Replications that nobody has begun. */
  get left(): number {
    return this.#claims.left;
  }

  /** What this thread is to make next. */
  next(): number | undefined {
    for (let lost = this.#again.shift(); lost !== undefined; lost = this.#again.shift())
      if (this.#claims.isWanted(lost)) return lost;
    return this.#claims.take(THIS_THREAD);
  }

  accept(result: ReplicationResult): void {
    if (isTheLast(result)) this.#claims.endAt(result.replication);
    this.#arrived.add(result.replication);
    this.#deliver(result);
  }

  callHelp(): void {
    const { pool, threads, shared } = this.#study;
    const wanted = Math.min(threads - 1, this.left);
    if (wanted <= this.#helpers.size) return;
    for (const thread of pool.borrow(wanted)) {
      this.#mark += 1;
      const mark = this.#mark;
      this.#helpers.set(mark, thread);
      const { warmup, from, until } = this.task;
      thread.follow(
        { study: shared, warmup, until, from, claims: this.#memory, thread: mark },
        {
          results: (results) => {
            for (const result of results) this.accept(received(result));
            this.#tell();
          },
          ended: (how) => this.#release(mark, thread, how),
        },
      );
    }
  }

  /** Resolves when a helper sent something or is gone, and now and then, so that the caller can be asked whether it still wants this. */
  news(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, 50);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Ends those who still work: nobody waits for them any more. */
  dismiss(): void {
    const working = [...this.#helpers.values()];
    // Before they end, so that none counts as a thread that was lost.
    this.#helpers.clear();
    for (const thread of working) this.#study.pool.dismiss(thread);
  }

  #release(mark: number, thread: Thread, how: 'done' | 'lost'): void {
    if (!this.#helpers.delete(mark)) return;
    if (how === 'lost')
      this.#again.push(...this.#claims.takenBy(mark).filter((replication) => !this.#arrived.has(replication)));
    this.#study.pool.giveBack(thread);
    this.#tell();
  }

  #tell(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}

function received(result: SentResult): ReplicationResult {
  if (!('failed' in result)) return result;
  const { message, time, event, stack } = result.failed;
  const failure = new ImpossibleState(message, time, event);
  failure.stack = stack;
  return { replication: result.replication, failure };
}
