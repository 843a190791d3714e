/** Which maps have entries that can leave the grid, so that what is there has to be followed key by key. */
import type { GridMap } from './scenario.ts';

export function hasResidency({ eviction, reader }: GridMap): boolean {
  return eviction !== undefined || (reader?.kind === 'preload' && reader.overwrites === true);
}
