/**
 * PFAIL and FAIL: how a suspicion becomes a failure of the cluster's and how it is taken back (markNodeAsFailingIfNeeded,
 * clearNodeFailureIfNeeded).
 *
 * A node that holds a subject PFAIL itself, and has reports of a majority of the primaries (its own opinion counts if it is one), marks it
 * FAIL and tells everyone. A pong takes PFAIL back at once, FAIL too for replicas and nodes without slots; a primary with slots stays FAIL
 * for 2T, so that a replica may be elected meanwhile.
 */
import type { MembershipListener } from '../membership.ts';
import type { Configuration } from './configuration.ts';
import type { FailureReports } from './failure-reports.ts';
import type { Messages } from './messages.ts';
import { FAIL, NOBODY, PFAIL, type Views } from './views.ts';
import type { WallClock } from './wall-clock.ts';

/** A primary with slots stays FAIL this many T (CLUSTER_FAIL_UNDO_TIME_MULT). */
const FAIL_UNDO = 2;

interface FailureParts {
  readonly views: Views;
  readonly clock: WallClock;
  readonly reports: FailureReports;
  readonly configuration: Configuration;
  readonly messages: Messages;
  readonly listener: MembershipListener;
}

export class FailureFlags {
  readonly #parts: FailureParts;
  readonly #views: Views;
  readonly #nodeTimeout: number;
  /** Members that have been declared failed and not been cleared. */
  readonly #declared: Uint8Array;

  constructor(parts: FailureParts, nodeTimeoutMs: number) {
    this.#parts = parts;
    this.#views = parts.views;
    this.#nodeTimeout = nodeTimeoutMs;
    this.#declared = new Uint8Array(parts.views.count);
  }

  suspect(observer: number, subject: number): void {
    this.#views.setFlags(observer, subject, PFAIL);
    this.#parts.listener.suspected(observer, subject);
  }

  /** A primary reported `subject`: is it a majority now? */
  reported(observer: number, subject: number): void {
    const { reports, clock, messages } = this.#parts;
    const views = this.#views;
    const pair = observer * views.count + subject;
    if (views.flags[pair] !== PFAIL) return;
    const own = views.isPrimary(observer, observer) ? 1 : 0;
    if (reports.count(pair, clock.now) + own < views.majority(observer)) return;
    this.fail(observer, subject);
    messages.broadcastFail(observer, subject);
  }

  fail(observer: number, subject: number): void {
    const { clock, configuration } = this.#parts;
    this.#views.setFlags(observer, subject, FAIL);
    this.#views.failTime[observer * this.#views.count + subject] = clock.now;
    configuration.stale[observer] = 1;
    this.#tell(subject);
  }

  /** A pong on the own link: the ping is answered, and a failure flag may go. */
  answered(node: number, peer: number): void {
    const views = this.#views;
    const pair = node * views.count + peer;
    const now = this.#parts.clock.now;
    views.pongReceived[pair] = now;
    views.pingSent[pair] = 0;
    views.due[pair] = now + this.#nodeTimeout / 2;
    if (views.flags[pair] === 0) return;
    const ownsSlots = views.primary[pair] === NOBODY && views.shardOf[pair] !== NOBODY;
    const young = now - views.failTime[pair]! <= FAIL_UNDO * this.#nodeTimeout;
    if (views.flags[pair] === FAIL && ownsSlots && young) return;
    views.setFlags(node, peer, 0);
    this.#parts.configuration.stale[node] = 1;
    this.#tell(peer);
  }

  /** The views of `observer` were emptied: its opinion and the reports it had are gone. */
  forget(observer: number): void {
    for (let subject = 0; subject < this.#views.count; subject++) {
      this.#parts.reports.drop(observer * this.#views.count + subject);
      this.#tell(subject);
    }
  }

  #tell(subject: number): void {
    const failed = this.#views.failedBy[subject]! > 0 ? 1 : 0;
    if (failed === this.#declared[subject]) return;
    this.#declared[subject] = failed;
    if (failed === 1) this.#parts.listener.declaredFailed(subject);
    else this.#parts.listener.cleared(subject);
  }
}
