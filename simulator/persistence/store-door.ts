/**
 * The way from the pumps to the store. A member whose pumps stall sends nothing: its batches wait here and leave, in order, when the
 * last stall is over. A stopped process takes its waiting batches with it.
 */
import type { HandlerId } from '../kernel/simulation.ts';
import type { Store } from './store.ts';

/** What a pump needs of the store. */
export type StoreAccess = Pick<Store, 'write' | 'failedSince'>;

interface Held {
  readonly rows: number;
  readonly done: HandlerId;
  readonly b: number;
}

export class StoreDoor implements StoreAccess {
  readonly #store: Store;
  /** Stalls at work, and what waits for their end; only members that ever stalled. */
  readonly #stalls = new Map<number, number>();
  readonly #held = new Map<number, Held[]>();

  constructor(store: Store) {
    this.#store = store;
  }

  write(rows: number, done: HandlerId, member: number, b: number): void {
    const held = this.#held.get(member);
    if (held === undefined) this.#store.write(rows, done, member, b);
    else held.push({ rows, done, b });
  }

  failedSince(startedAt: number): boolean {
    return this.#store.failedSince(startedAt);
  }

  stall(member: number): void {
    this.#stalls.set(member, (this.#stalls.get(member) ?? 0) + 1);
    if (!this.#held.has(member)) this.#held.set(member, []);
  }

  /** Ends one stall. */
  release(member: number): void {
    const left = this.#stalls.get(member)! - 1;
    this.#stalls.set(member, left);
    if (left > 0) return;
    const held = this.#held.get(member)!;
    this.#held.delete(member);
    for (const { rows, done, b } of held) this.#store.write(rows, done, member, b);
  }

  memberStopped(member: number): void {
    if (this.#held.has(member)) this.#held.set(member, []);
  }
}
