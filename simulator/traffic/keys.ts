/**
 * Which key a request is about: uniform, Zipf by rank (key 0 is the most popular), by weights of single keys, or a hot set with a given
 * share of the requests.
 * Popular keys lie next to each other as numbers; the product's key hash scatters them over the partitions.
 */
import type { RandomStream } from '../kernel/random-stream.ts';
import { ZipfSampler } from '../kernel/zipf.ts';

export type KeyPopularity =
  | { readonly kind: 'uniform' }
  | { readonly kind: 'zipf'; readonly exponent: number }
  | { readonly kind: 'weights'; readonly weights: readonly number[] }
  | { readonly kind: 'hotSet'; readonly keys: number; readonly requests: number };

/** Draws key numbers 0 … entries − 1. */
export function keyChooser(popularity: KeyPopularity, entries: number, stream: RandomStream): () => number {
  switch (popularity.kind) {
    case 'uniform':
      return () => Math.floor(stream.uniform() * entries);
    case 'zipf': {
      const zipf = new ZipfSampler(entries, popularity.exponent);
      return () => zipf.sample(stream);
    }
    case 'weights':
      return weighted(popularity.weights, stream);
    case 'hotSet': {
      const hot = Math.max(1, Math.round(entries * popularity.keys));
      const cold = Math.max(1, entries - hot);
      return () =>
        stream.uniform() < popularity.requests
          ? Math.floor(stream.uniform() * hot)
          : Math.min(entries - 1, hot + Math.floor(stream.uniform() * cold));
    }
  }
}

/** Inversion of the distribution function, by halving. */
function weighted(weights: readonly number[], stream: RandomStream): () => number {
  const upTo: number[] = [];
  let total = 0;
  for (const weight of weights) {
    total += weight;
    upTo.push(total);
  }
  return () => {
    const drawn = stream.uniform() * total;
    let low = 0;
    let high = weights.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo[middle]! > drawn) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
