/**
 * The result object: what `run --format json`, the MCP tools and every report show. Times are in milliseconds here, with the unit in
 * the key or beside the number. A value that is unknown is absent and `unknown` says why; it is never 0.
 */
import * as z from 'zod';
import { costResult } from './cost.ts';
import { observedResult } from './observed-result.ts';
import { uncertaintyResult } from './uncertainty.ts';

export const verdicts = ['pass', 'fail', 'inconclusive', 'not exercised'] as const;
/** pass: every expectation holds · fail: one does not · inconclusive: the data cannot say · not exercised: what it speaks of never happened. */
export type Verdict = (typeof verdicts)[number];

/** How bad a verdict is; of several the worst counts. */
const severity: Readonly<Record<Verdict, number>> = { pass: 0, 'not exercised': 1, inconclusive: 2, fail: 3 };

/** The worst of several verdicts; of none, pass: there is nothing to miss. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  return verdicts.reduce<Verdict>((worst, verdict) => (severity[verdict] > severity[worst] ? verdict : worst), 'pass');
}

/** Worst first, otherwise in the order given. */
export function worstFirst<Judged extends { readonly verdict: Verdict }>(judged: readonly Judged[]): readonly Judged[] {
  return [...judged].sort((left, right) => severity[right.verdict] - severity[left.verdict]);
}

/** Where the rules behind a number come from. */
export const bases = ['measured', 'source', 'documented', 'assumed'] as const;
export type Basis = (typeof bases)[number];

const interval = z.looseObject({
  low: z.number().optional().describe('Absent: unbounded below.'),
  high: z.number().optional().describe('Absent: unbounded above.'),
});

export const metricValue = z.looseObject({
  unit: z.string(),
  count: z.number().describe('Samples behind the value, over all replications.'),
  mean: z.number().optional(),
  ci95: interval.optional().describe('95 % interval of the mean over replications.'),
  min: z.number().optional(),
  p10: z.number().optional(),
  p50: z.number().optional(),
  p90: z.number().optional(),
  p95: z.number().optional(),
  p99: z.number().optional(),
  p999: z.number().optional(),
  max: z.number().optional(),
  basis: z.enum(bases),
  unknown: z.string().optional().describe('Why there is no value.'),
  censored: z
    .number()
    .optional()
    .describe('Samples cut off by the end of the run; their lengths are lower bounds and are included.'),
});

export const expectationResult = z.looseObject({
  text: z.string(),
  verdict: z.enum(verdicts),
  estimate: z.number().optional(),
  low: z.number().optional(),
  high: z.number().optional(),
  limit: z.number().optional(),
  unit: z.string().optional(),
  method: z.string().describe('How the interval was made.'),
  n: z.number().describe('Replications behind it.'),
  explanation: z.string().describe('The verdict in words; for inconclusive: what would decide.'),
});

export const faultResult = z.looseObject({
  id: z.string(),
  kind: z.string(),
  tookEffect: z.boolean().describe('It struck something, and everything in mustCause followed, in every replication.'),
  effects: z.record(z.string(), z.number()).describe('Share of replications in which each effect was seen.'),
  atMs: z.number().optional().describe('Mean time it struck.'),
  detectedMs: z.number().optional().describe('Mean time from fault to detection.'),
  restoredMs: z
    .number()
    .optional()
    .describe(
      'Mean time from fault to every owner accepting writes again; of a rolling restart with outages: until all members had their turn.',
    ),
});

export const finding = z.looseObject({
  severity: z.enum(['error', 'warning', 'note']),
  code: z.string(),
  text: z.string(),
  advice: z.string().optional(),
});

export const twin = z.looseObject({
  name: z.string(),
  metric: z.string(),
  formula: z.string(),
  source: z.string(),
  expected: z.number(),
  simulated: z.number(),
  unit: z.string(),
  tolerance: z.number().describe('Allowed relative gap.'),
  gap: z.number().describe('Relative gap seen.'),
  agrees: z.boolean(),
  statistic: z.string().optional().describe('Which statistic of the metric, if not its mean or rate.'),
  low: z.number().optional().describe('With `high`: the formula gives bounds; inside them the twin agrees.'),
  high: z.number().optional(),
  comparison: z
    .string()
    .optional()
    .describe('Shown for comparison only: why the formula is known to differ. No alarm, whatever `agrees` says.'),
});

export const runResult = z.looseObject({
  summary: z.string(),
  verdict: z.enum(verdicts),
  schemaVersion: z.literal('sba/result/v1'),
  scenario: z.looseObject({
    name: z.string(),
    digest: z.string(),
    parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    text: z.string().optional(),
    files: z
      .array(z.looseObject({ file: z.string(), digest: z.string(), text: z.string().optional() }))
      .optional()
      .describe('Files that the scenario names, with SHA-256 of their texts. Absent: none.'),
  }),
  engine: z.looseObject({ name: z.string(), version: z.string() }),
  runId: z.string().optional().describe('Absent for a partial result, which cannot be made again exactly.'),
  seed: z.number(),
  replications: z.number(),
  expectations: z.array(expectationResult),
  metrics: z.record(z.string(), metricValue),
  faults: z.array(faultResult),
  findings: z.array(finding),
  assumptions: z.array(z.string()),
  twins: z.array(twin),
  cost: costResult.optional().describe('Of a month, where the scenario names prices.'),
  observed: z
    .array(observedResult)
    .optional()
    .describe('What the scenario says was observed, beside the simulated values.'),
  uncertainty: uncertaintyResult
    .optional()
    .describe('Where inputs are uncertain: how likely the expectations are met, and which input matters most.'),
  timeline: z.record(z.string(), z.unknown()),
  traceDigest: z.string(),
});

export type MetricValue = z.infer<typeof metricValue>;
export type ExpectationResult = z.infer<typeof expectationResult>;
export type FaultResult = z.infer<typeof faultResult>;
export type Finding = z.infer<typeof finding>;
export type Twin = z.infer<typeof twin>;
export type RunResult = z.infer<typeof runResult>;
