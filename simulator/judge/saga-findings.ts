/** What sagas leave behind that a reader should know: half-done ones, of which no step will be taken back any more. */
import type { Finding } from '../model/result.ts';
import type { Scenario } from '../model/scenario.ts';
import type { ReplicationSummary } from '../run/replication-summary.ts';
import { meanCount, short } from './finding-parts.ts';

export function sagaFindings({ workload }: Scenario, summaries: readonly ReplicationSummary[]): Finding[] {
  const stuck = meanCount(summaries, 'sagasStuck');
  if (stuck === 0) return [];
  const abandons = workload.some(({ saga }) => (saga?.abandoned ?? 0) > 0);
  return [
    {
      severity: 'warning',
      code: 'sagas-stuck',
      text: `${short(stuck)} sagas a replication stayed half done, of ${short(meanCount(summaries, 'sagasStarted'))}: some of their steps hold and the others do not.`,
      advice: abandons
        ? 'Keep a log of the steps that another process goes on from when a client dies (not simulated), and let saga.retries and backoff outlast an outage.'
        : 'Let saga.retries and saga.backoff together outlast the longest outage, or find the rest by reconciliation.',
    },
  ];
}
