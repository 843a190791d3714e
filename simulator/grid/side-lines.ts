/**
 * Lines of a split cluster that see each other again and go on side by side until it is time to merge (Hazelcast's SplitBrainHandler).
 *
 * The oldest member of each line looks for other lines every `interval`, from a phase of its own; the first look of one in a smaller line
 * brings the smaller lines home. So the time from a heal to the merge is U(0, interval). A line from which members were removed that did
 * not notice, because they were paused, hears so as soon as they see each other, and goes on by itself, too.
 * A process looks first `first` after its start; of those that are old at the beginning nobody knows when that was, unless `age` says it.
 * Left out: time for the data to travel.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { MembershipGround } from './membership.ts';

export interface LookTimes {
  /** ns between two looks. */
  readonly interval: number;
  /** ns from the start of a process to its first look. */
  readonly first: number;
  /** ns since the members there are at the beginning were started. Absent: a long time, and each has a phase of its own. */
  readonly age?: number | undefined;
}

export interface LinePort {
  /** Line of every member; negative: of none. */
  readonly line: Int32Array;
  /** Members that `member` sees and that answer it, as a 1 for each. */
  sideOf(member: number): Uint8Array;
  /** The line that `side` is goes on without `subject`, which has long gone on without it. */
  separated(subject: number, side: Uint8Array): void;
  /** The members of several lines become those of the largest. */
  merge(side: Uint8Array): void;
}

export class SideLines {
  readonly #simulation: Simulation;
  readonly #members: MembershipGround['members'];
  readonly #times: LookTimes;
  readonly #port: LinePort;
  readonly #phase: Float64Array;
  /** 1: the phase is that of its first look, before which there is none. */
  readonly #hasFirst: Uint8Array;
  readonly #armed: Uint8Array;
  /** At [member × members + other]: the member goes on without the other. */
  readonly #apart: Uint8Array;
  readonly #look: HandlerId;

  constructor(ground: MembershipGround, times: LookTimes, port: LinePort) {
    const { count } = ground.members;
    this.#simulation = ground.simulation;
    this.#members = ground.members;
    this.#times = times;
    this.#port = port;
    const stream = ground.streams.named('membership/merge-phase');
    const { interval, first, age } = times;
    this.#phase = Float64Array.from({ length: count }, () =>
      age === undefined ? Math.floor(stream.uniform() * interval) : first - age,
    );
    this.#hasFirst = new Uint8Array(count).fill(age === undefined ? 0 : 1);
    this.#armed = new Uint8Array(count);
    this.#apart = new Uint8Array(count * count);
    this.#look = ground.simulation.handler('membership/merge-look', (member) => this.#onLook(member));
  }

  /** A new process began at `member`. */
  started(member: number): void {
    this.#phase[member] = this.#simulation.now + this.#times.first;
    this.#hasFirst[member] = 1;
  }

  /** The members of `side` go on without `subject`. */
  removed(subject: number, side: Uint8Array): void {
    for (let member = 0; member < side.length; member++)
      if (side[member] === 1) this.#apart[member * side.length + subject] = 1;
  }

  /** `member` belongs to the line it now stands in: of what was before nothing counts between them. */
  joined(member: number): void {
    const { line } = this.#port;
    for (let other = 0; other < line.length; other++) {
      if (line[other] !== line[member]) continue;
      this.#apart[member * line.length + other] = 0;
      this.#apart[other * line.length + member] = 0;
    }
  }

  /** The members of `side` see each other: if they are of several lines, the oldest of each will look for the others in time. */
  seen(side: Uint8Array): void {
    const { line } = this.#port;
    const oldest = new Map<number, number>();
    for (let member = 0; member < side.length; member++)
      if (side[member] === 1 && line[member]! >= 0 && !oldest.has(line[member]!)) oldest.set(line[member]!, member);
    if (oldest.size < 2) return;
    for (const member of oldest.values()) {
      this.#tellApart(member, side);
      this.#arm(member);
    }
  }

  /** Whoever went on without this line is told apart from it. */
  #tellApart(oldest: number, side: Uint8Array): void {
    const { line } = this.#port;
    const own = side.map((on, member) => (line[member] === line[oldest] ? on : 0));
    for (let other = 0; other < side.length; other++) {
      const isForeign = side[other] === 1 && line[other]! >= 0 && own[other] === 0;
      if (!isForeign || this.#apart[oldest * side.length + other] === 1) continue;
      if (this.#apart[other * side.length + oldest] === 0) continue;
      this.removed(other, own);
      this.#port.separated(other, own);
    }
  }

  #arm(member: number): void {
    if (this.#armed[member] === 1) return;
    this.#armed[member] = 1;
    const phase = this.#phase[member]!;
    const { interval } = this.#times;
    const looks = Math.floor((this.#simulation.now - phase) / interval) + 1;
    const next = this.#hasFirst[member] === 1 ? Math.max(0, looks) : looks;
    this.#simulation.scheduleAt(phase + next * interval, this.#look, member);
  }

  #onLook(member: number): void {
    if (!this.#members.isRunning(member)) {
      if (this.#members.isUp(member)) this.#members.deferMessage(member, this.#look, member, 0, 0);
      else this.#armed[member] = 0;
      return;
    }
    this.#armed[member] = 0;
    const { line } = this.#port;
    const side = this.#port.sideOf(member);
    if (side.some((on, other) => on === 1 && line[other]! >= 0 && line[other] !== line[member]))
      this.#merge(member, side);
  }

  /** The oldest of the largest line waits for the others to come. */
  #merge(member: number, side: Uint8Array): void {
    const { line } = this.#port;
    const sizeOf = (which: number) =>
      side.reduce((size, on, other) => size + (on === 1 && line[other] === which ? 1 : 0), 0);
    const own = sizeOf(line[member]!);
    const first = line.indexOf(line[member]!);
    for (let other = 0; other < side.length; other++) {
      const isForeign = side[other] === 1 && line[other]! >= 0 && line[other] !== line[member];
      if (!isForeign) continue;
      const size = sizeOf(line[other]!);
      // Of equals the one with the lower address stays.
      if (size > own || (size === own && other < first)) {
        this.#port.merge(side);
        return;
      }
    }
  }
}
