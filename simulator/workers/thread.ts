/** One helping thread as the thread that asks sees it: it follows one order at a time, and it may be lost at any moment. */
import { Worker } from 'node:worker_threads';
import { type Order, type Reply, ROLE, type SentResult } from './messages.ts';
import { threadFile } from './thread-main.ts';

export interface Assignment {
  readonly results: (results: readonly SentResult[]) => void;
  /** Called once: nothing of the order is left to take, or the thread is gone and what it had taken with it. */
  readonly ended: (how: 'done' | 'lost') => void;
}

export class Thread {
  readonly #worker: Worker;
  #assignment: Assignment | undefined;
  #isLost = false;

  /** Throws when no thread may be started, as under Node's permission model without --allow-worker. */
  constructor() {
    this.#worker = new Worker(threadFile, { workerData: { role: ROLE } });
    // An idle thread keeps no process alive.
    this.#worker.unref();
    this.#worker.on('message', (reply: Reply) => this.#receive(reply));
    // Out of memory, or a file that cannot be loaded: `exit` follows. What it was doing is done again elsewhere.
    this.#worker.on('error', () => this.#lose());
    this.#worker.on('messageerror', () => this.end());
    this.#worker.on('exit', () => this.#lose());
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  follow(order: Order, assignment: Assignment): void {
    this.#assignment = assignment;
    this.#worker.ref();
    this.#worker.postMessage(order);
  }

  /** Ends the thread at once, in the middle of whatever it does. */
  end(): void {
    this.#worker.terminate().catch(() => {});
    this.#lose();
  }

  #receive({ results, isLast }: Reply): void {
    const assignment = this.#assignment;
    if (assignment === undefined) return;
    assignment.results(results);
    if (isLast) this.#finish('done');
  }

  #lose(): void {
    this.#isLost = true;
    this.#finish('lost');
  }

  #finish(how: 'done' | 'lost'): void {
    const assignment = this.#assignment;
    this.#assignment = undefined;
    this.#worker.unref();
    assignment?.ended(how);
  }
}
