/**
 * Numbers that any product answers when the card asks for them: after failures, near caches, entries that expire, other regions.
 *
 *   entries alive = writes × timeToLive            (Little's law; every write a new key, so an upper bound)
 *   a queue fills in capacity / rate               Hazelcast WAN: 10000 at 5000 a second, 2 s
 *   near cache = its entries × bytes of an entry   at each client or member that has one
 *
 * Left out: compression, headers of batches, what a product does when the queue is full (drop or refuse: its own setting).
 */
import type { CapacityOfMembers } from './capacity-case.ts';
import { type Sized, sized } from './sized.ts';

/** Places of a WAN queue, Hazelcast WanBatchPublisherConfig. */
const WAN_QUEUE = 10_000;

/** Seconds until a queue that nobody empties is full. */
export function queueFillSeconds(places: number, perSecond: number): number {
  return places / perSecond;
}

export function furtherNumbers(capacity: CapacityOfMembers): readonly Sized[] {
  return [
    ...failureNumbers(capacity),
    ...expiryNumbers(capacity),
    ...nearCacheNumbers(capacity),
    ...wanNumbers(capacity),
  ];
}

function failureNumbers({ card, profile, members, totalBytes }: CapacityOfMembers): readonly Sized[] {
  const { failures } = card;
  if (failures === undefined || !profile.spreadsLoss) return [];
  const left = members - failures;
  const copies = Math.min(card.backups + 1, members);
  const source = 'as after one loss: copies are made again on those that remain (Red Hat Data Grid 7.3)';
  const inputs = { members, failures };
  const load = ((card.reads + card.writes) * card.serviceTime) / 1e9;
  return [
    sized(
      {
        name: 'memoryPerMemberAfterFailures',
        unit: 'bytes',
        formula: 'memoryData × min(1 + backups, members − failures) / (members − failures)',
        source,
        basis: 'documented',
      },
      { ...inputs, dataBytes: totalBytes / copies },
      left < 1 ? Number.NaN : ((totalBytes / copies) * Math.min(copies, left)) / left,
      'nobody is left',
    ),
    sized(
      {
        name: 'utilisationAfterFailures',
        unit: 'ratio',
        formula: 'requests × service / (threads × (members − failures))',
        source: 'utilisation law',
        basis: 'source',
      },
      { ...inputs, busyThreads: load, threads: profile.threads },
      left < 1 ? Number.NaN : load / (profile.threads * left),
      'nobody is left',
    ),
  ];
}

function expiryNumbers({ card }: CapacityOfMembers): readonly Sized[] {
  if (card.timeToLive === undefined) return [];
  const seconds = card.timeToLive / 1e9;
  return [
    sized(
      {
        name: 'entriesAlive',
        unit: 'count',
        formula: 'writes × timeToLive: entries when every write is a new key',
        source: "Little's law",
        basis: 'source',
      },
      { writesPerSecond: card.writes, timeToLiveMs: seconds * 1000 },
      card.writes * seconds,
    ),
  ];
}

function nearCacheNumbers({ card, memory }: CapacityOfMembers): readonly Sized[] {
  const { nearCacheEntries } = card;
  if (nearCacheEntries === undefined) return [];
  const bytes = memory.profile.entryBytes(memory.entry, nearCacheEntries);
  return [
    sized(
      {
        name: 'nearCacheMemory',
        unit: 'bytes',
        formula: 'nearCacheEntries × entryMemory, at each client or member that has one',
        source: 'Hazelcast near cache: an entry costs what it costs in the map',
        basis: memory.profile.spreadsLoss ? 'documented' : 'assumed',
      },
      { nearCacheEntries, entryBytes: bytes },
      nearCacheEntries * bytes,
    ),
  ];
}

function wanNumbers({ card, primaries }: CapacityOfMembers): readonly Sized[] {
  const { wanTargets, writes, entrySize } = card;
  if (wanTargets === undefined) return [];
  const places = card.wanQueue ?? WAN_QUEUE;
  const perPrimary = writes / primaries;
  const source = 'Hazelcast WAN replication: one queue a member and target, 10000 places';
  return [
    sized(
      {
        name: 'wanBandwidth',
        unit: 'bytes/s',
        formula: 'writes × entrySize × wanTargets',
        source: 'rate × size; headers and compression left out',
        basis: 'assumed',
      },
      { writesPerSecond: writes, entryBytes: entrySize, wanTargets },
      writes * entrySize * wanTargets,
    ),
    sized(
      { name: 'wanQueueFills', unit: 'ms', formula: 'wanQueue / (writes / primaries)', source, basis: 'documented' },
      { places, writesPerPrimary: perPrimary },
      queueFillSeconds(places, perPrimary) * 1000,
      'nothing is written, so the queue never fills',
    ),
    sized(
      {
        name: 'wanQueueMemory',
        unit: 'bytes',
        formula: 'wanQueue × entrySize × wanTargets, on each primary',
        source,
        basis: 'documented',
      },
      { places, entryBytes: entrySize, wanTargets },
      places * entrySize * wanTargets,
    ),
  ];
}
