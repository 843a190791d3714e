/**
 * How much of the start is not measured: MSER-5 on the response times of the calm stretch before the first fault and before the load
 * changes, averaged over a few pilot runs that end there (their seeds are not used again).
 *
 * When MSER-5 finds no cut, the stretch is either too short or its first half does not differ from its second by more than the
 * precision asked for; in the latter case a cut of nothing does no harm.
 */
import { SECOND } from '../kernel/time.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Layout } from '../run/layout.ts';
import { Run } from '../run/run.ts';
import { mser5 } from '../statistics/mser5.ts';
import type { Pause } from './replication-tasks.ts';

/** Pilot replications; their indices lie beyond those of the study so that no stream is used twice. */
const PILOTS = 5;
const FIRST_PILOT = 2 ** 31;
/** With `run.batches`, pilots take one part in so many of the run. */
const PILOT_SHARE = 10;

export interface WarmUp {
  /** ns of scenario time. */
  readonly end: number;
  readonly method: string;
  readonly remedy: string | undefined;
  readonly events: number;
}

/** Decides it, with a pause between slices; `stopped` when the caller wants no more. */
export async function warmUpOf(
  scenario: Scenario,
  layout: Layout,
  seed: number,
  pause: Pause,
): Promise<WarmUp | 'event-limit' | 'stopped'> {
  const pilots = decideWarmUp(scenario, layout, seed);
  for (;;) {
    const step = pilots.next();
    if (step.done === true) return step.value;
    if (!(await pause())) return 'stopped';
  }
}

/** A generator, so that the caller gets a word in between slices. */
function* decideWarmUp(scenario: Scenario, layout: Layout, seed: number): Generator<undefined, WarmUp | 'event-limit'> {
  const { warmup } = scenario.run;
  if (warmup !== 'auto') return { end: warmup, method: 'given', remedy: undefined, events: 0 };
  const until = calmStretch(scenario);
  if (until === 0 || scenario.workload.every(({ target }) => target === 'each-owner'))
    return { end: 0, method: 'nothing to warm up', remedy: undefined, events: 0 };
  const bins: { count: number; sum: number }[] = [];
  let events = 0;
  for (let pilot = 0; pilot < PILOTS; pilot++) {
    const run = new Run(scenario, layout, { seed, replication: FIRST_PILOT + pilot, warmup: 0, until });
    for (;;) {
      const state = run.step();
      if (state === 'event-limit') return 'event-limit';
      if (!state) break;
      yield;
    }
    events += run.simulation.executed;
    run.calmSeries().forEach(({ count, sum }, index) => {
      bins[index] ??= { count: 0, sum: 0 };
      bins[index].count += count;
      bins[index].sum += sum;
    });
  }
  const means = bins.filter(({ count }) => count > 0).map(({ count, sum }) => sum / count);
  const { cutObservation, converged } = mser5(means);
  const width = until / Math.max(1, means.length);
  const common = { events, method: `MSER-5 on ${PILOTS} pilot runs` };
  if (converged) return { ...common, end: Math.round(cutObservation * width), remedy: undefined };
  if (halvesAgree(means, scenario.run.precision)) return { ...common, end: 0, remedy: undefined };
  const seconds = String(Number((until / SECOND).toPrecision(3)));
  return {
    ...common,
    end: Math.round(until / 2),
    remedy: `no steady state within the calm ${seconds} s before the first fault or change of load: let it last longer, or give run.warmup`,
  };
}

/** Time before the first fault and before the load changes for the first time. */
function calmStretch(scenario: Scenario): number {
  let end = scenario.run.duration;
  for (const { at } of scenario.faults) if (at.kind === 'constant') end = Math.min(end, at.value);
  for (const { rate } of scenario.workload)
    for (const step of rate ?? []) if (step.at > 0) end = Math.min(end, step.at);
  // Pilots of whole long runs would cost more than the run; a warm-up that takes more than a tenth of it is found too long.
  return scenario.run.batches === undefined ? end : Math.round(end / PILOT_SHARE);
}

function halvesAgree(means: readonly number[], precision: number): boolean {
  const middle = Math.floor(means.length / 2);
  if (middle === 0) return true;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const first = mean(means.slice(0, middle));
  const second = mean(means.slice(middle));
  return Math.abs(first - second) <= precision * second;
}
