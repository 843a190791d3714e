/**
 * Whether a member may answer an attempt on partitioned data, from what it knows itself: is it served by its protocol, does it hold the
 * partition, is it primary or a backup that may be read, does the map refuse (map-guards.ts). Asked on arrival and again when the thread
 * time is over.
 */
import type { Copy } from '../grid/copy.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import { type Attempts, GET, PUT } from '../traffic/attempts.ts';
import type { MapGuards } from './map-guards.ts';

/** `waits`: the primary is handing over, or its cluster is agreeing on its members, and whoever wants to write has to ask again. */
type Admission = 'ok' | 'unavailable' | 'waits' | 'redirect';

export interface AdmissionParts {
  readonly attempts: Attempts;
  readonly grid: DataGrid;
  readonly readsAnyCopy: readonly boolean[];
  /** What maps refuse beyond that; null when none does. */
  readonly guards: MapGuards | null;
}

export function admissionOf(
  { attempts, grid, readsAnyCopy, guards }: AdmissionParts,
  attempt: number,
  member: number,
): Admission {
  if (!grid.isServing(member)) return 'unavailable';
  const copy = grid.copyAt(member, attempts.partition[attempt]!);
  if (copy === null) return 'redirect';
  if (isGuarded(guards, attempts, attempt, copy)) return 'unavailable';
  const takesWrites = copy.accepting && !grid.holdsWrites(member);
  if (copy.role === 'primary') return takesWrites || attempts.operation[attempt] !== PUT ? 'ok' : 'waits';
  const mayRead = copy.role === 'backup' && readsAnyCopy[attempts.map[attempt]!]!;
  return mayRead && attempts.operation[attempt] === GET ? 'ok' : 'redirect';
}

/** True when the map refuses the operation although `copy` could answer it. */
function isGuarded(guards: MapGuards | null, attempts: Attempts, attempt: number, copy: Copy): boolean {
  if (guards === null) return false;
  const map = attempts.map[attempt]!;
  if (!guards.admits(copy, map)) return true;
  return attempts.operation[attempt] === PUT && copy.role === 'primary' && !guards.admitsWrite(copy, map);
}
