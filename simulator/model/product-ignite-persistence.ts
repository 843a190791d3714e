/** What Ignite 2 keeps on disk (DataStorageConfiguration), when its baseline follows its members, and what becomes of lost partitions. */
import * as z from 'zod';
import { duration } from './quantity.ts';

export const igniteDiskSettings = {
  persistenceEnabled: z
    .boolean()
    .optional()
    .describe(
      'Version 2: native persistence. true: a node that comes back has what its log kept and is sent what it missed; the baseline no longer adjusts by itself, so lost copies stay lost until their node is back; a cluster that was gone as a whole serves when all of its nodes are back. Time of writing to disk is not simulated. Absent or false: all in memory.',
    ),
  walMode: z
    .enum(['FSYNC', 'LOG_ONLY', 'BACKGROUND', 'NONE'])
    .optional()
    .describe(
      'Version 2, with persistenceEnabled: when a write is on disk. FSYNC: before its answer, nothing is lost. LOG_ONLY: a process that dies loses nothing, a host without power what came after the last walSegmentSyncTimeout. BACKGROUND: as LOG_ONLY, but for walMmap. NONE: only a stop in good order keeps anything. Absent: LOG_ONLY.',
    ),
  walMmap: z
    .boolean()
    .optional()
    .describe(
      'Version 2, with walMode: BACKGROUND: the log is a memory-mapped file (IGNITE_WAL_MMAP), which outlives the process. false: what was not flushed within walFlushFrequency dies with the process. Absent: true.',
    ),
  walFlushFrequency: duration({ min: '1ms' })
    .optional()
    .describe(
      'Version 2, with walMode: BACKGROUND and walMmap: false: time between two flushes of the log from the process. Longer: a process that dies loses more, at most what walSegmentSyncTimeout leaves. Absent: 2s.',
    ),
  walSegmentSyncTimeout: duration({ min: '100ms' })
    .optional()
    .describe(
      'Version 2, with walMode: LOG_ONLY or BACKGROUND: time between two times that the log is forced to the disk (IGNITE_WAL_SEGMENT_SYNC_TIMEOUT). Longer: a loss of power costs more of what was written last. Absent: 500ms.',
    ),
  baselineAutoAdjustEnabled: z
    .boolean()
    .optional()
    .describe(
      'Version 2: whether nodes that left are taken off the baseline without an operator, so that their copies are made again elsewhere. Absent: true in memory, false with persistenceEnabled.',
    ),
  resetLostPartitionsAfter: duration({ min: '1ms' })
    .optional()
    .describe(
      'Version 2, with a safe partitionLossPolicy: how long after the last node came or went an operator calls resetLostPartitions. Lost partitions are then served from what nodes that are back have on disk, or begin anew, empty; while no node of the baseline that should hold one is there, it stays lost. Longer: a longer outage, and more nodes are back. Absent: nobody does.',
    ),
};
