/**
 * The port between a grid and the protocol that watches its members: the deadline detector of the generic grid, the gossip of
 * Redis Cluster. A protocol sees processes and the network, nothing of data; it tells the grid what the cluster believes.
 */
import type { Simulation } from '../kernel/simulation.ts';
import type { Streams } from '../kernel/stream-seed.ts';
import type { Network } from '../network/network.ts';
import type { Members } from './members.ts';

/** The processes that a protocol watches: all members, or those of one region. */
type WatchedMembers = Pick<
  Members,
  | 'count'
  | 'incarnation'
  | 'isUp'
  | 'isRunning'
  | 'isPaused'
  | 'pausedSince'
  | 'isHostUp'
  | 'deferMessage'
  | 'deferWork'
  | 'isExecutingFirst'
  | 'deferUntilExecuted'
>;

/** The network between them: member i is place i. */
type WatchedNetwork = Pick<
  Network,
  'passes' | 'delay' | 'meanDelay' | 'usualDelay' | 'loses' | 'isDisturbed' | 'retransmission'
>;

/** What a protocol stands on. */
export interface MembershipGround {
  readonly simulation: Simulation;
  readonly streams: Pick<Streams, 'named'>;
  readonly members: WatchedMembers;
  readonly network: WatchedNetwork;
}

/** What a protocol tells the grid; every call happens at the simulated moment of the event. */
export interface MembershipListener {
  /** `observer` began to suspect `subject` (Redis: PFAIL). */
  suspected(observer: number, subject: number): void;
  /** The cluster decided that `subject` failed (Redis: FAIL, first node). Called once a decision. `restarted`: its process is a new one. */
  declaredFailed(subject: number, restarted?: boolean): void;
  /** The decision was taken back without a failover, or the member is a member again. */
  cleared(subject: number): void;
  /** `successor` now owns what `predecessor` owned, under `epoch`. */
  tookOver(successor: number, predecessor: number, epoch: number): void;
  /** `member` learned that `newPrimary` owns what it used to own: it drops its own history and copies the other. */
  demoted(member: number, newPrimary: number): void;
  /** `replica` has become a replica of `newPrimary`, which had lost its own, and copies what that has. */
  moved?(replica: number, newPrimary: number): void;
  /** `member` changed its mind on whether it may answer requests at all (cluster state ok or fail, minority side, start-up delay). */
  servingChanged(member: number, serving: boolean): void;
}

/** What the grid tells a protocol. */
export interface MembershipProtocol {
  /** Begins to watch. Called once, before the first event; the cluster is assumed settled for a long time. */
  start(): void;
  memberStopped(member: number): void;
  /** The process started again, empty, with the configuration it had on disk. */
  memberStarted(member: number): void;
  /** Where members can leave for good: `member` has, after it stopped. */
  memberDeparted?(member: number): void;
  memberPaused(member: number): void;
  /** Called after what waited for the process has been scheduled. */
  memberResumed(member: number): void;
  /** Cuts or slowdowns of the network changed. */
  networkChanged(): void;
  /** Whether `member`, in its own view, may answer requests. */
  isServing(member: number): boolean;
  /** Whether updates wait at `member` until its cluster has agreed on who is there; absent: they never do. */
  holdsWrites?(member: number): boolean;
  /** How many members `member` believes to be there, itself included; absent where the protocol keeps no count: all. */
  membersSeen?(member: number): number;
  /** Members of the cluster that `member` belongs to, the failed ones included and those that said goodbye not; absent: all. */
  clusterSize?(member: number): number;
  /** Whether `observer` suspects `subject`, where the protocol knows; absent: nobody is suspected. */
  suspects?(observer: number, subject: number): boolean;
  /**
   * Products whose protocol must agree to a planned hand-over (Redis: CLUSTER FAILOVER): the primary has stopped accepting and `replica`
   * has everything; the protocol answers with `tookOver`, or not at all.
   */
  plannedTakeover?(replica: number): void;
  /** The hosts at these places are gone, or back: for protocols with processes besides the members. */
  hostsLost?(places: Uint8Array): void;
  hostsBack?(places: Uint8Array): void;
  /** The primary that clients are told when they ask; absent: they find out by trying. */
  announcedPrimary?(): number;
}

/** The protocol of a cluster in which nothing happens: everybody serves, nobody is watched, and it costs no event. */
export const undisturbed: MembershipProtocol = {
  start: () => {},
  memberStopped: () => {},
  memberStarted: () => {},
  memberPaused: () => {},
  memberResumed: () => {},
  networkChanged: () => {},
  isServing: () => true,
};
