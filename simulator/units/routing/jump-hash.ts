/**
 * Jump consistent hash (J. Lamping, E. Veach, A Fast, Minimal Memory, Consistent Hash Algorithm, arXiv 1406.2294, 2014).
 *
 * A key jumps from bucket to bucket as their number grows; where it stands before it would jump beyond the last one, it belongs. The k-th
 * bucket is jumped to with probability 1/k, so H(n) buckets are seen on average, shares are even, and a bucket added at the end takes
 * 1 / (n + 1) of the keys. Buckets can come and go at the end only: without one in the middle, all behind it are renumbered.
 */

/** Buckets that a key of 64 bits is in, one after the other, while there are fewer than `buckets`. */
export function* jumps(key: bigint, buckets: number): Generator<number> {
  let state = BigInt.asUintN(64, key);
  let bucket = 0;
  while (bucket < buckets) {
    yield bucket;
    state = BigInt.asUintN(64, state * 2862933555777941757n + 1n);
    bucket = Math.floor((bucket + 1) * (2147483648 / (Number(state >> 33n) + 1)));
  }
}

/** The bucket, 0 … buckets − 1, of a key of 64 bits. */
export function jumpHash(key: bigint, buckets: number): number {
  let last = 0;
  for (const bucket of jumps(key, buckets)) last = bucket;
  return last;
}
