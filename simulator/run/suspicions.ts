/**
 * Who believes whom to be down: members as their failure detector tells them, clients as the member tells them that they are connected to
 * (the first one they reach). Without a fault that a detector could notice nobody suspects anybody.
 */
import type { Members } from '../grid/members.ts';
import type { Network } from '../network/network.ts';

export type Suspects = (observer: number, member: number) => boolean;

/** `detector`: what members believe of one another. Places from members.count on are those of clients. */
export function suspicionsOf(members: Members, network: Network, detector: Suspects): Suspects {
  const contactOf = (place: number) => {
    for (let member = 0; member < members.count; member++)
      if (members.isRunning(member) && network.passes(place, member) && network.passes(member, place)) return member;
    return -1;
  };
  return (observer, member) => {
    const contact = observer < members.count ? observer : contactOf(observer);
    return contact >= 0 && contact !== member && detector(contact, member);
  };
}
