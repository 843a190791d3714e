/** What uncertain inputs make of a comparison: part of its result where one of the designs has such inputs. */
import * as z from 'zod';
import { importance } from './uncertainty.ts';

const probability = z.number().describe('Share of the draws.');
const low = z.number().describe('95 % interval of the probability (Clopper–Pearson over the draws).');
const high = z.number();

const law = z.looseObject({ low: z.string(), median: z.string(), high: z.string(), law: z.string() });

const drawnDifference = z.looseObject({
  metric: z.string(),
  statistic: z.string(),
  mode: z.string(),
  of: z.string().optional(),
  unit: z.string(),
  asked: z.boolean(),
  probability: z.number().describe('Share of the draws in which B is better.'),
  low,
  high,
  aBetter: z.number().describe('Share of the draws in which A is better.'),
  same: z.number().describe('Share of the draws in which both are equal in every replication.'),
  unknown: z.number().describe('Draws in which one of them has no value; in these nobody is better.'),
  p5: z.number().optional().describe('Of B − A over the draws; absent where fewer than half have a value.'),
  p50: z.number().optional(),
  p95: z.number().optional(),
  explained: z.number().optional(),
  inputs: z.array(importance).describe('What moves B − A, the most important first; flips: where B is better.'),
});

const side = z.looseObject({
  probability: z.number().describe('Share of the draws in which it meets all of its expectations.'),
  low,
  high,
  expectations: z.array(z.looseObject({ text: z.string(), probability, low, high })),
});

export const comparedDraws = z.looseObject({
  draws: z.number(),
  replications: z.number().describe('Pairs of each draw.'),
  shortened: z.string().optional().describe('What the event budget cut off; absent: nothing.'),
  method: z.string(),
  inputs: z.array(
    z.looseObject({
      path: z.string(),
      of: z.enum(['both', 'a', 'b']).describe('Who has it; of both: the same quantile of the law of each.'),
      a: law.optional(),
      b: law.optional(),
    }),
  ),
  differences: z.array(drawnDifference).describe('Rows of `differences` that have a better side.'),
  a: side,
  b: side,
  measureFirst: z
    .looseObject({ path: z.string(), text: z.string() })
    .optional()
    .describe('The input that decides most about who is better; absent where none stands out or nothing is open.'),
  samples: z
    .looseObject({
      inputs: z.array(
        z.looseObject({
          path: z.string(),
          of: z.enum(['a', 'b']),
          unit: z.string(),
          values: z.array(z.number()),
        }),
      ),
      differences: z.array(
        z.looseObject({
          metric: z.string(),
          statistic: z.string(),
          mode: z.string(),
          of: z.string().optional(),
          values: z.array(z.number().nullable()).describe('B − A, one a draw; null: unknown.'),
        }),
      ),
    })
    .optional()
    .describe('The draws one by one, as columns, of what is asked: the first 200. Absent in the short form.'),
});

export type DrawnDifference = z.infer<typeof drawnDifference>;
export type ComparedDraws = z.infer<typeof comparedDraws>;
