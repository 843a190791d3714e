/**
 * When faults strike and heal, and which stretch of the run counts as faulty.
 *
 * A stretch is faulty from the strike until the fault has healed (or, without a duration, until the cluster noticed it), every owner
 * accepts writes again, and a second more has passed in which what had piled up drains. Faults draw their times and targets from streams
 * of their own, by fault id; those of a group share the beginning of one stream for their times and one for their chances.
 * One with restartAfterDetection heals so long after the cluster first declared a member of it failed.
 * A fault that is tied to another one (at: {after}, healsWith) follows its fate: what never struck takes along what hangs on it.
 */

import { faultAtWork } from '../faults/fault-kinds.ts';
import type { FaultAtWork, FaultGround } from '../faults/ground.ts';
import { resolveTargets, type TargetView } from '../faults/targets.ts';
import { sampler } from '../kernel/distribution.ts';
import type { RandomStream } from '../kernel/random-stream.ts';
import type { HandlerId } from '../kernel/simulation.ts';
import type { Streams } from '../kernel/stream-seed.ts';
import { SECOND } from '../kernel/time.ts';
import type { Fault } from '../model/scenario.ts';
import type { Observations } from './observations.ts';
import type { Outcomes } from './outcomes.ts';
import { CALM, FAULTY } from './replication-summary.ts';

/** How long after the end of a fault its traces still count as its doing, ns. */
const AFTERMATH = SECOND;

interface Running {
  readonly fault: Fault;
  work: FaultAtWork | null;
  state: 'ahead' | 'striking' | 'over';
}

export class FaultSchedule {
  readonly #ground: FaultGround;
  readonly #view: TargetView;
  readonly #streams: Streams;
  readonly #outcomes: Outcomes;
  readonly #observations: Observations;
  readonly #running: readonly Running[];
  readonly #strike: HandlerId;
  readonly #heal: HandlerId;
  readonly #aftermathOver: HandlerId;
  #allWritable = true;

  constructor(
    faults: readonly Fault[],
    ground: FaultGround,
    view: TargetView,
    streams: Streams,
    outcomes: Outcomes,
    observations: Observations,
  ) {
    this.#ground = ground;
    this.#view = view;
    this.#streams = streams;
    this.#outcomes = outcomes;
    this.#observations = observations;
    this.#running = faults.map((fault) => ({ fault, work: null, state: 'ahead' }));
    this.#strike = ground.simulation.handler('fault/strike', (index) => this.#onStrike(index));
    this.#aftermathOver = ground.simulation.handler('fault/aftermath-over', () => this.#decideWindow());
    this.#heal = ground.simulation.handler('fault/heal', (index) => this.#onHeal(index));
  }

  start(origin: number): void {
    this.#running.forEach(({ fault }, index) => {
      if (fault.at.kind === 'after') return;
      const at = sampler(fault.at).sample(this.#drawsOf(fault, 'time'));
      this.#ground.simulation.scheduleAt(origin + at, this.#strike, index);
    });
  }

  /** The cluster declared a member failed that `fault` hit, for the first time. */
  detected(fault: Fault): void {
    if (!('restartAfterDetection' in fault) || fault.restartAfterDetection === undefined) return;
    const index = this.#running.findIndex((other) => other.fault === fault);
    if (this.#running[index]?.state !== 'striking') return;
    const wait = sampler(fault.restartAfterDetection).sample(this.#streams.named(`fault/${fault.id}/restart`));
    this.#ground.simulation.schedule(wait, this.#heal, index);
  }

  /** The state of the grid was looked at: a faulty stretch may be over. */
  looked(allWritable: boolean): void {
    this.#allWritable = allWritable;
    this.#considerEnd();
  }

  /** A fault that ends by itself has ended. */
  ended(fault: Fault): void {
    const running = this.#running.find((other) => other.fault === fault);
    if (running !== undefined) this.#over(running);
    if (fault.kind === 'rolling-restart') this.#outcomes.restarted(fault);
  }

  /** True when no fault is ahead or at work that will heal: a settling run need not wait for any. */
  get isQuiet(): boolean {
    return this.#running.every(({ state, fault }) => state === 'over' || !heals(fault));
  }

  /** Faults of a group get streams that begin alike. */
  #drawsOf({ id, group }: Fault, purpose: 'time' | 'chance'): RandomStream {
    if (group === undefined) return this.#streams.named(`fault/${id}/${purpose}`);
    return this.#streams.fresh(`fault-group/${group}/${purpose}`);
  }

  #onStrike(index: number): void {
    const running = this.#running[index]!;
    const { fault } = running;
    if (fault.probability !== undefined && this.#drawsOf(fault, 'chance').uniform() >= fault.probability) {
      this.#passBy(running);
      return;
    }
    const members = resolveTargets(fault, this.#view, this.#streams.named(`fault/${fault.id}/target`));
    if ('target' in fault && members.length === 0) {
      this.#passBy(running);
      return;
    }
    this.#outcomes.struck(index, members);
    running.state = 'striking';
    running.work = faultAtWork(this.#ground, fault, members);
    if (this.#observations.window === CALM) this.#observations.enter(FAULTY, this.#ground.simulation.now);
    running.work.strike();
    if ('duration' in fault && fault.duration !== undefined) {
      const duration = sampler(fault.duration).sample(this.#streams.named(`fault/${fault.id}/duration`));
      this.#ground.simulation.schedule(duration, this.#heal, index);
    }
    this.#followers(fault, 'strike');
    const partner = this.#running.find((other) => 'healsWith' in fault && other.fault.id === fault.healsWith);
    if (partner?.state === 'over') this.#onHeal(index);
  }

  #onHeal(index: number): void {
    const running = this.#running[index]!;
    running.work?.heal?.();
    this.#over(running);
  }

  /** The fault does not strike in this run, and nothing that waits for it does. */
  #passBy(running: Running): void {
    running.state = 'over';
    for (const other of this.#running) {
      const { at } = other.fault;
      if (at.kind === 'after' && at.fault === running.fault.id && other.state === 'ahead') this.#passBy(other);
    }
    this.#healAlong(running);
  }

  #over(running: Running): void {
    running.state = 'over';
    this.#followers(running.fault, 'over');
    this.#healAlong(running);
    this.#considerEnd();
  }

  /** Schedules the faults that wait for `fault` to strike or to be over. */
  #followers({ id }: Fault, moment: 'strike' | 'over'): void {
    this.#running.forEach(({ fault }, index) => {
      if (fault.at.kind !== 'after' || fault.at.fault !== id || fault.at.moment !== moment) return;
      const delay = sampler(fault.at.delay).sample(this.#drawsOf(fault, 'time'));
      this.#ground.simulation.schedule(delay, this.#strike, index);
    });
  }

  /** Heals what is to heal with `running`. */
  #healAlong({ fault: { id } }: Running): void {
    this.#running.forEach(({ fault, state }, index) => {
      if (state === 'striking' && 'healsWith' in fault && fault.healsWith === id) this.#onHeal(index);
    });
  }

  /** The faulty stretch may end, but what piled up in it shows for a moment longer. */
  #considerEnd(): void {
    if (this.#mayEnd()) this.#ground.simulation.schedule(AFTERMATH, this.#aftermathOver);
  }

  #decideWindow(): void {
    if (this.#mayEnd()) this.#observations.enter(CALM, this.#ground.simulation.now);
  }

  #mayEnd(): boolean {
    if (this.#observations.window !== FAULTY || !this.#allWritable) return false;
    return this.#running.every((running, index) => this.#isPast(running, index));
  }

  #isPast({ fault, state }: Running, index: number): boolean {
    if (state !== 'striking') return true;
    const permanentLoss = !heals(fault) && ['crash', 'host-loss', 'zone-loss', 'region-loss'].includes(fault.kind);
    return permanentLoss && this.#outcomes.isDetected(index);
  }
}

/** True for a fault that others end: after its duration, or together with another one. */
function heals(fault: Fault): boolean {
  const ends = 'healsWith' in fault && fault.healsWith !== undefined;
  const restarts = 'restartAfterDetection' in fault && fault.restartAfterDetection !== undefined;
  return ends || restarts || ('duration' in fault && fault.duration !== undefined);
}
