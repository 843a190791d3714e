/**
 * When faults strike and heal, and which stretch of the run counts as faulty.
 *
 * A stretch is faulty from the strike until the fault has healed (or, without a duration, until the cluster noticed it), every owner
 * accepts writes again, and a second more has passed in which what had piled up drains. Faults draw their times and targets from streams of their own, by fault id.
 */

import { faultAtWork } from '../faults/fault-kinds.ts';
import type { FaultAtWork, FaultGround } from '../faults/ground.ts';
import { resolveTargets, type TargetView } from '../faults/targets.ts';
import { sampler } from '../kernel/distribution.ts';
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
      const at = sampler(fault.at).sample(this.#streams.named(`fault/${fault.id}/time`));
      this.#ground.simulation.scheduleAt(origin + at, this.#strike, index);
    });
  }

  /** The state of the grid was looked at: a faulty stretch may be over. */
  looked(allWritable: boolean): void {
    this.#allWritable = allWritable;
    this.#considerEnd();
  }

  /** A fault that ends by itself has ended. */
  ended(fault: Fault): void {
    const running = this.#running.find((other) => other.fault === fault);
    if (running !== undefined) running.state = 'over';
    if (fault.kind === 'rolling-restart') this.#outcomes.restarted(fault);
    this.#considerEnd();
  }

  /** True while a fault is ahead that a settling run should wait for. */
  get isQuiet(): boolean {
    return this.#running.every(
      ({ state, fault }) => state === 'over' || !('duration' in fault) || fault.duration === undefined,
    );
  }

  #onStrike(index: number): void {
    const running = this.#running[index]!;
    const { fault } = running;
    const members = resolveTargets(fault, this.#view, this.#streams.named(`fault/${fault.id}/target`));
    if ('target' in fault && members.length === 0) {
      running.state = 'over';
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
  }

  #onHeal(index: number): void {
    const running = this.#running[index]!;
    running.work?.heal?.();
    running.state = 'over';
    this.#considerEnd();
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
    const lasts = !('duration' in fault) || fault.duration === undefined;
    const permanentLoss = lasts && ['crash', 'host-loss', 'zone-loss'].includes(fault.kind);
    return permanentLoss && this.#outcomes.isDetected(index);
  }
}
