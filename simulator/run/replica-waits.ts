/**
 * WAIT: a client that has written asks the primary how many replicas have the write, and is answered when enough have said so, or after a
 * time limit with fewer (replication.c: waitCommand, replicationRequestAckFromSlaves, processClientsWaitingReplicas).
 *
 * The WAIT follows the answer to the write, or comes with it in one go (pipelined). The primary asks all its replicas through the stream of
 * writes (REPLCONF GETACK), so a replica that gets the question has everything before it and answers at once: one round trip. The time
 * limit is the server's; the write stands in either case. A primary that dies or is replaced meanwhile gives no good answer.
 * A WAIT that follows takes the thread as long as its write did; a pipelined one costs no thread time of its own. A replaced primary lets
 * go of those who wait at their time limit, not at once.
 */
import type { Copy } from '../grid/copy.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import type { Members } from '../grid/members.ts';
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { Scenario, Source } from '../model/scenario.ts';
import { type Attempts, PUT } from '../traffic/attempts.ts';

type Wait = NonNullable<Source['client']['wait']>;
type Reply = (attempt: number, outcome: 'ok' | 'unavailable', member: number) => void;

/** sent: on its way to the primary or in its queue; blocked: waits there for replicas; answered: the answer is on its way. */
interface Waiting {
  readonly generation: number;
  stage: 'sent' | 'blocked' | 'answered';
}

export interface ReplicaWaitsParts {
  readonly simulation: Simulation;
  readonly members: Members;
  readonly attempts: Attempts;
  readonly grid: DataGrid;
  /** The time limit of a WAIT passed with too few replicas. */
  readonly unmet: () => void;
}

export class ReplicaWaits {
  readonly #parts: ReplicaWaitsParts;
  /** Of each source. */
  readonly #waits: readonly (Wait | undefined)[];
  readonly #onExpired: HandlerId;
  readonly #known = new Map<number, Waiting>();
  /** Attempts that are blocked at each member. */
  readonly #blocked: number[][];
  #reply: Reply = () => {};

  constructor(parts: ReplicaWaitsParts, waits: readonly (Wait | undefined)[]) {
    this.#parts = parts;
    this.#waits = waits;
    this.#blocked = Array.from({ length: parts.members.count }, () => []);
    this.#onExpired = parts.simulation.handler('wait/expired', (attempt, generation, member) =>
      this.#expired(attempt, generation, member),
    );
  }

  answersBy(reply: Reply): void {
    this.#reply = reply;
  }

  /** The client has the good answer of a write: true when it sends a WAIT now instead of being content. */
  follows(attempt: number): boolean {
    const { attempts } = this.#parts;
    if (this.#waitOf(attempt)?.pipelined !== false || !attempts.clientWaits(attempt)) return false;
    if (this.#stageOf(attempt) === 'answered') {
      this.#known.delete(attempt);
      return false;
    }
    this.#known.set(attempt, { generation: attempts.generation[attempt]!, stage: 'sent' });
    return true;
  }

  /** True for an attempt whose write is answered and whose WAIT has not reached the data yet. */
  isSent(attempt: number): boolean {
    return this.#stageOf(attempt) === 'sent';
  }

  /** The primary is about to answer a write: true when its client has sent a WAIT along, which is served first. */
  comesWith(attempt: number): boolean {
    const { attempts } = this.#parts;
    if (this.#waitOf(attempt)?.pipelined !== true) return false;
    this.#known.set(attempt, { generation: attempts.generation[attempt]!, stage: 'sent' });
    this.serve(attempt, attempts.member[attempt]!);
    return true;
  }

  /** The WAIT is served at `member`: answered at once, or blocked until replicas have answered. */
  serve(attempt: number, member: number): void {
    const { simulation, attempts, grid } = this.#parts;
    const primary = this.#primaryOf(attempt, member);
    if (primary === null) {
      this.#answer(attempt, 'unavailable', member);
      return;
    }
    if (this.#isMet(attempt, primary)) {
      this.#answer(attempt, 'ok', member);
      return;
    }
    this.#known.get(attempt)!.stage = 'blocked';
    this.#blocked[member]!.push(attempt);
    grid.replication.askForConfirmations(primary);
    simulation.schedule(
      this.#waitOf(attempt)!.timeout,
      this.#onExpired,
      attempt,
      attempts.generation[attempt]!,
      member,
    );
  }

  /** `primary` has heard how far its replicas are. */
  confirmed(primary: Copy): void {
    const blocked = this.#blocked[primary.member]!;
    if (blocked.length === 0) return;
    const met = blocked.filter((attempt) => this.#isBlocked(attempt) && this.#isMet(attempt, primary));
    for (const attempt of met) this.#answer(attempt, 'ok', primary.member);
    this.#blocked[primary.member] = this.#blocked[primary.member]!.filter((attempt) => this.#isBlocked(attempt));
  }

  #expired(attempt: number, generation: number, member: number): void {
    const { attempts, members, unmet } = this.#parts;
    if (attempts.generation[attempt] !== generation || !this.#isBlocked(attempt)) return;
    if (members.isPaused(member)) {
      members.deferMessage(member, this.#onExpired, attempt, generation, member);
      return;
    }
    const isPrimary = this.#primaryOf(attempt, member) !== null;
    if (isPrimary) unmet();
    this.#answer(attempt, isPrimary ? 'ok' : 'unavailable', member);
    this.#blocked[member] = this.#blocked[member]!.filter((other) => other !== attempt);
  }

  #answer(attempt: number, outcome: 'ok' | 'unavailable', member: number): void {
    this.#known.get(attempt)!.stage = 'answered';
    this.#reply(attempt, outcome, member);
  }

  #waitOf(attempt: number): Wait | undefined {
    const { attempts } = this.#parts;
    return attempts.operation[attempt] === PUT ? this.#waits[attempts.source[attempt]!] : undefined;
  }

  #stageOf(attempt: number): Waiting['stage'] | undefined {
    const known = this.#known.get(attempt);
    return known?.generation === this.#parts.attempts.generation[attempt] ? known?.stage : undefined;
  }

  /** Neither answered nor dropped with the process that it waited at. */
  #isBlocked(attempt: number): boolean {
    return this.#stageOf(attempt) === 'blocked' && this.#parts.attempts.isUnderWay(attempt);
  }

  /** The copy that took the write, if it is still primary on the same line of history. */
  #primaryOf(attempt: number, member: number): Copy | null {
    const { attempts, grid } = this.#parts;
    const copy = grid.copyAt(member, attempts.partition[attempt]!);
    const branch = grid.history.writes.branch[attempts.row[attempt]!];
    return copy?.role === 'primary' && copy.branch.id === branch ? copy : null;
  }

  /** A row is kept until its client knows, so the attempt's is still that of its write. */
  #isMet(attempt: number, primary: Copy): boolean {
    const { attempts, grid } = this.#parts;
    const row = attempts.row[attempt]!;
    const { writes } = grid.history;
    if (writes.partition[row] !== primary.partition || writes.branch[row] !== primary.branch.id) return false;
    let replicas = 0;
    for (const { role, confirmed } of primary.backups)
      if (role === 'backup' && confirmed >= writes.offset[row]!) replicas++;
    return replicas >= this.#waitOf(attempt)!.replicas;
  }
}

/** The waits of a scenario's sources; null when no client waits. */
export function replicaWaitsOf(scenario: Scenario, parts: ReplicaWaitsParts): ReplicaWaits | null {
  const waits = scenario.workload.map(({ client }) => client.wait);
  return waits.every((wait) => wait === undefined) ? null : new ReplicaWaits(parts, waits);
}
