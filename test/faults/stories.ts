/** Small designs that a fault strikes, as scenario text. */
import { type Simulated, share, simulate } from '../run/simulate.ts';

interface Story {
  readonly design: string;
  readonly workload: string;
  readonly faults: string;
  /** Seconds of load. */
  readonly seconds: number;
}

export function story({ design, workload, faults, seconds }: Story, seed = 1): Simulated {
  return simulate(
    `
apiVersion: sba/v1
name: story
question: What does the fault do?
design: {${design}}
workload:
  - {name: users, ${workload}}
run: {duration: ${seconds}s, warmup: 0s, settle: 60s}
faults:
  - {id: fault, ${faults}}
`,
    { seed },
  );
}

/** Mean and largest value of a distribution over the whole run, ms. */
export function timesOf({ summary }: Simulated, metric: string): { mean: number; max: number; count: number } {
  let [sum, count, max] = [0, 0, 0];
  for (const [name, windows] of Object.entries(summary.distributions)) {
    if (name !== metric && !name.startsWith(`${metric}{`)) continue;
    for (const histogram of windows) {
      if (histogram === null || histogram.count === 0) continue;
      count += histogram.count;
      sum += histogram.sum;
      max = Math.max(max, histogram.maximum);
    }
  }
  return { mean: sum / count / 1e6, max: max / 1e6, count };
}

/** Occurrences over the whole run. */
export function countOf({ summary }: Simulated, metric: string): number {
  return (summary.occurrences[metric] ?? [0, 0, 0]).reduce((sum, count) => sum + count, 0);
}

export function errorsOf({ summary }: Simulated): number {
  const { hits, of } = share(summary, 'errorRatio');
  return hits / of;
}
