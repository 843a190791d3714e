/** The judge's interval for a quantile, of values kept exactly. */
import { clusteredQuantile } from '../../../simulator/statistics/clustered-quantile.ts';
import { SortedSample } from '../../../simulator/statistics/sorted-sample.ts';
import type { Asked } from './cell.ts';

/** One group of values a replication. */
export function quantileOf(groups: readonly ArrayLike<number>[], q: number, confidence: number): Asked {
  const clusters = groups.map((values) => new SortedSample(values));
  const all = new Float64Array(groups.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const values of groups) {
    all.set(values, filled);
    filled += values.length;
  }
  const pool = new SortedSample(all);
  return clusteredQuantile({ clusters, pool }, q, confidence);
}
