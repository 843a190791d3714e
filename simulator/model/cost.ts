/**
 * What the parts of a design cost. Prices are the user's own; what is not priced is unknown in the answer, never free.
 */
import * as z from 'zod';
import { text } from './quantity.ts';

const price = () => z.number().min(0).max(1e9);

export const cost = z
  .strictObject({
    currency: text()
      .max(16)
      .optional()
      .describe('Name of the currency, for example EUR; only repeated in answers. Absent: prices without a name.'),
    perMemberHour: price()
      .optional()
      .describe(
        'Price of one member (machine, container, node) for an hour. Higher: designs with fewer, larger members win.',
      ),
    perGiBHour: price()
      .optional()
      .describe(
        'Price of one GiB of memory in use by entries, all copies counted, for an hour, where memory is paid by use.',
      ),
    perMillionStoreWrites: price()
      .optional()
      .describe('Price of a million rows written to the durable store. Higher: coalescing and longer delays win.'),
    perCrossZoneGiB: price()
      .optional()
      .describe('Price of one GiB that leaves a zone for another: copies to backups and requests to owners elsewhere.'),
  })
  .refine((given) => Object.keys(given).some((key) => key !== 'currency'), 'a cost names at least one price');

export type Cost = z.output<typeof cost>;

/** A month of 730 hours. */
export const HOURS_A_MONTH = 730;

const part = z.looseObject({
  name: z.enum(['members', 'memory', 'storeWrites', 'crossZone']),
  quantity: z.number().optional().describe('What was used, in `unit`; absent: unknown.'),
  unit: z.string(),
  price: z.number().optional().describe('As given; absent: not priced.'),
  perMonth: z.number().optional().describe('quantity × price; absent: unknown.'),
  formula: z.string(),
});

export const costResult = z.looseObject({
  currency: z.string().optional(),
  parts: z.array(part),
  known: z.number().describe('Sum of the parts that are known: a lower bound of what a month costs.'),
  total: z.number().optional().describe('A month. Absent while something that is used has no price or no quantity.'),
  unknown: z.array(z.string()).describe('What is used and has no price, or cannot be counted.'),
});

export type CostPart = z.infer<typeof part>;
export type CostResult = z.infer<typeof costResult>;
