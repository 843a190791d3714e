/** How long SWIM takes to look at a member that failed (Das, Gupta, Motivala 2002). */

/** Mean periods until the first of n − 1 members, each pinging one other at random a period, pings the faulty one: e/(e − 1) for many. */
export function firstDetectionPeriods(members: number): number {
  const others = members - 1;
  return 1 / (1 - (1 - 1 / others) ** others);
}

/** Most periods until one member that pings in shuffled rounds has pinged every other: 2(n − 1) − 1. */
export function roundRobinBound(members: number): number {
  return 2 * (members - 1) - 1;
}
