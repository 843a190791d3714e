/**
 * The evidence as JSON, for machines: the runs with all that makes them again, and every cited number with its exact value.
 *
 * The scenario's text is inside, so that the record alone is enough. A value is named by its path from the result object down; what starts
 * with the name of a metric goes on from `metrics`: `writeOutage.p90` is metrics.writeOutage.p90, `faults[0].restoredMs` is itself.
 */
import type { RunResult } from '../model/result.ts';
import type { Evidence, WholeRun } from './evidence.ts';

interface EvidencedRuns {
  readonly runs: readonly WholeRun[];
  readonly commandOf: (run: RunResult) => string;
}

export function evidenceBlock(evidence: Evidence, { runs, commandOf }: EvidencedRuns): string {
  const block = {
    schemaVersion: 'sba/evidence/v1',
    runs: runs.map((run) => ({
      runId: run.runId,
      command: commandOf(run),
      verdict: run.verdict,
      scenario: run.scenario,
      seed: run.seed,
      replications: run.replications,
      engine: run.engine,
      traceDigest: run.traceDigest,
      values: Object.fromEntries(
        evidence.values.filter(({ runId }) => runId === run.runId).map(({ cited, value }) => [cited, value]),
      ),
    })),
    ...(evidence.sizedNumbers.length === 0 ? {} : { sizing: evidence.sizedNumbers }),
  };
  // Three back-ticks inside would end the fence; in JSON a back-tick may be written by its number.
  return JSON.stringify(block, null, 2).replaceAll('```', '\\u0060\\u0060\\u0060');
}
