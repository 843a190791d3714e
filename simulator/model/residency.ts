/** Maps whose entries can leave the grid one by one, or are put back by a preload that overwrites. */
import type { GridMap } from './scenario.ts';

/** Whether which entries of the map are in the grid has to be followed key by key. */
export function hasResidency({ eviction, reader }: GridMap): boolean {
  return eviction !== undefined || (reader?.kind === 'preload' && reader.overwrites === true);
}
