/**
 * How the near caches of one map find invalidations that never came (Hazelcast: RepairingTask; the numbering is in
 * grid/cache/invalidation-numbers.ts).
 *
 * Every near cache looks once a second, counted from its first read, whether it has missed more than it tolerates, and each
 * `interval` asks every member for the numbers of the partitions that it owns. Who cannot be reached tells nothing until the next time.
 */
import { InvalidationNumbers } from '../grid/cache/invalidation-numbers.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import type { HandlerId } from '../kernel/simulation.ts';
import { SECOND } from '../kernel/time.ts';
import type { InvalidationGround } from './invalidations.ts';

export interface ReconciliationSettings {
  /** ns; 0: members are never asked. */
  readonly interval: number;
  readonly tolerated: number;
}

/** RepairingTask runs again a second after it ran. */
const LOOK = SECOND;

interface Told {
  readonly partitions: number[];
  readonly lives: number[];
  readonly numbers: number[];
}

export class NearReconciliation {
  readonly numbers: InvalidationNumbers;
  readonly #ground: InvalidationGround;
  readonly #grid: DataGrid;
  readonly #interval: number;
  readonly #missed: (count: number) => void;
  /** By location: when its first read was, and whether a look is scheduled. */
  readonly #since: number[] = [];
  readonly #looks: boolean[] = [];
  readonly #told: (Told | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #look: HandlerId;
  readonly #ask: HandlerId;
  readonly #visit: HandlerId;
  readonly #answer: HandlerId;

  /** `missed`: a near cache found that so many invalidations never came. */
  constructor(
    ground: InvalidationGround,
    grid: DataGrid,
    name: string,
    settings: ReconciliationSettings,
    missed: (count: number) => void,
  ) {
    this.#ground = ground;
    this.#grid = grid;
    this.#interval = settings.interval;
    this.#missed = missed;
    this.numbers = new InvalidationNumbers(grid.history.partitions.length, settings.tolerated);
    const { simulation } = ground;
    this.#look = simulation.handler(`near-cache/${name}/look`, (location) => this.#onLook(location));
    this.#ask = simulation.handler(`near-cache/${name}/ask`, (location) => this.#onAsk(location));
    this.#visit = simulation.handler(`near-cache/${name}/visit`, (member, location) => this.#onVisit(member, location));
    this.#answer = simulation.handler(`near-cache/${name}/tell`, (slot, location) => this.#onAnswer(slot, location));
  }

  /** A near cache there was read for the first time. */
  began(location: number): void {
    const { simulation } = this.#ground;
    this.#since[location] = simulation.now;
    this.numbers.at(location);
    if (this.#interval > 0) simulation.schedule(this.#interval, this.#ask, location);
  }

  /** A message with this number arrived. */
  heard(location: number, partition: number, life: number, number: number): void {
    this.#note(location, this.numbers.heard(location, partition, life, number, true));
  }

  #note(location: number, missed: number): void {
    if (missed === 0) return;
    this.#missed(missed);
    if (this.#looks[location] === true || !this.numbers.mustRepair(location)) return;
    this.#looks[location] = true;
    const { simulation } = this.#ground;
    const since = simulation.now - this.#since[location]!;
    simulation.schedule(LOOK - (since % LOOK), this.#look, location);
  }

  #onLook(location: number): void {
    this.#looks[location] = false;
    if (this.numbers.mustRepair(location)) this.numbers.repair(location);
  }

  #onAsk(location: number): void {
    const { simulation, members, network } = this.#ground;
    for (let member = 0; member < members.count; member++) {
      if (!members.isUp(member) || !network.passes(location, member)) continue;
      const delay = network.delay(location, member) + network.retransmission(location, member);
      simulation.schedule(delay, this.#visit, member, location);
    }
    simulation.schedule(this.#interval, this.#ask, location);
  }

  #onVisit(member: number, location: number): void {
    const { simulation, members, network } = this.#ground;
    if (members.isPaused(member)) {
      members.deferMessage(member, this.#visit, member, location, 0);
      return;
    }
    if (!members.isUp(member) || !network.passes(location, member) || !network.passes(member, location)) return;
    const slot = this.#free.pop() ?? this.#told.length;
    this.#told[slot] = this.#numbersOf(member);
    simulation.schedule(
      network.delay(member, location) + network.retransmission(member, location),
      this.#answer,
      slot,
      location,
    );
  }

  #numbersOf(member: number): Told {
    const told: Told = { partitions: [], lives: [], numbers: [] };
    for (const { index, copies } of this.#grid.history.partitions) {
      if (!copies.some((copy) => copy.role === 'primary' && copy.member === member)) continue;
      told.partitions.push(index);
      told.lives.push(this.numbers.life[index]!);
      told.numbers.push(this.numbers.last[index]!);
    }
    return told;
  }

  #onAnswer(slot: number, location: number): void {
    const { partitions, lives, numbers } = this.#told[slot]!;
    this.#told[slot] = undefined;
    this.#free.push(slot);
    for (let at = 0; at < partitions.length; at++)
      this.#note(location, this.numbers.heard(location, partitions[at]!, lives[at]!, numbers[at]!, false));
  }
}
