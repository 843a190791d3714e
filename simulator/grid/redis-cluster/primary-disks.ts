/**
 * What a Redis primary finds on its disk when it comes back: append-only file or snapshots (aof.c: flushAppendOnlyFile; server.c:
 * serverCron, save points; facts/grid-products.md 5.4).
 *
 * AOF: a write is handed to the kernel before its client is answered, so a process that dies loses nothing it has answered. A host that
 * is lost has what was flushed: always: everything answered; everysec: what was there at the last second of the clock; no: what the kernel
 * had written back, every 30 s. Snapshots: whoever dies has the last one; one is made when at least `changes` writes came since the last and
 * more than `after` has passed, looked at ten times a second.
 * Left out: the time that a flush, a snapshot or loading takes, flushes that are late (everysec then loses up to 2 s), thread time of
 * `always`, rewriting. A promoted replica's disk counts as up to date at that moment.
 */
import type { HandlerId, Simulation } from '../../kernel/simulation.ts';
import type { Streams } from '../../kernel/stream-seed.ts';
import { SECOND } from '../../kernel/time.ts';
import type { History } from '../history.ts';
import type { Members } from '../members.ts';
import { TICK } from './bus-options.ts';

export interface SavePoint {
  /** ns since the last snapshot. */
  readonly after: number;
  readonly changes: number;
}

export type DiskRule =
  | { readonly kind: 'append-only'; readonly fsync: 'always' | 'everysec' | 'no' }
  | { readonly kind: 'snapshots'; readonly points: readonly SavePoint[] };

export interface PrimaryDisksParts {
  readonly simulation: Simulation;
  readonly streams: Streams;
  readonly members: Members;
  readonly history: History;
  readonly rule: DiskRule;
}

/** Linux writes back what has been dirty for 30 s (dirty_expire_centisecs). */
const WRITE_BACK = 30 * SECOND;

export class PrimaryDisks {
  readonly #parts: PrimaryDisksParts;
  readonly #period: number;
  readonly #onLook: HandlerId;
  /** By partition: when its last snapshot was made, ns, and of whose disk. */
  readonly #savedAt: Float64Array;
  readonly #savedBy: Int32Array;

  constructor(parts: PrimaryDisksParts) {
    const { simulation, history, rule, streams } = parts;
    this.#parts = parts;
    this.#period = periodOf(rule);
    this.#savedAt = new Float64Array(history.partitions.length);
    this.#savedBy = new Int32Array(history.partitions.length).fill(-1);
    history.keepOnDisks();
    this.#onLook = simulation.handler('disk/look', () => this.#look());
    // The clocks of all machines show the same second; what is drawn is where in it the run begins.
    simulation.schedule(Math.floor(streams.named('disk/phase').uniform() * this.#period), this.#onLook);
  }

  /** To be called before the copies of `member` are gone. */
  memberStopped(member: number, withHost: boolean): void {
    const { history, rule } = this.#parts;
    if (rule.kind === 'snapshots' || (withHost && rule.fsync !== 'always')) return;
    for (const { index } of history.partitions) if (history.disks![index]!.member === member) history.flush(index);
  }

  #look(): void {
    const { simulation, history, members, rule } = this.#parts;
    for (const { index } of history.partitions) {
      const { member } = history.disks![index]!;
      if (!members.isRunning(member)) this.#savedBy[index] = -1;
      else if (rule.kind === 'append-only' || this.#isDue(index, member, rule.points)) history.flush(index);
    }
    simulation.schedule(this.#period, this.#onLook);
  }

  /** A process that has just started, or just become primary, counts from now. */
  #isDue(partition: number, member: number, points: readonly SavePoint[]): boolean {
    const { simulation, history } = this.#parts;
    const { now } = simulation;
    const age = now - this.#savedAt[partition]!;
    const changes = history.unsaved(partition);
    const isNew = this.#savedBy[partition] !== member;
    const isDue = !isNew && points.some((point) => changes >= point.changes && age > point.after);
    if (!isNew && !isDue) return false;
    this.#savedBy[partition] = member;
    this.#savedAt[partition] = now;
    return isDue;
  }
}

function periodOf(rule: DiskRule): number {
  if (rule.kind === 'snapshots') return TICK;
  return rule.fsync === 'no' ? WRITE_BACK : SECOND;
}
