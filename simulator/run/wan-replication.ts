/**
 * Replication between regions: what a region writes is queued at its primary for every other region and sent in batches.
 *
 * The queue of a member is a data pump whose store is the other region. Backups know what has not been sent, so a promoted one queues it
 * again. A write that another region holds is not lost with its own. Left out: values sent as a whole to a region that comes back empty
 * (it begins empty and gets what is written from then on), consolidation of several writes of a key, filters, compression. What a failover
 * inside a region lost counts as known there until the key is written again.
 */
import type { Clocks } from '../grid/clocks.ts';
import type { Copy } from '../grid/copy.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import type { Members } from '../grid/members.ts';
import { type RegionVersion, RegionVersions } from '../grid/merge/region-versions.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Network } from '../network/network.ts';
import { DataPump } from '../persistence/data-pump.ts';
import type { Attempts } from '../traffic/attempts.ts';
import type { StepBefore } from './durability.ts';
import type { Distribution, Level } from './observations.ts';
import type { Regions } from './regions.ts';
import { WanLink } from './wan-link.ts';
import { WriterQueue } from './writer-queue.ts';

export interface WanMeters {
  readonly wanLag: Distribution;
  readonly wanBacklog: Level;
  readonly counts: { wanDropped: number; mergeConflicts: number; mergeLosses: number; lostUpdates: number };
}

export interface WanParts {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly members: Members;
  readonly grid: DataGrid;
  readonly clocks: Clocks;
  readonly regions: Regions;
  readonly settings: NonNullable<Scenario['design']['wan']>;
  readonly names: readonly string[];
  readonly meters: WanMeters;
  /** A write of another region was applied at `copy`: it may have to reach the store. */
  applied(copy: Copy, row: number): void;
}

/** A write on its way: which key of which map in its own region, and what that region knew. */
interface Travelling {
  readonly map: number;
  readonly key: number;
  readonly version: RegionVersion;
}

interface Line {
  readonly link: WanLink;
  readonly pump: DataPump;
  readonly writers: WriterQueue | null;
}

type Answer = (mayGoOn: boolean) => void;

export class WanReplication {
  readonly #parts: WanParts;
  readonly #versions: RegionVersions;
  /** Writes that some region has still to be told of, by their rows. */
  readonly #travelling = new Map<number, Travelling>();
  /** One a region: the queues of all members for it. */
  readonly #lines: readonly Line[];

  constructor(parts: WanParts) {
    this.#parts = parts;
    this.#versions = new RegionVersions(parts.regions.count, parts.settings.resolve);
    this.#lines = parts.names.map((name, region) => this.#lineTo(region, name));
  }

  get isSettled(): boolean {
    return this.#lines.every(({ pump, link }) => pump.isEmpty && link.isIdle);
  }

  /** A client's write was applied at its primary. */
  published(copy: Copy, row: number, attempts: Attempts): void {
    const { clocks, simulation, regions, grid } = this.#parts;
    const { writes } = grid.history;
    const region = regions.ofMember(copy.member);
    const timestamp = clocks.read(copy.member, simulation.now);
    const write = { member: copy.member, timestamp, sequence: writes.number[row]! };
    const version = this.#versions.written(writes.key[row]!, region, write);
    const attempt = writes.request[row]!;
    this.#travelling.set(row, { map: attempts.map[attempt]!, key: attempts.key[attempt]!, version });
    writes.owed[row] = ((1 << regions.count) - 1) & ~(1 << region);
    this.#discard(copy.member, row);
    this.#queue(copy.member, row);
  }

  /** Regions whose queue is full never get the write, where that is what a full queue does. */
  #discard(member: number, row: number): void {
    const { settings, grid } = this.#parts;
    if (settings.queueCapacity === undefined || settings.queueFull !== 'DISCARD_AFTER_MUTATION') return;
    const owed = grid.history.writes.owed[row]!;
    for (let region = 0; region < this.#lines.length; region++)
      if ((owed & (1 << region)) !== 0 && this.#lines[region]!.pump.backlog(member) >= settings.queueCapacity)
        this.#lose(row, region);
  }

  #lose(row: number, region: number): void {
    this.#parts.meters.counts.wanDropped++;
    this.#settle(row, region, false);
  }

  /** A backup took over: what it holds and some region may lack is queued at its member. */
  promoted(copy: Copy): void {
    for (const row of this.#parts.grid.history.heldRows(copy)) this.#queue(copy.member, row);
  }

  /** Every copy of a partition is gone: its region knows nothing of its keys any more. */
  forgotten(partition: number): void {
    const { keys } = this.#parts.grid.history;
    for (let keyRow = 0; keyRow < keys.count; keyRow++)
      if (keys.partition[keyRow] === partition) this.#versions.forget(keyRow);
  }

  memberStopped(member: number): void {
    for (const { pump, writers } of this.#lines) {
      pump.memberStopped(member);
      writers?.memberStopped(member);
    }
  }

  /** For each map, what happens before a write is applied: room in the queues, then `steps`. */
  before(steps: readonly (StepBefore | null)[], attempts: Attempts): readonly (StepBefore | null)[] {
    if (this.#lines.every(({ writers }) => writers === null)) return steps;
    return steps.map((step) => (attempt, whenDone) => {
      this.#ask(attempts.member[attempt]!, (mayGoOn) => {
        if (mayGoOn && step !== null) step(attempt, whenDone);
        else whenDone(mayGoOn);
      });
    });
  }

  /** Whether there is room for a write at `member`. */
  #ask(member: number, whenDone: Answer): void {
    const own = this.#parts.regions.ofMember(member);
    const writers = this.#lines.flatMap(({ writers }, region) => (region === own || writers === null ? [] : [writers]));
    const next = (index: number): void => {
      if (index === writers.length) whenDone(true);
      else writers[index]!.ask(member, false, (mayGoOn) => (mayGoOn ? next(index + 1) : whenDone(false)));
    };
    next(0);
  }

  /** The value that `region` holds of the key in `keyRow`. */
  held(keyRow: number): RegionVersion | undefined {
    return this.#versions.held(keyRow);
  }

  #queue(member: number, row: number): void {
    const { writes } = this.#parts.grid.history;
    // One that no region is owed may be gone, and its row another write.
    for (let region = 0; region < this.#lines.length; region++)
      if ((writes.owed[row]! & (1 << region)) !== 0)
        this.#lines[region]!.pump.enqueue(member, row, writes.number[row]!);
  }

  #lineTo(region: number, name: string): Line {
    const { simulation, network, members, regions, settings, meters, grid } = this.#parts;
    const { writes } = grid.history;
    const isOwed = (row: number, number: number) =>
      writes.holds(row, number) && (writes.owed[row]! & (1 << region)) !== 0;
    const onReceipt = {
      pause: settings.retryDelay,
      numberOf: (row: number) => writes.number[row]!,
      isOwed,
      lost: (row: number) => this.#lose(row, region),
    };
    const link = new WanLink(name, {
      simulation,
      network,
      members,
      first: region * regions.membersEach,
      count: regions.membersEach,
      timeout: settings.acknowledgeTimeout,
      apply: (row) => this.#arrived(row, region),
      ...(settings.acknowledgeType === 'ACK_ON_RECEIPT' ? { onReceipt } : {}),
    });
    const queueLimit = settings.queueLimit ?? throwing(settings);
    const limits = queueLimit !== undefined && queueLimit.whenFull !== 'drop-oldest';
    const writers: WriterQueue | null = limits
      ? new WriterQueue(simulation, members, `wan-${name}`, queueLimit.whenFull === 'block', () => pump)
      : null;
    const pump: DataPump = new DataPump(
      simulation,
      link,
      members.count,
      `wan-${name}`,
      { ...settings, queueLimit },
      {
        valueOf: (_member, row, number) => {
          if (!isOwed(row, number)) return null;
          link.load(row);
          return { row, number };
        },
        stored: () => {},
        dropped: (_member, row) => this.#lose(row, region),
        launched: () => {},
        backlogChanged: (delta) => meters.wanBacklog.add(simulation.now, delta),
        roomMade: (member) => writers?.roomMade(member),
        isRunning: (member) => members.isRunning(member),
        waitFor: members.deferMessage.bind(members),
      },
    );
    return { link, pump, writers };
  }

  /** A write reached its counterpart's region. Rows that a region is still to be told of are never freed, so the row is that write. */
  #arrived(row: number, region: number): boolean {
    const { grid, regions, meters, simulation } = this.#parts;
    const { writes, keys } = grid.history;
    const travelling = this.#travelling.get(row);
    if (travelling === undefined) return true;
    const { map, version: incoming } = travelling;
    const partition = regions.partitionIn(writes.partition[row]!, region);
    const copy = grid.history.partitions[partition]!.copies.find(
      (other) => grid.acceptingCopy(other.member, partition) === other && this.#parts.members.isRunning(other.member),
    );
    if (copy === undefined) return false;
    const key = regions.keyIn(map, travelling.key, region);
    const keyRow = keys.touch(map, key, partition);
    const reception = this.#versions.received(keyRow, incoming);
    if (reception === 'overwrites' || reception === 'discarded') meters.counts.mergeConflicts++;
    if (reception === 'discarded') meters.counts.mergeLosses++;
    if (reception === 'overwrites') meters.counts.lostUpdates++;
    if (reception === 'applied' || reception === 'overwrites') {
      meters.wanLag.record(simulation.now - writes.appendedAt[row]!);
      const applied = grid.append(copy, map, key, -1);
      this.#parts.applied(copy, applied);
      grid.replicate(copy, applied, false);
      // No client waits for it.
      grid.history.abandon(applied);
    }
    this.#settle(row, region, true);
    return true;
  }

  #settle(row: number, region: number, holds: boolean): void {
    const { history } = this.#parts.grid;
    // Freed by this, the row may become another write.
    if ((history.writes.owed[row]! & ~(1 << region)) === 0) this.#travelling.delete(row);
    history.settledWith(row, region, holds);
  }
}

type Settings = WanParts['settings'];

/** A full queue that makes writes fail, where Hazelcast's settings say so. */
function throwing({ queueCapacity, queueFull }: Settings): Settings['queueLimit'] {
  if (queueCapacity === undefined || queueFull === 'DISCARD_AFTER_MUTATION') return undefined;
  return { entries: queueCapacity, whenFull: 'reject' };
}
