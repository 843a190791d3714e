/**
 * How much of the start is not measured: MSER-5 on the response times of the calm stretch before the first fault and before the load
 * changes, averaged over a few pilot runs that end there (their seeds are not used again).
 *
 * When MSER-5 finds no cut, the stretch is either too short or its first half does not differ from its second by more than the
 * precision asked for; in the latter case a cut of nothing does no harm.
 */
import { invariant } from '../kernel/invariant.ts';
import { SECOND } from '../kernel/time.ts';
import type { Scenario } from '../model/scenario.ts';
import { mser5 } from '../statistics/mser5.ts';
import type { Pilot, ReplicationResult, ReplicationTasks } from './replication-tasks.ts';

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

/** Decides it on pilots that `tasks` makes, in any order and by whomever; `stopped` when the caller wants no more. */
export async function warmUpOf(
  scenario: Scenario,
  tasks: ReplicationTasks,
): Promise<WarmUp | 'event-limit' | 'stopped'> {
  const { warmup } = scenario.run;
  if (warmup !== 'auto') return { end: warmup, method: 'given', remedy: undefined, events: 0 };
  const until = calmStretch(scenario);
  if (until === 0 || scenario.workload.every(({ target }) => target === 'each-owner'))
    return { end: 0, method: 'nothing to warm up', remedy: undefined, events: 0 };
  const pilots = await pilotsOf(tasks, until);
  return typeof pilots === 'string' ? pilots : decided(scenario, pilots, until);
}

/** In the order of their indices. Throws the defect of the first that met one. */
async function pilotsOf(tasks: ReplicationTasks, until: number): Promise<readonly Pilot[] | 'event-limit' | 'stopped'> {
  const results = new Map<number, ReplicationResult>();
  const task = { from: FIRST_PILOT, to: FIRST_PILOT + PILOTS, warmup: 0, until };
  const ended = await tasks.perform(task, (result) => results.set(result.replication, result));
  if (ended === 'stopped') return 'stopped';
  const pilots: Pilot[] = [];
  for (let index = FIRST_PILOT; index < FIRST_PILOT + PILOTS; index++) {
    const result = results.get(index);
    invariant(result !== undefined && !('summary' in result), () => `pilot ${index} is missing`);
    if ('overLimit' in result) return 'event-limit';
    if ('failure' in result) throw result.failure;
    pilots.push(result.pilot);
  }
  return pilots;
}

function decided(scenario: Scenario, pilots: readonly Pilot[], until: number): WarmUp {
  const bins: { count: number; sum: number }[] = [];
  let events = 0;
  for (const pilot of pilots) {
    events += pilot.events;
    pilot.calm.forEach(({ count, sum }, index) => {
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
