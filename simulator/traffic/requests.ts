/**
 * Requests of several calls: a fan-out that is done when all its keys are answered, an update that reads and then writes.
 *
 * A call is one operation on one key with all its tries. When the last call of a request has ended, the request has, and it has failed
 * when one of them did. A request of one call needs no row here: its attempt stands for it.
 */
import { invariant } from '../kernel/invariant.ts';
import type { Failure } from './source.ts';

export class Requests {
  /** Calls that have not ended, why the first one failed, and whether a read is followed by a write; by request. */
  readonly #remaining: number[] = [];
  readonly #failure: (Failure | null)[] = [];
  readonly #updates: boolean[] = [];
  /** How often the write of an update was refused because the key had changed. */
  readonly #conflicts: number[] = [];
  readonly #free: number[] = [];

  /** Requests that wait for an answer. */
  get size(): number {
    return this.#remaining.length - this.#free.length;
  }

  add(calls: number, update: boolean): number {
    const request = this.#free.pop() ?? this.#remaining.length;
    this.#remaining[request] = calls;
    this.#failure[request] = null;
    this.#updates[request] = update;
    this.#conflicts[request] = 0;
    return request;
  }

  /** True when the read of this request, once answered, is followed by a write of the same key. */
  isUpdate(request: number): boolean {
    return this.#updates[request]!;
  }

  /** The write of this update was refused once more; returns how often before. */
  conflict(request: number): number {
    return this.#conflicts[request]!++;
  }

  /** One of its calls has ended. Returns true when it was the last one. */
  callEnded(request: number, failure: Failure | null): boolean {
    invariant(this.#remaining[request]! > 0, 'a call of a request that was over');
    this.#failure[request] ??= failure;
    this.#remaining[request]!--;
    return this.#remaining[request] === 0;
  }

  /** Why its first failed call failed; null: all were answered. */
  failureOf(request: number): Failure | null {
    return this.#failure[request]!;
  }

  remove(request: number): void {
    this.#free.push(request);
  }
}
