/** What a saga of one source is made of, ready to run: its steps, how each is taken back, and what fate has in store. */
import type { Sampler } from '../kernel/distribution.ts';
import type { RandomStream } from '../kernel/random-stream.ts';

/** Thread time of a step or of its compensation, and from where it is drawn. */
export interface SagaWork {
  /** PUT, GET or COMPUTE. */
  readonly operation: number;
  readonly service: Sampler;
  readonly services: RandomStream;
}

export interface SagaStep extends SagaWork {
  /** Index of its map, or −1 for pure computation. */
  readonly map: number;
  /** Key of the step, given the number that the steps of the saga share. */
  readonly keyOf: (shared: number) => number;
  /** Chance that the step is answered with no. */
  readonly failureRatio: number;
  readonly failures: RandomStream;
  /** Null where nothing is to be taken back. */
  readonly compensation: SagaWork | null;
}

export interface SagaPlan {
  readonly steps: readonly SagaStep[];
  /** Further tries of a compensation, and the pause before the first of them, ns. */
  readonly retries: number;
  readonly backoff: number;
  /** Share whose client dies between two steps. */
  readonly abandoned: number;
  readonly fates: RandomStream;
  /** Draws the number that steps share. */
  readonly sharedKey: () => number;
}
