/**
 * Rendezvous hashing, highest random weight (D. Thaler, C. Ravishankar, IEEE/ACM Transactions on Networking 6(1), 1998): every node draws a
 * weight for the key, a pure hash of the two, and the greatest wins. Shares are even but for chance in the keys; the keys of a node that goes are spread over all the
 * others, one that comes takes 1 / (n + 1), and nothing else moves. The price is a hash a node and key.
 */
import { counterDraw } from '../../kernel/random-stream.ts';
import type { Digest } from './md5.ts';

/** Node of `nodes` (hashes of their names) with the greatest weight for the key among those that `accepts`; −1 when none does. */
export function rendezvousHash(
  [high, low]: Digest,
  nodes: readonly number[],
  accepts: (node: number) => boolean,
): number {
  // 53 bits of the key.
  const key = (high >>> 11) * 4294967296 + low;
  let best = -1;
  let greatest = -1;
  for (let node = 0; node < nodes.length; node++) {
    if (!accepts(node)) continue;
    const weight = counterDraw(nodes[node]!, key, 0);
    if (weight <= greatest) continue;
    greatest = weight;
    best = node;
  }
  return best;
}
