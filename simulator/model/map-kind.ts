/**
 * How a map is kept: partitioned over the members (what everything else here is about), or in one of the other ways that space-based
 * systems know. Each other kind is a service of its own in the run (run/map-services.ts).
 */
import * as z from 'zod';
import { databaseKind } from './database-kind.ts';
import { keyed } from './keyed.ts';
import { quorum } from './quorum-map.ts';
import { replicated } from './replicated-map.ts';

const partitioned = z.literal('partitioned').transform(() => ({ kind: 'partitioned' as const }));

/** With everything at its default a kind is one word, so that a parameter can choose it. */
const plainDatabase = z.literal('database').transform(() => ({ kind: 'database' as const, ...databaseKind.parse({}) }));

const plainReplicated = z
  .literal('replicated')
  .transform(() => ({ kind: 'replicated' as const, ...replicated.parse({}) }));
const plainQuorum = z.literal('quorum').transform(() => quorum.parse({}));

const withOptions = keyed({
  database: databaseKind
    .transform((options) => ({ kind: 'database' as const, ...options }))
    .describe(
      'A table of the durable store: a unit taken at random serves the operation and asks the store, whose latency contains the way there. A write is durable when it is answered and a read is never stale; a crash of a unit loses what is inside it and no row. Every operation costs the store a row of writesPerSecond or readsPerSecond.',
    ),
  replicated: replicated
    .transform((options) => ({ kind: 'replicated' as const, ...options }))
    .describe('Every unit holds every entry; writes are broadcast and resolved by a policy when they meet.'),
  quorum,
});

export const mapKind = z.union([partitioned, plainDatabase, plainReplicated, plainQuorum, withOptions]);

/** Whether the grid keeps the map in partitions (else a service of its own does). */
export function isPartitioned({ kind }: { readonly kind?: z.output<typeof mapKind> | undefined }): boolean {
  return kind === undefined || kind.kind === 'partitioned';
}

interface Coming {
  readonly eviction?: unknown;
  readonly reader?: { readonly kind: string; readonly overwrites?: boolean | undefined } | undefined;
}

/** Whether entries come and go, so that which of them the grid has must be followed key by key. */
export function hasResidency({ eviction, reader }: Coming): boolean {
  return eviction !== undefined || (reader?.kind === 'preload' && reader.overwrites === true);
}

/** Whether there are partitions to speak of: a design of other maps only, or of services, leaves the grid empty. Without any of these the grid is all there is. */
export function hasPartitions(design: {
  readonly maps: readonly { readonly kind?: z.output<typeof mapKind> | undefined }[];
  readonly services?: readonly unknown[] | undefined;
}): boolean {
  return design.maps.some(isPartitioned) || (design.maps.length === 0 && design.services === undefined);
}
