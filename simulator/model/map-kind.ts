/**
 * How a map is kept: partitioned over the members (what everything else here is about), or in one of the other ways that space-based
 * systems know. Each other kind is a service of its own in the run (run/map-services.ts).
 */
import { z } from 'zod';

const partitioned = z.literal('partitioned').transform(() => ({ kind: 'partitioned' as const }));

export const mapKind = z.union([partitioned]);

/** Whether the grid keeps the map in partitions (else a service of its own does). */
export function isPartitioned({ kind }: { readonly kind?: z.output<typeof mapKind> | undefined }): boolean {
  return kind === undefined || kind.kind === 'partitioned';
}
