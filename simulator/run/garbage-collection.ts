/**
 * Units that stand still by themselves, each in its own time: the pause is that of a pause fault, heartbeats included, so a long one can
 * make the cluster declare a living member failed. A unit that is down makes no pause.
 */
import { type Sampler, sampler } from '../kernel/distribution.ts';
import type { RandomStream } from '../kernel/random-stream.ts';
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { Streams } from '../kernel/stream-seed.ts';
import type { Scenario } from '../model/scenario.ts';

type Plan = NonNullable<Scenario['design']['units']['garbageCollection']>;

export interface Pausing {
  /** Returns the start of the process that stands still now, 0 when there is none. */
  pause(member: number): number;
  resume(member: number, incarnation: number): void;
}

export class GarbageCollection {
  readonly #simulation: Simulation;
  readonly #every: Sampler;
  readonly #pause: Sampler;
  readonly #streams: readonly RandomStream[];
  readonly #actions: () => Pausing;
  readonly #counts: { gcPauses: number };
  readonly #begin: HandlerId;
  readonly #end: HandlerId;

  constructor(
    simulation: Simulation,
    streams: Streams,
    { every, pause }: Plan,
    units: number,
    actions: () => Pausing,
    counts: { gcPauses: number },
  ) {
    this.#simulation = simulation;
    this.#every = sampler(every);
    this.#pause = sampler(pause);
    this.#streams = Array.from({ length: units }, (_, unit) => streams.named(`units/garbage-collection/${unit}`));
    this.#actions = actions;
    this.#counts = counts;
    this.#begin = simulation.handler('unit/garbage-collection', (unit) => this.#onBegin(unit));
    this.#end = simulation.handler('unit/garbage-collected', (unit, incarnation) => this.#onEnd(unit, incarnation));
  }

  /** The first pause of each unit comes after a random share of `every`, so that units do not pause in step. */
  start(origin: number): void {
    this.#streams.forEach((stream, unit) => {
      const share = stream.uniform();
      this.#simulation.scheduleAt(origin + Math.floor(share * this.#every.sample(stream)), this.#begin, unit);
    });
  }

  #onBegin(unit: number): void {
    const stream = this.#streams[unit]!;
    const length = this.#pause.sample(stream);
    const incarnation = this.#actions().pause(unit);
    if (incarnation > 0) this.#counts.gcPauses++;
    this.#simulation.schedule(length, this.#end, unit, incarnation);
  }

  #onEnd(unit: number, incarnation: number): void {
    if (incarnation > 0) this.#actions().resume(unit, incarnation);
    this.#simulation.schedule(this.#every.sample(this.#streams[unit]!), this.#begin, unit);
  }
}
