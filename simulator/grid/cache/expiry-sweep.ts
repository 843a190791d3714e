/**
 * The sweep that removes entries whose time is over, by the rules of a product (model/expiry-sweep.ts names the sources).
 *
 * Every member that is primary of something looks each `every`, from a phase of its own. A task visits the partitions that waited longest
 * and looks at a share of each; a cycle looks at some entries of all its partitions, and again while many were over, until its time is up.
 * Left out: backups look for themselves (here they follow their primary at once, in Hazelcast 10 s later), Redis' short cycles before
 * each sleep, the work that a sweep takes from requests.
 */
import type { RandomStream } from '../../kernel/random-stream.ts';
import type { HandlerId, Simulation } from '../../kernel/simulation.ts';
import type { SweepRule } from '../../products/expiry-rules.ts';
import { SweepOrder, SweepPlaces } from './sweep-order.ts';

export interface SweepPort {
  /** The orders of the partitions that the member is primary of, always in the same sequence. */
  ordersOf(member: number): readonly SweepOrder[];
  /** Removes the row if its time is over, and says so. */
  leaves(row: number): boolean;
}

export class ExpirySweep {
  readonly #simulation: Simulation;
  readonly #rule: SweepRule;
  readonly #stream: RandomStream;
  readonly #partitions: number;
  readonly #port: SweepPort;
  readonly #places = new SweepPlaces();
  readonly #sweeps = new Set<number>();
  readonly #tick: HandlerId;

  /** `partitions`: of the whole grid. */
  constructor(
    simulation: Simulation,
    name: string,
    rule: SweepRule,
    stream: RandomStream,
    partitions: number,
    port: SweepPort,
  ) {
    this.#simulation = simulation;
    this.#rule = rule;
    this.#stream = stream;
    this.#partitions = partitions;
    this.#port = port;
    this.#tick = simulation.handler(`cache/${name}/sweep`, (member) => this.#onTick(member));
  }

  order(): SweepOrder {
    return new SweepOrder(this.#places, this.#stream);
  }

  /** The member is primary of something. */
  begins(member: number): void {
    if (this.#sweeps.has(member)) return;
    this.#sweeps.add(member);
    this.#simulation.schedule(Math.floor(this.#stream.uniform() * this.#rule.every), this.#tick, member);
  }

  #onTick(member: number): void {
    const orders = this.#port.ordersOf(member).filter(({ size }) => size > 0);
    if (this.#rule.kind === 'task') this.#visit(orders, this.#rule);
    else this.#cycle(orders, this.#rule);
    this.#simulation.schedule(this.#rule.every, this.#tick, member);
  }

  #visit(orders: readonly SweepOrder[], rule: Extract<SweepRule, { kind: 'task' }>): void {
    const most = Math.floor(this.#partitions * rule.partitions);
    const waiting = [...orders].sort((a, b) => a.visited - b.visited);
    for (const order of most === 0 ? waiting : waiting.slice(0, most)) {
      order.visited = this.#simulation.now;
      order.look(Math.max(rule.atLeast, Math.floor(order.size * rule.share)), this.#port.leaves);
    }
  }

  #cycle(orders: readonly SweepOrder[], rule: Extract<SweepRule, { kind: 'cycle' }>): void {
    let left = Math.floor((rule.every * rule.busy) / rule.perKey);
    for (const order of orders) {
      while (left > 0 && order.size > 0) {
        const looked = Math.min(rule.keys, left, order.size);
        left -= looked;
        if (order.look(looked, this.#port.leaves) <= rule.stale * looked) break;
      }
    }
  }
}
