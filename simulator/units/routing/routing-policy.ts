/**
 * A routing policy: which of the candidates gets a request. Policies that go by the key know its session; the others look at the units.
 */
import type { Candidates } from './candidates.ts';

/** How a balancer chooses, with the settings of each way. */
export type PolicySpec =
  | {
      readonly policy: 'round-robin' | 'random' | 'least-loaded' | 'two-choices' | 'lowest-cpu' | 'jump' | 'rendezvous';
    }
  | { readonly policy: 'hash-ring'; readonly virtualNodes: number }
  | { readonly policy: 'bounded-loads'; readonly virtualNodes: number; readonly slack: number }
  | { readonly policy: 'maglev'; readonly tableSize: number }
  | { readonly policy: 'sticky'; readonly first: FirstChoice };

/** How a session without a unit gets one. */
export type FirstChoice = 'round-robin' | 'random' | 'least-loaded' | 'two-choices' | 'lowest-cpu';

/** What a policy can see. */
export interface RoutingView {
  /** Units that ever were, by number. */
  readonly units: number;
  readonly candidates: Candidates;
  /** Requests sent to the unit whose clients wait for an answer. */
  waiting(unit: number): number;
  /** All of them. */
  readonly waitingInAll: number;
  /** Busy share of the unit's threads, 0 … 1, as the balancer was told. */
  cpu(unit: number): number;
}

export interface RoutingPolicy {
  /**
   * Unit for a request of `session` (a whole number), another one than `except` (−1: any) where there is one. Asked only while there are candidates.
   */
  choose(session: number, except: number): number;
}
