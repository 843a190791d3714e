/**
 * A service registry that polls (seed 002, `ServiceRegistry`): each unit is checked every `checkEvery`, at a phase of its own; what
 * happens between two checks it does not see.
 *
 * A check fails when the unit refuses the connection (at once), gives no answer within `checkTimeout`, or answers that it was busy for
 * `healthyBelow` or more of the last `cpuOver`. After `unhealthyAfter` failed ones in a row the unit is unhealthy: for ever, or until a check succeeds
 * when it `recovers`. A check that does not see the dead goes by the last busy share alone. Who starts registers, and is healthy at once.
 * Time from a silent death to its verdict: U(0, checkEvery) + (unhealthyAfter − 1) · checkEvery + checkTimeout.
 * Leaves out: several registries that disagree, a registry that fails itself.
 */
import type { RandomStream } from '../kernel/random-stream.ts';
import type { HandlerId, Simulation } from '../kernel/simulation.ts';

export interface RegistrySettings {
  /** ns. */
  readonly checkEvery: number;
  readonly checkTimeout: number;
  readonly unhealthyAfter: number;
  readonly recovers: boolean;
  /** Share of the threads; undefined: not looked at. */
  readonly healthyBelow?: number | undefined;
  /** ns over which the busy share is taken. */
  readonly cpuOver: number;
  readonly checkSeesDead: boolean;
  /** Whether anybody looks at busy shares. */
  readonly readsCpu: boolean;
}

/** What the registry can find out about units. */
export interface RegistryPort {
  /** What a check meets at the unit now: an answer, a closed door, nothing. */
  answer(unit: number): 'answers' | 'refuses' | 'silent';
  /** ns that a check takes there and back. */
  roundTrip(unit: number): number;
  /** ns that the unit has been busy since the beginning, a thread of n counting an n-th: over a time that is its busy share. */
  busyTime(unit: number): number;
  /** The registry holds a unit for healthy, or does not any more. */
  healthChanged(unit: number, isHealthy: boolean): void;
  /** Its checks have shown that a unit is not well. */
  foundUnhealthy(unit: number): void;
}

interface Entry {
  registered: boolean;
  healthy: boolean;
  /** Failed checks in a row. */
  failures: number;
  /** Registrations so far: the verdict on an earlier process is void. */
  registration: number;
  /** Busy share as last read. */
  cpu: number;
  /** When the present reading of the busy share began, ns, and the busy time then. */
  readingSince: number;
  busyThen: number;
}

export class Registry {
  readonly #simulation: Simulation;
  readonly #settings: RegistrySettings;
  readonly #port: RegistryPort;
  readonly #entries: readonly Entry[];
  readonly #check: HandlerId;
  readonly #read: HandlerId;
  readonly #deadline: HandlerId;
  readonly #answered: HandlerId;

  constructor(simulation: Simulation, settings: RegistrySettings, units: number, port: RegistryPort) {
    this.#simulation = simulation;
    this.#settings = settings;
    this.#port = port;
    this.#entries = Array.from({ length: units }, () => ({
      registered: true,
      healthy: true,
      failures: 0,
      registration: 0,
      cpu: 0,
      readingSince: 0,
      busyThen: 0,
    }));
    this.#check = simulation.handler('registry/check', (unit) => this.#onCheck(unit));
    this.#read = simulation.handler('registry/read', (unit) => this.#beginReading(unit));
    this.#deadline = simulation.handler('registry/deadline', (unit, registration, wasSilent) =>
      this.#onDeadline(unit, registration, wasSilent),
    );
    this.#answered = simulation.handler('registry/answer', (unit, registration, isWell) =>
      this.#verdict(unit, registration, isWell === 1),
    );
  }

  /** Checks begin, each unit at a random point of the period. */
  start(phases: RandomStream): void {
    for (let unit = 0; unit < this.#entries.length; unit++) {
      const first = Math.floor(phases.uniform() * this.#settings.checkEvery);
      this.#simulation.schedule(first, this.#check, unit);
      if (this.#settings.readsCpu)
        this.#simulation.schedule(Math.max(0, first - this.#settings.cpuOver), this.#read, unit);
    }
  }

  /** A process has started and registers. */
  joined(unit: number): void {
    const entry = this.#entries[unit]!;
    entry.registration++;
    entry.registered = true;
    entry.failures = 0;
    entry.cpu = 0;
    this.#set(unit, entry, true);
  }

  /** A unit that goes in good order signs off. */
  left(unit: number): void {
    const entry = this.#entries[unit]!;
    entry.registered = false;
    this.#set(unit, entry, false);
  }

  /** Busy share at the last check. */
  cpu(unit: number): number {
    return this.#entries[unit]!.cpu;
  }

  #onCheck(unit: number): void {
    const { checkEvery, cpuOver, readsCpu } = this.#settings;
    this.#simulation.schedule(checkEvery, this.#check, unit);
    if (readsCpu) this.#simulation.schedule(checkEvery - cpuOver, this.#read, unit);
    const entry = this.#entries[unit]!;
    if (!entry.registered) return;
    if (this.#settings.checkSeesDead) this.#ask(unit, entry);
    else {
      // Whoever is dead or stands still reports nothing, so the last reading stays.
      if (this.#port.answer(unit) === 'answers') this.#takeReading(unit, entry);
      this.#verdict(unit, entry.registration, this.#isWell(entry));
    }
  }

  #ask(unit: number, entry: Entry): void {
    const { checkTimeout } = this.#settings;
    const { registration } = entry;
    const answer = this.#port.answer(unit);
    const there = answer === 'silent' ? Number.POSITIVE_INFINITY : this.#port.roundTrip(unit);
    if (there > checkTimeout) {
      this.#simulation.schedule(checkTimeout, this.#deadline, unit, registration, answer === 'silent' ? 1 : 0);
      return;
    }
    if (answer === 'answers') this.#takeReading(unit, entry);
    const isWell = answer === 'answers' && this.#isWell(entry);
    this.#simulation.schedule(there, this.#answered, unit, registration, isWell ? 1 : 0);
  }

  /** Nothing was heard. Who was silent and can answer by now has; who was only too far away has not. */
  #onDeadline(unit: number, registration: number, wasSilent: number): void {
    const entry = this.#entries[unit]!;
    const isBack = wasSilent === 1 && this.#port.answer(unit) === 'answers';
    if (isBack) this.#takeReading(unit, entry);
    this.#verdict(unit, registration, isBack && this.#isWell(entry));
  }

  #isWell({ cpu }: Entry): boolean {
    const { healthyBelow } = this.#settings;
    return healthyBelow === undefined || cpu < healthyBelow;
  }

  #verdict(unit: number, registration: number, isWell: boolean): void {
    const entry = this.#entries[unit]!;
    if (!entry.registered || entry.registration !== registration) return;
    entry.failures = isWell ? 0 : entry.failures + 1;
    if (isWell && this.#settings.recovers) this.#set(unit, entry, true);
    if (!entry.healthy || entry.failures < this.#settings.unhealthyAfter) return;
    this.#set(unit, entry, false);
    this.#port.foundUnhealthy(unit);
  }

  #set(unit: number, entry: Entry, isHealthy: boolean): void {
    if (entry.healthy === isHealthy) return;
    entry.healthy = isHealthy;
    this.#port.healthChanged(unit, isHealthy);
  }

  #beginReading(unit: number): void {
    const entry = this.#entries[unit]!;
    entry.readingSince = this.#simulation.now;
    entry.busyThen = this.#port.busyTime(unit);
  }

  #takeReading(unit: number, entry: Entry): void {
    const length = this.#simulation.now - entry.readingSince;
    if (this.#settings.readsCpu && length > 0) entry.cpu = (this.#port.busyTime(unit) - entry.busyThen) / length;
  }
}
