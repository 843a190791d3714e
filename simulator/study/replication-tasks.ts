/**
 * The port through which a study asks for replications: a range of indices goes in, results come back by index.
 *
 * Who makes them, how many at a time and in which order has no influence on any number: results may come in any order and more than
 * once, and the ledger (replication-ledger.ts) takes them in the order of their indices. Made in this thread (tasks-in-this-thread.ts), by
 * several threads (workers/), or read from what other machines wrote (merge-shards.ts).
 */
import type { ImpossibleState } from '../kernel/invariant.ts';
import type { ReplicationSummary } from '../run/replication-summary.ts';

/** Replications `from` … `to` − 1. */
export interface ReplicationTask {
  readonly from: number;
  readonly to: number;
  /** ns of scenario time that are not measured, the same in every replication. */
  readonly warmup: number;
  /** ns at which every replication ends early, as a pilot of the warm-up; absent: they run to their end. */
  readonly until?: number;
}

/** What a pilot leaves behind: its events, and the response times of its calm stretch, bin by bin. */
export interface Pilot {
  readonly events: number;
  readonly calm: readonly { readonly count: number; readonly sum: number }[];
}

export type ReplicationResult =
  | { readonly replication: number; readonly summary: ReplicationSummary }
  | { readonly replication: number; readonly pilot: Pilot }
  /** It needed more events than `run.eventLimit`. */
  | { readonly replication: number; readonly overLimit: true }
  /** A defect of the simulator was met. */
  | { readonly replication: number; readonly failure: ImpossibleState };

/** Whether nothing behind it is wanted any more. */
export function isTheLast(result: ReplicationResult): boolean {
  return 'overLimit' in result || 'failure' in result;
}

export type Deliver = (result: ReplicationResult) => void;

export interface ReplicationTasks {
  /** So many replications will be asked for soon: whoever needs time to get ready may begin. Absent: nobody needs any. */
  announce?(replications: number): void;
  /**
   * Delivers every replication of the range at least once, then answers `done`; `stopped` when the caller ended the work before. After a
   * result that isTheLast, those with a higher index may be left out; those with a lower one still come.
   */
  perform(task: ReplicationTask, deliver: Deliver): Promise<'done' | 'stopped'>;
  /** Share of the replication at work in this thread that has been simulated, 0 … 1. */
  readonly share: number;
}

/** Lets the event loop in between two slices of work; false: the caller wants no more. Where it is called has no influence on any number. */
export type Pause = () => Promise<boolean>;
