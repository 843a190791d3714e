/**
 * Who succeeds the oldest member of Hazelcast first asks all others for their view of the members (DecideNewMembersViewTask), and waits
 * for each that does not answer until that one answers, is suspected, too, or `timeout` is over; then it is left out of the new view.
 * Source: hazelcast.mastership.claim.timeout.seconds, and facts/grid-products.md 3.1, stage 3.
 */
export class MastershipClaim {
  readonly #timeout: number;
  /** By claimant: when it waits no longer. */
  readonly #ends = new Map<number, number>();

  /** `timeout` in ns. */
  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  /** `claimant` misses an answer: when it goes on without it, and whether it begins to wait just now. */
  waits(claimant: number, now: number): { readonly until: number; readonly isNew: boolean } {
    const known = this.#ends.get(claimant);
    const until = known ?? now + this.#timeout;
    this.#ends.set(claimant, until);
    return { until, isNew: known === undefined };
  }

  /** `claimant` waits for nobody. */
  over(claimant: number): void {
    this.#ends.delete(claimant);
  }

  get claimants(): readonly number[] {
    return [...this.#ends.keys()];
  }
}
