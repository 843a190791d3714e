/**
 * Distributions as people write them: `4ms` (constant), `{exponential: 100us}`, `{uniform: [1ms, 3ms]}`,
 * `{erlang: {shape: 4, mean: 1ms}}`, `{lognormal: {median: 4ms, p99: 30ms}}` or `{lognormal: {mean: 4ms, cv: 1.2}}`,
 * `{pareto: {minimum: 1ms, shape: 2.5}}`, `{mixture: [{weight: 90%, of: 1ms}, {weight: 10%, of: {exponential: 9ms}}]}`,
 * `{empirical: [1ms, 2ms, 7ms]}` (each observation equally likely).
 * The parsed form is the kernel's `DistributionSpec`, in nanoseconds; how it is sampled is the kernel's business.
 */
import * as z from 'zod';
import type { DistributionSpec } from '../kernel/distribution.ts';
import { keyed } from './keyed.ts';
import { duration, positiveNumber, ratio } from './quantity.ts';

const lognormal = z.union([
  z
    .strictObject({
      median: duration({ min: '1ns' }).describe('Half of the values are below this.'),
      p99: duration({ min: '1ns' }).describe('99 % of the values are below this; not below the median.'),
    })
    .refine(({ median, p99 }) => p99 >= median, 'a p99 that is not below the median')
    .transform(({ median, p99 }): DistributionSpec => ({ kind: 'lognormal', median, p99 })),
  z
    .strictObject({
      mean: duration({ min: '1ns' }).describe('Arithmetic mean.'),
      cv: positiveNumber().describe(
        'Coefficient of variation: standard deviation / mean. 1 is as variable as exponential.',
      ),
    })
    .transform(({ mean, cv }): DistributionSpec => ({ kind: 'lognormalMeanCv', mean, cv })),
]);

export const distributionTitle = 'a duration such as 5ms, or a distribution such as {exponential: 5ms}';

/** A distribution as written; the keys are checked when it is parsed. */
type DistributionInput = string | Readonly<Record<string, unknown>>;

/** A duration or a distribution of durations. A plain duration is the constant distribution. */
export const distribution = (): z.ZodType<DistributionSpec, DistributionInput> =>
  z.lazy(() => distributionSchema) as unknown as z.ZodType<DistributionSpec, DistributionInput>;

const weighted = z.strictObject({
  weight: ratio().describe('Probability of this part; the weights must add up to 100 %.'),
  of: distribution().describe('The distribution drawn with that probability.'),
});

const distributionSchema = z
  .union([
    duration().transform((value): DistributionSpec => ({ kind: 'constant', value })),
    keyed({
      constant: duration()
        .transform((value): DistributionSpec => ({ kind: 'constant', value }))
        .describe('Always the same; the same as the duration alone.'),
      uniform: z
        .array(duration())
        .length(2)
        .refine(([low, high]) => low! <= high!, 'a first bound that is not above the second')
        .transform(([low, high]): DistributionSpec => ({ kind: 'uniform', low: low!, high: high! }))
        .describe('Lowest and highest value; everything between is equally likely.'),
      exponential: duration()
        .transform((mean): DistributionSpec => ({ kind: 'exponential', mean }))
        .describe('Mean of a memoryless time (cv = 1): the usual first guess for service times.'),
      erlang: z
        .strictObject({
          shape: z
            .int()
            .min(1)
            .max(1000)
            .describe('Number of exponential stages; more stages, less variable (cv = 1/sqrt(shape)).'),
          mean: duration().describe('Mean of the whole.'),
        })
        .transform(({ shape, mean }): DistributionSpec => ({ kind: 'erlang', shape, mean }))
        .describe('Sum of exponential stages: less variable than one of them.'),
      lognormal: lognormal.describe(
        'Skewed with a moderate tail, as latencies of stores and networks mostly are: by median and p99, or by mean and cv.',
      ),
      pareto: z
        .strictObject({
          minimum: duration().describe('Smallest possible value.'),
          shape: positiveNumber().describe('Tail index; at 1 or less the mean is infinite, so it must be above 1.'),
        })
        .refine(({ shape }) => shape > 1, 'a shape above 1 (the mean is infinite otherwise)')
        .transform(({ minimum, shape }): DistributionSpec => ({ kind: 'pareto', minimum, shape }))
        .describe('Heavy tail: rare values are very large.'),
      mixture: z
        .array(weighted)
        .min(1)
        .refine(
          (parts) =>
            parts.every((part) => part.weight > 0) &&
            Math.abs(parts.reduce((sum, part) => sum + part.weight, 0) - 1) < 1e-9,
          'weights that are above 0% and add up to 100%',
        )
        .transform((parts): DistributionSpec => ({ kind: 'mixture', parts }))
        .describe('One of several distributions, each with its probability.'),
      empirical: z
        .array(duration())
        .min(1)
        .transform((values): DistributionSpec => ({ kind: 'empirical', values }))
        .describe('Your own observations; each is equally likely.'),
    }),
  ])
  .meta({ id: 'Distribution', title: distributionTitle });
