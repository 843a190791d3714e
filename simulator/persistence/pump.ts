/**
 * What every data pump has in common: queues of entries, one a member, and the port to the rows behind the entries.
 *
 * An entry is a number that only the port understands; a pump knows when a batch leaves, in which order, and what happens when the store
 * refuses it.
 */
import type { HandlerId } from '../kernel/simulation.ts';

/** The rows behind the entries. */
export interface PumpPort {
  /** The value of the entry as `member` holds it now; null when it holds none that the store could miss. */
  valueOf(member: number, entry: number, number: number): { readonly row: number; readonly number: number } | null;
  /** The store took the value. `queuedAt`: when the entry began to wait, ns; `again`: it had taken this entry before. */
  stored(entry: number, row: number, number: number, queuedAt: number, again: boolean): void;
  /** The pump gives up an entry that the store has not taken; `waiting`: it had not left yet. */
  dropped(member: number, entry: number, cause: string, waiting: boolean): void;
  /** A batch of so many entries leaves; `age`: how long its oldest entry has waited, ns. */
  launched(entries: number, age: number): void;
  /** Entries waiting over all members changed by this much. */
  backlogChanged(delta: number): void;
  /** There may be room in the queue of the member again. */
  roomMade(member: number): void;
  /** False when the process of the member does not execute. */
  isRunning(member: number): boolean;
  /** Handles the event when the paused process goes on; false when it is gone for good. */
  waitFor(member: number, handler: HandlerId, a: number, b: number, x: number): void;
}

export interface Pump {
  /** An entry begins to wait at `member`. With coalescing the caller sees to it that a key does not wait twice. */
  enqueue(member: number, entry: number, number: number): void;
  /** Entries that wait or are on their way at `member`. */
  backlog(member: number): number;
  readonly isEmpty: boolean;
  /** The process is gone with its queue; the entries that waited come back for whoever wants to know. */
  memberStopped(member: number): readonly number[];
}

export interface Entry {
  readonly entry: number;
  /** Number of the write when it began to wait: rows are used again. */
  readonly number: number;
  /** ns. */
  readonly queuedAt: number;
}

/** An entry on its way; `number` is that of the value it carries. */
export interface Flight extends Entry {
  readonly row: number;
}

/** How long a pump pauses after a failure, and when it gives up. */
export interface RetrySettings {
  /** ns before the first retry. */
  readonly retryDelay: number;
  /** Factor of every further pause; absent: 1. */
  readonly retryFactor?: number | undefined;
  /** ns; absent: a minute. */
  readonly retryDelayLimit?: number | undefined;
  /** Retries of one batch; absent: no limit. */
  readonly retryLimit?: number | undefined;
  /** Failed tries after which a batch goes back to the head of the queue until the worker looks again; absent: it keeps its place. */
  readonly requeueAfter?: number | undefined;
}

export interface QueueLimit {
  /** Entries that wait or are on their way at one member. */
  readonly entries: number;
  readonly whenFull: 'reject' | 'drop-oldest' | 'block' | 'caller-writes';
}

/** When a batch leaves: at so many entries or so long after the first, ns; or at fixed moments, ns apart, whatever waits. */
type Trigger =
  | {
      readonly batch: number;
      readonly delay: number;
      /** Entries with which a flush of all that waits begins; absent: a full batch leaves by itself. */
      readonly flushSize?: number | undefined;
    }
  | { readonly every: number };

/** Decides when what is due leaves: looks every `interval` ns, at each member from its phase, for entries whose delay has passed. */
export interface FlushWorker {
  readonly interval: number;
  readonly phases: Float64Array;
}

export type PumpSettings = Trigger &
  RetrySettings & {
    readonly queueLimit?: QueueLimit | undefined;
    /** An entry is a key, and carries its newest value. */
    readonly coalesce?: boolean | undefined;
  };

const LONGEST_PAUSE = 60_000_000_000;

/** Pause in ns before the retry that follows failure number `failures` (1 is the first); null: give up. */
export function pauseAfter(failures: number, settings: RetrySettings): number | null {
  const { retryDelay, retryFactor = 1, retryDelayLimit = LONGEST_PAUSE, retryLimit } = settings;
  if (retryLimit !== undefined && failures > retryLimit) return null;
  let pause = retryDelay;
  for (let i = 1; i < failures && pause < retryDelayLimit && retryFactor > 1; i++) pause *= retryFactor;
  return retryFactor > 1 ? Math.round(Math.min(pause, Math.max(retryDelay, retryDelayLimit))) : retryDelay;
}
