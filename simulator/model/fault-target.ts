/**
 * Which members a fault hits; the choice is made when it strikes, from the state of the grid then.
 */
import * as z from 'zod';
import { keyed } from './keyed.ts';
import { kebabName, ratio } from './quantity.ts';

const memberIndex = () => z.int().min(0).max(9999);

export const target = z
  .union([
    z.enum(['any', 'all', 'majority', 'minority']).transform((which) => ({ kind: which })),
    keyed({
      member: memberIndex()
        .transform((member) => ({ kind: 'members' as const, members: [member] }))
        .describe('One member by number, from 0.'),
      members: z
        .array(memberIndex())
        .min(1)
        .transform((members) => ({ kind: 'members' as const, members }))
        .describe('Several members by number.'),
      primaryOf: z
        .union([z.literal('any'), z.int().min(0)])
        .transform((partition) => ({ kind: 'primaryOf' as const, partition }))
        .describe(
          'The member that is primary of a partition (redis-cluster: of a replica set) when the fault strikes; any: of one at random.',
        ),
      backupOf: z
        .union([z.literal('any'), z.int().min(0)])
        .transform((partition) => ({ kind: 'backupOf' as const, partition }))
        .describe('The first backup of a partition.'),
      ownerPair: z
        .union([z.literal('any'), z.int().min(0)])
        .transform((partition) => ({ kind: 'ownerPair' as const, partition }))
        .describe('The primary and every backup of a partition: all its copies at once.'),
      zone: kebabName()
        .transform((zone) => ({ kind: 'zone' as const, zone }))
        .describe('Every member in a zone, by its name (NAME-a, NAME-b, …).'),
      count: z
        .int()
        .min(1)
        .max(10000)
        .transform((count) => ({ kind: 'count' as const, count }))
        .describe('So many members, at random.'),
      region: kebabName()
        .transform((region) => ({ kind: 'region' as const, region }))
        .describe('Every member in a region, by its name.'),
      percent: ratio()
        .transform((share) => ({ kind: 'percent' as const, share }))
        .describe('This share of the members, rounded, at least one, at random.'),
      chance: ratio()
        .transform((chance) => ({ kind: 'chance' as const, chance }))
        .describe('Each member with this probability, each for itself; it may be none, then nothing strikes.'),
    }),
  ])
  .meta({
    id: 'FaultTarget',
    description:
      'Which members: any (one at random), all, {member: 2}, {members: [0, 3]}, {primaryOf: any}, {backupOf: any}, {ownerPair: any} (the primary and every backup of one partition), {zone: eu-a}, {count: 2} (that many at random), {region: eu}, {percent: 30%} (that share, rounded, at least one), {chance: 50%} (each for itself), majority (the fewest that are more than half of all, at random), minority (the most that are less than half).',
  });
