/**
 * Every metric by name: what it counts, in which unit, from how many places. Results, expectations and `explain` read this table.
 *
 * `shape` says what one replication yields: `distribution` (a histogram of samples), `perFault` (a sample a fault and owner),
 * `count` (one number), `ratio` (two counts), `rate` (a count over a time), `level` (a time-weighted average and a maximum).
 */
export type MetricShape = 'distribution' | 'perFault' | 'count' | 'ratio' | 'rate' | 'level';
export type MetricUnit = 'ms' | 'count' | 'ratio' | '1/s' | 'bytes';

export interface MetricDefinition {
  readonly unit: MetricUnit;
  readonly shape: MetricShape;
  /** Which direction a reader hopes for; findings use it. */
  readonly better: 'lower' | 'higher' | 'neither';
  readonly meaning: string;
  /** True when the metric can be asked for one workload: name{workload:checkout}. */
  readonly byWorkload?: true;
}

export const metrics = {
  responseTime: {
    unit: 'ms',
    shape: 'distribution',
    better: 'lower',
    byWorkload: true,
    meaning: 'Client request to reply, all attempts together; failed requests are not in it.',
  },
  throughput: {
    unit: '1/s',
    shape: 'rate',
    better: 'higher',
    byWorkload: true,
    meaning: 'Answered requests per second.',
  },
  errorRatio: {
    unit: 'ratio',
    shape: 'ratio',
    better: 'lower',
    byWorkload: true,
    meaning: 'Failed requests / requests offered.',
  },
  attempts: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning:
      'Attempts that clients sent over the whole run: first tries, retries, hedges, each call of a fan-out and both of an update; probes left out. Divided by the requests it is the amplification of the load.',
  },
  hedges: {
    unit: 'count',
    shape: 'count',
    better: 'neither',
    meaning: 'Second copies that clients sent because the first had no answer within client.hedge.after.',
  },
  breakerRejections: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning: 'Attempts that an open circuit breaker refused at the client; they are no attempts sent.',
  },
  retriesRefused: {
    unit: 'count',
    shape: 'count',
    better: 'neither',
    meaning: 'Retries that clients did not make because client.retryBudget was spent; the requests failed.',
  },
  queueWait: {
    unit: 'ms',
    shape: 'distribution',
    better: 'lower',
    meaning: 'Time a request waits in a unit for a free thread.',
  },
  utilisation: {
    unit: 'ratio',
    shape: 'level',
    better: 'neither',
    meaning: 'Busy threads / threads, averaged over units and time.',
  },
  replicationLag: {
    unit: 'ms',
    shape: 'distribution',
    better: 'lower',
    meaning: 'Acknowledged at the primary to applied at the backup; 0 when the backup applied it first.',
  },
  reportedLag: {
    unit: 'bytes',
    shape: 'distribution',
    better: 'lower',
    meaning:
      "What the product's own metric would show: bytes the backup has not yet confirmed (Redis: confirmed once a second).",
  },
  detectionTime: {
    unit: 'ms',
    shape: 'perFault',
    better: 'lower',
    meaning:
      "Fault to the cluster's decision that the member failed (Redis: FAIL; generic: the coordinator's suspicion).",
  },
  failoverTime: {
    unit: 'ms',
    shape: 'perFault',
    better: 'lower',
    meaning: 'Fault to the new primary owning the partitions.',
  },
  writeOutage: {
    unit: 'ms',
    shape: 'perFault',
    better: 'lower',
    meaning: 'Per failed owner: no member that the main side can reach is able to accept a write, from state.',
  },
  readOutage: {
    unit: 'ms',
    shape: 'perFault',
    better: 'lower',
    meaning: 'Per failed owner: no member that the main side can reach is able to answer a read, from state.',
  },
  clientOutage: {
    unit: 'ms',
    shape: 'perFault',
    better: 'lower',
    meaning:
      'Per owner, as a probe sees it: last answer before to first answer after; resolution is the period of the probe. Unfinished ones are counted as censored.',
  },
  healthyOutage: {
    unit: 'ms',
    shape: 'perFault',
    better: 'lower',
    meaning: 'Write outage of owners whose primary did not fail.',
  },
  redundancyRestored: {
    unit: 'ms',
    shape: 'perFault',
    better: 'lower',
    meaning: 'Fault to the configured number of copies again.',
  },
  acknowledgedWritesLost: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning:
      'Acknowledged writes that the surviving history of their key (copies and store after settling) does not contain.',
  },
  lostUpdates: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning: 'Acknowledged writes overwritten by an update (mix.update) whose read had not seen them.',
  },
  keysLost: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning: 'Keys whose newest acknowledged value is gone.',
  },
  storeMissing: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning: 'Touched keys that exist in the grid and not in the store after settling.',
  },
  storeStale: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning: 'Touched keys whose row in the store is older than the grid after settling.',
  },
  storeNewer: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning:
      'Touched keys whose row in the store is newer than the grid after settling: the store took a write whose copies were lost.',
  },
  rowsDropped: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning:
      'Entries that a data pump gave up (queue full with drop-oldest, retryLimit reached) before the store took them.',
  },
  rowsSetBack: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning: 'Rows of the store whose value a data pump replaced by an older one.',
  },
  rowsWrittenTwice: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning: 'Rows that a data pump wrote again although the store had taken them in a batch that failed later.',
  },
  updatesWithoutRow: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning: 'Updates that reached the store before the insert of their row and so changed nothing.',
  },
  staleReadRatio: {
    unit: 'ratio',
    shape: 'ratio',
    better: 'lower',
    byWorkload: true,
    meaning:
      'Reads that returned a value older than the newest acknowledged write at the time the read was sent / reads answered.',
  },
  staleness: {
    unit: 'ms',
    shape: 'distribution',
    better: 'lower',
    meaning: 'Of stale reads: how long ago the newest acknowledged write that the read missed was acknowledged.',
  },
  versionStaleness: {
    unit: 'count',
    shape: 'distribution',
    better: 'lower',
    byWorkload: true,
    meaning:
      'Of every read of a quorum map: how many versions of its key, newer than the one it returned, had been acknowledged when it was sent; 0 for a fresh read.',
  },
  readRepairs: {
    unit: 'count',
    shape: 'count',
    better: 'neither',
    meaning: 'Replicas of quorum maps that a read repair brought a newer version.',
  },
  hintsStored: {
    unit: 'count',
    shape: 'count',
    better: 'neither',
    meaning: 'Writes that members kept for replicas that could not take them (hinted handoff).',
  },
  hintsDelivered: {
    unit: 'count',
    shape: 'count',
    better: 'neither',
    meaning:
      'Kept writes that reached the replica they were for; the others grew too old, died with their keeper, or still wait.',
  },
  antiEntropyRepairs: {
    unit: 'count',
    shape: 'count',
    better: 'neither',
    meaning: 'Replicas of touched keys that an exchange of anti-entropy brought a newer version.',
  },
  pumpBacklog: {
    unit: 'count',
    shape: 'level',
    better: 'lower',
    meaning: 'Entries waiting in the write-behind queues of all members.',
  },
  pumpDelay: {
    unit: 'ms',
    shape: 'distribution',
    better: 'lower',
    meaning: 'Write applied at the primary to its row durable in the store.',
  },
  batchSize: {
    unit: 'count',
    shape: 'distribution',
    better: 'neither',
    meaning: 'Entries of a batch when a data pump sends it (tries after the first are not counted).',
  },
  batchAge: {
    unit: 'ms',
    shape: 'distribution',
    better: 'lower',
    meaning: 'How long the oldest entry of a batch had waited when the data pump sends it.',
  },
  entriesAtRisk: {
    unit: 'count',
    shape: 'level',
    better: 'lower',
    meaning: 'Acknowledged writes not yet durable in the store (of maps with persistence).',
  },
  storeWrites: { unit: '1/s', shape: 'rate', better: 'lower', meaning: 'Rows per second reaching the store.' },
  storeReads: {
    unit: '1/s',
    shape: 'rate',
    better: 'lower',
    meaning:
      'Reads per second that the data readers send to the store because the grid does not have the key (preload apart).',
  },
  hitRatio: {
    unit: 'ratio',
    shape: 'ratio',
    better: 'higher',
    meaning: 'Reads that found their key in the grid / reads of maps with a data reader.',
  },
  coalescedRatio: {
    unit: 'ratio',
    shape: 'ratio',
    better: 'higher',
    meaning: 'Writes merged into a newer one before the store / writes queued.',
  },
  memoryUsed: {
    unit: 'bytes',
    shape: 'level',
    better: 'lower',
    meaning: 'Bytes of entries held per member (primaries and backups), without product overhead.',
  },
  partitionsMoved: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning: 'Partition copies transferred to restore redundancy or balance.',
  },
  migrationTime: {
    unit: 'ms',
    shape: 'distribution',
    better: 'lower',
    meaning: 'Duration of one transfer of partition copies to one member.',
  },
  failovers: {
    unit: 'count',
    shape: 'count',
    better: 'neither',
    meaning: 'Promotions of a backup owner that were not planned.',
  },
  falseSuspicions: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning: 'Members declared failed while their process lived.',
  },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as MetricName[];
