/**
 * What a Redis process does first when it goes on after a pause: its event loop reads the sockets that had data, and those of clients had
 * it before the cluster could tell of a failover (ae.c, cluster.c 7.0.15: aeProcessEvents, clusterReadHandler).
 *
 * Silent for half the node timeout it lost its inbound bus links; whatever tells of its successor came on newer ones, which wait to be
 * accepted. The first turn of the loop executes everything in the clients' sockets and accepts; the second executes what clients sent
 * during the first, in the order in which sockets were known, and reads the new links last. A client that waited through the pause is
 * therefore told OK by a primary that has been replaced, for a write that is thrown away when it reads of that.
 * Requests of both turns are counted, not told apart: where they are not served in order, as many go first.
 * Left out: more than 16 KiB waiting on one connection, of which the rest takes another turn; the tick, which SIGCONT runs before and the
 * end of a stalled machine after the first turn.
 */
import type { Members } from '../grid/members.ts';
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { Station } from '../units/station.ts';

type Served = (unit: number, request: number) => void;

/** Turns of the loop before a link is read that was not accepted yet. */
const TURNS = 2;

export class FirstTurn implements Station {
  readonly #simulation: Simulation;
  readonly #members: Members;
  readonly #station: Station;
  /** Requests inside each unit. */
  readonly #requests: Int32Array;
  /** Of these, how many the present turn still has to execute, and how many turns are left. */
  readonly #owed: Int32Array;
  readonly #turnsLeft: Int32Array;
  /** Registered with the first pause that ends, so that runs without one have no handler of it. */
  #begin: HandlerId = -1;

  /** `make` makes the station out of what becomes of a request whose thread time is over. */
  constructor(simulation: Simulation, members: Members, make: (served: Served) => Station, served: Served) {
    this.#simulation = simulation;
    this.#members = members;
    this.#station = make((unit, request) => {
      const before = this.#requests[unit]!;
      served(unit, request);
      // It waits for the store and keeps its thread; a loop does not wait.
      if (this.#owed[unit]! > 0 && this.#requests[unit] === before) this.#end(unit);
    });
    this.#requests = new Int32Array(members.count);
    this.#owed = new Int32Array(members.count);
    this.#turnsLeft = new Int32Array(members.count);
  }

  offer(unit: number, request: number, demand: number): boolean {
    const isTaken = this.#station.offer(unit, request, demand);
    if (isTaken) this.#requests[unit]!++;
    return isTaken;
  }

  release(unit: number): void {
    this.#station.release(unit);
    this.#requests[unit]!--;
    if (this.#owed[unit]! > 0 && --this.#owed[unit]! === 0) this.#nextTurn(unit);
  }

  stop(unit: number): void {
    this.#station.stop(unit);
    this.#requests[unit] = 0;
    this.#owed[unit] = 0;
    this.#turnsLeft[unit] = 0;
  }

  pauseChanged(unit: number): void {
    this.#station.pauseChanged(unit);
    if (!this.#members.isRunning(unit)) return;
    this.#members.executesFirst(unit);
    if (this.#begin < 0)
      this.#begin = this.#simulation.handler('event-loop/first-turn', (member, incarnation) => {
        if (this.#members.incarnation[member] === incarnation) this.#beginTurns(member);
      });
    // Behind the requests that waited in sockets, which arrive in this same instant.
    this.#simulation.schedule(0, this.#begin, unit, this.#members.incarnation[unit]!, 0);
  }

  slow(unit: number, factor: number): void {
    this.#station.slow(unit, factor);
  }

  #beginTurns(member: number): void {
    if (!this.#members.isRunning(member)) return;
    this.#turnsLeft[member] = TURNS;
    this.#nextTurn(member);
  }

  #nextTurn(member: number): void {
    const present = this.#requests[member]!;
    if (this.#turnsLeft[member]! > 0 && present > 0) {
      this.#turnsLeft[member]!--;
      this.#owed[member] = present;
      return;
    }
    this.#end(member);
  }

  #end(member: number): void {
    this.#turnsLeft[member] = 0;
    this.#owed[member] = 0;
    this.#members.hasExecuted(member);
  }
}
