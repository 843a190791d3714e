/**
 * The numbering of the invalidations of one map, by which near caches find that some never came (Hazelcast: MetaDataGenerator at members,
 * RepairingHandler and RepairingTask beside the near cache).
 *
 * The invalidations of a partition are counted; a partition that began anew has another life (Hazelcast: its UUID). A near cache remembers
 * the last number it heard of each partition. A gap between two messages, or between the last one and what a member tells when asked, is so
 * many missed ones. When more than `tolerated` are missed over all partitions, what was kept of these partitions before is stale: its
 * entries are asked for again. Up to `tolerated` are never repaired. What a member has numbered and not sent yet counts as missed, too, when
 * it is asked. Left out: numbers of the two sides of a split are one row, and a promoted backup misses none.
 */
export interface Seen {
  /** By partition: last number heard, its life, how many were missed since the last repair, and up to where entries are stale. */
  readonly number: Float64Array;
  readonly life: Float64Array;
  readonly missed: Float64Array;
  readonly stale: Float64Array;
  /** Missed over all partitions. */
  total: number;
}

export class InvalidationNumbers {
  /** By partition: invalidations so far in its present life, and which life it is. */
  readonly last: Float64Array;
  readonly life: Float64Array;
  readonly #tolerated: number;
  readonly #seen: (Seen | undefined)[] = [];

  constructor(partitions: number, tolerated: number) {
    this.last = new Float64Array(partitions);
    this.life = new Float64Array(partitions);
    this.#tolerated = tolerated;
  }

  /** Number of the next invalidation of the partition. */
  next(partition: number): number {
    return ++this.last[partition]!;
  }

  /** The partition lost all copies: whoever owns it next counts from the start. */
  beganAnew(partition: number): void {
    this.life[partition]!++;
    this.last[partition] = 0;
  }

  /** What the near cache at `location` has heard; one that is new has asked all members first. */
  at(location: number): Seen {
    const known = this.#seen[location];
    if (known !== undefined) return known;
    const partitions = this.last.length;
    const made: Seen = {
      number: this.last.slice(),
      life: this.life.slice(),
      missed: new Float64Array(partitions),
      stale: new Float64Array(partitions),
      total: 0,
    };
    this.#seen[location] = made;
    return made;
  }

  /** A message carries this number (`isMessage`), or a member tells it when asked. Returns how many the near cache finds to have missed. */
  heard(location: number, partition: number, life: number, number: number, isMessage: boolean): number {
    const seen = this.at(location);
    if (life < seen.life[partition]!) return 0;
    if (life > seen.life[partition]!) {
      seen.total -= seen.missed[partition]!;
      seen.life[partition] = life;
      seen.missed[partition] = 0;
      seen.stale[partition] = 0;
      seen.number[partition] = number;
      return 0;
    }
    const ahead = number - seen.number[partition]!;
    if (ahead <= 0) return 0;
    seen.number[partition] = number;
    const missed = isMessage ? ahead - 1 : ahead;
    seen.missed[partition]! += missed;
    seen.total += missed;
    return missed;
  }

  mustRepair(location: number): boolean {
    return this.at(location).total > this.#tolerated;
  }

  /** What the near cache keeps of partitions with missed invalidations is stale from now on. */
  repair(location: number): void {
    const seen = this.at(location);
    for (let partition = 0; partition < seen.missed.length; partition++) {
      if (seen.missed[partition] === 0) continue;
      seen.missed[partition] = 0;
      seen.stale[partition] = seen.number[partition]!;
    }
    seen.total = 0;
  }

  /** Whether a value kept in that life, when `number` was the last one heard, must not be read any more. */
  isStale(location: number, partition: number, life: number, number: number): boolean {
    const seen = this.at(location);
    return life !== seen.life[partition] || number < seen.stale[partition]!;
  }
}
