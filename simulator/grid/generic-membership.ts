/**
 * The generic grid's membership: a detector says who suspects whom, the oldest member decides, a majority (or any side) promotes.
 *
 * The coordinator of a side is the lowest-numbered member that suspects everyone below it and has not been removed itself. It removes
 * those it suspects, and takes removed ones back when it hears from them again. Under `majority` a change of membership counts when more
 * than half of all members have confirmed it, so the small side of a split cannot remove anybody while it has not yet noticed how small
 * it is; a member that sees no majority, or was removed, does not serve. Under `any-side` each side goes on by itself; after a heal the
 * members of the smaller line join the larger one.
 * Where sides merge only from time to time (Hazelcast), a heal alone joins nobody: the lines go on side by side, each with its own
 * coordinator, until the smaller one's looks for others (side-lines.ts); a change of view then takes a round trip, and one more when its
 * author has first to claim the place of the oldest member.
 * The majority is one of all members that have not said goodbye, so a member that leaves for good makes it smaller and a new one larger.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { DetectorListener, FailureDetector, Suspicion } from './failure-detector.ts';
import { JoinGate, type JoinSettings } from './hazelcast/join-gate.ts';
import { MastershipClaim } from './hazelcast/mastership-claim.ts';
import type { MembershipGround, MembershipListener, MembershipProtocol } from './membership.ts';
import { PartitionExchange } from './partition-exchange.ts';
import { type LookTimes, SideLines } from './side-lines.ts';

export interface GenericListener extends MembershipListener {
  /** The member that decides for its side has noticed that `subject` is silent; a majority may still have to confirm it. */
  noticed(subject: number): void;
  /** The side whose members are 1 in `side` removed `subject`. */
  removed(subject: number, side: Uint8Array): void;
  /** `member` belongs to that side again. */
  joined(member: number, side: Uint8Array): void;
  /** The members of `side` see one another: what has no owner there may find one. */
  assembled(side: Uint8Array): void;
  /** Some member sees more or fewer members than before. Absent: nobody asks. */
  viewChanged?(): void;
}

export interface GenericSettings {
  /** majority: only a side that sees more than half of the members promotes and serves. */
  readonly promotion: 'majority' | 'any-side';
  /** Under any-side: a change counts when every member of the side has answered. Absent: at once. */
  readonly exchanges?: true | undefined;
  /** When sides look for other sides, under any-side. Absent: they join as soon as they see each other. */
  readonly looks?: LookTimes | undefined;
  /** ns that the successor of the oldest member waits for one that does not answer. Absent: not at all. */
  readonly claimTimeout?: number | undefined;
  /** New processes are collected and let in together (Hazelcast). Absent: each at once. */
  readonly joins?: JoinSettings | undefined;
  /** What notices that a member is silent. */
  detector(ground: MembershipGround, listener: DetectorListener): FailureDetector;
}

export class GenericMembership implements MembershipProtocol {
  readonly #simulation: Simulation;
  readonly #members: MembershipGround['members'];
  readonly #network: MembershipGround['network'];
  readonly #listener: GenericListener;
  readonly #anySide: boolean;
  readonly #detector: FailureDetector;
  /** Null where a change of view asks nobody. */
  readonly #exchange: PartitionExchange | null;
  readonly #commit: HandlerId;
  readonly #serving: Uint8Array;
  /**
   * Line of the cluster each member belongs to. All start in line 0. Under `majority` a removed member leaves it (a negative number of its
   * own); under `any-side` a side that removes others becomes a new line. After a heal the largest line stays.
   */
  readonly #line: Int32Array;
  /** Number of the newest line. */
  #lines = 0;
  /** Start of each member's process that is a member: a process that began anew has to be taken in anew. */
  readonly #admitted: Int32Array;
  /** Null where sides join as soon as they see each other. */
  readonly #sideLines: SideLines | null;
  /** Null where whoever succeeds the oldest member waits for nobody. */
  readonly #claim: MastershipClaim | null;
  /** Null where new processes are let in at once. */
  readonly #joins: JoinGate | null;

  constructor(ground: MembershipGround, listener: GenericListener, settings: GenericSettings) {
    this.#simulation = ground.simulation;
    this.#members = ground.members;
    this.#network = ground.network;
    this.#listener = listener;
    this.#anySide = settings.promotion === 'any-side';
    const { members } = ground;
    this.#serving = Uint8Array.from({ length: members.count }, (_, member) => +members.isUp(member));
    this.#line = Int32Array.from({ length: members.count }, (_, member) => (members.isUp(member) ? 0 : -1 - member));
    this.#admitted = Int32Array.from(ground.members.incarnation);
    this.#commit = this.#simulation.handler('membership/view-confirmed', (observer) => this.#onCommit(observer));
    this.#sideLines =
      settings.looks === undefined
        ? null
        : new SideLines(ground, settings.looks, {
            line: this.#line,
            sideOf: (member) => this.#withoutJoiners(this.#answering(member)),
            separated: (subject, side) => this.#separate(subject, side),
            merge: (members) => this.#mergeInto(members),
          });
    this.#claim = settings.claimTimeout === undefined ? null : new MastershipClaim(settings.claimTimeout);
    this.#joins = settings.joins === undefined ? null : new JoinGate(settings.joins);
    const ears = {
      suspected: (observer: number, subject: number) => {
        listener.suspected(observer, subject);
        listener.viewChanged?.();
        this.#reconsider(observer);
      },
      heard: (suspicion: Readonly<Suspicion>) => this.#onHeard(suspicion),
    };
    this.#detector = settings.detector(ground, ears);
    const exchange = {
      finished: (coordinator: number) => this.#decide(coordinator),
      heldChanged: (member: number) => listener.servingChanged(member, this.isServing(member)),
    };
    this.#exchange = settings.exchanges === true ? new PartitionExchange(ground, exchange) : null;
  }

  start(): void {
    this.#detector.start();
  }

  isServing(member: number): boolean {
    return this.#serving[member] === 1;
  }

  holdsWrites(member: number): boolean {
    return this.#exchange?.holdsWrites(member) === true;
  }

  membersSeen(member: number): number {
    const side = this.#detector.sideOf(member);
    return sizeOf(this.#sideLines === null ? side : this.#ownOf(member, side));
  }

  clusterSize(): number {
    return this.#size;
  }

  suspects(observer: number, subject: number): boolean {
    return this.#detector.sideOf(observer)[subject] === 0;
  }

  memberStopped(member: number): void {
    this.#exchange?.memberStopped(member);
    this.#claim?.over(member);
    this.#detector.disturbed(member);
  }

  /** It has left for good, having handed over everything: the cluster is one smaller. */
  memberDeparted(member: number): void {
    this.#line[member] = -1 - member;
    this.#setServing(member, false);
    this.#detector.departed?.(member);
  }

  /** Members of the cluster, the failed ones included. */
  get #size(): number {
    const { belongs } = this.#detector;
    return belongs === undefined ? this.#members.count : sizeOf(belongs);
  }

  memberPaused(member: number): void {
    this.#detector.disturbed(member);
  }

  memberStarted(member: number): void {
    this.#sideLines?.started(member);
    this.#detector.started(member);
    // A grid of one has nobody to notice that it began anew.
    if (this.#size === 1) this.#readmit(member, member);
  }

  memberResumed(member: number): void {
    this.#detector.resumed(member);
    this.#askAgain();
  }

  networkChanged(): void {
    this.#detector.networkChanged();
    this.#exchange?.networkChanged();
    this.#askAgain();
  }

  #onHeard({ observer, subject, suspected }: Readonly<Suspicion>): void {
    const sameLine = this.#line[subject] === this.#line[observer];
    if (sameLine && this.#hasRestarted(subject)) this.#noticeRestart(observer, subject);
    if (suspected) this.#listener.viewChanged?.();
    if (suspected || !sameLine) this.#reconsider(observer);
    this.#tellCoordinator(observer);
  }

  /** Whoever hears a member again tells the one who decides, for whom more may have become possible. */
  #tellCoordinator(observer: number): void {
    const side = this.#detector.sideOf(observer);
    const first = side.findIndex((on, member) => on === 1 && this.#hasSay(member, observer));
    if (first >= 0) this.#simulation.schedule(this.#network.meanDelay(observer, first), this.#commit, first);
  }

  #hasRestarted(member: number): boolean {
    return this.#admitted[member] !== this.#members.incarnation[member];
  }

  /** A process that came back before it was suspected; whoever decides without it acts, at once or with its next change of view. */
  #noticeRestart(observer: number, subject: number): void {
    const others = this.#detector.sideOf(observer);
    others[subject] = 0;
    if (!this.#isCoordinator(observer, others) || !this.#mayDecide(this.#answering(observer))) return;
    if (this.#exchange === null && this.#joins === null) this.#readmit(subject, observer);
    this.#reconsider(observer);
  }

  /** A new member all the same: its former self is removed first. */
  #readmit(member: number, coordinator: number): void {
    const before = this.#line[coordinator]!;
    const side = this.#detector.sideOf(coordinator);
    const others = side.map((on, other) => (this.#line[other] === this.#line[coordinator] ? on : 0));
    if (this.#size > 1) others[member] = 0;
    this.#remove(member, others);
    this.#takeBack(member, this.#anySide ? this.#line[coordinator]! : before);
  }

  /** What `observer` concludes from whom it suspects: whether it may serve, and, if it coordinates its side, what must change. */
  #reconsider(observer: number): void {
    const side = this.#detector.sideOf(observer);
    const majority = 2 * sizeOf(side) > this.#size;
    this.#setServing(observer, this.#anySide || (majority && this.#line[observer]! >= 0));
    if (!(this.#anySide || majority) || !this.#isCoordinator(observer, side)) return;
    for (const { subject } of this.#detector.openSuspicions(observer)) this.#listener.noticed(subject);
    if (this.#exchange !== null) this.#ask(this.#exchange, observer, side);
    else if (this.#anySide && this.#sideLines === null) this.#changeView(observer);
    else this.#propose(observer, side);
  }

  /** A new membership counts once everyone on the side has answered; nothing is asked when nothing would change. */
  #ask(exchange: PartitionExchange, observer: number, side: Uint8Array): void {
    const line = this.#line[observer];
    const differs = side.some((on, member) => on === 1 && (this.#line[member] !== line || this.#hasRestarted(member)));
    if (differs || this.#detector.openSuspicions(observer).length > 0) exchange.begin(observer, side);
  }

  /** Whether `member` may stand above `observer`: it has not been removed, and does not go on in a line of its own. */
  #hasSay(member: number, observer: number): boolean {
    return this.#sideLines === null ? this.#line[member]! >= 0 : this.#line[member] === this.#line[observer];
  }

  /** Where lines go on side by side: a new process has none, and decides nothing while it sees somebody who has. */
  #asksToJoin(observer: number, side: Uint8Array): boolean {
    if (this.#sideLines === null || !this.#hasRestarted(observer)) return false;
    return side.some((on, member) => on === 1 && this.#line[member]! >= 0 && !this.#hasRestarted(member));
  }

  /** Members of a side in the line of `observer`. */
  #ownOf(observer: number, side: Uint8Array): Uint8Array {
    return side.map((on, member) => (this.#line[member] === this.#line[observer] ? on : 0));
  }

  /** A new membership counts once a majority has confirmed it: one round trip to the farthest member of the side. */
  #propose(observer: number, side: Uint8Array): void {
    let farthest = 0;
    for (let member = 0; member < side.length; member++) {
      if (side[member] === 1) farthest = Math.max(farthest, this.#network.meanDelay(observer, member));
    }
    // Where the oldest of a line is gone, its successor asks the others for their view before it decides.
    const claims = this.#sideLines !== null && this.#line.indexOf(this.#line[observer]!) < observer;
    this.#simulation.schedule(Math.round((claims ? 4 : 2) * farthest), this.#commit, observer);
  }

  #onCommit(observer: number): void {
    if (this.#exchange !== null) {
      if (this.#members.isRunning(observer)) this.#reconsider(observer);
    } else this.#decide(observer);
  }

  #decide(observer: number): void {
    const coordinates = this.#isCoordinator(observer, this.#detector.sideOf(observer));
    if (!this.#members.isRunning(observer) || !coordinates) {
      this.#claim?.over(observer);
      return;
    }
    if (this.#claim !== null && this.#waitsForAnswers(this.#claim, observer)) return;
    if (this.#mayDecide(this.#answering(observer))) this.#changeView(observer);
  }

  /** Somebody may answer now who did not before. */
  #askAgain(): void {
    for (const claimant of this.#claim?.claimants ?? []) this.#propose(claimant, this.#detector.sideOf(claimant));
  }

  /** True while the successor of the oldest member lacks the answer of one that it does not suspect. */
  #waitsForAnswers(claim: MastershipClaim, observer: number): boolean {
    const claims = this.#line.indexOf(this.#line[observer]!) < observer;
    const answering = this.#answering(observer);
    const isMissed = (on: number, member: number) =>
      on === 1 && answering[member] === 0 && this.#line[member] === this.#line[observer];
    const missed = [...this.#detector.sideOf(observer)].flatMap((on, member) => (isMissed(on, member) ? [member] : []));
    if (!claims || missed.length === 0) {
      claim.over(observer);
      return false;
    }
    const { now } = this.#simulation;
    const { until, isNew } = claim.waits(observer, now);
    if (isNew) this.#simulation.scheduleAt(until, this.#commit, observer);
    if (now < until) return true;
    claim.over(observer);
    // Whoever has not answered is left out.
    for (const member of missed) this.#detector.suspect?.(observer, member);
    return false;
  }

  #mayDecide(side: Uint8Array): boolean {
    return this.#anySide || 2 * sizeOf(side) > this.#size;
  }

  /** The coordinator removes whom it suspects and takes back whom it hears again, as far as its word reaches. */
  #changeView(observer: number): void {
    const side = this.#answering(observer);
    // Who answers but was removed before has no say in this: it is taken back below, with a copy of what is decided here.
    const own = this.#ownOf(observer, side);
    for (const suspicion of this.#detector.openSuspicions(observer)) {
      suspicion.removed = true;
      this.#remove(suspicion.subject, own);
    }
    if (this.#joins !== null) this.#letIn(this.#joins, observer, side);
    else
      for (let member = 0; member < this.#members.count; member++) {
        // Under any-side a line may have formed without a member that nobody removed from it.
        const unremoved = this.#anySide || this.#line[member] === this.#line[observer];
        if (side[member] === 1 && unremoved && this.#hasRestarted(member)) this.#readmit(member, observer);
      }
    if (this.#sideLines !== null) {
      this.#listener.assembled(this.#ownOf(observer, side));
      this.#sideLines.seen(this.#withoutJoiners(side));
      return;
    }
    const line = this.#largestLine(side);
    let tookBack = false;
    for (let member = 0; member < this.#members.count; member++) {
      if (side[member] !== 1 || this.#line[member] === line) continue;
      this.#takeBack(member, line);
      tookBack = true;
    }
    this.#listener.assembled(side);
    // Who was taken back may be the one who decides from now on, and it may see more.
    const first = this.#detector.sideOf(observer).indexOf(1);
    if (tookBack && first >= 0 && first !== observer && this.#members.isRunning(first)) this.#reconsider(first);
  }

  /** New processes on the side ask to join; those who have waited long enough come in together, with one new table for all. */
  #letIn(joins: JoinGate, observer: number, side: Uint8Array): void {
    // One that sees nobody to ask begins a cluster of its own.
    if (this.#hasRestarted(observer)) this.#readmit(observer, observer);
    const { now } = this.#simulation;
    const joining: number[] = [];
    let opens = 0;
    for (let member = 0; member < side.length; member++) {
      if (side[member] !== 1 || member === observer || !this.#hasRestarted(member)) continue;
      joining.push(member);
      opens = joins.asked(observer, member, this.#members.incarnation[member]!, now);
    }
    if (joining.length === 0) return;
    const isOpen = now >= opens;
    // The former self of a process that has begun anew is removed at once, whenever it may join.
    for (const member of joining)
      if (isOpen || this.#line[member] === this.#line[observer]) this.#removeFormer(member, observer);
    if (!isOpen) {
      this.#simulation.scheduleAt(opens, this.#commit, observer);
      return;
    }
    joins.close(observer);
    const line = this.#line[observer]!;
    for (const member of joining) this.#line[member] = line;
    for (const member of joining) this.#takeBack(member, line);
  }

  #removeFormer(member: number, coordinator: number): void {
    const own = this.#ownOf(coordinator, this.#detector.sideOf(coordinator));
    own[member] = 0;
    this.#remove(member, own);
  }

  /** A side without processes that have yet to join: they are of no line. */
  #withoutJoiners(side: Uint8Array): Uint8Array {
    return this.#joins === null ? side : side.map((on, member) => (on === 1 && !this.#hasRestarted(member) ? 1 : 0));
  }

  /** Members of the observer's side that its messages reach and whose answers reach it. */
  #answering(observer: number): Uint8Array {
    const reaches = (member: number) =>
      this.#network.passes(observer, member) && this.#network.passes(member, observer);
    return this.#detector
      .sideOf(observer)
      .map((on, member) => (on === 1 && this.#members.isRunning(member) && reaches(member) ? 1 : 0));
  }

  #remove(subject: number, side: Uint8Array): void {
    const first = this.#anySide || this.#line[subject]! >= 0;
    if (!this.#anySide) this.#line[subject] = -1 - subject;
    else {
      this.#lines++;
      for (let member = 0; member < side.length; member++) if (side[member] === 1) this.#line[member] = this.#lines;
    }
    this.#sideLines?.removed(subject, side);
    if (first) this.#listener.declaredFailed(subject, this.#hasRestarted(subject));
    this.#listener.removed(subject, side);
  }

  /** A line learns that `subject` goes on without it, from which it was removed while it could not notice. */
  #separate(subject: number, side: Uint8Array): void {
    this.#lines++;
    for (let member = 0; member < side.length; member++) if (side[member] === 1) this.#line[member] = this.#lines;
    this.#listener.removed(subject, side);
    this.#listener.viewChanged?.();
  }

  /** Members of several lines see each other, and it is time: those of the smaller ones join the largest. */
  #mergeInto(side: Uint8Array): void {
    const line = this.#largestLine(side);
    for (let member = 0; member < side.length; member++)
      if (side[member] === 1 && this.#line[member]! >= 0 && this.#line[member] !== line) this.#takeBack(member, line);
    const joined = side.map((on, member) => (this.#line[member] === line ? on : 0));
    this.#listener.assembled(joined);
    const first = joined.indexOf(1);
    if (first >= 0) this.#reconsider(first);
  }

  /** `member` joins `line`, copies from its members and takes over their view. */
  #takeBack(member: number, line: number): void {
    this.#line[member] = line;
    this.#admitted[member] = this.#members.incarnation[member]!;
    this.#sideLines?.joined(member);
    this.#detector.forgive(member, (subject) => this.#line[subject] === line);
    const hosts = Uint8Array.from(this.#line, (other, host) => (other === line && this.#members.isUp(host) ? 1 : 0));
    this.#listener.cleared(member);
    this.#listener.joined(member, hosts);
    this.#listener.viewChanged?.();
    this.#setServing(member, true);
  }

  /** Of the lines that meet on a side, the one with the most living members; what members know of their line they bring along. */
  #largestLine(side: Uint8Array): number {
    let best = 0;
    let most = -1;
    for (let member = 0; member < side.length; member++) {
      const line = this.#line[member]!;
      if (side[member] !== 1 || line < 0 || (line === best && most >= 0)) continue;
      const size = sizeOf(this.#line.map((other, host) => (other === line && this.#members.isUp(host) ? 1 : 0)));
      if (size <= most) continue;
      best = line;
      most = size;
    }
    return best;
  }

  #setServing(member: number, serving: boolean): void {
    if ((this.#serving[member] === 1) === serving) return;
    this.#serving[member] = serving ? 1 : 0;
    this.#listener.servingChanged(member, serving);
  }

  #isCoordinator(observer: number, side: Uint8Array): boolean {
    if (this.#line[observer]! < 0 || this.#asksToJoin(observer, side)) return false;
    for (let member = 0; member < observer; member++)
      if (side[member] === 1 && this.#hasSay(member, observer)) return false;
    return true;
  }
}

function sizeOf(side: Uint8Array | Int32Array): number {
  let size = 0;
  for (const on of side) size += on;
  return size;
}
