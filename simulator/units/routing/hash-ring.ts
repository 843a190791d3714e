/**
 * Consistent hashing as the guide has it (seed 002, `ConsistentHashRing`; Karger et al., STOC 1997): every node stands at `points` places of
 * a ring, at the MD5 of `name:0`, `name:1`, … as numbers of 128 bits; a key belongs to the first place at or after its own MD5, and beyond
 * the last one to the first.
 *
 * A node that takes no keys is walked over, which is the same as a ring without it. A node's share varies by about 1 / sqrt(points)
 * around the mean; who joins takes 1 / (n + 1) of the keys and nobody else's change hands. Leaves out: weights, two nodes at one place
 * (2^-128).
 */
import { md5Number } from './md5.ts';

const CIRCLE = 1n << 128n;

interface Point {
  readonly at: bigint;
  readonly node: number;
}

export class HashRing {
  readonly #nodes: number;
  readonly #points: readonly Point[];

  /** `names` of the nodes, and the virtual nodes that each has. */
  constructor(names: readonly string[], points: number) {
    this.#nodes = names.length;
    this.#points = names
      .flatMap((name, node) =>
        Array.from({ length: points }, (_, i): Point => ({ at: md5Number(`${name}:${i}`), node })),
      )
      .sort((one, other) => (one.at < other.at ? -1 : 1));
  }

  /** First node at or after the key that `accepts`; −1 when none does. */
  find(key: string, accepts: (node: number) => boolean): number {
    const points = this.#points;
    let index = this.#after(md5Number(key));
    for (let tries = 0; tries < points.length; tries++) {
      const { node } = points[index]!;
      if (accepts(node)) return node;
      index = index + 1 === points.length ? 0 : index + 1;
    }
    return -1;
  }

  /** Share of the ring that belongs to each node; they add up to 1. */
  shares(): number[] {
    const owned = new Array<bigint>(this.#nodes).fill(0n);
    let before = (this.#points.at(-1)?.at ?? 0n) - CIRCLE;
    for (const { at, node } of this.#points) {
      owned[node]! += at - before;
      before = at;
    }
    // 2^-64 is far below what a double can tell.
    return owned.map((arc) => Number(arc >> 64n) / 2 ** 64);
  }

  /** Index of the first point at or after `at`, the first point when there is none. */
  #after(at: bigint): number {
    let low = 0;
    let high = this.#points.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#points[middle]!.at < at) low = middle + 1;
      else high = middle;
    }
    return low === this.#points.length ? 0 : low;
  }
}
