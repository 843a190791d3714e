/**
 * Phi accrual as a law of silence (Hayashibara et al. 2004, as Akka uses it): a member is suspected when phi reaches the threshold, by the
 * normal law of the last intervals between its heartbeats.
 *
 *   limit = mean + acceptablePause + z(10^−threshold) · max(deviation, minimumDeviation)
 *
 * An interval that ended a suspicion enters the history only if asked for (the paper), since one long pause blunts it for the rest of the
 * window (Akka leaves it out). A pair of members begins with a full history, because the cluster is old; a new process begins with the
 * first estimate ± a quarter. While delays are constant, intervals are the heartbeat interval itself and need no events.
 * Left out: Akka's logistic curve.
 */
import { normalReach } from '../products/phi-accrual.ts';
import { IntervalHistory } from './interval-history.ts';
import type { SilenceLaw } from './silence-law.ts';

export interface PhiSettings {
  /** phi at which a member is suspected: wrongly once in 10^threshold intervals. */
  readonly threshold: number;
  /** Intervals that are remembered. */
  readonly window: number;
  /** ns. */
  readonly minimumDeviation: number;
  readonly acceptablePause: number;
  readonly firstHeartbeatEstimate: number;
  /** An interval that ended a suspicion enters the history. */
  readonly learnsFromSuspicions: boolean;
  /** Deviations beyond the mean at which the product's own curve reaches the threshold. Absent: the normal law. */
  readonly reach?: number;
}

/** A draw of the delay from one member to another, for the time before the run. */
export type DelayDraw = (from: number, to: number) => number;

export class PhiLaw implements SilenceLaw {
  readonly needsEveryHeartbeat: boolean;
  readonly learns = true;
  readonly #members: number;
  readonly #interval: number;
  readonly #settings: PhiSettings;
  readonly #past: DelayDraw | null;
  readonly #histories = new Map<number, IntervalHistory>();
  /** Deviations beyond the mean at the threshold. */
  readonly #reach: number;

  /** `past`: null when delays are constant. */
  constructor(members: number, interval: number, settings: PhiSettings, past: DelayDraw | null) {
    this.#members = members;
    this.#interval = interval;
    this.#settings = settings;
    this.#past = past;
    this.needsEveryHeartbeat = past !== null;
    this.#reach = settings.reach ?? normalReach(settings.threshold);
  }

  limit(observer: number, subject: number): number {
    const { minimumDeviation, acceptablePause } = this.#settings;
    const { mean, deviation } = this.#historyOf(observer, subject).rhythm();
    return Math.ceil(mean + acceptablePause + this.#reach * Math.max(deviation, minimumDeviation));
  }

  arrived(observer: number, subject: number, interval: number): void {
    const { learnsFromSuspicions } = this.#settings;
    if (learnsFromSuspicions || interval < this.limit(observer, subject))
      this.#historyOf(observer, subject).add(interval);
  }

  regular(observer: number, subject: number, heartbeats: number): void {
    this.#histories.get(this.#keyOf(observer, subject))?.addRegular(heartbeats);
  }

  restarted(member: number): void {
    for (let other = 0; other < this.#members; other++) {
      if (other === member) continue;
      this.#histories.set(this.#keyOf(member, other), this.#begun());
      this.#histories.set(this.#keyOf(other, member), this.#begun());
    }
  }

  #begun(): IntervalHistory {
    const { window, firstHeartbeatEstimate } = this.#settings;
    const history = new IntervalHistory(this.#interval, window, 0);
    history.add(Math.round(firstHeartbeatEstimate * 0.75));
    history.add(Math.round(firstHeartbeatEstimate * 1.25));
    return history;
  }

  #historyOf(observer: number, subject: number): IntervalHistory {
    const key = this.#keyOf(observer, subject);
    const known = this.#histories.get(key);
    if (known !== undefined) return known;
    const history = this.#old(observer, subject);
    this.#histories.set(key, history);
    return history;
  }

  /** The history of a pair that has long been together. */
  #old(observer: number, subject: number): IntervalHistory {
    const { window } = this.#settings;
    const past = this.#past;
    if (past === null) return new IntervalHistory(this.#interval, window, window);
    const history = new IntervalHistory(this.#interval, window, 0);
    let before = past(subject, observer);
    for (let sample = 0; sample < window; sample++) {
      const delay = past(subject, observer);
      history.add(Math.max(0, this.#interval + delay - before));
      before = delay;
    }
    return history;
  }

  #keyOf(observer: number, subject: number): number {
    return observer * this.#members + subject;
  }
}
