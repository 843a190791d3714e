/**
 * How a map is kept: partitioned over the members (what everything else here is about), or in one of the other ways that space-based
 * systems know. Each other kind is a service of its own in the run (run/map-services.ts).
 */
import { z } from 'zod';
import { keyed } from './keyed.ts';
import { replicated } from './replicated-map.ts';

const partitioned = z.literal('partitioned').transform(() => ({ kind: 'partitioned' as const }));

const others = keyed({
  replicated: replicated
    .transform((options) => ({ kind: 'replicated' as const, ...options }))
    .describe('Every unit holds every entry; writes are broadcast and resolved by a policy when they meet.'),
});

export const mapKind = z.union([partitioned, others]);

/** Whether the grid keeps the map in partitions (else a service of its own does). */
export function isPartitioned({ kind }: { readonly kind?: z.output<typeof mapKind> | undefined }): boolean {
  return kind === undefined || kind.kind === 'partitioned';
}
