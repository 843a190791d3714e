/**
 * The port between the generic grid's membership and what notices that a member is silent: heartbeats with a deadline, phi accrual, SWIM.
 * A detector says whom each member suspects; what a side of the cluster makes of that is the membership's business.
 */

/** What an observer knows of a subject that it suspects or may soon suspect. */
export interface Suspicion {
  readonly observer: number;
  readonly subject: number;
  suspected: boolean;
  /** The observer has acted on its suspicion. */
  removed: boolean;
}

export interface DetectorListener {
  suspected(observer: number, subject: number): void;
  /** The observer has heard of a member that it suspected, or that something was wrong with; `suspicion` is as it was before. */
  heard(suspicion: Readonly<Suspicion>): void;
}

export interface FailureDetector {
  /** Begins to watch where that costs events from the beginning. */
  start(): void;
  /** Suspicions of an observer that it has not acted on. */
  openSuspicions(observer: number): readonly Suspicion[];
  /** `observer` suspects `subject`, which troubles it anyway, for a reason of its own; absent where nothing else gives one. */
  suspect?(observer: number, subject: number): void;
  /** Members that `observer` does not suspect, itself included, as a 1 for each. */
  sideOf(observer: number): Uint8Array;
  /** Members of the cluster as a 1 for each, the failed ones included; absent where none can come or go for good: all. */
  readonly belongs?: Uint8Array;
  /** `member` said goodbye: nobody waits for it any more, and it for nobody. */
  departed?(member: number): void;
  /** `member` may fall silent. */
  disturbed(member: number): void;
  /** The process of `member` began anew: it knows nobody's past. */
  started(member: number): void;
  resumed(member: number): void;
  networkChanged(): void;
  /** `observer` takes over another's view: it suspects those no longer whom that view holds for members. */
  forgive(observer: number, isForgiven: (subject: number) => boolean): void;
}
