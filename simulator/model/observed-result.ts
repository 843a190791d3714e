/** Observed beside simulated values: part of a result whose scenario says what was observed. Units as in results: times in milliseconds. */
import * as z from 'zod';

export const observedResult = z.looseObject({
  metric: z.string(),
  statistic: z.string().describe('`distribution` for the comparison of all samples.'),
  unit: z.string(),
  observed: z.number().optional().describe('Absent for the distribution.'),
  simulated: z.number().optional().describe('Absent: the simulation has no value, see unknown.'),
  low: z
    .number()
    .optional()
    .describe('95 % interval of the simulated value, or its range where every replication has one. Absent: unbounded.'),
  high: z.number().optional(),
  gap: z.number().optional().describe('(simulated − observed) / observed; absent where nothing or 0 was observed.'),
  inside: z.boolean().optional().describe('The observed value lies between low and high.'),
  unknown: z.string().optional().describe('Why the simulation has no value.'),
  ks: z
    .looseObject({
      distance: z.number().describe('Largest distance between the two distribution functions, 0 to 1.'),
      limit: z.number().describe('Samples of one law exceed it in 5 % of cases.'),
      differs: z.boolean(),
    })
    .optional(),
  n: z.number().optional().describe('Measurements behind the observed value.'),
  source: z.string(),
});

export type ObservedResult = z.infer<typeof observedResult>;
