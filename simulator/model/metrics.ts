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
  /** True when the metric can be asked for one service: name{service:orders}. */
  readonly byService?: true;
}

export const metrics = {
  responseTime: {
    unit: 'ms',
    shape: 'distribution',
    better: 'lower',
    byWorkload: true,
    byService: true,
    meaning:
      'Client request to reply, all attempts together; failed requests are not in it. Of a service: from arrival there until it goes on, what it calls included.',
  },
  throughput: {
    unit: '1/s',
    shape: 'rate',
    better: 'higher',
    byWorkload: true,
    byService: true,
    meaning: 'Answered requests per second. Of a service: requests that were served there, calls of others included.',
  },
  errorRatio: {
    unit: 'ratio',
    shape: 'ratio',
    better: 'lower',
    byWorkload: true,
    byService: true,
    meaning:
      'Failed requests / requests offered; a request counts in the stretch of the run in which it was offered. Of a service: those that its full queue refused or whose calls failed / all that came.',
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
  sagasStarted: {
    unit: 'count',
    shape: 'count',
    better: 'neither',
    meaning:
      'Sagas begun over the whole run: those completed, compensated and stuck, and those that the end of the run found under way.',
  },
  sagasCompleted: {
    unit: 'count',
    shape: 'count',
    better: 'higher',
    meaning: 'Sagas of which every step was done.',
  },
  sagasCompensated: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning: 'Sagas of which a step failed and everything done before was taken back.',
  },
  sagasStuck: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning:
      'Sagas left half done: a compensation failed more often than saga.retries allows, or their client died between two steps (saga.abandoned).',
  },
  sagaTime: {
    unit: 'ms',
    shape: 'distribution',
    better: 'lower',
    meaning:
      'Begin of a saga to its last step, or to its last compensation: how long others can see it half done. Stuck ones are not in it.',
  },
  queueWait: {
    unit: 'ms',
    shape: 'distribution',
    better: 'lower',
    byService: true,
    meaning: 'Time a request waits in a unit for a free thread. Of a service: in its units.',
  },
  queueLength: {
    unit: 'count',
    shape: 'level',
    better: 'lower',
    byService: true,
    meaning: 'Requests that wait for a free thread in the units of a service, which must be named.',
  },
  connectionWait: {
    unit: 'ms',
    shape: 'distribution',
    better: 'lower',
    meaning: 'Time an operation on a database map waits in its unit for a connection to the store.',
  },
  utilisation: {
    unit: 'ratio',
    shape: 'level',
    better: 'neither',
    byService: true,
    meaning: 'Busy threads / threads, averaged over units and time. Of a service: of its units.',
  },
  replicationLag: {
    unit: 'ms',
    shape: 'distribution',
    better: 'lower',
    meaning:
      'Acknowledged at the primary to applied at the backup; 0 when the backup applied it first. On replicated maps: made at one unit to applied at another.',
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
  registryDetection: {
    unit: 'ms',
    shape: 'perFault',
    better: 'lower',
    meaning:
      'Fault to the service registry holding the unit that was hit for unhealthy; the balancer sends it requests until then.',
  },
  unitsRouted: {
    unit: 'count',
    shape: 'level',
    better: 'higher',
    meaning:
      'Units that the load balancer sends requests to: those that the service registry holds for healthy, or that are up.',
  },
  loadSpread: {
    unit: 'count',
    shape: 'level',
    better: 'lower',
    meaning:
      'Requests in the fullest unit (waiting and in service) − requests in the emptiest, of all units behind a load balancer: how uneven it is at a time. Herding on old news shows here and not in utilisation.',
  },
  sessionHitRatio: {
    unit: 'ratio',
    shape: 'ratio',
    better: 'higher',
    meaning:
      'Reads through the load balancer that the unit answered from its session cache / reads through it (reads of updates left out). Whether what it answered was stale is in staleReadRatio.',
  },
  busLag: {
    unit: 'ms',
    shape: 'distribution',
    better: 'lower',
    meaning: 'Published on the message bus to delivered at the last unit that lives to get it.',
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
    meaning:
      'Per failed owner: no member that the main side can reach is able to accept a write, from state. A map that is not partitioned is one owner, hit by every fault: no unit that may be asked takes writes (replicated), fewer than W replicas of some key answer a coordinator (quorum), no unit runs or the store is down (database).',
  },
  readOutage: {
    unit: 'ms',
    shape: 'perFault',
    better: 'lower',
    meaning:
      'Per failed owner: no member that the main side can reach is able to answer a read, from state. Maps that are not partitioned as in writeOutage, with R replicas.',
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
      'Acknowledged writes that the surviving history of their key (copies and store after settling) does not contain. On replicated maps: that no living unit has, nor a write that had seen them; what a merge overwrote is in lostUpdates.',
  },
  lostUpdates: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning:
      'Acknowledged writes overwritten by one that had not seen them: by an update (mix.update) whose read had not, and on replicated maps by a write of another unit that won although it had not arrived there, or had a later timestamp.',
  },
  mergeConflicts: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning:
      'On replicated maps: pairs of writes of one entry (with field-merge: of one field), the later one made before the earlier had arrived at its unit (data collisions). On partitioned maps with merge: entries (fields) that both sides of a split had written when they were merged. Between regions (wan): values that arrived where one was held that neither knew of the other, in each region.',
  },
  mergeLosses: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning:
      'Acknowledged writes that a merge after a split overwrote (maps with merge): those of the side that gave way whose value was not kept, which are acknowledgedWritesLost, too, unless the store has them; and those of the other side that were replaced by a value that had not seen them, which are not. Between regions (wan): values that arrived and were not kept.',
  },
  concurrentWriteRatio: {
    unit: 'ratio',
    shape: 'ratio',
    better: 'lower',
    byWorkload: true,
    meaning:
      'Writes of replicated maps that met at least one write of the same entry made before either had arrived at the other / writes of replicated maps.',
  },
  replicasDiverged: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning:
      'Entries (with field-merge: fields) of replicated maps of which two living units hold different values after settling.',
  },
  updateConflicts: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning:
      'Puts of versioned updates that were refused because the key had changed since its client read it; each client tells of its own, so an answer on its way is not counted.',
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
  monotonicViolations: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning:
      'Reads that returned an older value than the clients of the same source in the same zone had been given before the read was sent; counted for maps with monotonicReads, true or false, over the whole run.',
  },
  waitsUnmet: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning:
      'Writes whose WAIT (client.wait) was answered at its time limit by fewer replicas than asked for; they stand, and count as answered.',
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
      'Reads per second that reach the store: of data readers, because the grid does not have the key (preload apart), and all of database maps.',
  },
  hitRatio: {
    unit: 'ratio',
    shape: 'ratio',
    better: 'higher',
    meaning: 'Reads that found their key in the grid / reads of maps with a data reader or eviction.',
  },
  nearHitRatio: {
    unit: 'ratio',
    shape: 'ratio',
    better: 'higher',
    meaning:
      'Reads that a near cache answered / reads that asked one (first tries of clients; probes and the reads of updates do not).',
  },
  evictions: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning:
      'Entries that left the grid because their cache was full, over the whole run and all members; copies at backups and near caches are not counted.',
  },
  expirations: {
    unit: 'count',
    shape: 'count',
    better: 'neither',
    meaning:
      'Entries that left the grid because their timeToLive or maxIdle was over, over the whole run and all members; near caches are not counted.',
  },
  expiredEntries: {
    unit: 'count',
    shape: 'level',
    better: 'lower',
    meaning:
      'Entries of maps with a sweep whose time is over and that no sweep, read or write has met yet: they take memory and room. Copies at backups are not counted.',
  },
  invalidations: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning: 'Entries that near caches dropped because a message said that they had changed, over the whole run.',
  },
  missedInvalidations: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning:
      'Invalidations that near caches with reconciliation found not to have come, by a gap in the numbers or by asking, over the whole run; those that a member had not sent yet when it was asked are among them.',
  },
  nearCacheMemory: {
    unit: 'bytes',
    shape: 'level',
    better: 'lower',
    meaning:
      'Bytes of entries in the near caches of one place, all maps together, in the mean over the places that have any; without product overhead, and not part of memoryUsed, which is that of members.',
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
    meaning:
      'Bytes of entries held per member (primaries and backups), without product overhead; of maps with eviction what is really there.',
  },
  partitionsMoved: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning: 'Partition copies transferred to restore redundancy or balance.',
  },
  wanLag: {
    unit: 'ms',
    shape: 'distribution',
    better: 'lower',
    meaning: 'Applied at the primary of its region to applied in another region.',
  },
  wanBacklog: {
    unit: 'count',
    shape: 'level',
    better: 'lower',
    meaning: 'Writes that wait for another region or are on their way there, once for each region.',
  },
  wanDropped: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning:
      'Writes that another region never got because the queue for it was full, or (ACK_ON_RECEIPT) because the member that had received them stopped before it could apply them.',
  },
  migrationTime: {
    unit: 'ms',
    shape: 'distribution',
    better: 'lower',
    meaning: 'Duration of one transfer of partition copies to one member.',
  },
  fillTime: {
    unit: 'ms',
    shape: 'distribution',
    better: 'lower',
    meaning: 'Time in which a unit that starts again copies all entries of a replicated map from a living one.',
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
  unitsReady: {
    unit: 'count',
    shape: 'level',
    better: 'neither',
    meaning:
      'Processing units that are ready: started, connected, loaded, registered, not declared failed and not on their way out.',
  },
  startTime: {
    unit: 'ms',
    shape: 'distribution',
    better: 'lower',
    meaning: 'Order to start a unit to its being ready; units that die before are not in it.',
  },
  drainTime: {
    unit: 'ms',
    shape: 'distribution',
    better: 'lower',
    meaning: 'Order to leave to the end of the process: draining, handing over, flushing, deregistering.',
  },
  requestsCutOff: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning:
      'Attempts inside a unit that was leaving in good order, and for which a client waited, when its drain limit struck or its process ended; their clients see a reset connection.',
  },
  scaleEvents: {
    unit: 'count',
    shape: 'count',
    better: 'neither',
    meaning: 'Decisions of the autoscaler that changed the number of units, by however many.',
  },
  scaleReversals: {
    unit: 'count',
    shape: 'count',
    better: 'lower',
    meaning:
      'Scale events in the other direction than the one before them, at most five periods (autoscaler.every) and the cooldown after it: flapping.',
  },
  gcPauses: {
    unit: 'count',
    shape: 'count',
    better: 'neither',
    meaning: 'Pauses that units made by themselves to collect garbage.',
  },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as MetricName[];
