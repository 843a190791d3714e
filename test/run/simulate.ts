/** One replication of a scenario given as text, run to its end, with a witness beside it. */
import { Histogram } from '../../simulator/kernel/histogram.ts';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { layoutOf } from '../../simulator/run/layout.ts';
import type { ReplicationSummary } from '../../simulator/run/replication-summary.ts';
import { Run } from '../../simulator/run/run.ts';
import { Witness } from './witness.ts';

export interface Simulated {
  readonly summary: ReplicationSummary;
  readonly witness: Witness;
  readonly eventLimitReached: boolean;
}

export interface SimulateOptions {
  readonly seed?: number;
  readonly replication?: number;
  readonly parameters?: Readonly<Record<string, string>>;
}

export function simulate(text: string, { seed, replication = 0, parameters = {} }: SimulateOptions = {}): Simulated {
  const checked = parseScenario(text, { source: '<text>', parameters });
  if (!checked.ok) throw new Error(checked.problems.map((problem) => JSON.stringify(problem)).join('\n'));
  const { scenario } = checked.value;
  const { warmup } = scenario.run;
  const witness = new Witness();
  try {
    const options = { seed: seed ?? scenario.run.seed, replication, warmup: warmup === 'auto' ? 0 : warmup };
    const run = new Run(scenario, layoutOf(scenario), options);
    for (;;) {
      const state = run.step();
      if (state === 'event-limit') return { summary: run.summary(), witness, eventLimitReached: true };
      if (!state) return { summary: run.summary(), witness, eventLimitReached: false };
    }
  } finally {
    witness.leave();
  }
}

/** Samples of a metric that faults cause, in ms, over all faults or one. */
export function perFault(summary: ReplicationSummary, metric: string, fault?: string): readonly number[] {
  const samples = summary.perFault[metric] ?? [];
  return samples
    .filter((sample) => fault === undefined || sample.fault === fault)
    .flatMap(({ values }) => values.map((ns) => ns / 1e6));
}

/** Occurrences of a metric over calm and faulty time, all workloads together. */
export function share(summary: ReplicationSummary, metric: string): { readonly hits: number; readonly of: number } {
  let hits = 0;
  let of = 0;
  for (const [name, windows] of Object.entries(summary.ratios)) {
    if (name !== metric && !name.startsWith(`${metric}{`)) continue;
    for (const [numerator, denominator] of windows) {
      hits += numerator;
      of += denominator;
    }
  }
  return { hits, of };
}

/** All samples of a metric, over all workloads and windows, ns. */
export function samples(summary: ReplicationSummary, metric: string): Histogram {
  const pool = new Histogram();
  for (const [name, windows] of Object.entries(summary.distributions)) {
    if (name !== metric && !name.startsWith(`${metric}{`)) continue;
    for (const window of windows) if (window !== null) pool.merge(window);
  }
  return pool;
}

/** Largest value that a level had, in any window. */
export function highest(summary: ReplicationSummary, level: string): number {
  return Math.max(...summary.levels[level]!.map(({ maximum }) => maximum));
}

/** Answered requests of one workload, in any window. */
export function answered(summary: ReplicationSummary, workload: string): number {
  return summary.occurrences[`throughput{workload:${workload}}`]!.reduce((sum, count) => sum + count, 0);
}
