/**
 * What this server remembers between calls: the results of the last runs by runId, and nothing else. A runId stands for everything that
 * decides a result, so forgetting one costs time and never an answer: the same call makes it again, byte for byte.
 */
import type { RunResult } from '../simulator/model/result.ts';

export interface RememberedRun {
  /** With the text of the scenario inside: with parameters, seed and replications it is the whole recipe. */
  readonly result: RunResult;
}

export class RunMemory {
  readonly #capacity: number;
  /** In the order of their last use, oldest first. */
  readonly #runs = new Map<string, RememberedRun>();

  constructor(capacity = 24) {
    this.#capacity = capacity;
  }

  remember(run: RememberedRun): void {
    const { runId } = run.result;
    if (runId === undefined) return;
    this.#runs.delete(runId);
    this.#runs.set(runId, run);
    for (const oldest of this.#runs.keys()) {
      if (this.#runs.size <= this.#capacity) break;
      this.#runs.delete(oldest);
    }
  }

  recall(runId: string): RememberedRun | undefined {
    const run = this.#runs.get(runId);
    if (run !== undefined) this.remember(run);
    return run;
  }

  get size(): number {
    return this.#runs.size;
  }
}
