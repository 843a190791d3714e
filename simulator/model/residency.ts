/** Which maps do not simply hold all of their entries for the whole run, as far as the design says. */
import type { GridMap } from './scenario.ts';

/** Whether which entries of the map are in the grid has to be followed key by key. */
export function hasResidency({ eviction, reader }: GridMap): boolean {
  return eviction !== undefined || (reader?.kind === 'preload' && reader.overwrites === true);
}
