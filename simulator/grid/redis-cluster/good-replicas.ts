/**
 * How many replicas a Redis primary counts as good, on which min-replicas-to-write depends (replication.c, 7.0: replicationSendAck,
 * refreshGoodSlavesCount, freeClient).
 *
 * Every process runs its replication cron once in ten ticks, in a phase of its own. A replica's cron acknowledges to its primary, which
 * notes the whole second of its clock. A primary's cron counts the replicas whose note is at most `maxLag` whole seconds old; so it does at
 * once when a replica's connection closes or is new. Silence is therefore noticed maxLag + 1 s + (−1 … 1) s after the last acknowledgement,
 * a dead process after one way. A connection silent for repl-timeout (60 s) is closed, which counts like silence.
 * Left out: how long TCP holds an acknowledgement back after a cut has healed.
 */

import type { HandlerId, Simulation } from '../../kernel/simulation.ts';
import type { Streams } from '../../kernel/stream-seed.ts';
import { SECOND } from '../../kernel/time.ts';
import type { Network } from '../../network/network.ts';
import type { Copy } from '../copy.ts';
import type { History } from '../history.ts';
import type { Members } from '../members.ts';
import { FIRST_TICK, TICK, TICK_ROUNDING, TICK_WORK } from './bus-options.ts';
import { WallClock } from './wall-clock.ts';

export interface GoodReplicasParts {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly members: Members;
  readonly streams: Streams;
  readonly history: History;
  /** Good replicas that a primary must count to take a write. */
  readonly wanted: number;
  /** ns, whole seconds. */
  readonly maxLag: number;
  /** Some primary's count changed. */
  readonly changed: () => void;
}

/** What a primary knows of one connection to it. */
interface Link {
  readonly copy: number;
  readonly connection: number;
  /** Whole second of the primary's clock. */
  acknowledged: number;
}

const CRON_TICKS = 10;
/** repl-timeout, default. */
const LINK_TIMEOUT_SECONDS = 60;

export class GoodReplicas {
  readonly #parts: GoodReplicasParts;
  readonly #clock: WallClock;
  readonly #cronStream;
  readonly #onCron: HandlerId;
  readonly #onAcknowledgement: HandlerId;
  readonly #onClosed: HandlerId;
  /** Seconds. */
  readonly #oldest: number;
  readonly #good: Int32Array;
  /** By primary · members + replica. */
  readonly #links = new Map<number, Link>();
  readonly #partitionOf: Int32Array;

  constructor(parts: GoodReplicasParts) {
    const { simulation, streams, members, history } = parts;
    this.#parts = parts;
    this.#oldest = Math.min(Math.round(parts.maxLag / SECOND), LINK_TIMEOUT_SECONDS);
    this.#clock = new WallClock(simulation, streams.named('replication-cron/clock'));
    this.#cronStream = streams.named('replication-cron/phase');
    this.#good = new Int32Array(members.count);
    this.#partitionOf = new Int32Array(members.count).fill(-1);
    for (const { index, copies } of history.partitions)
      for (const { member } of copies) this.#partitionOf[member] = index;
    this.#onCron = simulation.handler('replication-cron/run', (member, incarnation) => this.#cron(member, incarnation));
    this.#onAcknowledgement = simulation.handler('replication-cron/acknowledgement', (copy, connection) =>
      this.#acknowledged(copy, connection),
    );
    this.#onClosed = simulation.handler('replication-cron/closed', (primary, member, copy) =>
      this.#closed(primary, member, copy),
    );
    for (let member = 0; member < members.count; member++)
      simulation.schedule(this.#cronStream.below(SECOND), this.#onCron, member, members.incarnation[member]!);
    for (const { copies } of history.partitions)
      for (const copy of copies) if (copy.role === 'primary') this.#refresh(copy);
  }

  /** Whether `primary` counts enough good replicas to take a write; otherwise it answers NOREPLICAS. */
  admits(primary: Copy): boolean {
    if (primary.backups.some((replica) => this.#isNew(primary, replica))) this.#refresh(primary);
    return this.#good[primary.member]! >= this.#parts.wanted;
  }

  /** To be called while the copy of `member` still knows its primary. With its host alive the primary sees the connection close. */
  memberStopped(member: number, withHost: boolean): void {
    const { network, simulation } = this.#parts;
    const copy = this.#copyAt(member);
    const primary = copy?.source ?? null;
    if (withHost || copy === undefined || primary === null || !network.passes(member, primary.member)) return;
    simulation.schedule(network.delay(member, primary.member), this.#onClosed, primary.member, member, copy.index);
  }

  memberStarted(member: number): void {
    const { simulation, members } = this.#parts;
    this.#good[member] = 0;
    simulation.schedule(FIRST_TICK, this.#onCron, member, members.incarnation[member]!);
  }

  #cron(member: number, incarnation: number): void {
    const { simulation, members } = this.#parts;
    if (members.incarnation[member] !== incarnation || !members.isUp(member)) return;
    if (members.isPaused(member)) {
      members.deferWork(member, this.#onCron, member, incarnation, 0);
      return;
    }
    const copy = this.#copyAt(member);
    if (copy?.role === 'primary') this.#refresh(copy);
    else this.#good[member] = 0;
    if (copy?.role === 'backup') this.#acknowledge(copy);
    const period = CRON_TICKS * (TICK + TICK_WORK) + this.#cronStream.below(CRON_TICKS * TICK_ROUNDING);
    simulation.schedule(period, this.#onCron, member, incarnation);
  }

  #acknowledge(replica: Copy): void {
    const { network, simulation } = this.#parts;
    const { source, member, index, connection } = replica;
    if (source === null || !network.passes(member, source.member)) return;
    const delay = network.delay(member, source.member) + network.retransmission(member, source.member);
    simulation.schedule(delay, this.#onAcknowledgement, index, connection);
  }

  #acknowledged(index: number, connection: number): void {
    const { history, members, network } = this.#parts;
    const replica = history.copies[index]!;
    const primary = replica.source;
    if (replica.connection !== connection || primary === null || !members.isUp(primary.member)) return;
    if (!network.passes(replica.member, primary.member)) return;
    if (members.isPaused(primary.member)) {
      members.deferMessage(primary.member, this.#onAcknowledgement, index, connection, 0);
      return;
    }
    const link = this.#links.get(this.#key(primary, replica.member));
    if (link?.copy === index && link.connection === connection) link.acknowledged = this.#second;
  }

  #closed(primaryMember: number, member: number, index: number): void {
    const { members, network } = this.#parts;
    if (!members.isUp(primaryMember) || !network.passes(member, primaryMember)) return;
    if (members.isPaused(primaryMember)) {
      members.deferMessage(primaryMember, this.#onClosed, primaryMember, member, index);
      return;
    }
    const primary = this.#copyAt(primaryMember);
    if (primary === undefined || this.#links.get(this.#key(primary, member))?.copy !== index) return;
    this.#links.delete(this.#key(primary, member));
    this.#refresh(primary);
  }

  /** Counts anew; a connection that the primary has not seen before begins with an acknowledgement. */
  #refresh(primary: Copy): void {
    let good = 0;
    for (const replica of primary.backups) {
      if (replica.role !== 'backup' || replica.stale) continue;
      const key = this.#key(primary, replica.member);
      if (this.#isNew(primary, replica))
        this.#links.set(key, { copy: replica.index, connection: replica.connection, acknowledged: this.#second });
      const link = this.#links.get(key);
      if (link !== undefined && this.#second - link.acknowledged <= this.#oldest) good++;
    }
    if (this.#good[primary.member] === good) return;
    this.#good[primary.member] = good;
    this.#parts.changed();
  }

  /** A replica that left (index −1) has no new connection, though the primary may still believe in its old one. */
  #isNew(primary: Copy, { role, index, connection, member, stale }: Copy): boolean {
    if (role !== 'backup' || stale || index < 0) return false;
    const link = this.#links.get(this.#key(primary, member));
    return link === undefined || link.copy !== index || link.connection !== connection;
  }

  get #second(): number {
    return Math.floor(this.#clock.now / 1000);
  }

  #key(primary: Copy, replica: number): number {
    return primary.member * this.#parts.members.count + replica;
  }

  #copyAt(member: number): Copy | undefined {
    const { partitions } = this.#parts.history;
    const known = partitions[this.#partitionOf[member]!]?.copies.find((copy) => copy.member === member);
    if (known !== undefined) return known;
    // It may have moved to another primary.
    for (const { index, copies } of partitions) {
      const copy = copies.find((other) => other.member === member);
      if (copy === undefined) continue;
      this.#partitionOf[member] = index;
      return copy;
    }
    return undefined;
  }
}
