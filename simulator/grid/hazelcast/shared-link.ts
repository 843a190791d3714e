/**
 * A link whose transfers share it equally: with k on their way each advances at rate / k (processor sharing).
 *
 * `progress` is what a transfer present all along would have received; one that came at progress p with b bytes ends at p + b. So an
 * arrival or an end costs one comparison a transfer and no copy of the others' state.
 */
export class SharedLink {
  /** Changes with every arrival and end: an end foreseen before does not hold any more. */
  version = 0;
  /** Bytes per ns. */
  readonly #rate: number;
  readonly #ends = new Map<number, number>();
  #progress = 0;
  #since = 0;

  constructor(rate: number) {
    this.#rate = rate;
  }

  add(now: number, transfer: number, bytes: number): void {
    this.#advance(now);
    this.#ends.set(transfer, this.#progress + bytes);
    this.version++;
  }

  /** False when it is not on its way. */
  remove(now: number, transfer: number): boolean {
    if (!this.#ends.has(transfer)) return false;
    this.#advance(now);
    this.#ends.delete(transfer);
    this.version++;
    return true;
  }

  /** When the first ends, as things stand, in whole ns; infinite when nothing is on its way. */
  nextEnd(now: number): number {
    if (this.#ends.size === 0) return Number.POSITIVE_INFINITY;
    this.#advance(now);
    const left = Math.max(0, this.#ends.get(this.#first())! - this.#progress);
    return now + Math.ceil((left * this.#ends.size) / this.#rate);
  }

  /** The one whose end has come is off the link. */
  takeFirst(now: number): number {
    const first = this.#first();
    this.remove(now, first);
    return first;
  }

  /** The first to end; of equals the one that came first. */
  #first(): number {
    let first = -1;
    let least = Number.POSITIVE_INFINITY;
    for (const [transfer, end] of this.#ends) {
      if (end >= least) continue;
      first = transfer;
      least = end;
    }
    return first;
  }

  #advance(now: number): void {
    if (this.#ends.size > 0) this.#progress += ((now - this.#since) * this.#rate) / this.#ends.size;
    this.#since = now;
  }
}
