/**
 * What every node believes of every other: times, failure flags, roles, slots and epochs. One row of typed arrays per observer.
 *
 * A pair is `observer * count + subject`. Times are whole milliseconds of the wall clock, rounded down, as Redis keeps them; 0 is
 * never. The slots of one initial primary are one shard: they always move together, so a node owns one shard or none.
 */
export const PFAIL = 1;
export const FAIL = 2;
export const NOBODY = -1;

export class Views {
  readonly count: number;
  readonly shards: number;
  /** Time of the ping not answered yet; 0 when none is. */
  readonly pingSent: Float64Array;
  readonly pongReceived: Float64Array;
  readonly dataReceived: Float64Array;
  /** The tick need not look at the pair before its clock is past this (a lower bound). */
  readonly due: Float64Array;
  readonly flags: Uint8Array;
  readonly failTime: Float64Array;
  /** When the observer last voted for a replica of the subject. */
  readonly votedTime: Float64Array;
  /** Replication offset the subject last told. */
  readonly offset: Float64Array;
  /** Primary of the subject, NOBODY when it is a primary. */
  readonly primary: Int32Array;
  readonly configEpoch: Int32Array;
  /** Shard the subject owns, NOBODY for none. */
  readonly shardOf: Int32Array;
  /** Owner of a shard, at `observer * shards + shard`. */
  readonly ownerOf: Int32Array;
  readonly currentEpoch: Int32Array;
  readonly lastVoteEpoch: Int32Array;
  /** PFAIL flags an observer holds now. */
  readonly suspects: Int32Array;
  /** Observers that hold a subject FAIL now. */
  readonly failedBy: Int32Array;

  constructor(initialPrimaryOf: Int32Array) {
    const count = initialPrimaryOf.length;
    const primaries: number[] = [];
    for (let node = 0; node < count; node++) if (initialPrimaryOf[node] === NOBODY) primaries.push(node);
    const pairs = count * count;
    const shards = primaries.length;
    this.count = count;
    this.shards = shards;
    this.pingSent = new Float64Array(pairs);
    this.pongReceived = new Float64Array(pairs);
    this.dataReceived = new Float64Array(pairs);
    this.due = new Float64Array(pairs);
    this.flags = new Uint8Array(pairs);
    this.failTime = new Float64Array(pairs);
    this.votedTime = new Float64Array(pairs);
    this.offset = new Float64Array(pairs);
    this.primary = new Int32Array(pairs);
    this.configEpoch = new Int32Array(pairs);
    this.shardOf = new Int32Array(pairs).fill(NOBODY);
    this.ownerOf = new Int32Array(count * shards);
    // redis-cli --cluster create gives the primaries the epochs 1, 2, ...
    this.currentEpoch = new Int32Array(count).fill(shards);
    this.lastVoteEpoch = new Int32Array(count);
    this.suspects = new Int32Array(count);
    this.failedBy = new Int32Array(count);
    for (let node = 0; node < count; node++) {
      this.primary.set(initialPrimaryOf, node * count);
      this.ownerOf.set(primaries, node * shards);
      for (let shard = 0; shard < shards; shard++) {
        this.shardOf[node * count + primaries[shard]!] = shard;
        this.configEpoch[node * count + primaries[shard]!] = shard + 1;
      }
    }
  }

  isPrimary(observer: number, subject: number): boolean {
    return this.primary[observer * this.count + subject] === NOBODY;
  }

  /** Primaries with slots, in the observer's view; half of them plus one decide. */
  majority(observer: number): number {
    let size = 0;
    for (let shard = 0; shard < this.shards; shard++) {
      if (this.ownerOf[observer * this.shards + shard] !== NOBODY) size++;
    }
    return Math.floor(size / 2) + 1;
  }

  setFlags(observer: number, subject: number, flags: number): void {
    const pair = observer * this.count + subject;
    const old = this.flags[pair]!;
    this.flags[pair] = flags;
    this.suspects[observer]! += (flags & PFAIL) - (old & PFAIL);
    this.failedBy[subject]! += (flags >> 1) - (old >> 1);
  }

  /** The observer believes that the subject owns the shard; NOBODY takes it from whoever had it. */
  assign(observer: number, shard: number, subject: number): void {
    const slot = observer * this.shards + shard;
    const row = observer * this.count;
    const old = this.ownerOf[slot]!;
    if (old !== NOBODY) this.shardOf[row + old] = NOBODY;
    this.ownerOf[slot] = subject;
    if (subject !== NOBODY) this.shardOf[row + subject] = shard;
  }

  /** A process started: it remembers nodes.conf (roles, slots, epochs) and nothing else. Left out: flags kept in nodes.conf. */
  forget(observer: number): void {
    for (let subject = 0; subject < this.count; subject++) this.setFlags(observer, subject, 0);
    const from = observer * this.count;
    const to = from + this.count;
    for (const column of [this.pingSent, this.pongReceived, this.dataReceived, this.due, this.votedTime, this.offset]) {
      column.fill(0, from, to);
    }
    this.due[from + observer] = Number.POSITIVE_INFINITY;
  }
}
