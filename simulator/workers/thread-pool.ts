/**
 * The helping threads of a process. They are started when somebody has enough work for them, stay for whatever comes next, and keep no
 * process alive. Two studies at once (the MCP server may have them) share them: who finds none free works alone.
 */
// The whole module: a name that an old Node lacks would end it before it can say which one is needed.
import os from 'node:os';
import { Thread } from './thread.ts';

/** Beyond this the memory of the threads costs more than most machines have to spare; `--workers N` may ask for more. */
const MOST_BY_ITSELF = 8;

export interface ThreadPoolOptions {
  /** Milliseconds of any clock that does not jump; decides when threads are worth starting, and no number. */
  readonly now: () => number;
  /** Told of every thread that is started; tests end them in the middle of their work. */
  readonly started?: (thread: Pick<Thread, 'end'>) => void;
}

export class ThreadPool {
  readonly #options: ThreadPoolOptions;
  readonly #free: Thread[] = [];
  #lent = 0;
  #losses = 0;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
  }

  get now(): () => number {
    return this.#options.now;
  }

  /** How many threads simulate, the one that asks included: `auto` is what this process may use of the machine. */
  threadsFor(workers: number | 'auto'): number {
    return workers === 'auto' ? Math.min(os.availableParallelism(), MOST_BY_ITSELF) : workers;
  }

  /** Whether a thread could be had without the cost of starting it. */
  get hasFree(): boolean {
    return this.#free.length > 0;
  }

  /** Starts threads until so many are there, lent or free. */
  prepare(most: number): void {
    while (this.#lent + this.#free.length < most) {
      const thread = this.#start(most);
      if (thread === undefined) return;
      this.#free.push(thread);
    }
  }

  /** Threads for one order, at most so many together with those that are lent; fewer when they cannot be had. */
  borrow(most: number): readonly Thread[] {
    const borrowed: Thread[] = [];
    while (this.#lent < most) {
      const thread = this.#take(most);
      if (thread === undefined) break;
      this.#lent += 1;
      borrowed.push(thread);
    }
    return borrowed;
  }

  giveBack(thread: Thread): void {
    this.#lent -= 1;
    if (thread.isLost) this.#losses += 1;
    else this.#free.push(thread);
  }

  /** Takes back a thread whose work is not wanted any more, and ends it: nobody's fault, so the next call may start another. */
  dismiss(thread: Thread): void {
    this.#lent -= 1;
    thread.end();
  }

  #take(most: number): Thread | undefined {
    for (let thread = this.#free.pop(); thread !== undefined; thread = this.#free.pop())
      if (!thread.isLost) return thread;
    return this.#start(most);
  }

  #start(most: number): Thread | undefined {
    // Threads that are lost again and again are not worth a third start each.
    if (this.#losses > 2 * most) return undefined;
    try {
      const thread = new Thread();
      this.#options.started?.(thread);
      return thread;
    } catch {
      // Not allowed here: this thread does the work.
      this.#losses = Number.POSITIVE_INFINITY;
      return undefined;
    }
  }
}
