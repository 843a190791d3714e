/**
 * Several grids side by side: the members of each region are watched by a protocol of their own, which numbers them from 0 and knows no others.
 */
import type { GenericListener } from '../grid/generic-membership.ts';
import type { MembershipGround, MembershipProtocol } from '../grid/membership.ts';

type MakeProtocol = (ground: MembershipGround, listener: GenericListener) => MembershipProtocol;

export function regionalMembership(
  grids: number,
  ground: MembershipGround,
  listener: GenericListener,
  make: MakeProtocol,
): MembershipProtocol {
  const each = ground.members.count / grids;
  const protocols = Array.from({ length: grids }, (_, region) => {
    const first = region * each;
    return make(part(ground, region, first, each), translated(listener, first, ground.members.count));
  });
  const of = (member: number) => protocols[Math.floor(member / each)]!;
  const local = (member: number) => member % each;
  const all = (act: (protocol: MembershipProtocol) => void) => () => protocols.forEach(act);
  return {
    start: all((protocol) => protocol.start()),
    networkChanged: all((protocol) => protocol.networkChanged()),
    memberStopped: (member) => of(member).memberStopped(local(member)),
    memberStarted: (member) => of(member).memberStarted(local(member)),
    memberDeparted: (member) => of(member).memberDeparted?.(local(member)),
    memberPaused: (member) => of(member).memberPaused(local(member)),
    memberResumed: (member) => of(member).memberResumed(local(member)),
    isServing: (member) => of(member).isServing(local(member)),
    membersSeen: (member) => of(member).membersSeen?.(local(member)) ?? each,
    clusterSize: (member) => of(member).clusterSize?.(local(member)) ?? each,
  };
}

/** The ground as the members from `first` on see it. */
function part(
  { simulation, streams, members, network }: MembershipGround,
  region: number,
  first: number,
  count: number,
) {
  return {
    simulation,
    streams: { named: (name: string) => streams.named(`region-${region}/${name}`) },
    members: {
      count,
      incarnation: members.incarnation.subarray(first, first + count),
      isUp: (member: number) => members.isUp(first + member),
      isRunning: (member: number) => members.isRunning(first + member),
      isPaused: (member: number) => members.isPaused(first + member),
      isHostUp: (member: number) => members.isHostUp(first + member),
      pausedSince: (member: number) => members.pausedSince(first + member),
      deferMessage: (member: number, ...rest: Deferred) => members.deferMessage(first + member, ...rest),
      deferWork: (member: number, ...rest: Deferred) => members.deferWork(first + member, ...rest),
      isExecutingFirst: (member: number) => members.isExecutingFirst(first + member),
      deferUntilExecuted: (member: number, ...rest: Deferred) => members.deferUntilExecuted(first + member, ...rest),
    },
    network: {
      passes: (from: number, to: number) => network.passes(first + from, first + to),
      delay: (from: number, to: number) => network.delay(first + from, first + to),
      meanDelay: (from: number, to: number) => network.meanDelay(first + from, first + to),
      usualDelay: (from: number, to: number, stream: Parameters<typeof network.usualDelay>[2]) =>
        network.usualDelay(first + from, first + to, stream),
      loses: (from: number, to: number) => network.loses(first + from, first + to),
      isDisturbed: (from: number, to: number) => network.isDisturbed(first + from, first + to),
      retransmission: (from: number, to: number) => network.retransmission(first + from, first + to),
    },
  };
}

type Deferred = [handler: number, a: number, b: number, x: number];

/** The listener with members numbered as everywhere. */
function translated(listener: GenericListener, first: number, members: number): GenericListener {
  const whole = (side: Uint8Array) => {
    const all = new Uint8Array(members);
    all.set(side, first);
    return all;
  };
  return {
    suspected: (observer, subject) => listener.suspected(first + observer, first + subject),
    declaredFailed: (subject, restarted) => listener.declaredFailed(first + subject, restarted),
    cleared: (subject) => listener.cleared(first + subject),
    tookOver: (successor, predecessor, epoch) => listener.tookOver(first + successor, first + predecessor, epoch),
    demoted: (member, newPrimary) => listener.demoted(first + member, first + newPrimary),
    servingChanged: (member, serving) => listener.servingChanged(first + member, serving),
    noticed: (subject) => listener.noticed(first + subject),
    removed: (subject, side) => listener.removed(first + subject, whole(side)),
    joined: (member, side) => listener.joined(first + member, whole(side)),
    assembled: (side) => listener.assembled(whole(side)),
    ...(listener.viewChanged === undefined ? {} : { viewChanged: () => listener.viewChanged?.() }),
  };
}
