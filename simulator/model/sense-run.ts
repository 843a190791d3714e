/**
 * Sense of the run: the warm-up leaves something to measure, and the whole can be simulated within the event limit.
 */
import { meanOf } from '../kernel/distribution.ts';
import type { DraftProblem } from './draft-problem.ts';
import type { Source } from './scenario.ts';
import { numbered, ownersOf, type SenseView, shownDuration } from './sense-view.ts';

/** Events that one request takes on average: arrival, hops, queue, service, reply, replication, time limit. */
const eventsPerRequest = 6;
/** The estimate is rough; only a scenario this many times beyond the limit is refused before it runs. */
const margin = 2;

export function runSense(view: SenseView): DraftProblem[] {
  return [...warmup(view), ...batches(view), ...events(view)];
}

function warmup({ understood: { run } }: SenseView): DraftProblem[] {
  const { duration, warmup } = run;
  if (duration === undefined || typeof warmup !== 'number' || warmup < duration) return [];
  const expected = `less than run.duration (${shownDuration(duration)}), or nothing is measured`;
  return [{ path: ['run', 'warmup'], found: shownDuration(warmup), expected, suggestion: 'write warmup: auto' }];
}

/** Batch means are for one long run of a steady state, and for nothing else. */
function batches({ understood: { run, faults, workload } }: SenseView): DraftProblem[] {
  if (run.batches === undefined) return [];
  const problems: DraftProblem[] = [];
  const found = `run.batches: ${run.batches}`;
  if (run.replications !== undefined && run.replications !== 1)
    problems.push({
      path: ['run', 'replications'],
      found: `${run.replications} with ${found}`,
      expected: '1: batches are the repetitions',
      suggestion: 'write replications: 1, or leave out run.batches',
    });
  if (run.warmup === 0)
    problems.push({
      path: ['run', 'warmup'],
      found: `0s with ${found}`,
      expected: 'a warm-up: the first batch would differ from the others',
      suggestion: 'write warmup: auto',
    });
  if ((faults ?? []).length > 0)
    problems.push({
      path: ['run', 'batches'],
      found: `${found} in a scenario with faults`,
      expected: 'no fault: batches of a run are alike only in a steady state',
      suggestion: 'leave out run.batches and use replications',
    });
  for (const [index, { rate }] of numbered(workload))
    if (rate !== undefined && rate.length > 1)
      problems.push({
        path: ['workload', index, 'rate'],
        found: `a load that changes, with ${found}`,
        expected: 'a constant rate: batches of a run are alike only in a steady state',
        suggestion: 'leave out run.batches and use replications',
      });
  return problems;
}

function events(view: SenseView): DraftProblem[] {
  const { duration, eventLimit } = view.understood.run;
  if (duration === undefined || eventLimit === undefined) return [];
  const sources = numbered(view.understood.workload);
  const { members = 1, units } = view.understood.design;
  const threads = members * (units?.threads ?? 1);
  const ground = { duration, threads, owners: ownersOf(view) ?? 1 };
  const requests = sources.reduce((sum, [, source]) => sum + requestsOf(source, ground) * callsOf(source), 0);
  const estimate = requests * eventsPerRequest;
  if (estimate <= margin * eventLimit) return [];
  const share = eventLimit / estimate;
  return [
    {
      path: ['run', 'duration'],
      found: `about ${rounded(estimate)} events (${rounded(requests)} requests in ${shownDuration(duration)})`,
      expected: `at most run.eventLimit, ${rounded(eventLimit)}`,
      suggestion: `shorten run.duration to about ${shownDuration(roughly(duration * share))}, lower the rates, or raise run.eventLimit`,
    },
  ];
}

interface Ground {
  readonly duration: number;
  readonly threads: number;
  readonly owners: number;
}

function requestsOf(source: Source, { duration, threads, owners }: Ground): number {
  if (source.every !== undefined) return (duration / source.every) * (source.target === 'each-owner' ? owners : 1);
  if (source.clients !== undefined) {
    const service = meanOf(source.service);
    const cycle = service + (source.think === undefined ? 0 : meanOf(source.think));
    // Instant answers without a think time: only the network, which is not looked at here, bounds the rate.
    return cycle === 0
      ? 0
      : duration * Math.min(source.clients / cycle, service === 0 ? Number.POSITIVE_INFINITY : threads / service);
  }
  if (typeof source.arrivals === 'object') return source.arrivals.times.length;
  const steps = (source.rate ?? []).filter((step) => step.at < duration);
  return steps.reduce((sum, step, index) => {
    const end = steps[index + 1]?.at ?? duration;
    const ramp = ((step.over ?? 0) * ((steps[index - 1]?.rate ?? 0) - step.rate)) / 2;
    return sum + (step.rate * Math.max(0, end - step.at) + ramp) / 1e9;
  }, 0);
}

/** Calls that a request consists of. */
function callsOf({ fanOut = 1, mix, saga }: Source): number {
  return (saga?.steps.length ?? fanOut) * (1 + (mix?.update ?? 0));
}

/** One significant digit, downwards; at least 1 us. */
function roughly(ns: number): number {
  const digits = Math.max(3, String(Math.floor(ns)).length - 1);
  const step = Number(`1e${digits}`);
  return Math.max(1000, Math.floor(ns / step) * step);
}

function rounded(value: number): string {
  for (const [suffix, size] of [
    ['T', 1e12],
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const) {
    if (value >= size) return `${Number((value / size).toPrecision(3))}${suffix}`;
  }
  return String(Math.round(value));
}
