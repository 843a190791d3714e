/** Who can be asked from where, from state: processes that run, and packets that pass both ways. Losses and slow links do not count. */
import type { Members } from '../grid/members.ts';
import type { Network } from '../network/network.ts';

/** Packets pass between two places, both ways. */
export function areConnected(network: Network, a: number, b: number): boolean {
  return network.passes(a, b) && network.passes(b, a);
}

/** `member` runs, and who stands at `place` reaches it and is reached by it. */
export function answersAt(members: Members, network: Network, place: number, member: number): boolean {
  return members.isRunning(member) && areConnected(network, place, member);
}

/** The main side of a split: the client place that reaches most members; the first of equals. */
export function mainPlace(members: Members, network: Network, clientPlaces: readonly number[]): number {
  let best = clientPlaces[0]!;
  let most = -1;
  for (const place of clientPlaces) {
    let reached = 0;
    for (let member = 0; member < members.count; member++) if (areConnected(network, place, member)) reached++;
    if (reached <= most) continue;
    most = reached;
    best = place;
  }
  return best;
}
