/**
 * Expectations: what the architect hopes for, in one line each.
 *
 *   METRIC[{workload:NAME}] [STATISTIC] COMPARISON VALUE [MODE]      writeOutage p90 < 5s per-fault
 *
 * {service:NAME} stands in the same place. Values carry the unit of the metric (`5s`, `0.1%`, `12MiB`, `300/s`, a bare number for counts). The structured form has the same
 * parts as keys. Text to parts is parse-expectation.ts; parts to a verdict is the judge's business.
 */
import * as z from 'zod';
import { metricNames } from './metrics.ts';
import { kebabName } from './quantity.ts';

export const statistics = ['mean', 'min', 'p10', 'p50', 'p90', 'p95', 'p99', 'p999', 'max', 'value'] as const;
export const comparisons = ['<', '<=', '==', '>=', '>'] as const;
export const modes = ['always', 'end', 'during-faults', 'outside-faults', 'per-fault', 'settle', 'sometimes'] as const;

export type Statistic = (typeof statistics)[number];
export type Comparison = (typeof comparisons)[number];
export type Mode = (typeof modes)[number];

export const structuredExpectation = z.strictObject({
  metric: z
    .enum(metricNames as [string, ...string[]])
    .meta({ title: 'a metric (sba explain lists them)' })
    .describe('Name of the metric; `sba explain METRIC` says what it counts.'),
  workload: kebabName().optional().describe('Only the requests of this source.'),
  service: kebabName().optional().describe('Only what happened at this service; not beside workload.'),
  statistic: z
    .enum(statistics)
    .optional()
    .describe('Default: value for counts, ratios and rates; mean for everything else.'),
  is: z.enum(comparisons).describe('How the statistic must compare with the value.'),
  value: z.union([z.number(), z.string()]).describe('The limit, with the unit of the metric.'),
  mode: z
    .enum(modes)
    .default('always')
    .describe(
      'Which stretch of the run counts: always (all after warm-up), end (state when the run ends), during-faults, outside-faults, per-fault (each fault by itself), settle (after the load stops), sometimes (holds in at least one replication).',
    ),
});

export const expectation = z.union([z.string(), structuredExpectation]);

/** An expectation understood: `limit` is in the engine's units (ns for times, bytes, a share, per second, a count). */
export interface Expectation {
  readonly text: string;
  readonly metric: import('./metrics.ts').MetricName;
  readonly workload?: string;
  readonly service?: string;
  readonly statistic: Statistic;
  readonly comparison: Comparison;
  readonly limit: number;
  readonly mode: Mode;
}
