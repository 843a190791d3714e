/**
 * Hints as a coordinator sees them: who keeps a write for a replica that cannot take it, and whether that counts among the W (a sloppy
 * quorum counts a hint outside of the replicas of its key; Dynamo, SOSP 2007, 4.6).
 */
import type { Hints } from './hints.ts';
import { ANSWERED, ASKED, type Operations, REFUSED } from './operations.ts';
import type { Replicas } from './replicas.ts';
import type { StandIns } from './stand-ins.ts';

export interface HandoffParts {
  readonly replicas: Replicas;
  readonly hints: Hints;
  readonly standIns: StandIns;
  /** ns after which a silent replica gets a hint. */
  readonly after: number;
  readonly sloppy: boolean;
  stored(): void;
}

export class Handoff {
  readonly after: number;
  readonly #parts: HandoffParts;

  constructor(parts: HandoffParts) {
    this.#parts = parts;
    this.after = parts.after;
  }

  /** How many hints may count for so many suspected replicas of the key. */
  substitutes(key: number, place: number, suspected: number): number {
    const { sloppy, standIns } = this.#parts;
    return sloppy && suspected > 0 ? Math.min(suspected, standIns.outside(key, place)) : 0;
  }

  /** Chooses the member that keeps the write for `replica`; −1: there is none. */
  assign(operations: Operations, operation: number, replica: number): number {
    const { replicas, standIns } = this.#parts;
    const taken = (member: number) => {
      for (let other = 0; other < replicas.each; other++)
        if (operations.keeper(operation, other) === member) return true;
      return false;
    };
    const keeper = standIns.keeperFor(operations.key[operation]!, replica, operations.place[operation]!, taken);
    if (keeper < 0) return keeper;
    operations.setKeeper(operation, replica, keeper);
    // That of a suspected replica was counted on from the beginning; that of one that refused is from now on.
    if (operations.state(operation, replica) === REFUSED && this.counts(operations, operation, replica))
      operations.possible[operation]!++;
    return keeper;
  }

  /** Whether the hint for `replica` stands for its acknowledgement. */
  counts(operations: Operations, operation: number, replica: number): boolean {
    if (!this.#parts.sloppy || operations.state(operation, replica) === ANSWERED) return false;
    return this.#parts.replicas.indexOf(operations.key[operation]!, operations.keeper(operation, replica)) < 0;
  }

  /** Whether the coordinator relies on that hint; for a silent replica it still relies on the replica itself. */
  isReliedOn(operations: Operations, operation: number, replica: number): boolean {
    return operations.state(operation, replica) !== ASKED && this.counts(operations, operation, replica);
  }

  /** The keeper has the hint. */
  store(operations: Operations, operation: number, replica: number): void {
    const keeper = operations.keeper(operation, replica);
    this.#parts.hints.store(keeper, operations.key[operation]!, replica, operations.version[operation]!);
    this.#parts.stored();
  }
}
