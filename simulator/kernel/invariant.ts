/**
 * Impossible states: what must never happen whatever the input.
 *
 * Wrong input is a value reported with all its fellows (see model/); a broken invariant is a defect of the simulator and
 * throws. The Simulation fills in the simulated time and the event number, because with the seed they are enough to
 * reproduce the failure; the floors above add the seed and the command.
 */

export class ImpossibleState extends Error {
  /** Simulated time in ns at which it was found; NaN outside a run. */
  readonly time: number;
  /** Number of events executed when it was found (the first event is 1); NaN outside a run. */
  readonly event: number;

  constructor(message: string, time = Number.NaN, event = Number.NaN, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ImpossibleState';
    this.time = time;
    this.event = event;
  }
}

/** Throws {@link ImpossibleState} unless the condition holds. A message that costs anything to build is a function. */
export function invariant(condition: unknown, message: string | (() => string)): asserts condition {
  if (!condition) throw new ImpossibleState(typeof message === 'string' ? message : message());
}
