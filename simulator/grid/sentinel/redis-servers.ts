/**
 * The Redis servers as sentinels meet them: whose replica each is (REPLICAOF, kept in its configuration file), and what INFO says.
 *
 * A replica whose primary's process ended says at once that its link is down; one whose primary fell silent says so after repl-timeout.
 * For how long it has been down is told in whole seconds of the wall clock.
 */
import type { RandomStream } from '../../kernel/random-stream.ts';
import type { MembershipGround } from '../membership.ts';
import type { Ownership } from '../ownership.ts';
import type { Message } from './messages.ts';
import { NEVER, NOBODY, REPLICATION_TIMEOUT } from './sentinel-options.ts';

export interface RedisServersPort {
  /** `member` has become primary in the place of `predecessor`, under `epoch`. */
  tookOver(member: number, predecessor: number, epoch: number): void;
  /** `member` has become a replica of `primary`. */
  demoted(member: number, primary: number): void;
}

export class RedisServers {
  readonly #members: MembershipGround['members'];
  readonly #ownership: Ownership;
  readonly #priorities: readonly number[];
  readonly #stream: RandomStream;
  readonly #port: RedisServersPort;
  /** Whom each member replicates; −1: it is primary. */
  readonly #primaryOf: Int32Array;
  readonly #runId: Float64Array;
  /** How far into a second of the wall clock time 0 is, ms. */
  readonly #clockPhase: number;
  /** When a replica noticed, or will notice, that its link is down, in ms; NEVER while it is up. */
  readonly #linkDownSince: Float64Array;

  constructor(
    members: MembershipGround['members'],
    ownership: Ownership,
    settings: { readonly initialPrimaryOf: Int32Array; readonly priorities: readonly number[] },
    stream: RandomStream,
    port: RedisServersPort,
  ) {
    this.#members = members;
    this.#ownership = ownership;
    this.#priorities = settings.priorities;
    this.#stream = stream;
    this.#port = port;
    this.#primaryOf = settings.initialPrimaryOf.slice();
    this.#runId = Float64Array.from({ length: members.count }, () => stream.uniform());
    this.#clockPhase = stream.below(1000);
    this.#linkDownSince = new Float64Array(members.count).fill(NEVER);
  }

  /** Whom `member` replicates, −1 when it is primary. */
  primaryOf(member: number): number {
    return this.#primaryOf[member]!;
  }

  started(member: number): void {
    this.#runId[member] = this.#stream.uniform();
    this.#linkDownSince[member] = NEVER;
  }

  /** Processes or packets may have broken or mended links between servers. */
  linksChanged(now: number): void {
    for (let member = 0; member < this.#members.count; member++) this.#lookAtLink(member, now);
  }

  /** REPLICAOF, with −1 for NO ONE. */
  replicaOf(member: number, primary: number, epoch: number): void {
    const before = this.#primaryOf[member]!;
    if (before === primary || primary === member) return;
    this.#primaryOf[member] = primary;
    this.#linkDownSince[member] = NEVER;
    if (primary === NOBODY) this.#port.tookOver(member, before, epoch);
    else this.#port.demoted(member, primary);
  }

  /** Fills what INFO says of `member`. */
  inform(member: number, now: number, reply: Message): void {
    this.#lookAtLink(member, now);
    const since = this.#linkDownSince[member]!;
    const isDown = since !== NEVER && since <= now;
    reply.primary = this.#primaryOf[member]!;
    reply.flag = !isDown && this.#ownership.isLinkUp(member);
    reply.linkDownTime = isDown ? 1000 * (this.#second(now) - this.#second(since)) : 0;
    reply.offset = this.#ownership.offsetOf(member);
    reply.priority = this.#priorities[member]!;
    reply.runId = this.#runId[member]!;
  }

  #second(time: number): number {
    return Math.floor((time + this.#clockPhase) / 1000);
  }

  #lookAtLink(member: number, now: number): void {
    const primary = this.#primaryOf[member]!;
    if (primary === NOBODY || this.#ownership.isLinkUp(member)) {
      this.#linkDownSince[member] = NEVER;
      return;
    }
    const isClosed = !this.#members.isUp(primary) && this.#members.isHostUp(primary);
    if (this.#linkDownSince[member] === NEVER) this.#linkDownSince[member] = isClosed ? now : now + REPLICATION_TIMEOUT;
  }
}
