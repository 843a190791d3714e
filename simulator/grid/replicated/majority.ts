/**
 * Protection against a split: a unit that does not reach more than half of all members, itself counted, stops answering.
 *
 * It notices `detection` after it lost the majority, and at once when it has it again. A member counts while its process exists and
 * packets pass both ways; a pause is not noticed. Left out: how it notices (heartbeats, see deadline-detector.ts).
 */
import type { HandlerId, Simulation } from '../../kernel/simulation.ts';
import type { Network } from '../../network/network.ts';
import type { Members } from '../members.ts';

/** The unit has its majority. */
const NOT_LOST = -1;

export class Majority {
  readonly #simulation: Simulation;
  readonly #network: Network;
  readonly #members: Members;
  readonly #detection: number;
  readonly #notice: HandlerId;
  readonly #lostAt: Float64Array;
  readonly #stopped: Uint8Array;
  /** Called when a unit has noticed that it lost its majority. */
  onNotice: () => void = () => {};

  /** `detection`: ns. */
  constructor(simulation: Simulation, network: Network, members: Members, name: string, detection: number) {
    this.#simulation = simulation;
    this.#network = network;
    this.#members = members;
    this.#detection = detection;
    this.#lostAt = new Float64Array(members.count).fill(NOT_LOST);
    this.#stopped = new Uint8Array(members.count);
    this.#notice = simulation.handler(`replicated/${name}/majority`, (unit, _b, lostAt) => {
      if (this.#lostAt[unit] !== lostAt) return;
      this.#stopped[unit] = 1;
      this.onNotice();
    });
  }

  answers(unit: number): boolean {
    return this.#stopped[unit] === 0;
  }

  /** Processes or the network changed. */
  changed(): void {
    for (let unit = 0; unit < this.#members.count; unit++) {
      if (this.#has(unit)) {
        this.#lostAt[unit] = NOT_LOST;
        this.#stopped[unit] = 0;
      } else if (this.#lostAt[unit] === NOT_LOST) this.#lose(unit);
    }
  }

  #lose(unit: number): void {
    const { now } = this.#simulation;
    this.#lostAt[unit] = now;
    if (this.#detection === 0) this.#stopped[unit] = 1;
    else this.#simulation.schedule(this.#detection, this.#notice, unit, 0, now);
  }

  #has(unit: number): boolean {
    let reached = 0;
    for (let other = 0; other < this.#members.count; other++) {
      if (!this.#members.isUp(other)) continue;
      if (this.#network.passes(unit, other) && this.#network.passes(other, unit)) reached++;
    }
    return 2 * reached > this.#members.count;
  }
}
