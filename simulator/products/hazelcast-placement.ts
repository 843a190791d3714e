/**
 * Hazelcast's partition table, drawn up by the oldest member when members come or go (PartitionStateGeneratorImpl).
 *
 * For each replica index below min(groups, 7): partitions without an owner go, shuffled, to groups below the average (some to average + 1),
 * what is left to all in turn; then fuller groups give to emptier ones what these do not hold yet. Tried up to three times, from the second
 * on without the replicas from index 3 up, until every group is within 10 % or 3 partitions of the average. Replica indices beyond the
 * configured backups are in the table, too, without data: they decide who may take what.
 * Changed: a shuffle with a fixed seed, so that a design always begins with the same table; members in the order they joined, where
 * Hazelcast iterates a hash set. Left out: groups by host or placement group, lite members.
 */
import { counterDraw } from '../kernel/random-stream.ts';
import { emptyTable, MemberGroup, MOST_REPLICAS, type ReplicaTable } from './hazelcast-groups.ts';
import { NOBODY, type PartitionTable, type PlacementSpec } from './placement.ts';

export interface HazelcastTableSpec extends PlacementSpec {
  readonly grouping: 'per-member' | 'zone-aware';
  /** Of the shuffle. */
  readonly seed: number;
}

const TRIES = 3;
const TOLERANCE = 1.1;
const NEARLY = 3;
/** Replicas from here on are given up in further tries. */
const GIVEN_UP = 3;
/** Hazelcast bounds its loops by this many rounds. */
const ROUNDS = 10;

export class HazelcastTable {
  readonly #spec: HazelcastTableSpec;
  #table: ReplicaTable;
  #shuffles = 0;

  /** `present`: 1 for members that are there; absent: all. */
  constructor(spec: HazelcastTableSpec, present: Uint8Array = new Uint8Array(spec.members).fill(1)) {
    this.#spec = spec;
    this.#table = emptyTable(spec.partitions);
    this.#arrange(present);
  }

  /** Owners of partition p at [p × (backups + 1) …]. */
  get owners(): PartitionTable {
    const { partitions, backups } = this.#spec;
    const copies = backups + 1;
    return Int32Array.from(
      { length: partitions * copies },
      (_, at) => this.#table[Math.floor(at / copies) * MOST_REPLICAS + (at % copies)] ?? NOBODY,
    );
  }

  /**
   * The table after members came or went: `held` says who holds copies now, the primary first, in the form of `owners`; its members that
   * are not present count as gone.
   */
  change(held: PartitionTable, present: Uint8Array): PartitionTable {
    const copies = this.#spec.backups + 1;
    for (let partition = 0; partition < this.#spec.partitions; partition++) {
      const row = this.#table.subarray(partition * MOST_REPLICAS, (partition + 1) * MOST_REPLICAS);
      const isThere = (member: number) => member !== NOBODY && present[member] === 1;
      const now = held.subarray(partition * copies, (partition + 1) * copies);
      const hidden = [...row].filter((member) => isThere(member) && !now.includes(member));
      const kept = [...now].map((member) => (isThere(member) ? member : NOBODY));
      // Gaps are filled by the coldest replica. Who succeeds a lost owner has been decided before: it stands first in `held`.
      const filled = kept.map((member) => (member === NOBODY ? (hidden.pop() ?? NOBODY) : member));
      row.fill(NOBODY);
      row.set([...filled, ...hidden].slice(0, MOST_REPLICAS));
    }
    this.#arrange(present);
    return this.owners;
  }

  #arrange(present: Uint8Array): void {
    const groups = this.#groups(present);
    if (groups.length === 0) return;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      this.#attempt(groups, attempt > 0);
      if (areBalanced(groups, this.#spec.partitions)) return;
    }
  }

  #groups(present: Uint8Array): MemberGroup[] {
    const { members, zones, grouping, partitions } = this.#spec;
    const byGroup = new Map<number, number[]>();
    for (let member = 0; member < members; member++) {
      if (present[member] !== 1) continue;
      const group = grouping === 'zone-aware' ? member % zones : member;
      const others = byGroup.get(group);
      if (others === undefined) byGroup.set(group, [member]);
      else others.push(member);
    }
    return [...byGroup.values()].map((group) => new MemberGroup(group, partitions));
  }

  #attempt(groups: MemberGroup[], givesUp: boolean): void {
    const { partitions } = this.#spec;
    const replicas = Math.min(groups.length, MOST_REPLICAS);
    const average = Math.floor(partitions / groups.length);
    this.#register(groups, replicas, givesUp);
    for (let replica = 0; replica < replicas; replica++) {
      const free = this.#unowned(replica);
      const under = groups.filter((group) => group.count(replica) < average);
      const over = groups.filter((group) => group.count(replica) > average);
      const larger = distribute(under, free, replica, average, partitions - average * groups.length);
      distributeToAll(groups, free, replica);
      transfer(under, over, replica, average, larger);
      for (const group of groups) group.settle(this.#table, replica);
    }
  }

  /** Groups learn what they hold; what stands where it may not is taken out of the table. */
  #register(groups: readonly MemberGroup[], replicas: number, givesUp: boolean): void {
    const groupOf = new Map(groups.flatMap((group) => group.members.map((member) => [member, group] as const)));
    for (const group of groups) group.reset();
    const end = givesUp ? Math.min(replicas, GIVEN_UP) : replicas;
    for (let at = 0; at < this.#table.length; at++) {
      const replica = at % MOST_REPLICAS;
      const group = groupOf.get(this.#table[at]!);
      if (replica >= end || group?.add(replica, (at - replica) / MOST_REPLICAS) !== true) this.#table[at] = NOBODY;
    }
  }

  /** Partitions without this replica, shuffled. */
  #unowned(replica: number): number[] {
    const free: number[] = [];
    for (let partition = 0; partition < this.#spec.partitions; partition++)
      if (this.#table[partition * MOST_REPLICAS + replica] === NOBODY) free.push(partition);
    const shuffle = this.#shuffles++;
    for (let last = free.length - 1; last > 0; last--) {
      const other = Math.floor(counterDraw(this.#spec.seed, shuffle, last) * (last + 1));
      [free[last], free[other]] = [free[other]!, free[last]!];
    }
    return free;
  }
}

/** One free partition at a time to each group below its share; returns how many groups may still get one more than the average. */
function distribute(under: MemberGroup[], free: number[], replica: number, average: number, larger: number): number {
  let more = larger;
  for (let tries = free.length * under.length; tries > 0 && free.length > 0 && under.length > 0; tries--) {
    const group = under.shift()!;
    const taken = free.findIndex((partition) => group.add(replica, partition));
    // Those it could not take wait behind the others.
    if (taken >= 0) free.push(...free.splice(0, taken + 1).slice(0, taken));
    const count = group.count(replica);
    if (more > 0 && count === average + 1) {
      if (--more === 0) removeFull(under, replica, average);
    } else if (count < average || (more > 0 && count < average + 1)) under.push(group);
  }
  return more;
}

function removeFull(under: MemberGroup[], replica: number, average: number): void {
  const left = under.filter((group) => group.count(replica) < average);
  under.splice(0, under.length, ...left);
}

/** What is left goes to all groups in turn. */
function distributeToAll(groups: MemberGroup[], free: readonly number[], replica: number): void {
  let turn = 0;
  let next = 0;
  for (let tries = free.length * groups.length * ROUNDS; tries > 0 && next < free.length; tries--) {
    if (groups[turn % groups.length]!.add(replica, free[next]!)) next++;
    turn++;
  }
}

/** Groups above the average give to those below. */
function transfer(under: MemberGroup[], over: MemberGroup[], replica: number, average: number, larger: number): void {
  let more = larger;
  let expected = more > 0 ? average + 1 : average;
  const reached = (count: number) => {
    if (more > 0 && count === average + 1 && --more === 0) expected = average;
  };
  for (let tries = under.length * over.length * ROUNDS; tries > 0 && under.length > 0; tries--) {
    const to = under.shift()!;
    for (const from of [...over]) {
      from.giveTo(to, replica, expected);
      reached(from.count(replica));
      if (from.count(replica) <= expected) over.splice(over.indexOf(from), 1);
      reached(to.count(replica));
      if (to.count(replica) >= expected) break;
    }
    if (to.count(replica) < average) under.push(to);
  }
}

function areBalanced(groups: readonly MemberGroup[], partitions: number): boolean {
  const average = Math.floor(partitions / groups.length);
  return groups.every((group) => {
    for (let replica = 0; replica < Math.min(groups.length, MOST_REPLICAS); replica++) {
      const count = group.count(replica);
      if (Math.abs(count - average) <= NEARLY) continue;
      if (count < average / TOLERANCE || count > average * TOLERANCE) return false;
    }
    return true;
  });
}
