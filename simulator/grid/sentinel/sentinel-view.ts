/**
 * One sentinel: whom it takes for the primary, what it knows of every process, its epochs, its vote, and its failover if it has one.
 */
import { type KnownProcess, unknownProcess } from './known-process.ts';
import { NEVER, NOBODY } from './sentinel-options.ts';

export type FailoverState =
  | 'none'
  | 'wait-start'
  | 'select-replica'
  | 'send-replica-of-no-one'
  | 'wait-promotion'
  | 'reconfigure-replicas'
  | 'update-configuration';

export interface SentinelView {
  readonly id: number;
  /** Member that it monitors as the primary. */
  primary: number;
  /** By member, the primary among them. */
  readonly servers: KnownProcess[];
  /** The other sentinels. */
  readonly peers: readonly KnownProcess[];
  currentEpoch: number;
  /** Epoch under which `primary` was elected. */
  configurationEpoch: number;
  /** Objectively down (ODOWN). */
  isObjectivelyDown: boolean;
  /** Its own vote. */
  leader: number;
  leaderEpoch: number;
  failover: FailoverState;
  failoverEpoch: number;
  /** When its failover began, or when it voted for another's, with the desync. */
  failoverStart: number;
  stateSince: number;
  promoted: number;
  /** Asked for by an operator: it needs no election and promotes this member. −1: not. */
  forced: number;
}

/** A sentinel that has just started with what its configuration file says. */
export function startedView(
  id: number,
  primary: number,
  processes: { members: number; sentinels: number },
  now: number,
): SentinelView {
  const { members, sentinels } = processes;
  const others = Array.from({ length: sentinels }, (_, other) => other).filter((other) => other !== id);
  const servers = Array.from({ length: members }, (_, member) => unknownProcess(member, now));
  servers[primary]!.saysPrimary = true;
  return {
    id,
    primary,
    servers,
    peers: others.map((other) => unknownProcess(members + other, now)),
    currentEpoch: 0,
    configurationEpoch: 0,
    isObjectivelyDown: false,
    leader: NOBODY,
    leaderEpoch: 0,
    failover: 'none',
    failoverEpoch: 0,
    failoverStart: NEVER,
    stateSince: NEVER,
    promoted: NOBODY,
    forced: NOBODY,
  };
}

/** The primary as it tells others: the promoted replica once that is known to be one (sentinelGetCurrentMasterAddress). */
export function toldPrimary(view: SentinelView): number {
  const isSwitched = view.failover === 'reconfigure-replicas' || view.failover === 'update-configuration';
  return isSwitched ? view.promoted : view.primary;
}

export function enter(view: SentinelView, state: FailoverState, now: number): void {
  view.failover = state;
  view.stateSince = now;
}

/** Gives up a failover whose replica has not said yet that it is primary. */
export function abandon(view: SentinelView, now: number): void {
  enter(view, 'none', now);
  view.promoted = NOBODY;
  view.forced = NOBODY;
}
