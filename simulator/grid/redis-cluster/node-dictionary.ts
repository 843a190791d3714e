/**
 * How a node draws random nodes: dictGetRandomKey on the chained hash table `cluster->nodes`.
 *
 * A non-empty bucket is drawn uniformly, then an entry of its chain, so a node that shares its bucket is drawn less often. The hash is
 * keyed per process, hence every node has its own table. Size: a power of two, doubled when an insertion meets a full table, from 4.
 * Left out: shrinking and incremental rehashing (a cluster of constant size does neither).
 */
import type { RandomStream } from '../../kernel/random-stream.ts';

export class NodeDictionary {
  readonly #entries: Int32Array;
  /** First entry of each non-empty bucket, then the end. */
  readonly #first: Int32Array;
  readonly #buckets: number;

  constructor(count: number, stream: RandomStream) {
    let size = 4;
    while (size < count) size *= 2;
    const chains: number[][] = Array.from({ length: size }, () => []);
    for (let node = 0; node < count; node++) chains[stream.below(size)]!.push(node);
    const filled = chains.filter((chain) => chain.length > 0);
    this.#buckets = filled.length;
    this.#entries = Int32Array.from(filled.flat());
    this.#first = new Int32Array(filled.length + 1);
    for (let i = 0; i < filled.length; i++) this.#first[i + 1] = this.#first[i]! + filled[i]!.length;
  }

  /** One node, possibly the drawing one itself. */
  draw(stream: RandomStream): number {
    const bucket = stream.below(this.#buckets);
    const first = this.#first[bucket]!;
    const length = this.#first[bucket + 1]! - first;
    return this.#entries[length === 1 ? first : first + stream.below(length)]!;
  }
}
