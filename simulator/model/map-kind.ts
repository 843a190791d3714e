/**
 * How a map is kept: partitioned over the members (what everything else here is about), or in one of the other ways that space-based
 * systems know. Each other kind is a service of its own in the run (run/map-services.ts).
 */
import { z } from 'zod';
import { keyed } from './keyed.ts';
import { quorum } from './quorum-map.ts';

const partitioned = z.literal('partitioned').transform(() => ({ kind: 'partitioned' as const }));

export const mapKind = z.union([partitioned, keyed({ quorum })]);

/** Whether the grid keeps the map in partitions (else a service of its own does). */
export function isPartitioned({ kind }: { readonly kind?: z.output<typeof mapKind> | undefined }): boolean {
  return kind === undefined || kind.kind === 'partitioned';
}
