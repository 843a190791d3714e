/**
 * What a unit waits for between the thread time of a request and its data: the store (write-through, fetching a row), room in a queue, or
 * what a map without partitions asks for. An update that is one step at the data needs what its read and its write need, in turn.
 */
import { type Attempts, GET, PUT, READS_ITSELF } from '../traffic/attempts.ts';
import type { StepBefore } from './durability.ts';
import type { MapService } from './map-service.ts';

export interface StepsBeforeParts {
  readonly attempts: Attempts;
  /** For each map: what happens before a write is applied (write-through, room in the pump), or null. */
  readonly beforeWrites: readonly (StepBefore | null)[];
  /** For each map: what happens before a read is answered (fetching the row), or null. */
  readonly beforeReads: readonly (StepBefore | null)[];
  /** For each map: its service, or null when it is partitioned. */
  readonly services: readonly (MapService | null)[];
}

export class StepsBefore {
  readonly #parts: StepsBeforeParts;

  constructor(parts: StepsBeforeParts) {
    this.#parts = parts;
  }

  /** The step of this attempt, or null when nothing is to wait for. */
  of(attempt: number): StepBefore | null {
    const { attempts, beforeWrites, beforeReads, services } = this.#parts;
    const map = attempts.map[attempt]!;
    const service = map < 0 ? null : services[map]!;
    if (service !== null) return service.beforeRelease ?? null;
    switch (attempts.operation[attempt]) {
      case PUT:
        if (attempts.condition[attempt] === READS_ITSELF) return this.#inTurn(beforeReads[map]!, beforeWrites[map]!);
        return beforeWrites[map]!;
      case GET:
        return beforeReads[map]!;
      default:
        return null;
    }
  }

  #inTurn(read: StepBefore | null, write: StepBefore | null): StepBefore | null {
    if (read === null || write === null) return read ?? write;
    const { attempts } = this.#parts;
    return (attempt, whenDone) => {
      const generation = attempts.generation[attempt]!;
      read(attempt, (mayGoOn) => {
        if (mayGoOn && attempts.generation[attempt] === generation && attempts.isUnderWay(attempt))
          write(attempt, whenDone);
        else whenDone(false);
      });
    };
  }
}
