/**
 * The result of comparing two designs: what `compare --format json` and the tool compare_designs show.
 *
 * Differences are B − A of the same replication: both designs met the same arrivals, keys, sizes and chances (common random numbers).
 * Times are in milliseconds, shares are parts of one, as in results of runs. A value that is unknown is absent and `unknown` says why.
 */
import * as z from 'zod';
import { comparedDraws } from './compared-draws.ts';
import { faultResult, verdicts } from './result.ts';

export const differenceVerdicts = ['lower', 'higher', 'same', 'no difference seen', 'unknown'] as const;
export const comparisonVerdicts = ['a', 'b', 'mixed', 'no difference seen', 'nothing to decide by'] as const;

const side = z.looseObject({
  source: z.string().describe('File or name as given.'),
  name: z.string(),
  digest: z.string(),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  verdict: z.enum(verdicts).describe('Of its own expectations, from these replications.'),
  expectations: z.array(z.looseObject({ text: z.string(), verdict: z.enum(verdicts), explanation: z.string() })),
  faults: z.array(faultResult),
});

export const differenceRow = z.looseObject({
  metric: z.string(),
  statistic: z.string(),
  mode: z.string(),
  of: z.string().optional().describe('Workload or service; absent: all.'),
  unit: z.string(),
  asked: z.boolean().describe('An expectation speaks of it. The others are there to look around.'),
  a: z.number().optional().describe('Mean over the replications of A.'),
  b: z.number().optional(),
  difference: z.number().optional().describe('Mean of B − A over the pairs.'),
  low: z.number().optional(),
  high: z.number().optional(),
  confidence: z.number().describe('Of this interval: asked ones hold together with 95 %, the others each by itself.'),
  n: z.number().describe('Pairs of replications in which both designs had a value.'),
  verdict: z.enum(differenceVerdicts).describe('How B stands to A; same: equal in every replication.'),
  better: z.enum(['a', 'b']).optional().describe('By the direction of the expectation, else of the metric.'),
  visible: z.number().optional().describe('Half the interval: a difference much smaller than this would not be seen.'),
  pairing: z
    .number()
    .optional()
    .describe('How many times as many independent replications would be needed for an interval as narrow.'),
  unknown: z.string().optional(),
});

const traced = z.looseObject({ atMs: z.number(), event: z.string(), operands: z.array(z.number()) });

export const divergence = z.looseObject({
  replication: z.number(),
  events: z.number().describe('Events of both traces that were the same before.'),
  a: traced.optional().describe('Absent: the run of A was over.'),
  b: traced.optional(),
});

export const comparisonResult = z.looseObject({
  summary: z.string(),
  verdict: z.enum(comparisonVerdicts),
  schemaVersion: z.literal('sba/comparison/v1'),
  engine: z.looseObject({ name: z.string(), version: z.string() }),
  comparisonId: z.string().optional().describe('Absent for a partial result.'),
  seed: z.number(),
  replications: z.number(),
  a: side,
  b: side,
  differences: z.array(differenceRow),
  divergence: divergence
    .optional()
    .describe('Where the first replications part; absent: they are the same event by event.'),
  uncertainty: comparedDraws
    .optional()
    .describe('Where inputs are uncertain: the rest is at their medians. Absent: none is uncertain.'),
  assumptions: z.array(z.string()),
});

export type DifferenceRow = z.infer<typeof differenceRow>;
export type ComparisonResult = z.infer<typeof comparisonResult>;
export type ComparisonSide = z.infer<typeof side>;
export type Divergence = z.infer<typeof divergence>;
