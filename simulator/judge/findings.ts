/**
 * What a reader should know beyond the verdicts: what is odd, what it means, what to do. Each has a code that stays the same.
 */
import { MILLISECOND } from '../kernel/time.ts';
import type { ExpectationResult, FaultResult, Finding, Twin } from '../model/result.ts';
import type { Scenario } from '../model/scenario.ts';
import { lossPolicy } from '../products/ignite-persistence.ts';
import type { ReplicationSummary } from '../run/replication-summary.ts';
import { batchFindings } from './batch-findings.ts';
import { cacheFindings } from './cache-findings.ts';
import { copyFindings } from './copy-findings.ts';
import { estimateOf } from './estimate.ts';
import { short } from './finding-parts.ts';
import { intervalFindings } from './interval-findings.ts';
import { sagaFindings } from './saga-findings.ts';
import { storeFindings } from './store-findings.ts';
import { unitFindings } from './unit-findings.ts';

export interface Judged {
  readonly expectations: readonly ExpectationResult[];
  readonly faults: readonly FaultResult[];
  readonly twins: readonly Twin[];
  readonly warmUpRemedy: string | undefined;
  readonly complete: boolean;
}

export function findingsOf(scenario: Scenario, summaries: readonly ReplicationSummary[], judged: Judged): Finding[] {
  return [
    ...(judged.complete
      ? []
      : [
          {
            severity: 'warning' as const,
            code: 'partial',
            text: 'The run was ended early; the result covers what had been simulated and has no runId.',
            advice: 'Run it again to the end before citing it.',
          },
        ]),
    ...twinGaps(judged.twins),
    ...idleFaults(judged.faults),
    ...(judged.warmUpRemedy === undefined
      ? []
      : [{ severity: 'warning' as const, code: 'warm-up', text: judged.warmUpRemedy }]),
    ...(scenario.expect.length === 0
      ? [
          {
            severity: 'note' as const,
            code: 'no-expectation',
            text: 'The scenario expects nothing, so nothing could fail.',
            advice: 'Add a line under expect, for example "responseTime p99 < 20ms".',
          },
        ]
      : []),
    ...batchFindings(scenario, summaries),
    ...intervalFindings(judged.expectations),
    ...losses(scenario, summaries),
    ...storeFindings(scenario, summaries),
    ...copyFindings(scenario, summaries),
    ...cacheFindings(scenario, summaries),
    ...unitFindings(scenario, summaries),
    ...sagaFindings(scenario, summaries),
    ...overload(scenario, summaries),
    ...openOutages(summaries),
    ...wholePartitions(scenario, summaries),
  ];
}

function twinGaps(twins: readonly Twin[]): Finding[] {
  return twins
    .filter(({ agrees, comparison }) => !agrees && comparison === undefined)
    .map((twin) => ({
      severity: 'error',
      code: 'twin-gap',
      text: `${twin.name}: simulated ${short(twin.simulated)} ${twin.unit}, but ${twin.formula} gives ${short(twin.expected)} (gap ${short(100 * twin.gap)} %, allowed ${short(100 * twin.tolerance)} %).`,
      advice:
        'Do not rely on this number before the gap is explained; please report it with the scenario and the seed.',
    }));
}

function idleFaults(faults: readonly FaultResult[]): Finding[] {
  return faults
    .filter(({ tookEffect }) => !tookEffect)
    .map((fault) => ({
      severity: 'warning',
      code: 'fault-without-effect',
      text: `Fault ${fault.id} did not do what mustCause asks for in every replication (${Object.entries(fault.effects)
        .map(([effect, share]) => `${effect} ${short(100 * share)} %`)
        .join(', ')}).`,
      advice: 'Let it last longer, strike something that matters, or ask for less in mustCause.',
    }));
}

function losses(scenario: Scenario, summaries: readonly ReplicationSummary[]): Finding[] {
  const causes = new Map<string, number>();
  for (const { lossCauses } of summaries)
    for (const [cause, count] of Object.entries(lossCauses)) causes.set(cause, (causes.get(cause) ?? 0) + count);
  return [...causes].map(([cause, count]) => ({
    severity: 'warning',
    code: 'acknowledged-writes-lost',
    text: `${short(count / summaries.length)} acknowledged writes a replication were lost: ${cause}.`,
    advice:
      scenario.design.backups === 0
        ? 'Add a backup, or persist with write-through.'
        : cause.startsWith('not yet')
          ? 'Replicate synchronously, or accept rate × lag as the loss window.'
          : 'A majority requirement for writes, more backups in other zones, or a durable store would keep them.',
  }));
}

function overload(scenario: Scenario, summaries: readonly ReplicationSummary[]): Finding[] {
  const busy = estimateOf(scenario, summaries, { metric: 'utilisation', statistic: 'mean', mode: 'outside-faults' });
  if (busy.kind !== 'interval' || busy.estimate < 0.9) return [];
  return [
    {
      severity: 'warning',
      code: 'saturated',
      text: `Units are busy ${short(100 * busy.estimate)} % of the calm time; waiting grows without bound near 100 %.`,
      advice: 'Add members or threads, or shorten the service time.',
    },
  ];
}

function openOutages(summaries: readonly ReplicationSummary[]): Finding[] {
  let open = 0;
  let longest = 0;
  for (const { perFault } of summaries) {
    for (const { censored, values } of perFault.writeOutage ?? []) {
      if (censored === 0) continue;
      open++;
      longest = Math.max(longest, ...values);
    }
  }
  if (open === 0) return [];
  return [
    {
      severity: 'warning',
      code: 'outage-not-ended',
      text: `In ${open} of ${summaries.length} replications a write outage had not ended when the run did (up to ${short(longest / MILLISECOND)} ms by then).`,
      advice: 'Lengthen run.duration if it should end; otherwise the design does not recover from this fault.',
    },
  ];
}

function wholePartitions({ design }: Scenario, summaries: readonly ReplicationSummary[]): Finding[] {
  const lost = summaries.filter(({ counts }) => (counts.partitionsLost ?? 0) > 0).length;
  if (lost === 0) return [];
  return [
    {
      severity: 'warning',
      code: 'partition-lost',
      text: `In ${lost} of ${summaries.length} replications a partition lost all its copies${afterwards(design.product)}.`,
      advice: 'More backups, or backups in other zones; a durable store to load from.',
    },
  ];
}

/** What became of such a partition: Ignite 2 alone keeps data on the disks of the nodes, and asks somebody to reset it. */
function afterwards(product: Scenario['design']['product']): string {
  const isIgnite2 = product.kind === 'ignite' && product.version !== '3';
  if (!isIgnite2 || lossPolicy(product) === 'IGNORE') return ' and began empty, entries from before the run included';
  const contents = product.persistenceEnabled === true ? 'with what nodes that are back have on disk' : 'empty';
  return product.resetLostPartitionsAfter === undefined
    ? ' and refused requests; nobody called resetLostPartitions'
    : ` and refused requests until it was reset, then to begin ${contents}`;
}
