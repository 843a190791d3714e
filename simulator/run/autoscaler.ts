/**
 * The autoscaler at work: it measures, decides every period (units/scaling-rule.ts), orders units to start and to leave.
 *
 * A new unit is a member that has been away; when the cluster has taken it in, copies are spread anew. One that is removed — the newest
 * first — is given no more, its copies are made elsewhere, and it goes when nothing is left that only it has. It decides while requests
 * arrive, not while the run settles. Left out: replacing units that crashed; they come back when their fault ends.
 */

import { departure } from '../faults/departure.ts';
import type { MemberActions } from '../faults/ground.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import type { Members } from '../grid/members.ts';
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { AutoscalerPlan } from '../model/autoscaler.ts';
import { ScalingDecisions } from '../units/scaling-rule.ts';
import { LoadSamples } from './load-samples.ts';
import type { UnitLife } from './unit-life.ts';
import type { UnitLoad } from './unit-load.ts';

export interface AutoscalerParts {
  readonly simulation: Simulation;
  readonly plan: AutoscalerPlan;
  readonly members: Members;
  readonly startsWith: number;
  readonly grid: DataGrid;
  readonly life: UnitLife;
  readonly load: UnitLoad;
  readonly actions: () => MemberActions;
  readonly counts: { scaleEvents: number; scaleReversals: number };
  /** The cluster forgets who left for good. */
  departed(member: number): void;
}

/** Periods within which a change of direction is a reversal, besides the cooldown. */
const REVERSAL_PERIODS = 5;

export class Autoscaler {
  readonly #parts: AutoscalerParts;
  readonly #decisions: ScalingDecisions;
  readonly #samples: LoadSamples;
  readonly #decide: HandlerId;
  readonly #depart: (member: number, after: number) => void;
  /** Members that are to be there. */
  readonly #belongs: Uint8Array;
  /** Start of each member's process that the cluster has taken in. */
  readonly #joined: Int32Array;
  /** Members in the order in which they were ordered to start. */
  readonly #order: number[];
  #until = 0;
  #last = { at: Number.NEGATIVE_INFINITY, direction: 0 };

  constructor(parts: AutoscalerParts) {
    this.#parts = parts;
    const { simulation, plan, members, startsWith } = parts;
    this.#decisions = new ScalingDecisions(plan, startsWith);
    this.#samples = new LoadSamples(simulation, parts.load, plan);
    this.#belongs = new Uint8Array(members.count).fill(1, 0, startsWith);
    this.#joined = Int32Array.from(members.incarnation);
    this.#order = Array.from({ length: startsWith }, (_, member) => member);
    this.#decide = simulation.handler('autoscaler/decide', (period) => this.#onDecide(period));
    const leaving = {
      beginLeave: (member: number) => this.#retire(member),
      isDrained: (member: number) => parts.actions().isDrained(member),
      leave: (member: number) => parts.actions().leave(member),
    };
    this.#depart = departure({ simulation, members: leaving }, 'autoscaler', (member) => parts.departed(member));
  }

  /** Decides every period from `origin` until requests stop arriving. */
  start(origin: number, duration: number): void {
    const { simulation, plan } = this.#parts;
    this.#until = origin + duration;
    this.#samples.start(origin, this.#until);
    simulation.scheduleAt(origin + plan.every, this.#decide, 1);
  }

  /** The cluster has taken `member` in: copies are spread over it, too. */
  joined(member: number): void {
    this.#joined[member] = this.#parts.members.incarnation[member]!;
    this.#spread();
  }

  hasJoined(member: number): boolean {
    return this.#joined[member] === this.#parts.members.incarnation[member];
  }

  /** True when `member` may stop without taking a copy along. */
  isHandedOver(member: number): boolean {
    return !this.#parts.grid.holdsSomething(member);
  }

  #onDecide(period: number): void {
    const { simulation, plan, life } = this.#parts;
    if (simulation.now >= this.#until) return;
    simulation.schedule(plan.every, this.#decide, period + 1);
    const measured = this.#samples.at(period);
    if (measured === null) return;
    const there = this.#there();
    const ready = there.filter((member) => life.isReady(member)).length;
    const units = this.#decisions.decide(simulation.now, { wanted: there.length, ready, ...measured });
    const changed = units > there.length ? this.#add(units - there.length) : this.#remove(there.length - units);
    if (changed > 0) this.#note(Math.sign(units - there.length));
  }

  /** Members that are there or on their way, in the order in which they were ordered. */
  #there(): readonly number[] {
    return this.#order.filter((member) => !this.#parts.life.isStopped(member));
  }

  #add(count: number): number {
    const { members, life } = this.#parts;
    let added = 0;
    for (let member = 0; member < members.count && added < count; member++) {
      if (this.#belongs[member] === 1 || !life.isStopped(member)) continue;
      this.#belongs[member] = 1;
      this.#order.push(member);
      this.#parts.actions().start(member);
      added++;
    }
    return added;
  }

  #remove(count: number): number {
    const { members } = this.#parts;
    const leaving = count === 0 ? [] : this.#there().slice(-count);
    for (const member of leaving) {
      this.#belongs[member] = 0;
      this.#order.splice(this.#order.indexOf(member), 1);
      // Who has not connected yet has nothing to hand over.
      if (members.isUp(member)) this.#depart(member, 0);
      else this.#parts.actions().stop(member, false);
    }
    if (leaving.length > 0) this.#spread();
    return leaving.length;
  }

  #note(direction: number): void {
    const { simulation, plan, counts } = this.#parts;
    const within = plan.cooldown + REVERSAL_PERIODS * plan.every;
    counts.scaleEvents++;
    if (this.#last.direction === -direction && simulation.now - this.#last.at <= within) counts.scaleReversals++;
    this.#last = { at: simulation.now, direction };
  }

  #retire(member: number): void {
    const { grid, life } = this.#parts;
    if (!grid.holdsSomething(member)) {
      life.drain(member);
      return;
    }
    // Where a copy is planned at a member that crashed meanwhile, it would never be complete.
    if (!grid.isPlannedOn(this.#present())) this.#spread();
    grid.settleHeldBy(member);
    this.#parts.actions().beginLeave(member);
  }

  #present(): Uint8Array {
    const { members } = this.#parts;
    return this.#belongs.map((belongs, member) =>
      belongs === 1 && members.isUp(member) && this.hasJoined(member) ? 1 : 0,
    );
  }

  #spread(): void {
    const present = this.#present();
    if (present.includes(1)) this.#parts.grid.rebalance(present);
  }
}
