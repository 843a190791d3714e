/**
 * The result of a sweep: one scenario at every combination of values of some of its parameters. Units as in results of runs.
 */
import * as z from 'zod';
import { verdicts } from './result.ts';

const likelihood = z.looseObject({
  probability: z.number().describe('Share of the draws of the uncertain inputs that meet the expectation.'),
  low: z.number().describe('95 % interval of the probability (Clopper–Pearson over the draws).'),
  high: z.number(),
  p5: z.number().optional().describe('Of the value over the draws; absent where fewer than half have one.'),
  p50: z.number().optional(),
  p95: z.number().optional(),
  movedBy: z.string().optional().describe('The input that moves the value most; absent where none stands out.'),
});

const value = z.looseObject({
  estimate: z.number().optional().describe('Absent: unknown, see why.'),
  low: z.number().optional().describe('95 % interval over the replications; absent: unbounded below.'),
  high: z.number().optional(),
  verdict: z.enum(verdicts).optional().describe('Of a column that is an expectation.'),
  why: z.string().optional(),
  met: likelihood
    .optional()
    .describe('Of an expectation, where inputs are uncertain; the value is that of their medians.'),
});

const point = z.looseObject({
  parameters: z.record(z.string(), z.string()),
  verdict: z.enum(verdicts),
  runId: z.string().optional(),
  replications: z.number(),
  values: z.array(value).describe('One a column, in their order.'),
  met: z
    .looseObject({
      probability: z.number(),
      low: z.number(),
      high: z.number(),
      draws: z.number(),
      replications: z.number().describe('Of each draw.'),
      shortened: z.string().optional().describe('What the event budget cut off; absent: nothing.'),
    })
    .optional()
    .describe('Share of the draws that meet every expectation; absent where no input is uncertain.'),
});

export const knee = z.looseObject({
  column: z.number().describe('Index of the column whose limit is crossed.'),
  parameter: z.string(),
  others: z.record(z.string(), z.string()).describe('Values of the other parameters.'),
  between: z
    .tuple([z.string(), z.string()])
    .describe('Neighbouring values of the grid between which the estimate crosses.'),
  at: z.number().describe('Where it crosses, in straight lines between neighbours, in the unit of the parameter.'),
  low: z.number().optional().describe('Where the worse end of the interval crosses; absent: not within the grid.'),
  high: z.number().optional().describe('Where the better end crosses.'),
  utilisation: z.number().optional().describe('Share of the threads that are busy there.'),
  text: z.string(),
});

export const breakEven = z.looseObject({
  column: z.number(),
  parameter: z.string(),
  others: z.record(z.string(), z.string()),
  designs: z
    .tuple([z.string(), z.string()])
    .describe('The two values of the other parameter that are as good as one another.'),
  of: z.string().describe('That other parameter.'),
  between: z.tuple([z.string(), z.string()]),
  at: z.number(),
  text: z.string(),
});

export const sweepResult = z.looseObject({
  summary: z.string(),
  verdict: z.enum(verdicts).describe('The worst of all points.'),
  schemaVersion: z.literal('sba/sweep/v1'),
  engine: z.looseObject({ name: z.string(), version: z.string() }),
  scenario: z.looseObject({ name: z.string(), source: z.string() }),
  seed: z.number(),
  grid: z.array(z.looseObject({ parameter: z.string(), values: z.array(z.string()) })),
  columns: z.array(
    z.looseObject({
      text: z.string(),
      unit: z.string(),
      limit: z.number().optional(),
      comparison: z.string().optional(),
    }),
  ),
  points: z.array(point),
  notRun: z.array(z.record(z.string(), z.string())).describe('Points that an interruption left out.'),
  knees: z.array(knee),
  breakEvens: z.array(breakEven),
});

export type SweepValue = z.infer<typeof value>;
export type SweepPoint = z.infer<typeof point>;
export type SweepColumn = SweepResult['columns'][number];
export type Knee = z.infer<typeof knee>;
export type BreakEven = z.infer<typeof breakEven>;
export type SweepResult = z.infer<typeof sweepResult>;
