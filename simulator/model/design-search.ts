/**
 * The result of a search for the cheapest design: what `find --format json` and the tool find_design show.
 */
import * as z from 'zod';
import { costResult } from './cost.ts';

export const searchVerdicts = ['found', 'infeasible', 'undecided'] as const;
export const candidateFates = [
  'refused',
  'refuted',
  'rejected early',
  'rejected',
  'undecided',
  'passes',
  'not needed',
] as const;

export const candidate = z.looseObject({
  parameters: z.record(z.string(), z.string()),
  fate: z
    .enum(candidateFates)
    .describe(
      'refused: no valid scenario · refuted: by a closed form, not simulated · rejected early: an expectation failed with few seeds · rejected: failed · undecided: the budget could not tell · passes · not needed: cannot be cheaper than what was found',
    ),
  bound: z.number().optional().describe('The least that it can cost a month, by closed form.'),
  costs: z.number().optional().describe('What a month costs, from its run; only of candidates that pass.'),
  because: z.string().optional().describe('What decided its fate.'),
  expectation: z.string().optional().describe('The expectation that it does not meet.'),
  runId: z.string().optional(),
  replications: z.number().optional(),
});

const likely = z.looseObject({
  probability: z.number().describe('Share of the draws of the uncertain inputs.'),
  low: z.number().describe('95 % interval of the probability (Clopper–Pearson over the draws).'),
  high: z.number(),
});

export const likelihood = likely.extend({
  draws: z.number(),
  replications: z.number().describe('Of each draw.'),
  shortened: z.string().optional().describe('What the event budget cut off; absent: nothing.'),
  expectations: z.array(likely.extend({ text: z.string() })).describe('Each by itself, in the order of the scenario.'),
  measureFirst: z.looseObject({ path: z.string(), text: z.string() }).optional(),
});

const design = z.looseObject({
  parameters: z.record(z.string(), z.string()),
  costs: z.number(),
  cost: costResult.optional(),
  runId: z.string().optional(),
  replications: z.number(),
  met: likelihood
    .optional()
    .describe(
      'How likely it meets every expectation; absent where no input is uncertain. Its costs and run are those of the medians.',
    ),
});

export const searchResult = z.looseObject({
  summary: z.string(),
  verdict: z.enum(searchVerdicts),
  schemaVersion: z.literal('sba/search/v1'),
  engine: z.looseObject({ name: z.string(), version: z.string() }),
  searchId: z.string().optional().describe('Absent for a partial result.'),
  scenario: z.looseObject({ name: z.string(), source: z.string() }),
  seed: z.number(),
  objective: z.string().describe('What is made small.'),
  confidence: z
    .number()
    .optional()
    .describe('Share of the draws that must meet every expectation; absent: candidates are judged at the medians.'),
  grid: z.array(z.looseObject({ parameter: z.string(), values: z.array(z.string()) })),
  winner: design.optional(),
  runnerUp: design.extend({ why: z.string() }).optional().describe('The next that passes, and why it lost.'),
  binding: z
    .looseObject({ expectation: z.string(), text: z.string() })
    .optional()
    .describe(
      'The promise that a cheaper design does not keep; of an infeasible search, the one that most candidates break.',
    ),
  changes: z.array(
    z.looseObject({
      what: z.string(),
      holdsUpTo: z.number().optional(),
      changesAt: z.number().optional(),
      unit: z.string(),
      text: z.string(),
    }),
  ),
  counts: z.record(z.enum(candidateFates), z.number()),
  candidates: z.array(candidate),
});

export type Candidate = z.infer<typeof candidate>;
export type FoundDesign = z.infer<typeof design>;
export type Likelihood = z.infer<typeof likelihood>;
export type SearchResult = z.infer<typeof searchResult>;
