/**
 * What was measured on a real system, to be shown beside what is simulated: never fitted, never judged, without influence on any number.
 *
 * A metric (as in an expectation: `responseTime{workload:checkout}`) with statistics, or with the list of samples they would be made of.
 * What fits together is in parse-observed.ts; units are those of the metric.
 */
import * as z from 'zod';
import { text } from './quantity.ts';

const amount = z.union([z.string(), z.number()]).meta({ title: 'a value in the unit of the metric, such as 3.8s' });

const observation = z.strictObject({
  mean: amount.optional().describe('Arithmetic mean of what was measured.'),
  min: amount.optional().describe('Smallest of what was measured.'),
  p10: amount.optional().describe('10 % of what was measured was below this.'),
  p50: amount.optional().describe('Median of what was measured.'),
  p90: amount.optional().describe('90 % of what was measured was below this.'),
  p95: amount.optional().describe('95 % of what was measured was below this.'),
  p99: amount.optional().describe('99 % of what was measured was below this.'),
  p999: amount.optional().describe('99.9 % of what was measured was below this.'),
  max: amount.optional().describe('Largest of what was measured.'),
  value: amount.optional().describe('The one value of a count, ratio or rate (`errorRatio: {value: 0.2%}`).'),
  samples: z
    .array(amount)
    .min(2)
    .max(100_000)
    .optional()
    .describe(
      'Every single measurement, in place of statistics: their mean and quantiles are compared, and their whole distribution (Kolmogorov–Smirnov).',
    ),
  n: z
    .int()
    .min(1)
    .optional()
    .describe('How many measurements the statistics are made of; fewer say less. Absent: unknown. Not beside samples.'),
  source: text().describe('Where and when it was measured; printed beside the value.'),
});

export const observed = z.record(z.string().min(1).max(200), observation);
export type Observation = z.output<typeof observation>;
