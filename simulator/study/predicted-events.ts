/**
 * About how many events one replication takes, from the scenario alone: the same on every machine, so that all shards cut the work alike.
 *
 * Requests offered on average times what one costs (eight events), and ten events a second for each member's protocol. Retries, misses and
 * faults are left out: it only has to weigh one scenario against another.
 */
import { meanOf } from '../kernel/distribution.ts';
import { MILLISECOND, SECOND } from '../kernel/time.ts';
import type { Scenario, Source } from '../model/scenario.ts';
import type { Layout } from '../run/layout.ts';

const EVENTS_A_REQUEST = 8;
const EVENTS_A_MEMBER_AND_SECOND = 10;

export function predictedEvents({ workload, run }: Scenario, layout: Layout): number {
  const seconds = run.duration / SECOND;
  let events = layout.members * EVENTS_A_MEMBER_AND_SECOND * seconds;
  for (const source of workload)
    events += requestsOf(source, layout, run.duration) * (source.fanOut ?? 1) * EVENTS_A_REQUEST;
  return Math.max(1, events);
}

function requestsOf(source: Source, layout: Layout, duration: number): number {
  if (source.every !== undefined) return (duration / source.every) * layout.owners;
  if (source.clients !== undefined) {
    const cycle = meanOf(source.service) + (source.think === undefined ? 0 : meanOf(source.think));
    return (source.clients * duration) / Math.max(MILLISECOND, cycle);
  }
  const steps = source.rate ?? [];
  return steps.reduce((sum, { at, rate }, index) => {
    const end = Math.min(duration, steps[index + 1]?.at ?? duration);
    return sum + (Math.max(0, end - at) / SECOND) * rate;
  }, 0);
}
