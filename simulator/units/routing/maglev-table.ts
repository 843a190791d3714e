/**
 * The lookup table of Maglev (Eisenbud et al., NSDI 2016, section 3.4): nodes take turns, each taking the first free entry of its own
 * permutation (offset + j · skip) mod size, until the table is full.
 *
 * Every node so has size / n entries, give or take one. When one goes, its entries are filled anew and a few others change hands as well: the table prefers
 * even shares over least movement. `size` is prime, so that every skip walks through the whole table.
 */
import type { Digest } from './md5.ts';

/** How a node walks through the table. */
export interface Preference {
  readonly offset: number;
  readonly skip: number;
}

/** The permutation of a node, from the hash of its name. */
export function preferenceOf([first, second]: Digest, size: number): Preference {
  return { offset: first % size, skip: (second % (size - 1)) + 1 };
}

/** For every entry the index of the node that it belongs to; all −1 without nodes. */
export function maglevTable(preferences: readonly Preference[], size: number): Int32Array {
  const table = new Int32Array(size).fill(-1);
  if (preferences.length === 0) return table;
  const at = preferences.map(({ offset }) => offset);
  let free = size;
  for (;;) {
    for (let node = 0; node < preferences.length; node++) {
      const { skip } = preferences[node]!;
      while (table[at[node]!] !== -1) at[node] = (at[node]! + skip) % size;
      table[at[node]!] = node;
      if (--free === 0) return table;
    }
  }
}
