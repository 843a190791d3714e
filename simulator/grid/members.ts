/**
 * Members as processes on hosts: running, paused or stopped, with an incarnation that counts starts.
 *
 * A paused process loses nothing: what arrives waits in its socket buffers and is handled in order when it goes on; what it was
 * about to finish takes as long again as was left. A stopped process loses everything it held and everything sent to it.
 * Where the product has one loop for clients and cluster, the requests that waited can be put before the messages of the cluster.
 * What members do with messages is not known here.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';

interface Waiting {
  readonly remaining: number;
  readonly handler: HandlerId;
  readonly a: number;
  readonly b: number;
  readonly x: number;
}

export class Members {
  readonly count: number;
  /** Starts of the process so far; a message meant for an earlier incarnation is void. */
  readonly incarnation: Int32Array;
  readonly #up: Uint8Array;
  readonly #hostUp: Uint8Array;
  readonly #pauses: Int32Array;
  readonly #pausedAt: Float64Array;
  readonly #waiting: Waiting[][];
  /** What processes have not read yet that execute first what waited in the sockets of their clients. */
  readonly #unread = new Map<number, Waiting[]>();
  readonly #simulation: Simulation;

  /** The first `running` of `count` members have a process; the others are away. */
  constructor(simulation: Simulation, count: number, running = count) {
    this.#simulation = simulation;
    this.count = count;
    this.incarnation = new Int32Array(count).fill(1);
    this.#up = new Uint8Array(count).fill(1, 0, running);
    this.#hostUp = new Uint8Array(count).fill(1);
    this.#pauses = new Int32Array(count);
    this.#pausedAt = new Float64Array(count);
    this.#waiting = Array.from({ length: count }, () => []);
  }

  /** The process exists (it may be paused). */
  isUp(member: number): boolean {
    return this.#up[member] === 1;
  }

  /** The process exists and executes. */
  isRunning(member: number): boolean {
    return this.#up[member] === 1 && this.#pauses[member] === 0;
  }

  isPaused(member: number): boolean {
    return this.#up[member] === 1 && this.#pauses[member]! > 0;
  }

  /** The host answers: with its process gone a connection is refused at once instead of timing out. */
  isHostUp(member: number): boolean {
    return this.#hostUp[member] === 1;
  }

  /** The process ends. `withHost`: the host goes silent too. */
  stop(member: number, withHost: boolean): void {
    this.#up[member] = 0;
    if (withHost) this.#hostUp[member] = 0;
    this.#waiting[member] = [];
    this.#unread.delete(member);
  }

  start(member: number): void {
    this.#up[member] = 1;
    this.#hostUp[member] = 1;
    this.#pauses[member] = 0;
    this.incarnation[member]!++;
  }

  pause(member: number): void {
    if (this.#pauses[member]!++ === 0) this.#pausedAt[member] = this.#simulation.now;
  }

  /** When the pause that a process is in began, ns. */
  pausedSince(member: number): number {
    return this.#pausedAt[member]!;
  }

  /** Ends one pause; when it was the last, what waited is scheduled in the order it came. Returns true when the process goes on. */
  resume(member: number): boolean {
    if (this.#up[member] === 0 || this.#pauses[member] === 0) return false;
    if (--this.#pauses[member]! > 0) return false;
    const waiting = this.#waiting[member]!;
    this.#waiting[member] = [];
    for (const { remaining, handler, a, b, x } of waiting) this.#simulation.schedule(remaining, handler, a, b, x);
    return true;
  }

  /** A message reached a paused process: it is handled when the process goes on. */
  deferMessage(member: number, handler: HandlerId, a: number, b: number, x: number): void {
    this.#waiting[member]!.push({ remaining: 0, handler, a, b, x });
  }

  /** Work due now in a paused process: what was left of it when the pause began is done after it. */
  deferWork(member: number, handler: HandlerId, a: number, b: number, x: number): void {
    this.#waiting[member]!.push({ remaining: this.#simulation.now - this.#pausedAt[member]!, handler, a, b, x });
  }

  /** The process executes first what waited in the sockets of its clients; what its cluster sent waits until `hasExecuted`. */
  executesFirst(member: number): void {
    if (!this.#unread.has(member)) this.#unread.set(member, []);
  }

  isExecutingFirst(member: number): boolean {
    return this.#unread.has(member);
  }

  /** A message of the cluster that a process reads after what it executes first. */
  deferUntilExecuted(member: number, handler: HandlerId, a: number, b: number, x: number): void {
    this.#unread.get(member)!.push({ remaining: 0, handler, a, b, x });
  }

  /** What the clients had sent is done: messages of the cluster are read, in the order they came. */
  hasExecuted(member: number): void {
    const unread = this.#unread.get(member) ?? [];
    this.#unread.delete(member);
    for (const { handler, a, b, x } of unread) this.#simulation.schedule(0, handler, a, b, x);
  }
}
