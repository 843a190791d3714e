/**
 * Drives the life of the units (units/life-cycle.ts): how long each state lasts, what has to be done in it, who may be asked meanwhile.
 *
 * A unit that starts connects to the grid, loads, registers and is ready. One that leaves in good order stops taking requests without data,
 * is waited for as `drain` says, hands over, empties its pump and says goodbye. What a limit cuts off is counted.
 */
import { type Sampler, sampler } from '../kernel/distribution.ts';
import type { RandomStream } from '../kernel/random-stream.ts';
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { Streams } from '../kernel/stream-seed.ts';
import { MILLISECOND } from '../kernel/time.ts';
import type { LifeCyclePlan } from '../model/life-cycle.ts';
import { LifeCycles, type UnitState } from '../units/life-cycle.ts';
import type { Distribution, Level } from './observations.ts';

/** How often a unit that waits for its copies looks for them. */
const LOOK = 10 * MILLISECOND;

/** What the life of a unit does to, and asks of, the rest. */
export interface UnitSurroundings {
  /** Its process runs and joins the cluster. */
  connect(unit: number): void;
  /** It has every copy that is planned for it. */
  isLoaded(unit: number): boolean;
  /** Requests inside it that have no answer yet and whose client waits. */
  inside(unit: number): number;
  /** Resets the connections of those inside and forgets their work. */
  cutOff(unit: number): void;
  /** Nothing is left that only it has to answer for. */
  isHandedOver(unit: number): boolean;
  isFlushed(unit: number): boolean;
  /** It became ready: it may be given primaries. */
  ready(): void;
  /** It registered with the middleware, or signed off in good order. */
  registered(unit: number, isRegistered: boolean): void;
  /** So many units serve, the draining ones among them. */
  servingChanged(units: number): void;
}

export interface UnitLifeParts {
  readonly simulation: Simulation;
  readonly streams: Streams;
  readonly plan: LifeCyclePlan;
  readonly units: number;
  /** Units that are ready at the beginning. */
  readonly startsWith: number;
  readonly meters: {
    readonly startTime: Distribution;
    readonly drainTime: Distribution;
    readonly counts: { requestsCutOff: number };
  };
  readonly unitsReady: Level;
  readonly surroundings: UnitSurroundings;
}

const routedEarly: readonly UnitState[] = ['starting', 'connecting', 'loading', 'registering', 'ready'];
const routed: readonly UnitState[] = ['ready'];
const notYet: readonly UnitState[] = ['stopped', 'starting', 'connecting', 'loading', 'registering'];
const onItsWayOut: readonly UnitState[] = ['draining', 'flushing', 'deregistering'];
const serving: readonly UnitState[] = ['ready', 'unhealthy', 'draining'];

export class UnitLife {
  readonly #parts: UnitLifeParts;
  readonly #cycles: LifeCycles;
  readonly #draws: RandomStream;
  readonly #starting: Sampler;
  readonly #connecting: Sampler;
  readonly #loading: Sampler | null;
  readonly #registering: Sampler;
  readonly #deregistering: Sampler;
  /** Starts and departures of each unit so far: what was planned in an earlier one is void. */
  readonly #chapter: Int32Array;
  /** When the present start or departure was ordered, ns. */
  readonly #since: Float64Array;
  /** When goodbye is said, ns. */
  readonly #gone: Float64Array;
  readonly #limitReached: Uint8Array;
  readonly #goOn: HandlerId;
  readonly #limit: HandlerId;
  #routable: readonly number[];

  constructor(parts: UnitLifeParts) {
    this.#parts = parts;
    const { simulation, plan, units, startsWith } = parts;
    this.#cycles = new LifeCycles(units, startsWith);
    this.#draws = parts.streams.named('units/life-cycle');
    this.#starting = sampler(plan.starting);
    this.#connecting = sampler(plan.connecting);
    this.#loading = plan.loading.kind === 'copies' ? null : sampler(plan.loading);
    this.#registering = sampler(plan.registering);
    this.#deregistering = sampler(plan.deregistering);
    this.#chapter = new Int32Array(units);
    this.#since = new Float64Array(units);
    this.#gone = new Float64Array(units);
    this.#limitReached = new Uint8Array(units);
    this.#goOn = simulation.handler('unit/life', (unit, chapter) => this.#onGoOn(unit, chapter));
    this.#limit = simulation.handler('unit/drain-limit', (unit, chapter) => this.#onLimit(unit, chapter));
    this.#routable = Array.from({ length: startsWith }, (_, unit) => unit);
  }

  isReady(unit: number): boolean {
    return this.#cycles.stateOf(unit) === 'ready';
  }

  isStopped(unit: number): boolean {
    return this.#cycles.stateOf(unit) === 'stopped';
  }

  /** True while some unit is on its way to be ready. */
  get anyStarting(): boolean {
    for (let unit = 0; unit < this.#parts.units; unit++) if (!this.isStopped(unit) && !this.hasBegun(unit)) return true;
    return false;
  }

  /** A registered unit at random, another one than `except` (−1: any) where there is one; −1 when none is registered. */
  anyRegistered(stream: RandomStream, except: number): number {
    const units = this.#routable;
    if (units.length === 0) return -1;
    const taken = units.length > 1 ? units.indexOf(except) : -1;
    if (taken < 0) return units[stream.below(units.length)]!;
    return units[(taken + 1 + stream.below(units.length - 1)) % units.length]!;
  }

  /** It has been ready: it answers for its partitions, and may be given more unless it leaves. */
  hasBegun(unit: number): boolean {
    return !notYet.includes(this.#cycles.stateOf(unit));
  }

  /**
   * Whether a request that has reached the unit is let in. One that leaves takes those that were on their way when it was told to, and
   * those for data that nobody else can answer for yet.
   */
  lets(unit: number, withoutData: boolean, sentAt: number): boolean {
    const state = this.#cycles.stateOf(unit);
    if (notYet.includes(state)) return false;
    return !(withoutData && onItsWayOut.includes(state) && sentAt > this.#since[unit]!);
  }

  /** The unit is ordered to start. */
  start(unit: number): void {
    this.#enter(unit, 'starting');
    this.#begin(unit);
    this.#after(unit, this.#starting);
  }

  /** The unit is ordered to leave; an order that it follows already changes nothing. */
  drain(unit: number): void {
    const { simulation, plan } = this.#parts;
    const state = this.#cycles.stateOf(unit);
    if (onItsWayOut.includes(state) || state === 'stopped' || state === 'starting' || state === 'connecting') return;
    this.#enter(unit, 'draining');
    this.#begin(unit);
    this.#limitReached[unit] = 0;
    if (plan.drain.limit < Number.POSITIVE_INFINITY)
      simulation.schedule(plan.drain.limit, this.#limit, unit, this.#chapter[unit]!);
  }

  /** Goes as far on the way out as it can; true when the process may end. */
  mayEnd(unit: number): boolean {
    const { simulation, surroundings } = this.#parts;
    if (this.#cycles.stateOf(unit) === 'draining') {
      if (!this.#isDrained(unit) || !surroundings.isHandedOver(unit)) return false;
      this.#enter(unit, 'flushing');
    }
    if (this.#cycles.stateOf(unit) === 'flushing') {
      if (!surroundings.isFlushed(unit)) return false;
      this.#enter(unit, 'deregistering');
      this.#gone[unit] = simulation.now + this.#deregistering.sample(this.#draws);
    }
    return this.#cycles.stateOf(unit) !== 'deregistering' || simulation.now >= this.#gone[unit]!;
  }

  /** Its process ends in good order: whoever is inside even now is cut off. */
  ends(unit: number): void {
    const { simulation, meters } = this.#parts;
    if (this.#cycles.stateOf(unit) !== 'deregistering') return;
    meters.counts.requestsCutOff += this.#parts.surroundings.inside(unit);
    meters.drainTime.record(simulation.now - this.#since[unit]!);
  }

  /** Its process is gone, whatever it was doing. */
  stopped(unit: number): void {
    if (this.isStopped(unit)) return;
    this.#chapter[unit]!++;
    this.#enter(unit, 'stopped');
  }

  /** The cluster declared it failed although its process lives, or took that back. */
  suspected(unit: number, isSuspected: boolean): void {
    if (this.#cycles.stateOf(unit) === (isSuspected ? 'ready' : 'unhealthy'))
      this.#enter(unit, isSuspected ? 'unhealthy' : 'ready');
  }

  #isDrained(unit: number): boolean {
    const { plan, surroundings } = this.#parts;
    if (this.#limitReached[unit] === 1) return true;
    return plan.drain.kind !== 'fixed' && surroundings.inside(unit) === 0;
  }

  #onLimit(unit: number, chapter: number): void {
    if (this.#chapter[unit] !== chapter || this.#cycles.stateOf(unit) !== 'draining') return;
    const { meters, surroundings } = this.#parts;
    this.#limitReached[unit] = 1;
    meters.counts.requestsCutOff += surroundings.inside(unit);
    surroundings.cutOff(unit);
  }

  #onGoOn(unit: number, chapter: number): void {
    if (this.#chapter[unit] !== chapter) return;
    const { simulation, surroundings, meters } = this.#parts;
    switch (this.#cycles.stateOf(unit)) {
      case 'starting':
        this.#enter(unit, 'connecting');
        this.#after(unit, this.#connecting);
        return;
      case 'connecting':
        this.#enter(unit, 'loading');
        surroundings.connect(unit);
        this.#after(unit, this.#loading);
        return;
      case 'loading':
        if (this.#loading === null && !surroundings.isLoaded(unit)) {
          simulation.schedule(LOOK, this.#goOn, unit, chapter);
          return;
        }
        this.#enter(unit, 'registering');
        this.#after(unit, this.#registering);
        return;
      case 'registering':
        this.#enter(unit, 'ready');
        meters.startTime.record(simulation.now - this.#since[unit]!);
        surroundings.ready();
        return;
      default:
    }
  }

  /** A new chapter in the life of the unit. */
  #begin(unit: number): void {
    this.#chapter[unit]!++;
    this.#since[unit] = this.#parts.simulation.now;
  }

  #after(unit: number, span: Sampler | null): void {
    const delay = span === null ? 0 : span.sample(this.#draws);
    this.#parts.simulation.schedule(delay, this.#goOn, unit, this.#chapter[unit]!);
  }

  #enter(unit: number, state: UnitState): void {
    const { simulation, plan, unitsReady, units, surroundings } = this.#parts;
    const before = this.#cycles.stateOf(unit);
    this.#cycles.enter(unit, state);
    if ((before === 'ready') !== (state === 'ready')) unitsReady.add(simulation.now, state === 'ready' ? 1 : -1);
    const all = Array.from({ length: units }, (_, index) => index);
    const states = plan.registersBeforeReady ? routedEarly : routed;
    this.#routable = all.filter((index) => states.includes(this.#cycles.stateOf(index)));
    // Who dies does not sign off: the middleware finds out by itself.
    if (!states.includes(before) && states.includes(state)) surroundings.registered(unit, true);
    if (states.includes(before) && onItsWayOut.includes(state)) surroundings.registered(unit, false);
    if (serving.includes(before) !== serving.includes(state))
      surroundings.servingChanged(all.filter((index) => serving.includes(this.#cycles.stateOf(index))).length);
  }
}
