/** Whom a fault strikes: by number, part, share, place or by what it holds. */
import type { Dice } from './dice.ts';
import type { Ground } from './drawn-design.ts';

export function drawnTarget(
  dice: Dice,
  { members, backups, zones, regions }: Pick<Ground, 'members' | 'backups' | 'zones' | 'regions'>,
): string {
  return dice.of([
    'any',
    'all',
    'majority',
    ...(members > 2 ? ['minority', 'minority'] : []),
    `{member: ${dice.between(0, members - 1)}}`,
    `{members: [0, ${dice.between(0, members - 1)}]}`,
    '{primaryOf: any}',
    '{primaryOf: 0}',
    `{zone: eu-${'abc'[dice.between(0, zones - 1)]}}`,
    `{region: ${dice.of(regions)}}`,
    `{count: ${dice.between(1, members)}}`,
    `{percent: ${dice.of([1, 30, 70])}%}`,
    '{chance: 40%}',
    ...(backups > 0 ? ['{backupOf: any}', '{ownerPair: any}', '{ownerPair: 0}'] : []),
  ]);
}
