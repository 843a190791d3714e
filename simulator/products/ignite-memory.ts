/**
 * Bytes that Apache Ignite 2 uses for an entry, in a data region and for checkpoints.
 *
 *   row = (5 + key) + (5 + value) + 17 version + 8 expiry (+ 4 cache id in a shared group)      a Long key is 9 with its type byte
 *   in the data page + 2 item + 2 length;  in the leaf of the B+ tree 12 (16 in a group)
 *
 * Source: ignite CacheDataRowAdapter, CacheVersionIO; facts/grid-products.md 5.3, 6.2. Left out: inner pages of the
 * tree (about 1 in 200), free lists, fragmentation, secondary indexes.
 */
import type { ProductProfile } from './product-profile.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** Bytes of a key or value: its length for objects, arrays and texts (1 type and 4 length before it), or a Long. */
export type StoredValue = { readonly object: number } | 'long';

export interface IgniteRow {
  readonly key: StoredValue;
  readonly value: StoredValue;
  /** The cache shares a group with others. */
  readonly inGroup?: boolean;
}

export function valueBytes(value: StoredValue): number {
  return value === 'long' ? 9 : 5 + value.object;
}

/** Bytes of a row. */
export function rowBytes({ key, value, inGroup = false }: IgniteRow): number {
  return valueBytes(key) + valueBytes(value) + 17 + 8 + (inGroup ? 4 : 0);
}

/** … with what its data page keeps to find it. */
export function rowBytesInPage(row: IgniteRow): number {
  return rowBytes(row) + 2 + 2;
}

/** … and with its place in the leaf of the tree. */
export function entryBytesOf(row: IgniteRow): number {
  return rowBytesInPage(row) + (row.inGroup === true ? 16 : 12);
}

/** An entry as a profile tells it, key and value as objects. */
export const igniteEntry: Pick<ProductProfile, 'entryBytes' | 'entryFormula'> = {
  entryBytes: ({ keyLength, valueLength }) =>
    entryBytesOf({ key: { object: keyLength }, value: { object: valueLength } }),
  entryFormula: '(5 + key) + (5 + value) + 17 + 8 + 4 in the page + 12 in the tree',
};

/** Size of the checkpoint page buffer of a persistent region: min(256 MiB, region) below 1 GiB, a quarter to 8 GiB, then 2 GiB. */
export function checkpointBuffer(region: number): number {
  if (region < GIB) return Math.min(256 * MIB, region);
  return region <= 8 * GIB ? region / 4 : 2 * GIB;
}
