/**
 * A unit that starts again holds nothing: it copies all entries from a ready unit and answers when it has them.
 *
 * Time = bytes of all entries / bandwidth + one-way delay. With a source that dies meanwhile, or is cut off when all should be there, the
 * copying begins anew; with no source in reach the unit waits for one. Left out: what copying costs the source.
 */
import type { HandlerId, Simulation } from '../../kernel/simulation.ts';
import { SECOND } from '../../kernel/time.ts';
import type { Network } from '../../network/network.ts';
import type { Members } from '../members.ts';

export interface FillingParts {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly members: Members;
  readonly name: string;
  readonly bytes: number;
  /** Bytes per second. */
  readonly bandwidth: number;
  isReady(unit: number): boolean;
  /** `unit` has everything that `source` holds; it took so many ns. */
  filled(unit: number, source: number, duration: number): void;
}

interface Copying {
  readonly source: number;
  readonly sourceStart: number;
  readonly since: number;
}

export class Filling {
  readonly #parts: FillingParts;
  readonly #done: HandlerId;
  /** Units that are not ready, and what each copies from whom; null: it waits for a source. */
  readonly #copying = new Map<number, Copying | null>();

  constructor(parts: FillingParts) {
    this.#parts = parts;
    this.#done = parts.simulation.handler(`replicated/${parts.name}/filled`, (unit, start, since) =>
      this.#onDone(unit, start, since),
    );
  }

  /** Some unit copies, from a source that it reaches. */
  get isUnderWay(): boolean {
    for (const copying of this.#copying.values()) if (copying !== null) return true;
    return false;
  }

  begin(unit: number): void {
    const { simulation, network, members, bytes, bandwidth } = this.#parts;
    const source = this.#sourceFor(unit);
    if (source < 0) {
      this.#copying.set(unit, null);
      return;
    }
    const since = simulation.now;
    this.#copying.set(unit, { source, sourceStart: members.incarnation[source]!, since });
    const duration = Math.round((bytes / bandwidth) * SECOND) + network.delay(source, unit);
    simulation.schedule(duration, this.#done, unit, members.incarnation[unit]!, since);
  }

  /** Who copied from `unit` begins anew elsewhere. */
  stopped(unit: number): void {
    this.#copying.delete(unit);
    for (const [other, copying] of [...this.#copying]) if (copying?.source === unit) this.begin(other);
  }

  /** Units that waited for a source look again. */
  lookForSources(): void {
    for (const [unit, copying] of [...this.#copying]) if (copying === null) this.begin(unit);
  }

  /** Units that are copying or waiting, taken out of it. */
  giveUp(): readonly number[] {
    const units = [...this.#copying.keys()];
    this.#copying.clear();
    return units;
  }

  #onDone(unit: number, start: number, since: number): void {
    const { simulation, members } = this.#parts;
    const copying = this.#copying.get(unit);
    if (members.incarnation[unit] !== start || copying?.since !== since) return;
    if (members.isPaused(unit)) {
      members.deferMessage(unit, this.#done, unit, start, since);
      return;
    }
    if (!this.#isGood(copying, unit)) {
      this.begin(unit);
      return;
    }
    this.#copying.delete(unit);
    this.#parts.filled(unit, copying.source, simulation.now - copying.since);
  }

  #isGood({ source, sourceStart }: Copying, unit: number): boolean {
    return this.#parts.members.incarnation[source] === sourceStart && this.#reaches(source, unit);
  }

  /** The next ready unit in reach, by number. */
  #sourceFor(unit: number): number {
    const { count } = this.#parts.members;
    for (let step = 1; step < count; step++) {
      const source = (unit + step) % count;
      if (this.#reaches(source, unit)) return source;
    }
    return -1;
  }

  #reaches(source: number, unit: number): boolean {
    const { network, isReady } = this.#parts;
    return isReady(source) && network.passes(source, unit) && network.passes(unit, source);
  }
}
