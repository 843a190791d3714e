/**
 * The acknowledged versions of every key, in the order in which their clients had the answer: what a read may be behind of.
 *
 * A read that returns version v has missed every version above v that was acknowledged before it was sent: k-staleness is how many
 * (Bailis et al. 2012, section 3.1). Versions that every replica has are forgotten but for their number, as long as no read is under way
 * that may still return an older one. A read that finds a replica with nothing, not even the value from before the run, has missed that value, too.
 */
import { grownDoubles, grownIntegers } from '../../kernel/columns.ts';
import { NOTHING } from './replicas.ts';

/** A chain shorter than this is not worth a look. */
const SHORT = 8;

export class AcknowledgedVersions {
  /** Of the read looked at last: versions missed, and when the newest of them was acknowledged, ns. */
  behind = 0;
  missedAt = 0;
  readonly #origin: number;
  // One node a version: the version, when, the highest up to it with its time, and the node before it.
  #version = new Float64Array(1024);
  #at = new Float64Array(1024);
  #highest = new Float64Array(1024);
  #highestAt = new Float64Array(1024);
  #before = new Int32Array(1024);
  #used = 0;
  readonly #free: number[] = [];
  // By row of the key: the newest node + 1 (0: none), acknowledgements, how many of them are forgotten and the highest of those.
  #last = new Int32Array(1024);
  #count = new Int32Array(1024);
  #forgotten = new Int32Array(1024);
  #floor = new Float64Array(1024);
  #floorAt = new Float64Array(1024);
  #reads = new Int32Array(1024);
  #enough = new Int32Array(1024);

  /** @param origin when the value from before the run counts as acknowledged, ns */
  constructor(origin: number) {
    this.#origin = origin;
  }

  /** How many versions of the key have been acknowledged. */
  count(row: number): number {
    return this.#count[row] ?? 0;
  }

  add(row: number, version: number, now: number): void {
    this.#makeRoom(row);
    const before = this.#last[row]! - 1;
    const higher = before >= 0 && this.#highest[before]! > version;
    const node = this.#node();
    this.#version[node] = version;
    this.#at[node] = now;
    this.#highest[node] = higher ? this.#highest[before]! : version;
    this.#highestAt[node] = higher ? this.#highestAt[before]! : now;
    this.#before[node] = before;
    this.#last[row] = node + 1;
    this.#count[row]!++;
  }

  readBegins(row: number): void {
    this.#makeRoom(row);
    this.#reads[row]!++;
  }

  readEnds(row: number): void {
    this.#reads[row]!--;
  }

  /** Looks at a read that returned `version` and was sent when `known` versions were acknowledged; sets behind and missedAt. */
  look(row: number, version: number, known: number): void {
    this.behind = 0;
    this.missedAt = this.#origin;
    let newest = NOTHING;
    let position = this.count(row) - 1;
    for (let node = (this.#last[row] ?? 0) - 1; node >= 0; node = this.#before[node]!, position--) {
      if (this.#highest[node]! <= version) break;
      if (position >= known || this.#version[node]! <= version) continue;
      this.behind++;
      if (this.#version[node]! <= newest) continue;
      newest = this.#version[node]!;
      this.missedAt = this.#at[node]!;
    }
    const forgotten = Math.min(known, this.#forgotten[row] ?? 0);
    if (forgotten > 0 && this.#floor[row]! > version) {
      this.behind += forgotten;
      if (newest < this.#floor[row]!) this.missedAt = this.#floorAt[row]!;
    }
    if (version === NOTHING) this.behind++;
  }

  /** Every replica has `version` at least: forgets what no read can miss any more. */
  forget(row: number, version: number): void {
    const kept = this.#count[row]! - this.#forgotten[row]!;
    if (kept < Math.max(SHORT, this.#enough[row]!) || this.#reads[row]! > 0) return;
    let after = -1;
    let node = this.#last[row]! - 1;
    let left = 0;
    for (; node >= 0 && this.#highest[node]! > version; node = this.#before[node]!) {
      after = node;
      left++;
    }
    this.#enough[row] = 2 * left;
    if (node < 0) return;
    if (this.#highest[node]! > this.#floor[row]!) {
      this.#floor[row] = this.#highest[node]!;
      this.#floorAt[row] = this.#highestAt[node]!;
    }
    this.#forgotten[row]! += kept - left;
    for (; node >= 0; node = this.#before[node]!) this.#free.push(node);
    if (after < 0) this.#last[row] = 0;
    else this.#before[after] = -1;
  }

  #node(): number {
    const node = this.#free.pop() ?? this.#used++;
    this.#version = grownDoubles(this.#version, this.#used);
    this.#at = grownDoubles(this.#at, this.#used);
    this.#highest = grownDoubles(this.#highest, this.#used);
    this.#highestAt = grownDoubles(this.#highestAt, this.#used);
    this.#before = grownIntegers(this.#before, this.#used);
    return node;
  }

  #makeRoom(row: number): void {
    this.#last = grownIntegers(this.#last, row + 1);
    this.#count = grownIntegers(this.#count, row + 1);
    this.#forgotten = grownIntegers(this.#forgotten, row + 1);
    this.#floor = grownDoubles(this.#floor, row + 1);
    this.#floorAt = grownDoubles(this.#floorAt, row + 1);
    this.#reads = grownIntegers(this.#reads, row + 1);
    this.#enough = grownIntegers(this.#enough, row + 1);
  }
}
