/** What uncertain inputs make of the answer: part of a result whose scenario has such inputs. */
import * as z from 'zod';

const flip = z.looseObject({
  at: z.string().describe('Value of the input, halfway between two draws; the others vary meanwhile.'),
  from: z.string().describe('The draw below it.'),
  to: z.string().describe('The draw above it.'),
  holds: z.enum(['below', 'above']).describe('On which side the expectation is met.'),
  agreeing: z.number().describe('Share of the draws for which that is right.'),
});

export const importance = z.looseObject({
  path: z.string(),
  coefficient: z
    .number()
    .describe('Standardised rank regression coefficient, −1 to 1: positive when the statistic rises with the input.'),
  share: z.number().describe('Its square: share of the variation of the ranks that goes back to this input.'),
  significant: z.boolean().describe('Told apart from chance: 5 % for all inputs together (Bonferroni).'),
  flips: flip
    .optional()
    .describe(
      'Where the expectation changes from met to not met; absent: nowhere, or no single value parts the draws.',
    ),
});

export const uncertainExpectation = z.looseObject({
  text: z.string(),
  probability: z.number().describe('Share of the draws that meet it.'),
  low: z.number().describe('95 % interval of the probability (Clopper–Pearson over the draws).'),
  high: z.number(),
  unknown: z.number().describe('Draws in which it was not exercised; they count as not met.'),
  unit: z.string().optional(),
  p5: z
    .number()
    .optional()
    .describe(
      'Of the statistic over the draws; absent where fewer than half have a value. A draw that the end of its run cut off stands above all others, so p95 (p50) is absent where more than 5 % (half) are.',
    ),
  p50: z.number().optional(),
  p95: z.number().optional(),
  explained: z
    .number()
    .optional()
    .describe(
      'Share of the variation of the ranks that all inputs explain one by one; the rest is chance or not monotone.',
    ),
  inputs: z.array(importance).describe('The most important first; empty where the statistic does not vary.'),
});

export const drawnSamples = z
  .looseObject({
    inputs: z.array(
      z.looseObject({ path: z.string(), unit: z.string(), values: z.array(z.number()).describe('One a draw.') }),
    ),
    expectations: z.array(
      z.looseObject({
        text: z.string(),
        estimates: z.array(z.number().nullable()).describe('One a draw; null: unknown.'),
        met: z.array(z.boolean()),
      }),
    ),
  })
  .describe('The draws one by one, as columns: the first 200. Absent in the short form.');

export const uncertaintyResult = z.looseObject({
  draws: z.number(),
  replications: z.number().describe('Of each draw.'),
  shortened: z.string().optional().describe('What the event budget cut off; absent: nothing.'),
  method: z.string(),
  inputs: z.array(
    z.looseObject({ path: z.string(), low: z.string(), median: z.string(), high: z.string(), law: z.string() }),
  ),
  probability: z.number().describe('Share of the draws that meet every expectation.'),
  low: z.number().describe('95 % interval of that probability.'),
  high: z.number(),
  expectations: z.array(uncertainExpectation).describe('In the order of the scenario.'),
  measureFirst: z
    .looseObject({ path: z.string(), text: z.string() })
    .optional()
    .describe(
      'The input whose true value would decide most; absent where nothing is undecided or no input stands out.',
    ),
  samples: drawnSamples.optional(),
});

export type DrawnSamples = z.infer<typeof drawnSamples>;

export type InputFlip = z.infer<typeof flip>;
export type InputImportance = z.infer<typeof importance>;
export type UncertainExpectation = z.infer<typeof uncertainExpectation>;
export type UncertaintyResult = z.infer<typeof uncertaintyResult>;
