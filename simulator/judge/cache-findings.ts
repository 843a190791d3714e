/**
 * What caches cost: reads that were stale, with everything in the design that can make them so, and reads that missed because entries had
 * been evicted.
 */

import { hasResidency } from '../model/map-kind.ts';
import type { Finding } from '../model/result.ts';
import type { Scenario } from '../model/scenario.ts';
import type { ReplicationSummary } from '../run/replication-summary.ts';
import { meanCount, meanOf, short } from './finding-parts.ts';

type Summaries = readonly ReplicationSummary[];

/** A hundredth of the reads: what a user will meet. */
const NOTICEABLE = 0.01;
/** Share of misses from which evictions are worth a word. */
const MISSES = 0.1;

export function cacheFindings(scenario: Scenario, summaries: Summaries): Finding[] {
  return [...staleReads(scenario, summaries), ...misses(scenario, summaries)];
}

function staleReads(scenario: Scenario, summaries: Summaries): Finding[] {
  const ratio = meanOf(scenario, summaries, 'staleReadRatio', 'value') ?? 0;
  if (ratio === 0) return [];
  const sources = sourcesOf(scenario);
  const named = sources.map(({ name }) => name).join(', ');
  return [
    {
      severity: ratio < NOTICEABLE ? 'note' : 'warning',
      code: 'stale-reads',
      text: `${short(100 * ratio)} % of the reads missed a write acknowledged before them${named === '' ? '' : `; in this design that comes from ${named}`}.`,
      advice:
        sources.length === 0
          ? 'Look at what the faults did: a copy that took over had not got everything.'
          : sources.map(({ remedy }) => remedy).join(' '),
    },
  ];
}

interface StaleSource {
  readonly name: string;
  readonly remedy: string;
}

function sourcesOf({ design }: Scenario): StaleSource[] {
  const { maps, middleware } = design;
  const sources: (StaleSource | false)[] = [
    maps.some(({ nearCache }) => nearCache !== undefined) && {
      name: 'near caches',
      remedy:
        'Send invalidations on every write or in shorter batches (nearCache.invalidate), or bound their age (timeToLive).',
    },
    middleware?.sessionCache !== undefined && {
      name: 'session caches of units',
      remedy:
        'Invalidate session caches on-write or after a ttl (middleware.sessionCache), and keep sessions where they are.',
    },
    maps.some(({ kind }) => kind?.kind === 'quorum' && kind.read + kind.write <= kind.replicas) && {
      name: 'quorums with R + W ≤ N',
      remedy: 'Choose R + W > N where reads must be fresh.',
    },
    maps.some(({ kind }) => kind?.kind === 'quorum' && kind.read + kind.write > kind.replicas) && {
      name: 'replicas that lost their memory, or hints counted in a sloppy quorum',
      remedy: 'Use a strict quorum (sloppy: false), and readRepair or antiEntropy for replicas that come back empty.',
    },
    maps.some(({ kind }) => kind?.kind === 'replicated') && {
      name: 'replicated maps, whose writes are still on their way',
      remedy: 'A faster bus makes it rarer; read where it was written, or use a partitioned map, where it must not be.',
    },
    maps.some(({ readFrom }) => readFrom === 'any-copy') && {
      name: 'reads from any copy',
      remedy: 'Read from the primary, or replicate synchronously.',
    },
    maps.some((map) => hasResidency(map) && 'delay' in map.persistence) && {
      name: 'entries loaded from the store before their write had reached it',
      remedy: 'Evict only what the store has: a shorter delay of the pump, a larger cache, or write-through.',
    },
    design.wan !== undefined && {
      name: 'other regions, whose writes are still on their way',
      remedy: 'Read in the region that writes the key.',
    },
  ];
  return sources.filter((source) => source !== false);
}

function misses(scenario: Scenario, summaries: Summaries): Finding[] {
  const evicted = meanCount(summaries, 'evictions');
  const hits = meanOf(scenario, summaries, 'hitRatio', 'value');
  if (evicted === 0 || hits === undefined || 1 - hits < MISSES) return [];
  const loads = scenario.design.maps.some((map) => hasResidency(map) && map.reader !== undefined);
  return [
    {
      severity: loads ? 'note' : 'warning',
      code: 'evicted-and-missed',
      text: `${short(100 * (1 - hits))} % of the reads did not find their key in the grid, and ${short(evicted)} entries a replication were evicted to make room.`,
      advice: loads
        ? 'Each miss costs a read of the store (storeReads): a larger maxEntries, or a policy that keeps what is popular (lfu).'
        : 'A miss is answered "absent": give the map a reader and a store, or room for all of its entries.',
    },
  ];
}
