/**
 * Hazelcast's migrations: which copies are on their way at the same time, and how fast (MigrationManagerImpl, MigrationPlanTask).
 *
 * A migration begins when fewer than `parallel` involve its source (the primary) and as many its destination, and none its partition; of
 * those that wait, the first that may. Two begin at least `interval` apart. The migrations of one destination share its link equally:
 *   rate of each = bandwidth / migrations on their way to that member
 * One whose source or destination is removed from the cluster has failed, and no other begins for 3 s, up to 6 s when more fail meanwhile.
 * Where links are limited (network/links.ts) those that have begun follow one another in pieces instead.
 * Left out: the timeout of 300 s; fragments and chunks (they bound the memory of a migration, not its time); one pause and one interval for
 * both sides of a split; the message that commits a migration.
 */
import type { HandlerId, Simulation } from '../../kernel/simulation.ts';
import { SECOND } from '../../kernel/time.ts';
import { SharedLink } from './shared-link.ts';

/** MIGRATION_PAUSE_DURATION_SECONDS_ON_MIGRATION_FAILURE, and the most to which further failures prolong it (CoalescingDelayedTrigger). */
const PAUSE = 3 * SECOND;
const LONGEST_PAUSE = 2 * PAUSE;

export interface MigrationSettings {
  /** hazelcast.partition.max.parallel.migrations. */
  readonly parallel: number;
  /** ns, hazelcast.partition.migration.interval. */
  readonly interval: number;
  /** Grids side by side, each with its own oldest member. */
  readonly grids: number;
}

export interface MigrationPort {
  /** Member that the copy comes from; −1 when the migration is void. */
  sourceOf(copy: number, connection: number): number;
  memberOf(copy: number): number;
  partitionOf(copy: number): number;
  bytesOf(copy: number): number;
  /** ns from one member to the other. */
  delay(from: number, to: number): number;
  /** The last byte has arrived; false: the ends do not reach each other now. */
  arrived(copy: number, connection: number): boolean;
  /** From now on some migration (or none any more) involves the member. */
  involves(member: number, isInvolved: boolean): void;
  /** Where links are limited: sends the copy in pieces and calls `received`; absent: its share of the link decides. */
  readonly sends?: (copy: number, connection: number) => void;
}

interface Migration {
  readonly copy: number;
  readonly connection: number;
  readonly partition: number;
  readonly source: number;
  readonly destination: number;
}

interface Waiting {
  readonly copy: number;
  readonly connection: number;
}

export class Migrations {
  readonly #simulation: Simulation;
  readonly #settings: MigrationSettings;
  readonly #port: MigrationPort;
  readonly #membersPerGrid: number;
  #waiting: Waiting[] = [];
  /** By copy. */
  readonly #active = new Map<number, Migration>();
  readonly #partitions = new Set<number>();
  /** Migrations that involve each member. */
  readonly #involved: Int32Array;
  readonly #links: readonly SharedLink[];
  /** By grid: when the next migration may begin, when a pause began, and whether a look is on its way. */
  readonly #next: Float64Array;
  readonly #pausedSince: Float64Array;
  readonly #looks: Float64Array;
  readonly #received: HandlerId;
  readonly #ends: HandlerId;
  readonly #look: HandlerId;

  /** `bandwidth`: bytes per second at which one member receives copies. */
  constructor(
    simulation: Simulation,
    members: number,
    bandwidth: number,
    settings: MigrationSettings,
    port: MigrationPort,
  ) {
    this.#simulation = simulation;
    this.#settings = settings;
    this.#port = port;
    this.#membersPerGrid = members / settings.grids;
    this.#involved = new Int32Array(members);
    this.#links = Array.from({ length: members }, () => new SharedLink(bandwidth / SECOND));
    this.#next = new Float64Array(settings.grids);
    this.#pausedSince = new Float64Array(settings.grids).fill(Number.NEGATIVE_INFINITY);
    this.#looks = new Float64Array(settings.grids).fill(-1);
    this.#received = simulation.handler('migration/received', (member, version) => this.#onReceived(member, version));
    this.#ends = simulation.handler('migration/ends', (copy, connection) => this.#onEnd(copy, connection));
    this.#look = simulation.handler('migration/look', (grid) => {
      this.#looks[grid] = -1;
      this.#beginSome();
    });
  }

  /** The plan has one more copy to make. */
  begin(copy: number, connection: number): void {
    this.#waiting.push({ copy, connection });
    this.#beginSome();
  }

  /** The plan gives the copy up. */
  cancel(copy: number): void {
    const migration = this.#active.get(copy);
    if (migration === undefined) return;
    this.#forget(migration);
    this.#beginSome();
  }

  /** The cluster removed `member`: what it was about to send or receive has failed. */
  memberRemoved(member: number): void {
    const failed = [...this.#active.values()].filter(
      ({ source, destination }) => source === member || destination === member,
    );
    if (failed.length === 0) return;
    for (const migration of failed) this.#forget(migration);
    const grid = this.#gridOf(member);
    const { now } = this.#simulation;
    if (now >= this.#next[grid]! || now - this.#pausedSince[grid]! > LONGEST_PAUSE) this.#pausedSince[grid] = now;
    const resumes = Math.min(now + PAUSE, this.#pausedSince[grid]! + LONGEST_PAUSE);
    this.#next[grid] = Math.max(this.#next[grid]!, resumes);
  }

  /** Sent in pieces: the last one is through. */
  received(copy: number, connection: number): void {
    this.#onEnd(copy, connection);
  }

  #gridOf(member: number): number {
    return Math.floor(member / this.#membersPerGrid);
  }

  #beginSome(): void {
    const { now } = this.#simulation;
    this.#waiting = this.#waiting.filter(({ copy, connection }) => {
      const source = this.#port.sourceOf(copy, connection);
      if (source < 0) return false;
      const destination = this.#port.memberOf(copy);
      const partition = this.#port.partitionOf(copy);
      const isFull = (member: number) => this.#involved[member]! >= this.#settings.parallel;
      if (this.#partitions.has(partition) || isFull(source) || isFull(destination)) return true;
      const grid = this.#gridOf(destination);
      if (now < this.#next[grid]!) {
        this.#lookLater(grid);
        return true;
      }
      this.#next[grid] = now + this.#settings.interval;
      this.#start({ copy, connection, partition, source, destination });
      return false;
    });
  }

  #lookLater(grid: number): void {
    if (this.#looks[grid] === this.#next[grid]) return;
    this.#looks[grid] = this.#next[grid]!;
    this.#simulation.scheduleAt(this.#next[grid]!, this.#look, grid);
  }

  #start(migration: Migration): void {
    const { copy, connection, partition, source, destination } = migration;
    this.#active.set(copy, migration);
    this.#partitions.add(partition);
    for (const member of [source, destination]) if (this.#involved[member]!++ === 0) this.#port.involves(member, true);
    if (this.#port.sends !== undefined) {
      this.#port.sends(copy, connection);
      return;
    }
    this.#links[destination]!.add(this.#simulation.now, copy, this.#port.bytesOf(copy));
    this.#expect(destination);
  }

  /** The next arrival at a member, as things stand. */
  #expect(member: number): void {
    const link = this.#links[member]!;
    const at = link.nextEnd(this.#simulation.now);
    if (at < Number.POSITIVE_INFINITY) this.#simulation.scheduleAt(at, this.#received, member, link.version);
  }

  #onReceived(member: number, version: number): void {
    const link = this.#links[member]!;
    if (link.version !== version) return;
    const copy = link.takeFirst(this.#simulation.now);
    const { connection, source } = this.#active.get(copy)!;
    this.#simulation.schedule(this.#port.delay(source, member), this.#ends, copy, connection);
    this.#expect(member);
  }

  #onEnd(copy: number, connection: number): void {
    const migration = this.#active.get(copy);
    if (migration?.connection !== connection) return;
    if (!this.#port.arrived(copy, connection)) {
      this.#simulation.schedule(SECOND, this.#ends, copy, connection);
      return;
    }
    // Its arrival may have changed the plan and ended it.
    if (this.#active.get(copy) === migration) this.#forget(migration);
    this.#beginSome();
  }

  #forget({ copy, partition, source, destination }: Migration): void {
    this.#active.delete(copy);
    this.#partitions.delete(partition);
    for (const member of [source, destination]) if (--this.#involved[member]! === 0) this.#port.involves(member, false);
    if (this.#links[destination]!.remove(this.#simulation.now, copy)) this.#expect(destination);
  }
}
