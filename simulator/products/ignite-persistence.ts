/**
 * Native persistence of Apache Ignite 2 as rules: what of a node's copies its write-ahead log keeps, and what becomes of lost partitions.
 *
 *   mode         process dies                     host or power is lost
 *   FSYNC        all                              all
 *   LOG_ONLY     all                              what was forced to the disk, every 500 ms
 *   BACKGROUND   all if memory-mapped, else what  as LOG_ONLY
 *                was flushed (2 s) or forced
 *   NONE         nothing: the node is wiped       nothing
 *
 *   IGNORE acts only in memory with the auto-adjustment of the baseline on and its timeout 0; else it is READ_WRITE_SAFE
 *   the baseline adjusts by itself: in memory after 0 s; with persistence not, or after 300 s where it is enabled
 *
 * Source: ignite DataStorageConfiguration, WALMode, FileHandleManagerImpl (WalSegmentSyncer, IGNITE_WAL_SEGMENT_SYNC_TIMEOUT),
 * DistributedBaselineConfiguration, docs partition-loss-policy.adoc; facts/grid-products.md 1.6, 2.2, 5.3.
 */
import type { IgniteProduct } from '../model/scenario.ts';

/** What is left of a copy: all it had, what the last flush or forcing left, or nothing. */
export type Kept = 'all' | 'flushed' | 'nothing';

export interface LogRule {
  readonly whenProcessDies: Kept;
  readonly whenHostIsLost: Kept;
  /** ns between two flushes from the process to the operating system; null: each write goes there at once. */
  readonly flushInterval: number | null;
  /** ns between two times that the log is forced to the disk; null: each write is, or none. */
  readonly syncInterval: number | null;
}

export interface LossRule {
  /** Writes of all partitions are refused while one is lost (READ_ONLY_SAFE). */
  readonly readOnly: boolean;
  /** ns without any member coming or going, after which an operator resets what is lost; null: nobody ever does. */
  readonly resetAfter: number | null;
  /** Data is on disks, so a cluster that was gone as a whole waits for all of its members. */
  readonly waitsForAll: boolean;
  /** True: who is absent is off the baseline at once. */
  readonly adjustsAtOnce: boolean;
}

/** Linux writes back what has been dirty for 30 s (dirty_expire_centisecs). */
const WRITE_BACK = 30e9;

/** Version 3: what the log of a Raft group keeps; `fsync`: whether each entry is forced to the disk, or left to the kernel. */
export function raftLogRule(fsync: boolean): LogRule {
  return {
    whenProcessDies: 'all',
    whenHostIsLost: fsync ? 'all' : 'flushed',
    flushInterval: null,
    syncInterval: fsync ? null : WRITE_BACK,
  };
}

/** Null where a process that comes back is empty. */
export function logRule(product: IgniteProduct): LogRule | null {
  if (product.persistenceEnabled !== true) return null;
  const { walMode = 'LOG_ONLY', walMmap = true, walFlushFrequency = 2e9, walSegmentSyncTimeout = 500e6 } = product;
  switch (walMode) {
    case 'FSYNC':
      return { whenProcessDies: 'all', whenHostIsLost: 'all', flushInterval: null, syncInterval: null };
    case 'NONE':
      return { whenProcessDies: 'nothing', whenHostIsLost: 'nothing', flushInterval: null, syncInterval: null };
    case 'LOG_ONLY':
      return {
        whenProcessDies: 'all',
        whenHostIsLost: 'flushed',
        flushInterval: null,
        syncInterval: walSegmentSyncTimeout,
      };
    case 'BACKGROUND':
      return {
        whenProcessDies: walMmap ? 'all' : 'flushed',
        whenHostIsLost: 'flushed',
        flushInterval: walMmap ? null : walFlushFrequency,
        syncInterval: walSegmentSyncTimeout,
      };
  }
}

/** ns until the baseline adjusts by itself; infinite: it does not. */
export function adjustsAfter(product: IgniteProduct): number {
  const persists = product.persistenceEnabled === true;
  if (!(product.baselineAutoAdjustEnabled ?? !persists)) return Number.POSITIVE_INFINITY;
  return product.baselineAutoAdjustTimeout ?? (persists ? 300e9 : 0);
}

/** The policy that is in force. */
export function lossPolicy(product: IgniteProduct): 'IGNORE' | 'READ_ONLY_SAFE' | 'READ_WRITE_SAFE' {
  const mayIgnore = product.persistenceEnabled !== true && adjustsAfter(product) === 0;
  return product.partitionLossPolicy ?? (mayIgnore ? 'IGNORE' : 'READ_WRITE_SAFE');
}

/** Null where a lost partition begins anew by itself. */
export function lossRule(product: IgniteProduct): LossRule | null {
  const policy = lossPolicy(product);
  if (policy === 'IGNORE') return null;
  return {
    readOnly: policy === 'READ_ONLY_SAFE',
    resetAfter: product.resetLostPartitionsAfter ?? null,
    waitsForAll: product.persistenceEnabled === true,
    adjustsAtOnce: adjustsAfter(product) === 0,
  };
}
