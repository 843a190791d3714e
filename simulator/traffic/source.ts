/** One source of requests, ready to run: when they come, what they ask for, what their clients do about failure. */
import type { Sampler } from '../kernel/distribution.ts';
import type { RandomStream } from '../kernel/random-stream.ts';
import type { ArrivalTimes } from './arrivals.ts';
import type { Jitter } from './backoff.ts';
import type { CircuitBreakers } from './circuit-breaker.ts';
import type { RetryBudget } from './retry-budget.ts';
import type { SagaPlan } from './saga-plan.ts';

/** Why an attempt failed, as its client sees it; the last two are those of sagas: a step said no, the client died. */
export type Failure =
  | 'timeout'
  | 'refused'
  | 'unavailable'
  | 'rejected'
  | 'no-owner'
  | 'circuit-open'
  | 'conflict'
  | 'declined'
  | 'abandoned';

/** A fixed number of clients, each with at most one request at a time: the next one a think time after the answer or failure. */
export interface ClosedLoop {
  readonly clients: number;
  readonly think: Sampler;
  readonly thinks: RandomStream;
}

/** How an update is done: read and put, at the primary in one step, or with a put that is refused when the key has changed. */
export type UpdateWay =
  | { readonly kind: 'plain' }
  | { readonly kind: 'entryProcessor' }
  /** Tries after the first, and the pause before the second, ns. */
  | { readonly kind: 'versioned'; readonly retries: number; readonly backoff: number };
/** Requests a given time after each acknowledged write of another source, for the same key. */
export interface Following {
  /** Index of the other source. */
  readonly leader: number;
  readonly delay: Sampler;
  readonly delays: RandomStream;
}

export interface Source {
  readonly name: string;
  /** Index of its map, or −1 for pure computation. */
  readonly map: number;
  /** Its requests enter at a service and not at a member. */
  readonly entersService: boolean;
  /** Whether a load balancer chooses the unit, and whether requests without a map belong to sessions. */
  readonly balanced: boolean;
  readonly hasSessions: boolean;
  /** Open loop: when requests come, whatever became of earlier ones. Exactly one of the three is not null. */
  readonly arrivals: ArrivalTimes | null;
  readonly loop: ClosedLoop | null;
  readonly follows: Following | null;
  /** Share of writes (a remove writes a tombstone) and of updates (a read, then a write); the rest are gets. */
  readonly putShare: number;
  readonly updateShare: number;
  readonly operations: RandomStream;
  readonly updates: UpdateWay;
  /** Null where requests are no sagas. */
  readonly saga: SagaPlan | null;
  /** Calls of one request, each with a key of its own. */
  readonly fanOut: number;
  readonly chooseKey: () => number;
  readonly service: Sampler;
  readonly services: RandomStream;
  /** Thread times of second halves: the write of an update, the copy of a hedged request. */
  readonly secondServices: RandomStream;
  /** Places its clients stand at; `null`: beside the owner of the key. */
  readonly places: readonly number[] | null;
  readonly placeStream: RandomStream;
  /** ns. */
  readonly timeout: number;
  readonly retries: number;
  /** Pause before the first retry, ns. */
  readonly backoff: number;
  readonly jitter: Jitter;
  readonly jitters: RandomStream;
  /** ns after which an attempt without an answer gets a second copy; null: never. */
  readonly hedgeAfter: number | null;
  readonly breakers: CircuitBreakers | null;
  readonly budget: RetryBudget | null;
  /** For a probe: a key of every owner (−1: none), each asked for at every tick. */
  readonly probeKeys: readonly number[] | null;
}
