/**
 * What becomes of values that meet: updates overwritten, merges that kept one side, replicas that stay different, writes that never reached
 * another region, hints that grew too old. Each with what keeps it from happening.
 */
import type { Finding } from '../model/result.ts';
import type { Scenario } from '../model/scenario.ts';
import type { ReplicationSummary } from '../run/replication-summary.ts';
import { meanCount, short } from './finding-parts.ts';

type Summaries = readonly ReplicationSummary[];

export function copyFindings(scenario: Scenario, summaries: Summaries): Finding[] {
  return [
    ...lostUpdates(scenario, summaries),
    ...mergeLosses(scenario, summaries),
    ...diverged(scenario, summaries),
    ...overTheSea(summaries),
    ...expiredHints(summaries),
  ];
}

function lostUpdates({ design, workload }: Scenario, summaries: Summaries): Finding[] {
  const lost = meanCount(summaries, 'lostUpdates');
  if (lost === 0) return [];
  const unguarded = workload.some(
    ({ mix, updates }) => (mix?.update ?? 0) > 0 && (updates?.kind ?? 'plain') === 'plain',
  );
  const replicated = design.maps.some(({ kind }) => kind?.kind === 'replicated');
  return [
    {
      severity: 'warning',
      code: 'updates-lost',
      text: `${short(lost)} acknowledged writes a replication were overwritten by one that had not seen them.`,
      advice: [
        unguarded
          ? 'Use updates: entryProcessor (the change runs at the data) or versioned (a put is refused when the key has changed).'
          : '',
        replicated
          ? 'On the replicated map use resolve: counter, set or field-merge where the values allow it, equal clocks, or a partitioned map with one writer an entry.'
          : '',
        design.wan === undefined ? '' : 'Between regions, give every key one region that writes it.',
      ]
        .filter((sentence) => sentence !== '')
        .join(' '),
    },
  ];
}

function mergeLosses({ design }: Scenario, summaries: Summaries): Finding[] {
  const lost = meanCount(summaries, 'mergeLosses');
  if (lost === 0) return [];
  const between = design.wan === undefined ? 'after a split' : 'between regions';
  return [
    {
      severity: 'warning',
      code: 'merge-losses',
      text: `${short(lost)} values a replication were not kept when writes met ${between}, of ${short(meanCount(summaries, 'mergeConflicts'))} conflicts.`,
      advice:
        design.wan === undefined
          ? 'A policy chooses which write is lost, not whether: field-merge loses fewer; protection (a majority to write) loses none and is unavailable to the smaller side.'
          : 'Give every key one region that writes it, or values that can be merged; a shorter wan.delay makes conflicts rarer.',
    },
  ];
}

function diverged({ design }: Scenario, summaries: Summaries): Finding[] {
  const entries = meanCount(summaries, 'replicasDiverged');
  if (entries === 0) return [];
  const policies = design.maps.flatMap(({ kind }) => (kind?.kind === 'replicated' ? [kind] : []));
  // The resolvers of the guide keep what is there on a tie, so the order of arrival decides.
  const byOrder = policies.filter(({ resolve }) => resolve.startsWith('seed-')).map(({ resolve }) => resolve);
  return [
    {
      severity: 'warning',
      code: 'replicas-diverged',
      text: `${short(entries)} entries a replication are different at two units after settling, and nothing will make them equal.`,
      advice:
        byOrder.length > 0
          ? `With ${[...new Set(byOrder)].join(', ')} the outcome depends on the order of arrival: use last-write-wins (ties by member), counter or set, where any order gives the same.`
          : 'Let units that missed a write get it: reconcile: catch-up, or anti-entropy in rounds; or lengthen run.settle.',
    },
  ];
}

function overTheSea(summaries: Summaries): Finding[] {
  const dropped = meanCount(summaries, 'wanDropped');
  const waiting =
    summaries.reduce((sum, { endLevels }) => sum + (endLevels.wanBacklog ?? 0), 0) / Math.max(1, summaries.length);
  const gone: Finding = {
    severity: 'warning',
    code: 'wan-dropped',
    text: `${short(dropped)} writes a replication never reached another region, because the queue for it was full: the regions stay different there.`,
    advice:
      'A longer wan.queueLimit or queueCapacity (rate of writes × longest outage of a region), or writers that wait or fail (whenFull, queueFull); then compare and copy.',
  };
  const left: Finding = {
    severity: 'warning',
    code: 'wan-backlog-left',
    text: `${short(waiting)} writes a replication still waited for another region when the run had settled: it is away, or takes fewer than are written.`,
    advice:
      'Larger batches (wan.batch) or a shorter way if the region is there; a bound (wan.queueLimit) if it may stay away.',
  };
  return [...(dropped > 0 ? [gone] : []), ...(waiting > 0 ? [left] : [])];
}

function expiredHints(summaries: Summaries): Finding[] {
  const expired = meanCount(summaries, 'hintsExpired');
  if (expired === 0) return [];
  return [
    {
      severity: 'warning',
      code: 'hints-expired',
      text: `${short(expired)} hints a replication grew too old before the replica they were for was back: it misses those writes.`,
      advice:
        'Keep hints longer than a replica is away (hintedHandoff.keep), or compare replicas in the background (antiEntropy).',
    },
  ];
}
