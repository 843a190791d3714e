/** Names of all zones in order: NAME-a, NAME-b, … region by region. */
import type { Design } from './scenario.ts';

export function zoneNames(design: Pick<Design, 'regions'>): readonly string[] {
  return design.regions.flatMap((region) =>
    Array.from({ length: region.zones }, (_, zone) => `${region.name}-${'abcdefghijklmnop'[zone]}`),
  );
}
