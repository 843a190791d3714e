/**
 * Sense of Redis with Sentinel: one primary, a quorum that can be reached, times that let a failover end, a priority for each member.
 */
import type { DraftProblem } from './draft-problem.ts';
import type { Product } from './scenario.ts';
import { type SenseView, shownDuration } from './sense-view.ts';

const path = ['design', 'product'];

export function sentinelSense({ understood: { design } }: SenseView): DraftProblem[] {
  const { product, members } = design;
  if (product?.kind !== 'redis-sentinel') return [];
  return [...quorum(product), ...hosts(product, members), ...priorities(product, members), ...tries(product)];
}

type Sentinel = Extract<Product, { kind: 'redis-sentinel' }>;

/** All keys are on one primary: every other member is a replica of it. */
export function oneReplicaSet(members: number, copies: number): DraftProblem[] {
  if (members === copies) return [];
  return [
    {
      path: ['design', 'members'],
      found: `${members} members, 1 primary with ${copies - 1} replica${copies === 2 ? '' : 's'}`,
      expected: 'members = 1 + backups: with redis-sentinel one primary holds every key',
      suggestion: `write members: ${copies}, or backups: ${members - 1}`,
    },
  ];
}

function quorum({ quorum: asked, sentinels }: Sentinel): DraftProblem[] {
  if (asked === undefined || asked <= sentinels) return [];
  return [
    {
      path: [...path, 'quorum'],
      found: `a quorum of ${asked} among ${sentinels} sentinel${sentinels === 1 ? '' : 's'}`,
      expected: 'at most as many as there are sentinels, or no failover is ever tried',
      suggestion: `write quorum: ${Math.floor(sentinels / 2) + 1}`,
    },
  ];
}

function hosts({ sentinelHosts, sentinels }: Sentinel, members: number | undefined): DraftProblem[] {
  if (sentinelHosts !== 'members' || members === undefined || sentinels <= members) return [];
  return [
    {
      path: [...path, 'sentinelHosts'],
      found: `${sentinels} sentinels on the hosts of ${members} member${members === 1 ? '' : 's'}`,
      expected: 'at most one sentinel a host, since two that are lost together count twice in every majority',
      suggestion: `write sentinels: ${members}, or sentinelHosts: own`,
    },
  ];
}

function priorities({ replicaPriorities }: Sentinel, members: number | undefined): DraftProblem[] {
  if (replicaPriorities === undefined || members === undefined || replicaPriorities.length === members) return [];
  return [
    {
      path: [...path, 'replicaPriorities'],
      found: `${replicaPriorities.length} priorities for ${members} members`,
      expected: 'one for every member, in order of their numbers, the primary among them',
      suggestion: `write ${members} of them, or remove replicaPriorities`,
    },
  ];
}

/** A replica must be seen to be primary within failoverTimeout, and INFO comes once a second. */
function tries({ failoverTimeout }: Sentinel): DraftProblem[] {
  const least = 2e9;
  if (failoverTimeout >= least) return [];
  return [
    {
      path: [...path, 'failoverTimeout'],
      found: shownDuration(failoverTimeout),
      expected: 'at least 2s: a promotion is seen by INFO, once a second, and is given up after failoverTimeout',
      suggestion: 'write failoverTimeout: 3min',
    },
  ];
}
