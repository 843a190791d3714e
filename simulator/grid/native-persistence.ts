/**
 * Apache Ignite's write-ahead log: what of a member's copies is on its disk when its process dies, its host is lost, or it stops in good order.
 *
 * Each write is logged before it is answered. FSYNC forces it to the disk. LOG_ONLY hands it to the operating system, as BACKGROUND does with a
 * memory-mapped log; without, BACKGROUND leaves it in the process until the next flush. In both, a thread forces all of the log to the disk
 * every segment sync timeout. NONE keeps no log: after anything but a stop in good order the files are of no use.
 * Source: ignite FileHandleManagerImpl (WalSegmentSyncer), FileWriteHandleImpl, WALMode; facts/grid-products.md 5.3.
 * Left out: the time that a flush, a checkpoint and reading at the start take; a full disk; flushes that are late.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { Streams } from '../kernel/stream-seed.ts';
import type { Kept, LogRule } from '../products/ignite-persistence.ts';
import type { Copy, DiskContent } from './copy.ts';
import { DiskContents } from './disk-contents.ts';
import type { History } from './history.ts';
import type { Members } from './members.ts';

export interface NativePersistenceParts {
  readonly simulation: Simulation;
  readonly streams: Streams;
  readonly members: Members;
  readonly history: History;
  readonly rule: LogRule;
}

export class NativePersistence {
  readonly #parts: NativePersistenceParts;
  readonly #contents: DiskContents;
  /** What has left the process, where that is not each write at once; null: all of it has. */
  readonly #flushed: DiskContents | null;
  /** Stops in good order: all is on the disk. */
  readonly #inOrder = new Set<number>();

  constructor(parts: NativePersistenceParts) {
    const { history, rule } = parts;
    this.#parts = parts;
    this.#contents = new DiskContents(history.partitions, rule.syncInterval !== null);
    history.contents = this.#contents;
    const { syncInterval, flushInterval } = rule;
    this.#flushed = flushInterval === null ? null : new DiskContents(history.partitions, true);
    if (flushInterval !== null) this.#repeat('flush', flushInterval, (copy) => this.#flushed!.sync(copy));
    if (syncInterval !== null) {
      this.#repeat('sync', syncInterval, (copy) => {
        this.#flushed?.sync(copy);
        this.#contents.sync(copy);
      });
    }
  }

  /** The next stop of `member` is one in good order. */
  stopsInOrder(member: number): void {
    if (this.#parts.members.isUp(member)) this.#inOrder.add(member);
  }

  /** To be called before the copies of `member` are gone. */
  memberStopped(member: number, withHost: boolean): void {
    const { history, rule } = this.#parts;
    const { whenHostIsLost, whenProcessDies } = rule;
    const kept = this.#inOrder.delete(member) ? 'all' : withHost ? whenHostIsLost : whenProcessDies;
    for (const { index, copies } of history.partitions) {
      if (kept === 'nothing') this.#contents.take(member, index);
      const copy = copies.find((one) => one.member === member && one.role !== 'syncing');
      if (copy === undefined) continue;
      const content = this.#left(copy, kept, withHost);
      if (content !== null) this.#contents.put(index, content);
    }
  }

  #left(copy: Copy, kept: Kept, withHost: boolean): DiskContent | null {
    const { member, branch, applied } = copy;
    if (kept === 'nothing') return null;
    if (kept === 'all') return { member, branch, applied };
    return (withHost ? this.#contents : (this.#flushed ?? this.#contents)).syncedOf(copy);
  }

  /** Each member does it in a phase of its own; one that stands still or is away does not. */
  #repeat(what: 'flush' | 'sync', interval: number, act: (copy: Copy) => void): void {
    const { simulation, streams, members, history } = this.#parts;
    const due: HandlerId = simulation.handler(`disk/log-${what}`, (member) => {
      if (members.isRunning(member)) this.#ofEachCopy(member, act);
      simulation.schedule(interval, due, member);
    });
    const phase = streams.named(`disk/log-${what}-phase`);
    for (let member = 0; member < members.count; member++)
      simulation.schedule(Math.floor(phase.uniform() * interval), due, member);
    for (const { copies } of history.partitions) for (const copy of copies) act(copy);
  }

  #ofEachCopy(member: number, act: (copy: Copy) => void): void {
    const { history } = this.#parts;
    for (const partition of history.partitions) {
      const copy = partition.copies.find((one) => one.member === member && one.role !== 'syncing');
      if (copy === undefined) continue;
      act(copy);
      for (const branch of partition.branches) if (branch.base < branch.head) history.trim(partition, branch);
    }
  }
}
