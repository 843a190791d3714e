/**
 * What each member of SWIM believes of each other: alive, suspected or failed, under which incarnation (SWIM 4.2).
 *
 * News of a higher incarnation replaces what was believed; only the member itself raises its incarnation, to object to a suspicion. A
 * suspicion becomes a failure after a time that shrinks as others confirm it (Lifeguard). Only beliefs that differ from "alive since the
 * beginning" have an entry. Left out: Lifeguard's self-awareness and buddy system, members that are not configured from the beginning.
 */

import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { DetectorListener, Suspicion } from './failure-detector.ts';
import type { MembershipGround } from './membership.ts';
import { type SuspicionLimits, suspicionTimeout } from './swim.ts';

export type Belief = 'alive' | 'suspect' | 'failed';

/** A piece of news: `from` says that `subject` is so, in that incarnation. */
export interface News {
  readonly belief: Belief;
  readonly subject: number;
  readonly incarnation: number;
  readonly from: number;
}

interface View extends Suspicion {
  belief: Belief;
  incarnation: number;
  /** Who suspects it, the first one first. */
  accusers: number[];
  suspectedSince: number;
  alarmAt: number;
}

export class SwimViews {
  readonly #simulation: Simulation;
  readonly #members: MembershipGround['members'];
  readonly #listener: DetectorListener;
  readonly #limits: SuspicionLimits;
  /** A member has learned something that it passes on. */
  readonly #learned: (member: number, news: News) => void;
  readonly #views: readonly Map<number, View>[];
  /** Incarnation of each member in its own eyes. */
  readonly #own: Float64Array;
  readonly #alarm: HandlerId;

  constructor(
    simulation: Simulation,
    members: MembershipGround['members'],
    listener: DetectorListener,
    limits: SuspicionLimits,
    learned: (member: number, news: News) => void,
  ) {
    this.#simulation = simulation;
    this.#members = members;
    this.#listener = listener;
    // Too few others to confirm anything: their number is not waited for (memberlist).
    this.#limits = members.count - 2 < limits.expected ? { ...limits, expected: 0 } : limits;
    this.#learned = learned;
    this.#views = Array.from({ length: members.count }, () => new Map());
    this.#own = new Float64Array(members.count);
    this.#alarm = simulation.handler('swim/suspicion-over', (observer, subject, due) =>
      this.#onAlarm(observer, subject, due),
    );
  }

  believes(observer: number, subject: number): Belief {
    return this.#views[observer]!.get(subject)?.belief ?? 'alive';
  }

  /** What `observer` would tell `subject` itself about it, so that it can object; null while it is alive. */
  accusation(observer: number, subject: number): News | null {
    const view = this.#views[observer]!.get(subject);
    if (view === undefined || view.belief === 'alive') return null;
    return { belief: view.belief, subject, incarnation: view.incarnation, from: observer };
  }

  /** That a member is alive, in its own words. */
  ownWord(member: number): News {
    return { belief: 'alive', subject: member, incarnation: this.#own[member]!, from: member };
  }

  failures(observer: number): Suspicion[] {
    return [...this.#views[observer]!.values()].filter(({ suspected }) => suspected);
  }

  /** True when `observer` believes of everyone what is the case: who runs is alive, and who does not has failed. */
  isRight(observer: number): boolean {
    for (let subject = 0; subject < this.#members.count; subject++) {
      if (subject === observer) continue;
      const expected = this.#members.isUp(subject) ? 'alive' : 'failed';
      const view = this.#views[observer]!.get(subject);
      if ((view?.belief ?? 'alive') !== expected) return false;
      if (expected === 'alive' && (view?.incarnation ?? 0) < this.#own[subject]!) return false;
    }
    return true;
  }

  /** A new process: it has learned from the others who is there, and has an incarnation above its former ones. */
  started(member: number): void {
    this.#own[member]!++;
    this.#views[member]!.clear();
    for (let other = 0; other < this.#members.count; other++) {
      if (other !== member && this.#own[other]! > 0) this.#viewOf(member, other).incarnation = this.#own[other]!;
    }
    this.#learned(member, this.ownWord(member));
  }

  /** `observer` suspects `subject` by its own probe. */
  suspect(observer: number, subject: number): void {
    const incarnation = this.#views[observer]!.get(subject)?.incarnation ?? 0;
    this.hear(observer, { belief: 'suspect', subject, incarnation, from: observer });
  }

  /** `observer` takes back that `subject` failed; what was said of that incarnation no longer counts for it. Returns what was said. */
  forgive(observer: number, subject: number): News {
    const view = this.#viewOf(observer, subject);
    const said: News = { belief: 'failed', subject, incarnation: view.incarnation, from: observer };
    Object.assign(view, { belief: 'alive', suspected: false, removed: false, incarnation: view.incarnation + 1 });
    return said;
  }

  hear(observer: number, news: News): void {
    if (news.subject === observer) {
      this.#hearOfSelf(observer, news);
      return;
    }
    switch (news.belief) {
      case 'alive':
        this.#hearAlive(observer, news);
        return;
      case 'suspect':
        this.#hearSuspicion(observer, news);
        return;
      case 'failed':
        this.#hearFailure(observer, news);
        return;
    }
  }

  /** It is not so: a higher incarnation says that it is alive. */
  #hearOfSelf(member: number, { belief, incarnation }: News): void {
    if (belief === 'alive' || incarnation < this.#own[member]!) return;
    this.#own[member] = incarnation + 1;
    this.#learned(member, this.ownWord(member));
  }

  #hearAlive(observer: number, news: News): void {
    const known = this.#views[observer]!.get(news.subject)?.incarnation ?? 0;
    if (news.incarnation <= known) return;
    const view = this.#viewOf(observer, news.subject);
    const before = { ...view };
    Object.assign(view, { belief: 'alive', suspected: false, removed: false, incarnation: news.incarnation });
    this.#learned(observer, news);
    this.#listener.heard(before);
  }

  #hearSuspicion(observer: number, news: News): void {
    const view = this.#viewOf(observer, news.subject);
    if (news.incarnation < view.incarnation || view.belief === 'failed') return;
    if (view.belief === 'suspect' && news.incarnation === view.incarnation) {
      if (view.accusers.includes(news.from) || view.accusers.length > this.#limits.expected) return;
      view.accusers.push(news.from);
    } else {
      view.belief = 'suspect';
      view.incarnation = news.incarnation;
      view.accusers = [news.from];
      view.suspectedSince = this.#simulation.now;
    }
    const patience = Math.round(suspicionTimeout(view.accusers.length - 1, this.#limits));
    view.alarmAt = Math.max(this.#simulation.now, view.suspectedSince + patience);
    this.#simulation.scheduleAt(view.alarmAt, this.#alarm, observer, news.subject, view.alarmAt);
    this.#learned(observer, news);
  }

  #hearFailure(observer: number, news: News): void {
    const view = this.#viewOf(observer, news.subject);
    if (news.incarnation < view.incarnation || view.belief === 'failed') return;
    view.belief = 'failed';
    view.incarnation = news.incarnation;
    view.suspected = true;
    this.#learned(observer, news);
    this.#listener.suspected(observer, news.subject);
  }

  #onAlarm(observer: number, subject: number, due: number): void {
    if (!this.#members.isUp(observer)) return;
    if (this.#members.isPaused(observer)) {
      this.#members.deferMessage(observer, this.#alarm, observer, subject, due);
      return;
    }
    const view = this.#views[observer]!.get(subject);
    if (view?.belief !== 'suspect' || view.alarmAt !== due) return;
    this.#hearFailure(observer, { belief: 'failed', subject, incarnation: view.incarnation, from: observer });
  }

  #viewOf(observer: number, subject: number): View {
    const known = this.#views[observer]!.get(subject);
    if (known !== undefined) return known;
    const view: View = {
      observer,
      subject,
      suspected: false,
      removed: false,
      belief: 'alive',
      incarnation: 0,
      accusers: [],
      suspectedSince: 0,
      alarmAt: 0,
    };
    this.#views[observer]!.set(subject, view);
    return view;
  }
}
