/**
 * A retry budget: retries may be at most a share of the requests, counted over the last ten seconds, so that a system that fails is not
 * given several times its load (Google SRE book, ch. 21; the window is that of Finagle and Linkerd).
 *
 * The window moves in steps of one second. One budget a source, as if all its clients shared a proxy.
 */
import { SECOND } from '../kernel/time.ts';

const WINDOW_SECONDS = 10;

export class RetryBudget {
  readonly #share: number;
  readonly #requests = new Float64Array(WINDOW_SECONDS);
  readonly #retries = new Float64Array(WINDOW_SECONDS);
  #requestSum = 0;
  #retrySum = 0;
  /** The second that is being counted. */
  #second = 0;

  /** `share`: retries / requests, 0 … 1. */
  constructor(share: number) {
    this.#share = share;
  }

  request(now: number): void {
    this.#advance(now);
    this.#requests[this.#second % WINDOW_SECONDS]! += 1;
    this.#requestSum++;
  }

  /** True when there is budget for one more retry, which is then spent. */
  spend(now: number): boolean {
    this.#advance(now);
    if (this.#retrySum + 1 > this.#share * this.#requestSum) return false;
    this.#retries[this.#second % WINDOW_SECONDS]! += 1;
    this.#retrySum++;
    return true;
  }

  #advance(now: number): void {
    const second = Math.floor(now / SECOND);
    const first = Math.max(this.#second + 1, second - WINDOW_SECONDS + 1);
    for (let entered = first; entered <= second; entered++) {
      const place = entered % WINDOW_SECONDS;
      this.#requestSum -= this.#requests[place]!;
      this.#retrySum -= this.#retries[place]!;
      this.#requests[place] = 0;
      this.#retries[place] = 0;
    }
    this.#second = Math.max(this.#second, second);
  }
}
