/**
 * What a Redis process is to a profile, whoever watches it: one command thread, replicas that acknowledge once a second, entries in the
 * classes of jemalloc. Valkey has the same but for its entries.
 */
import type { ProductProfile } from './product-profile.ts';
import { bytesPerKey, type EntryLayout } from './redis-memory.ts';
import type { Sourced } from './sourced.ts';

export const redisProcess = {
  threads: 1, // one command thread
  replication: 'async',
  spreadsLoss: false,
  memoryFill: {
    share: 0.8,
    source:
      'Redis documentation (FAQ, memory optimisation): set maxmemory to 80 to 90 % of the free memory; the lower end',
    basis: 'documented',
  },
  restoring: {
    never:
      'no new replica is made: redundancy returns with the lost member, when the operator or supervisor restarts it',
  },
} as const satisfies Partial<ProductProfile>;

export const redisReplication: Sourced = {
  source: 'asynchronous, the replica acknowledges once a second (redis src/replication.c); lag measured on 7.0.15',
  basis: 'measured',
};

const ownBytes: Readonly<Record<EntryLayout, string>> = {
  plain: 'A(24) + A(sds(key)) + value',
  'slot-list': 'A(40) + A(sds(key)) + value',
  embedded: 'A(17 + sds(key)) + value',
  hashtable: 'A(17 + sds(key)) + value − 20',
};

/** What an entry takes in that layout, with the allocator that is bundled in the source. */
export function redisEntry(layout: EntryLayout): Pick<ProductProfile, 'entryBytes' | 'entryFormula'> {
  return {
    entryBytes: (entry, entriesPerMember) =>
      bytesPerKey({ ...entry, layout, allocator: 'bundled' }, Math.max(1, entriesPerMember)),
    entryFormula: `${ownBytes[layout]} + 8 · 2^ceil(log2 n) / n, A: jemalloc class, n: keys a node`,
  };
}
