/**
 * Arguments that several tools share. Sizes are limited here: a call cannot make the server hold more than a few megabytes.
 *
 * Names are snake_case as in the protocol's own examples; inside `design` they are those of the flat design, the same as on the command line.
 */
import * as z from 'zod';
import { designCard } from '../simulator/model/design-card.ts';

export const longestScenario = 256 * 1024;

/** Below the time-out of common clients (60 s). */
const defaultSeconds = 45;

export const design = designCard.describe(
  'The flat design, all fields optional: {"product": "redis-cluster", "entries": "20M", "writes": "3k/s"}.',
);

/** The same, published without its fields: a model has them from the tools before, and reads every word of every schema. */
export const briefDesign = designCard
  .describe('The flat design, the same fields as in size_partitions.')
  .meta({ fieldsElsewhere: true });

export const scenario = z
  .string()
  .min(1)
  .max(longestScenario)
  .describe('Scenario as YAML or JSON text, or the name of a shipped one.');

const parameterValue = z.union([z.string().max(200), z.number(), z.boolean()]).transform(String);

export const runSettings = {
  parameters: z
    .record(z.string().max(64), parameterValue)
    .refine((given) => Object.keys(given).length <= 100, 'at most 100 parameters')
    .optional()
    .describe('Values for parameters that the scenario declares.'),
  seed: z
    .int()
    .min(0)
    .max(2 ** 48)
    .optional()
    .describe('Default: the one of the scenario.'),
  replications: z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .describe('Independent repetitions. Absent: as the scenario says, normally until every expectation is decided.'),
  max_seconds: z
    .int()
    .min(1)
    .max(3600)
    .default(defaultSeconds)
    .describe('The call stops after this long without a result. No influence on any number.'),
};

export const expect = z
  .array(z.string().min(1).max(300))
  .max(20)
  .optional()
  .describe(
    'What must hold, in place of the drafted expectations: "writeOutage p90 < 5s per-fault". With design only.',
  );

export interface RunSettings {
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  readonly seed?: number | undefined;
  readonly replications?: number | undefined;
  readonly max_seconds: number;
}
