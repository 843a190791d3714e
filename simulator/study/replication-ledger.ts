/**
 * Takes results of replications in any order and keeps them in the order of their indices, so that sums of floating-point numbers are the
 * same whoever made them. What comes before its turn waits. A result that is already there is compared by its digest and dropped:
 * another digest would mean that the simulation is not deterministic.
 */
import { type ImpossibleState, invariant } from '../kernel/invariant.ts';
import type { ReplicationSummary } from '../run/replication-summary.ts';
import type { ReplicationResult } from './replication-tasks.ts';

export class ReplicationLedger {
  /** Without series: those are summed in `timeline`, once instead of once a replication. */
  readonly summaries: ReplicationSummary[] = [];
  /** Sums of the replications' series. */
  readonly timeline: Record<string, number[]> = {};
  /** Results whose predecessors are not there yet. */
  readonly #waiting = new Map<number, ReplicationResult>();
  #ended: ImpossibleState | 'over-limit' | undefined;

  /** Replications that are there, those that wait for their turn included. */
  get arrived(): number {
    return this.summaries.length + this.#waiting.size;
  }

  /** Why the replication whose turn it is left no summary; undefined when none is missing. */
  get ended(): ImpossibleState | 'over-limit' | undefined {
    return this.#ended;
  }

  take(result: ReplicationResult): void {
    const known = this.#known(result.replication);
    if (known !== undefined) {
      invariant(known === digestOf(result), () => `replication ${result.replication} came back with another digest`);
      return;
    }
    this.#waiting.set(result.replication, result);
    this.#advance();
  }

  #known(replication: number): string | undefined {
    const kept = this.summaries[replication];
    if (kept !== undefined) return kept.digest;
    const waiting = this.#waiting.get(replication);
    return waiting === undefined ? undefined : digestOf(waiting);
  }

  #advance(): void {
    for (;;) {
      const next = this.#waiting.get(this.summaries.length);
      if (next === undefined) return;
      if (!('summary' in next)) {
        this.#ended = 'failure' in next ? next.failure : 'over-limit';
        return;
      }
      this.#waiting.delete(next.replication);
      this.#keep(next.summary);
    }
  }

  #keep(summary: ReplicationSummary): void {
    for (const [name, values] of Object.entries(summary.timeline)) {
      const sums = this.timeline[name];
      if (sums === undefined) this.timeline[name] = [...values];
      else
        values.forEach((value, bin) => {
          sums[bin]! += value;
        });
    }
    this.summaries.push({ ...summary, timeline: {} });
  }
}

/** Stands for the whole result: the trace of a replication decides everything it leaves behind. */
function digestOf(result: ReplicationResult): string {
  if ('summary' in result) return result.summary.digest;
  return 'failure' in result ? result.failure.message : 'over the event limit';
}
