/**
 * A message bus that broadcasts: what one unit publishes, all others that are up get, each after a delay of its own (seed 002,
 * `MessageBus`). A unit that stands still takes it when it goes on; one that dies meanwhile never does; nothing is sent again.
 *
 * Late deliveries overtake one another, as on a bus without an order across publishers. Leaves out: topics, the bus's own capacity,
 * cuts of the network (the bus is a service that every unit reaches).
 */
import type { Sampler } from '../kernel/distribution.ts';
import type { RandomStream } from '../kernel/random-stream.ts';
import type { HandlerId, Simulation } from '../kernel/simulation.ts';

export interface BusPort<Message> {
  isUp(unit: number): boolean;
  isPaused(unit: number): boolean;
  /** The unit takes it when it goes on. */
  deferMessage(unit: number, handler: HandlerId, a: number, b: number, x: number): void;
  delivered(unit: number, message: Message): void;
  /** The last unit that lived to get a message has it, so long (ns) after it was published. */
  everywhere(lag: number): void;
}

interface Published<Message> {
  readonly message: Message;
  readonly at: number;
  /** Units it is on its way to. */
  pending: number;
  /** When it was last delivered, ns; −1 while it has not been. */
  lastDelivery: number;
}

export class MessageBus<Message> {
  readonly #simulation: Simulation;
  readonly #units: number;
  readonly #delay: Sampler;
  readonly #delays: RandomStream;
  readonly #port: BusPort<Message>;
  readonly #deliver: HandlerId;
  readonly #published = new Map<number, Published<Message>>();
  /** Messages that wait for a unit which stands still. */
  readonly #deferred: readonly number[][];
  /** By unit: what was settled when it stopped. A unit that stops in the moment in which it goes on is still handed it afterwards. */
  readonly #gone: number[][];
  #last = 0;

  constructor(simulation: Simulation, units: number, delay: Sampler, delays: RandomStream, port: BusPort<Message>) {
    this.#simulation = simulation;
    this.#units = units;
    this.#delay = delay;
    this.#delays = delays;
    this.#port = port;
    this.#deferred = Array.from({ length: units }, () => []);
    this.#gone = Array.from({ length: units }, () => []);
    this.#deliver = simulation.handler('bus/deliver', (unit, number) => this.#onDelivery(unit, number));
  }

  publish(from: number, message: Message): void {
    const number = ++this.#last;
    const published = { message, at: this.#simulation.now, pending: 0, lastDelivery: -1 };
    for (let unit = 0; unit < this.#units; unit++) {
      if (unit === from || !this.#port.isUp(unit)) continue;
      published.pending++;
      this.#simulation.schedule(this.#delay.sample(this.#delays), this.#deliver, unit, number);
    }
    if (published.pending > 0) this.#published.set(number, published);
  }

  /** What a unit had not taken yet is gone with it. */
  memberStopped(unit: number): void {
    const gone = this.#deferred[unit]!.splice(0);
    this.#gone[unit] = gone;
    for (const number of gone) this.#settle(number);
  }

  #onDelivery(unit: number, number: number): void {
    const deferred = this.#deferred[unit]!;
    if (this.#port.isPaused(unit)) {
      if (!deferred.includes(number)) deferred.push(number);
      this.#port.deferMessage(unit, this.#deliver, unit, number, 0);
      return;
    }
    if (deferred.includes(number)) deferred.splice(deferred.indexOf(number), 1);
    else if (this.#gone[unit]!.includes(number)) return;
    if (this.#port.isUp(unit)) {
      const published = this.#published.get(number)!;
      published.lastDelivery = this.#simulation.now;
      this.#port.delivered(unit, published.message);
    }
    this.#settle(number);
  }

  /** One unit fewer to reach. */
  #settle(number: number): void {
    const published = this.#published.get(number)!;
    if (--published.pending > 0) return;
    this.#published.delete(number);
    if (published.lastDelivery >= 0) this.#port.everywhere(published.lastDelivery - published.at);
  }
}
