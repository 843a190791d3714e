/**
 * Hit ratios of caches under independent reads: key i is read at rate lambda p_i, each read by itself.
 *
 *   time to live T, from the load:   sum p_i lambda p_i T / (1 + lambda p_i T)        (renewal: one miss, then hits until T is over)
 *   stale although hit, when nothing tells of writes at rate w:   sum p_i h_i (1 - (1 - e^(-w p_i T)) / (w p_i T))          (C04)
 *   LRU of C entries (Che):          sum p_i (1 - e^(-lambda p_i t)), t from sum 1 - e^(-lambda p_i t) = C
 *
 * Source: H. Che, Y. Tung, Z. Wang, JSAC 2002 (asymptotically exact: Fagin 1977); loads take no time. Rates per second, times in seconds.
 */
import { expm1 } from '../kernel/portable-math.ts';
import { type KeyPopularity, sumOverKeys } from './key-sum.ts';

export interface ReadStream {
  readonly popularity: KeyPopularity;
  readonly keys: number;
  readonly reads: number;
}

export function timeToLiveHits({ popularity, keys, reads }: ReadStream, seconds: number): number {
  return sumOverKeys(popularity, keys, (share) => {
    const x = reads * share * seconds;
    return (share * x) / (1 + x);
  });
}

/** Share of the reads that hit a value older than the newest write, when entries leave by time alone. Writes go to the keys as reads do. */
export function timeToLiveStaleReads({ popularity, keys, reads }: ReadStream, writes: number, seconds: number): number {
  return sumOverKeys(popularity, keys, (share) => {
    const x = reads * share * seconds;
    const y = writes * share * seconds;
    // For few writes the difference of nearly equal numbers is replaced by its series.
    const isOlder = y < 1e-4 ? y / 2 - (y * y) / 6 : 1 + expm1(-y) / y;
    return ((share * x) / (1 + x)) * isOlder;
  });
}

/** Hit ratio, and how long an entry that nobody reads stays (the characteristic time), seconds. */
export function leastRecentlyUsedHits(
  { popularity, keys, reads }: ReadStream,
  capacity: number,
): { readonly hits: number; readonly seconds: number } {
  if (capacity >= keys) return { hits: 1, seconds: Number.POSITIVE_INFINITY };
  const held = (seconds: number) => sumOverKeys(popularity, keys, (share) => -expm1(-reads * share * seconds));
  let high = capacity / reads;
  while (held(high) < capacity) high *= 2;
  let low = 0;
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (held(middle) < capacity) low = middle;
    else high = middle;
  }
  return { hits: sumOverKeys(popularity, keys, (share) => -share * expm1(-reads * share * high)), seconds: high };
}
