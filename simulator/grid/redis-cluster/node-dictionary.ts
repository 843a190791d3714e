/**
 * How a node draws random nodes: dictGetRandomKey on the chained hash table `cluster->nodes`.
 *
 * A non-empty bucket is drawn uniformly, then an entry of its chain, so a node that shares its bucket is drawn less often. The hash is
 * keyed per process, hence every node has its own table. Size: a power of two, doubled when an insertion meets a full table, from 4.
 * Left out: shrinking and incremental rehashing (a cluster of constant size does neither).
 */
import type { RandomStream } from '../../kernel/random-stream.ts';

const TWO_32 = 4294967296;

export class NodeDictionary {
  readonly #entries: Int32Array;
  /** First entry of each non-empty bucket, then the end. */
  readonly #first: Int32Array;
  /** Non-empty buckets, over 2^32. */
  readonly #scale: number;

  constructor(count: number, stream: RandomStream) {
    let size = 4;
    while (size < count) size *= 2;
    const chains: number[][] = Array.from({ length: size }, () => []);
    for (let node = 0; node < count; node++) chains[stream.below(size)]!.push(node);
    const filled = chains.filter((chain) => chain.length > 0);
    this.#scale = filled.length / TWO_32;
    this.#entries = Int32Array.from(filled.flat());
    this.#first = new Int32Array(filled.length + 1);
    for (let i = 0; i < filled.length; i++) this.#first[i + 1] = this.#first[i]! + filled[i]!.length;
  }

  /** One node, possibly the drawing one itself: the whole part of a uniform draw is the bucket, the rest the place in its chain. */
  draw(stream: RandomStream): number {
    const place = stream.next() * this.#scale;
    const bucket = Math.floor(place);
    const first = this.#first[bucket]!;
    const length = this.#first[bucket + 1]! - first;
    return this.#entries[length === 1 ? first : first + Math.floor((place - bucket) * length)]!;
  }
}
