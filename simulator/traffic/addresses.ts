/** Whom a client may ask: where a key lives, who holds it, whom a balancer, a registry or a map without a primary would name. */
import type { RandomStream } from '../kernel/random-stream.ts';
import type { Whereabouts } from './beliefs.ts';

export interface Addresses extends Whereabouts {
  /** Partition of the key for a client at `place` (undefined: beside the owner). */
  partitionOf(map: number, key: number, place: number | undefined): number;
  /** Number under which the key is kept for a client there: regions with grids of their own keep it apart. */
  keyAt(map: number, key: number, place: number | undefined): number;
  readsAnyCopy(map: number): boolean;
  /** Unit for a request without data, another one than `except` (−1: any) where there is one. */
  anyUnit(stream: RandomStream, except: number): number;
  /** Member that a map without partitions wants asked, another one than `except` where there is one; −1 when its map has partitions. */
  chosenBy(attempt: number, except: number): number;
  /** Unit that the load balancer chooses, another one than `except` where there is one; −1 when it knows of none. */
  balanced(attempt: number, except: number): number;
  /** The client of an attempt that the balancer sent somewhere has its answer, or waits no longer. */
  balancedEnded(attempt: number): void;
}
