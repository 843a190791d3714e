/**
 * When a Redis replica that lags goes on from where it is and when it copies everything anew (replication.c 7.0.15: masterTryPartialResynchronization,
 * replicationCron, startBgsaveForReplication; networking.c: closeClientOnOutputBufferLimitReached).
 *
 * A connection outlives a cut or a stall: what was written meanwhile waits in the primary's output buffer. It is closed when that buffer is
 * past its hard limit, or past the soft one for the time that goes with it, or nothing went through for repl-timeout. A replica whose
 * connection is new asks for what it misses, which the primary has if it is no more than the backlog. Otherwise a full copy begins after
 * repl-diskless-sync-delay; what is written while it lasts waits in the same buffer, and past the limits everything starts over. Until the
 * copy is there the replica keeps, and may be elected with, what it had.
 * Left out: the second that a replica takes to connect again, whole seconds of the delay (−1 … +1 s), what the sockets themselves hold, one
 * copy shared by replicas that ask together, the emptying and loading at the end, a copy that a cut of repl-timeout breaks (it waits).
 */
import type { Simulation } from '../kernel/simulation.ts';
import type { Copy } from './copy.ts';
import type { History } from './history.ts';

export interface ResynchronisationRules {
  /** `repl-backlog-size`: bytes of the stream that a replica with a new connection may have missed. */
  readonly backlog: number;
  /** `repl-timeout`: ns without anything going through, after which a connection is closed. */
  readonly timeout: number;
  /** `repl-diskless-sync-delay`: ns from the request for a full copy to its beginning. */
  readonly delay: number;
  /** `client-output-buffer-limit replica`: bytes, and ns above the soft one. */
  readonly buffer: { readonly hard: number; readonly soft: number; readonly softTime: number };
}

/** How far the stream was when a full copy began, and since when its buffer has been past the soft limit (−1: it is not), ns. */
interface FullCopy {
  readonly connection: number;
  readonly begun: number;
  softSince: number;
}

export class Resynchronisation {
  readonly rules: ResynchronisationRules;
  readonly #simulation: Simulation;
  readonly #history: History;
  readonly #writeBytes: number;
  readonly #underWay = new Map<number, FullCopy>();

  /** `writeBytes`: bytes of one write in the stream. */
  constructor(simulation: Simulation, history: History, writeBytes: number, rules: ResynchronisationRules) {
    this.rules = rules;
    this.#simulation = simulation;
    this.#history = history;
    this.#writeBytes = writeBytes;
  }

  /** Whether the backlog of `primary` lacks something that `replica`, on its line of history, misses. */
  isBeyondBacklog(primary: Copy, replica: Copy): boolean {
    return this.#missing(primary, replica) > this.rules.backlog;
  }

  /** Whether the connection that let nothing through until now was closed meanwhile. */
  wasClosed(primary: Copy, replica: Copy): boolean {
    const { timeout, buffer } = this.rules;
    const missing = this.#missing(primary, replica);
    if (missing > buffer.hard) return true;
    if (this.#age(replica, replica.applied + 1) >= timeout) return true;
    const crossing = replica.applied + Math.floor(buffer.soft / this.#writeBytes) + 1;
    return missing > buffer.soft && this.#age(replica, crossing) >= buffer.softTime;
  }

  begins(primary: Copy, replica: Copy): void {
    const { index, connection } = replica;
    this.#underWay.set(index, { connection, begun: primary.applied, softSince: -1 });
  }

  /** Whether a full copy on this connection is under way. */
  isUnderWay({ index, connection }: Copy): boolean {
    return this.#underWay.get(index)?.connection === connection;
  }

  ended({ index }: Copy): void {
    this.#underWay.delete(index);
  }

  /** Whether what was written since the full copy began has closed its connection. Asked from time to time while it lasts. */
  hasOverflowed(primary: Copy, replica: Copy): boolean {
    const { hard, soft, softTime } = this.rules.buffer;
    const { now } = this.#simulation;
    const copy = this.#underWay.get(replica.index)!;
    const waiting = (primary.applied - copy.begun) * this.#writeBytes;
    if (waiting <= soft) copy.softSince = -1;
    else if (copy.softSince < 0) copy.softSince = now;
    return waiting > hard || (copy.softSince >= 0 && now - copy.softSince >= softTime);
  }

  #missing(primary: Copy, replica: Copy): number {
    return (primary.applied - replica.applied) * this.#writeBytes;
  }

  /** How long ago (ns) the write at `offset` of the replica's line was made; 0 when there is none or it is not known any more. */
  #age(replica: Copy, offset: number): number {
    if (offset > replica.branch.head) return 0;
    const row = this.#history.rowAt(replica.branch, offset);
    return row < 0 ? 0 : this.#simulation.now - this.#history.writes.appendedAt[row]!;
  }
}
