/**
 * Sense of the run: the warm-up leaves something to measure, and the whole can be simulated within the event limit.
 */
import type { DraftProblem } from './draft-problem.ts';
import type { Source } from './scenario.ts';
import { numbered, ownersOf, type SenseView, shownDuration } from './sense-view.ts';

/** Events that one request takes on average: arrival, hops, queue, service, reply, replication, time limit. */
const eventsPerRequest = 6;
/** The estimate is rough; only a scenario this many times beyond the limit is refused before it runs. */
const margin = 2;

export function runSense(view: SenseView): DraftProblem[] {
  return [...warmup(view), ...events(view)];
}

function warmup({ understood: { run } }: SenseView): DraftProblem[] {
  const { duration, warmup } = run;
  if (duration === undefined || typeof warmup !== 'number' || warmup < duration) return [];
  const expected = `less than run.duration (${shownDuration(duration)}), or nothing is measured`;
  return [{ path: ['run', 'warmup'], found: shownDuration(warmup), expected, suggestion: 'write warmup: auto' }];
}

function events(view: SenseView): DraftProblem[] {
  const { duration, eventLimit } = view.understood.run;
  if (duration === undefined || eventLimit === undefined) return [];
  const sources = numbered(view.understood.workload);
  const requests = sources.reduce((sum, [, source]) => sum + requestsOf(source, duration, ownersOf(view) ?? 1), 0);
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

function requestsOf(source: Source, duration: number, owners: number): number {
  if (source.every !== undefined) return (duration / source.every) * (source.target === 'each-owner' ? owners : 1);
  const steps = (source.rate ?? []).filter((step) => step.at < duration);
  return steps.reduce((sum, step, index) => {
    const end = steps[index + 1]?.at ?? duration;
    return sum + (step.rate * Math.max(0, end - step.at)) / 1e9;
  }, 0);
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
