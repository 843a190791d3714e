/** What goes between the thread that asks and the threads that help: all of it can be copied from one thread to another. */
import type { UsedFile } from '../model/recordings.ts';
import type { Drawn } from '../model/settle-uncertain.ts';
import type { ReplicationSummary } from '../run/replication-summary.ts';
import type { Pilot } from '../study/replication-tasks.ts';

/** Marks a thread as ours, because test runners start threads, too. */
export const ROLE = 'sba/replications';

/** The scenario as text: reading it again is cheaper than trusting that every value of it survives the copy. */
export interface SharedStudy {
  readonly text: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Those that the scenario names. */
  readonly files: readonly UsedFile[];
  /** Values of its uncertain inputs, where this is one of their draws. */
  readonly drawn: Drawn | undefined;
  /** Of the canonical form, to be sure that both threads mean the same. */
  readonly digest: string;
  readonly seed: number;
}

export interface Order {
  readonly study: SharedStudy;
  readonly warmup: number;
  /** Of pilots: where they end. */
  readonly until: number | undefined;
  readonly from: number;
  /** See claims.ts. */
  readonly claims: SharedArrayBuffer;
  /** The mark of the thread that gets this order. */
  readonly thread: number;
}

/** A result as it travels: errors are taken apart, because their class does not survive the copy. */
export type SentResult =
  | { readonly replication: number; readonly summary: ReplicationSummary }
  | { readonly replication: number; readonly pilot: Pilot }
  | { readonly replication: number; readonly overLimit: true }
  | {
      readonly replication: number;
      readonly failed: {
        readonly message: string;
        readonly time: number;
        readonly event: number;
        readonly stack: string;
      };
    };

export interface Reply {
  readonly results: readonly SentResult[];
  /** Nothing of the order is left to take. */
  readonly isLast: boolean;
}
