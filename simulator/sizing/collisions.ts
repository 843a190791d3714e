/**
 * Data collisions: two replicas of one cache update the same row before they have heard of each other.
 *
 *   book:           N UR^2 RL / S                    (Richards and Ford, Fundamentals of Software Architecture; UR total rate)
 *   pairs, total:   U^2 RL sum p^2 (N - 1) / N       U: updates per second of all N instances together
 *   pairs, each:    N (N - 1) u^2 RL sum p^2         u: updates per second of one instance
 *
 * The pair formulas count pairs of updates of one row by different instances within the replication latency, with Poisson updates; for
 * uniform keys sum p^2 = 1/S. The book's expression equals neither, except the second pair formula at N = 2. For hot keys sum p^2 is hundreds
 * of times 1/S (peers.md F.2). Per second; RL in seconds.
 */
import { type KeyPopularity, sumOverKeys } from './key-sum.ts';

export interface CollisionCase {
  readonly instances: number;
  /** Updates per second: of all instances for `book` and `pairTotal`, of each for `pairEach`. */
  readonly updates: number;
  readonly rows: number;
  /** Replication latency in seconds. */
  readonly latency: number;
  readonly popularity: KeyPopularity;
}

export interface CollisionRates {
  readonly book: number;
  readonly pairTotal: number;
  readonly pairEach: number;
}

/** Collisions per second by all three methods. */
export function collisionRates({ instances, updates, rows, latency, popularity }: CollisionCase): CollisionRates {
  const squares = updates * updates * latency;
  const sameRow = sumOverKeys(popularity, rows, (share) => share * share);
  return {
    book: (instances * squares) / rows,
    pairTotal: (squares * sameRow * (instances - 1)) / instances,
    pairEach: instances * (instances - 1) * squares * sameRow,
  };
}
