/**
 * The measured Redis Cluster faults, run through the whole simulator: the scenario files in scenarios/, one a measurement, read, laid out and
 * run as by `sba run`.
 *
 * Their load is small because outages come from the state of the cluster and not from requests; where lost writes were measured, the shard
 * that fails is written to at the measured rate around the fault. Quantities are in ms after the fault unless the name says otherwise.
 */
import { readFileSync } from 'node:fs';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import type { Scenario } from '../../simulator/model/scenario.ts';
import { type Layout, layoutOf } from '../../simulator/run/layout.ts';
import type { ReplicationSummary } from '../../simulator/run/replication-summary.ts';
import { Run } from '../../simulator/run/run.ts';

export interface WholeVariant {
  readonly name: string;
  /** File in scenarios/, without redis- and .yaml. */
  readonly file: string;
  /** File in measured/, without .json. */
  readonly measured: string;
}

const variant = (name: string, file: string, measured = file): WholeVariant => ({ name, file, measured });

export const wholeVariants: readonly WholeVariant[] = [
  variant('kill 3x1 T=2000', 'kill-3x1-t2000'),
  variant('kill 3x1 T=5000', 'kill-3x1-t5000'),
  variant('kill 3x2 T=2000', 'kill-3x2-t2000'),
  variant('kill 3x1 T=2000, no full coverage', 'kill-nocoverage-3x1-t2000'),
  variant('host loss with link 3x1 T=2000, 5 ms', 'hostcrash-delay5-3x1-t2000'),
  variant('partition 3x1 T=2000', 'partition-3x1-t2000'),
  variant('kill pair 3x1 T=2000', 'killpair-3x1-t2000'),
  variant('quick restart 3x1 T=5000', 'quickrestart-3x1-t5000'),
  variant('pause 3x1 T=2000', 'pause-3x1-t2000', 'kill-3x1-t2000'),
  variant('Sentinel, kill, down-after 2000', 'sentinel-kill-down2000'),
];

export function scenarioOf({ file }: WholeVariant): Scenario {
  const text = readFileSync(new URL(`scenarios/redis-${file}.yaml`, import.meta.url), 'utf8');
  const parsed = parseScenario(text, { source: `redis-${file}.yaml` });
  if (!parsed.ok) throw new Error(`${file}: ${JSON.stringify(parsed.problems)}`);
  return parsed.value.scenario;
}

export interface Trials {
  readonly quantities: Readonly<Record<string, readonly number[]>>;
  readonly count: number;
  /** Trials in which a quantity was not seen, or was cut off by the end of the run. */
  readonly withoutFailover: number;
  readonly censored: number;
  readonly events: number;
}

/** Runs `count` replications of one seed and keeps what was measured, sorted. */
export function simulate(variant: WholeVariant, count: number, seed: number): Trials {
  const scenario = scenarioOf(variant);
  const layout = layoutOf(scenario);
  const quantities: Record<string, number[]> = {};
  let withoutFailover = 0;
  let censored = 0;
  let events = 0;
  for (let replication = 0; replication < count; replication++) {
    const summary = runOnce(scenario, layout, seed, replication);
    events += summary.events;
    const found = quantitiesOf(summary);
    if (found.won === undefined) withoutFailover++;
    censored += (summary.perFault.writeOutage ?? []).reduce((sum, samples) => sum + samples.censored, 0);
    for (const [name, values] of Object.entries(found)) {
      quantities[name] ??= [];
      quantities[name].push(...values);
    }
  }
  for (const values of Object.values(quantities)) values.sort((a, b) => a - b);
  return { quantities, count, withoutFailover, censored, events };
}

function runOnce(scenario: Scenario, layout: Layout, seed: number, replication: number): ReplicationSummary {
  const run = new Run(scenario, layout, { seed, replication, warmup: 0 });
  for (;;) {
    const state = run.step();
    if (state === 'event-limit') throw new Error(`${scenario.name}: event limit`);
    if (!state) return run.summary();
  }
}

/** Named as in the measurements; whole milliseconds, as the servers' logs have. */
function quantitiesOf({ perFault, counts }: ReplicationSummary): Record<string, number[]> {
  const of = (metric: string) =>
    (perFault[metric] ?? [])
      .filter(({ fault }) => fault === 'crash')
      .flatMap(({ values }) => values)
      .map((ns) => Math.round(ns / 1e6));
  const found = new Map<string, number[]>([
    ['FAIL', of('detectionTime')],
    ['won', of('failoverTime')],
    ['write outage, failed slots', of('writeOutage')],
    ['write outage, healthy slots', of('healthyOutage')],
    ['acknowledged writes lost', [counts.acknowledgedWritesLost ?? 0]],
    // The same under the names of the Sentinel measurements.
    ['first +odown', of('detectionTime')],
    ['first write acknowledged by the promoted replica', of('writeOutage')],
  ]);
  return Object.fromEntries([...found].filter(([, values]) => values.length > 0));
}
