/** One replication from its index alone: the unit of work that can be done anywhere, and again, with the same result. */
import { ImpossibleState } from '../kernel/invariant.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Layout } from '../run/layout.ts';
import { Run } from '../run/run.ts';
import type { ReplicationResult } from './replication-tasks.ts';

/** What all replications of a study have in common. */
export interface Replicated {
  readonly scenario: Scenario;
  readonly layout: Layout;
  readonly seed: number;
}

/** Yields after each slice the share that has been simulated, 0 … 1. With `until` (ns) it is a pilot, which ends there. */
export function* replicate(
  { scenario, layout, seed }: Replicated,
  replication: number,
  warmup: number,
  until?: number,
): Generator<number, ReplicationResult> {
  const run = new Run(scenario, layout, { seed, replication, warmup, ...(until === undefined ? {} : { until }) });
  try {
    for (let state = run.step(); state !== false; state = run.step()) {
      if (state === 'event-limit') return { replication, overLimit: true };
      yield run.progress;
    }
    if (until === undefined) return { replication, summary: run.summary() };
    const calm = run.calmSeries().map(({ count, sum }) => ({ count, sum }));
    return { replication, pilot: { events: run.simulation.executed, calm } };
  } catch (error) {
    return { replication, failure: located(error, run, replication) };
  }
}

/** Any defect leaves with the replication, the simulated time and the event it was found at. */
function located(error: unknown, run: Run, replication: number): ImpossibleState {
  const { now, executed } = run.simulation;
  const message = error instanceof Error ? error.message : String(error);
  return new ImpossibleState(`${message} (replication ${replication})`, now, executed, { cause: error });
}
