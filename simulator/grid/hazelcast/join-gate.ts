/**
 * Hazelcast collects those who want to join (ClusterJoinManager): the oldest member lets them in together, `wait` after the last of them
 * asked. Requests later than `maxWait` after the first one do not prolong it. So members that start together cause one new partition
 * table, and members that start one by one a table each.
 *
 * Left out: a joiner asks again about once a second, and is let in only then.
 */
export interface JoinSettings {
  /** ns, hazelcast.wait.seconds.before.join. */
  readonly wait: number;
  /** ns, hazelcast.max.wait.seconds.before.join. */
  readonly maxWait: number;
}

interface Collection {
  readonly first: number;
  opens: number;
  /** Member → start of its process. */
  readonly joining: Map<number, number>;
}

export class JoinGate {
  readonly #settings: JoinSettings;
  /** By oldest member. */
  readonly #collections = new Map<number, Collection>();

  constructor(settings: JoinSettings) {
    this.#settings = settings;
  }

  /** The process of `member` asks `oldest` to join; returns when those who wait are let in, in ns. */
  asked(oldest: number, member: number, incarnation: number, now: number): number {
    const { wait, maxWait } = this.#settings;
    const known = this.#collections.get(oldest);
    const collection = known ?? { first: now, opens: now + wait, joining: new Map<number, number>() };
    this.#collections.set(oldest, collection);
    if (collection.joining.get(member) === incarnation) return collection.opens;
    collection.joining.set(member, incarnation);
    if (now - collection.first < maxWait) collection.opens = now + wait;
    return collection.opens;
  }

  /** Those who waited at `oldest` are in, or it is no longer the one to ask. */
  close(oldest: number): void {
    this.#collections.delete(oldest);
  }
}
