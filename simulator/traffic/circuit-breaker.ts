/**
 * Circuit breakers of one source, one a member: after too many failures at a member, attempts to it are refused for a while at the
 * client, which gives the member time and the client a quick answer (M. Nygard, Release It!, ch. 5).
 *
 * Closed: everything passes, and `failures` failures within `within` open it. Open: nothing passes for `open`. Half-open: one attempt is
 * let through as a trial; its success closes the breaker, its failure opens it again. Answers to attempts sent before it opened decide
 * nothing. All clients of a source share the breakers, which is more than separate processes would know.
 */
export interface BreakerSettings {
  readonly failures: number;
  /** ns. */
  readonly within: number;
  /** ns. */
  readonly open: number;
}

const CLOSED = 0;
const OPEN = 1;
const HALF_OPEN = 2;

interface Breaker {
  state: number;
  /** Times of the last failures, ns, a ring; `oldest` is the place of the oldest one. */
  readonly failedAt: Float64Array;
  oldest: number;
  /** When it opened last, ns. */
  openedAt: number;
  /** Attempt under trial, or −1. */
  trial: number;
}

export class CircuitBreakers {
  readonly #settings: BreakerSettings;
  readonly #breakers = new Map<number, Breaker>();

  constructor(settings: BreakerSettings) {
    this.#settings = settings;
  }

  /** Whether `attempt` may be sent to `member` now. */
  admits(member: number, attempt: number, now: number): boolean {
    const breaker = this.#breakers.get(member);
    if (breaker === undefined || breaker.state === CLOSED) return true;
    if (breaker.state === OPEN) {
      if (now < breaker.openedAt + this.#settings.open) return false;
      breaker.state = HALF_OPEN;
    }
    if (breaker.trial >= 0) return false;
    breaker.trial = attempt;
    return true;
  }

  /** `member` answered `attempt`. */
  succeeded(member: number, attempt: number): void {
    const breaker = this.#breakers.get(member);
    if (breaker === undefined || breaker.trial !== attempt) return;
    breaker.state = CLOSED;
    breaker.trial = -1;
    breaker.failedAt.fill(Number.NEGATIVE_INFINITY);
  }

  failed(member: number, attempt: number, now: number): void {
    const breaker = this.#of(member);
    if (breaker.trial === attempt) {
      this.#open(breaker, now);
      return;
    }
    if (breaker.state !== CLOSED) return;
    breaker.failedAt[breaker.oldest] = now;
    breaker.oldest = (breaker.oldest + 1) % breaker.failedAt.length;
    if (now - breaker.failedAt[breaker.oldest]! <= this.#settings.within) this.#open(breaker, now);
  }

  /** The client no longer wants to know what becomes of `attempt`: if it was the trial, the next one is. */
  abandoned(member: number, attempt: number): void {
    const breaker = this.#breakers.get(member);
    if (breaker?.trial === attempt) breaker.trial = -1;
  }

  #open(breaker: Breaker, now: number): void {
    breaker.state = OPEN;
    breaker.openedAt = now;
    breaker.trial = -1;
  }

  #of(member: number): Breaker {
    const known = this.#breakers.get(member);
    if (known !== undefined) return known;
    const failedAt = new Float64Array(this.#settings.failures).fill(Number.NEGATIVE_INFINITY);
    const breaker = { state: CLOSED, failedAt, oldest: 0, openedAt: 0, trial: -1 };
    this.#breakers.set(member, breaker);
    return breaker;
  }
}
