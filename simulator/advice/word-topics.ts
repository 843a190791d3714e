/**
 * Usual words of the subject that are no names of fields or metrics: what they mean here, and where to look. One entry a word, with the other
 * ways in which people write it. What is not modelled says so; the whole list of that is references/model-limits.md.
 */
import type { Topic } from './topic.ts';

type Word = readonly [names: string, text: string, see: string];

/** Names and pointers are separated by commas; the first name is the one that is listed. */
const words: readonly Word[] = [
  ...questions(),
  ...parts(),
  ...middleware(),
  ...copies(),
  ...trouble(),
  ...guards(),
  ...evidence(),
  ...outside(),
];

function questions(): readonly Word[] {
  return [
    [
      'scenario,scenario file,question of a scenario',
      'One question about one design, under one load, with faults, and what is expected: a file that sba validate checks and sba run answers.',
      'design,workload,faults,expect,init',
    ],
    [
      'verdict,result,exit code',
      'What a run says of each expectation and of the scenario: pass, fail, inconclusive or not exercised.',
      'pass,fail,inconclusive,not exercised,exit 0',
    ],
    [
      'fault,chaos,chaos test,failure injection',
      'What goes wrong, when, to whom and for how long. An expectation that rests on a fault without effect is not exercised.',
      'faults,crash,split,mustCause',
    ],
    [
      'uncertain input,between,uncertainty,sensitivity',
      'A quantity written as {between: [low, high]}, a 90 % interval of its true value: the run draws values, tells how likely each expectation is met and which input to measure first. sba compare says how likely B is better, both drawn together; run --grid how likely each expectation is met at every point; find --confidence 0.9 demands a probability.',
      'draws,run.eventBudget,compare,find,parameters,expect',
    ],
    [
      'probe,synthetic client',
      'A source with target: each-owner: one request to every owner each period, so that outages are seen with that resolution.',
      'workload.target,clientOutage',
    ],
    [
      'lag,replication delay',
      'How far what was written is behind where it is needed: at backups, in bytes as the product tells, in another region, on the bus, at the store.',
      'replicationLag,reportedLag,wanLag,busLag,pumpDelay',
    ],
    [
      'queue,waiting line,waiting time,latency',
      'A request waits for a thread of its unit (queueWait) and takes responseTime in all.',
      'responseTime,queueWait,queueLimit,utilisation',
    ],
  ];
}

function parts(): readonly Word[] {
  return [
    [
      'space-based architecture,sba,cell,cloud architecture pattern',
      'Units that hold their data in memory, copied among them, with the database behind and out of the way of requests.',
      'processing unit,data grid,data pump,virtualised middleware',
    ],
    [
      'processing unit,pu,unit,node,member,instance',
      'A process that serves requests and holds a part of the data: a member of the grid. Its threads and line are design.units, how many there are is design.members.',
      'design.units,design.members,lifecycle,utilisation',
    ],
    [
      'data grid,in-memory data grid,imdg,grid,partition,shard,slot',
      'The partitions of all maps over all members, each with a primary and its backups.',
      'design.maps,design.backups,design.product.partitions',
    ],
    [
      'primary,replica,backup,copy,owner,leader,follower',
      'The member that takes the writes of a partition, and those that hold a copy of it. A backup is promoted when its primary is declared failed.',
      'design.backups,promotion,failover,replicationLag',
    ],
    [
      'data pump,pump,data writer,write behind queue,write-behind pump',
      'Brings what was written in the grid to the durable store, later and in batches. What waits in it is at risk.',
      'persistence,pumpBacklog,entriesAtRisk,storeStale',
    ],
    [
      'data reader,read-through cache,cache-aside,warm-up of a cache',
      'Brings rows of the durable store into the grid: when a read misses them, or ahead.',
      'reader,hitRatio,storeReads,cold-start',
    ],
    [
      'cache,caching,cache eviction',
      'A map with eviction holds a part of its entries; a near cache holds a part at the client; a session cache at the unit.',
      'eviction,nearCache,sessionCache,hitRatio,nearHitRatio',
    ],
    [
      'three-tier,baseline,database alone,without a grid',
      'A map of kind database is a table of the store: what the architecture is compared with.',
      'database,connectionWait,store',
    ],
    [
      'microservice,service mesh,fork join,queueing network',
      'Services are stations that call one another, apart from the grid; with parallel calls the slowest answer decides.',
      'design.services,design.services.calls,leafQuantile',
    ],
  ];
}

function middleware(): readonly Word[] {
  return [
    [
      'virtualised middleware,virtualized middleware,messaging grid,processing grid',
      'What stands between clients and units: load balancer, service registry, message bus, and what units keep of sessions.',
      'design.middleware,balancer,registry,bus',
    ],
    [
      'load balancer,load balancing,routing policy,round robin policy',
      'Chooses a unit for every request without a map, and for those with one that go via: balancer.',
      'balancer,loadSpread,unitsRouted,workload.via',
    ],
    [
      'session affinity,affinity,sticky session,session stickiness',
      'All requests of a session go to one unit: by a cookie (sticky) or by a hash (hash-ring, rendezvous, jump, maglev, bounded-loads).',
      'balancer,sessions,sessionCache,sessionHitRatio',
    ],
    [
      'consistent hashing,ring,hash ring of the guide',
      'Keys and units on one ring, so that a unit that comes or goes moves only its share of the keys.',
      'hash-ring,virtualNodes,bounded-loads,rendezvous',
    ],
    [
      'service registry,service discovery,health check',
      'Checks the units now and then and tells the balancer who is well; between two checks it knows nothing.',
      'registry,registryDetection,unitsRouted',
    ],
    [
      'message bus,broadcast,pub/sub,publish subscribe',
      'What a unit writes for a request through the balancer is published to the others, each after a delay.',
      'bus,busLag,sessionCache',
    ],
    [
      'deployment manager,elasticity,scaling,auto-scaling,hpa,kubernetes',
      'An autoscaler starts and stops units by how busy they are; the rule target is that of the Kubernetes HorizontalPodAutoscaler.',
      'autoscaler,scaleEvents,unitsReady,lifecycle',
    ],
    [
      'herding,herd on stale news',
      'All requests between two reports go to the unit that looked least busy in the last one. Shown by the scenario herding-on-stale-metrics.',
      'lowest-cpu,loadSpread,two-choices',
    ],
    [
      'flapping,oscillation,thrashing',
      'Units that were added are removed again and the other way round, because thresholds are too near or news is too old.',
      'scaleReversals,scaleInBelow,gain,cooldown',
    ],
  ];
}

function copies(): readonly Word[] {
  return [
    [
      'replicated map,replicated cache,full replication',
      'Every unit holds every entry; writes are broadcast and may meet.',
      'replicated,data collision,concurrentWriteRatio,replicasDiverged',
    ],
    [
      'data collision,collision,collisions,write conflict,conflict',
      'Two writes of an entry, each made before its unit had heard of the other. The policy of the map, the merge or the regions says which stays.',
      'mergeConflicts,lostUpdates,resolve,merge,wan',
    ],
    [
      'crdt,conflict-free replicated data type,pn-counter,g-counter,or-set',
      'Values that may be changed at several places at once without losing anything: resolve counter (PN-counter) and set (OR-set) of replicated maps.',
      'design.maps.kind.replicated.resolve,replicasDiverged,lostUpdates',
    ],
    [
      'lww,latest write wins,last writer wins',
      'Of two values the one with the later timestamp stays, by the clock of the member that wrote it. A wrong clock makes it the wrong one.',
      'last-write-wins,clock-offset,lostUpdates',
    ],
    [
      'leaderless,dynamo,cassandra,quorum replication,tunable consistency',
      'No primary: N replicas of a key, writes wait for W of them and reads for R. With R + W > N a read meets the newest acknowledged write.',
      'quorum,staleReadRatio,versionStaleness,hintedHandoff,readRepair',
    ],
    [
      'vector clock,version vector,causality',
      'Which writes of each region a value takes into account; two values are in conflict when neither knows of the other. Used between regions (wan).',
      'wan,mergeConflicts',
    ],
    [
      'eventual consistency,stale read,stale,staleness of reads,consistency',
      'A read may return a value older than the newest acknowledged write, from a backup, a near or session cache, another region or too few replicas.',
      'staleReadRatio,staleness,versionStaleness,monotonicReads',
    ],
    [
      'active-active,active-passive,multi-region,geo-replication,multi region,cross-region replication',
      'Regions that are grids of their own and send one another what was written. With sources in one region only, the others are passive.',
      'wan,wanLag,wanBacklog,mergeConflicts,region-loss',
    ],
    [
      'cap,cap theorem,pacelc',
      'Cut off from the others, a side either refuses (promotion: majority, protection) or goes on and may lose or conflict (promotion: any-side, merge); without a split, waiting for more copies costs latency.',
      'promotion,protection,merge,minCopies,split',
    ],
  ];
}

function trouble(): readonly Word[] {
  return [
    [
      'split brain,network partition,partitioned network,netsplit',
      'Two sides that do not see one another and both act as primary. The fault is split; who may go on is promotion.',
      'split,promotion,merge,protection,mergeLosses',
    ],
    [
      'fencing,epoch,zombie primary',
      'Every promotion raises the epoch of the partition, so that the older primary is told apart; no two primaries share one (a checker in every run).',
      'promotion,failovers',
    ],
    [
      'failure detector,detection,heartbeat,phi,phi accrual detector,suspicion',
      'What notices that a member is gone: a deadline for heartbeats, phi accrual, or SWIM; Redis Cluster has its own.',
      'detector,heartbeatTimeout,nodeTimeout,detectionTime,falseSuspicions',
    ],
    [
      'rto,recovery time objective,downtime',
      'For how long nobody can write or read: writeOutage and readOutage from state, clientOutage as a probe sees it.',
      'writeOutage,readOutage,clientOutage,nines',
    ],
    [
      'rpo,recovery point objective,data loss,durability',
      'What was acknowledged and is gone: counted one by one. What would be gone now if the grid died: entriesAtRisk.',
      'acknowledgedWritesLost,entriesAtRisk,keysLost',
    ],
    [
      'thundering herd,cache stampede,cold cache',
      'Many reads miss the same rows at once and ask the store together; singleFlight makes them share one.',
      'singleFlight,cold-start,storeReads',
    ],
    [
      'retry storm,metastable failure,retry amplification',
      'Retries keep up the overload that causes them, after its cause is gone. Shown by the scenario retry-storm.',
      'attempts,retryBudget,breaker,jitter',
    ],
    [
      'gray failure,slow node,noisy neighbour',
      'A member that serves slowly and answers every heartbeat.',
      'slow,hedge,queueWait',
    ],
    [
      'gc,stop the world,gc pause,full gc',
      'A pause of the process: by itself (units.garbageCollection) or as the fault pause.',
      'garbageCollection,pause,gcPauses,falseSuspicions',
    ],
    [
      'clock skew,clock drift of members,ntp',
      'Clocks that are wrong, as faults or as the spread of a replicated map.',
      'clock-offset,clock-drift,lostUpdates',
    ],
    [
      'rack,correlated failure,availability zone,circuit',
      'Zones are in the design; racks and circuits are faults of one group, which draw time and chance alike.',
      'design.regions.zones,faults.group,zone-loss',
    ],
  ];
}

function guards(): readonly Word[] {
  return [
    [
      'lost update,read-modify-write,get mutate put',
      'A write that overwrites one that its client had not seen.',
      'lostUpdates,workload.updates,entryProcessor,versioned',
    ],
    [
      'optimistic locking,compare and set,compare and swap,cas,optimistic concurrency',
      'The put carries the version that was read and is refused when the key has another one by then: updates: versioned.',
      'versioned,updateConflicts,callsUnderContention',
    ],
    [
      'circuit breaker,bulkhead,fail fast',
      'A breaker of the client stops asking a member that fails; a queueLimit keeps a slow service from taking everybody’s threads.',
      'breaker,breakerRejections,queueLimit',
    ],
    [
      'backpressure,load shedding,bounded queue,rate limit',
      'A full queue refuses (queueLimit of units and services) or holds up (queueLimit of a pump, whenFull: block). There is no rate limit at the client but retryBudget.',
      'queueLimit,errorRatio,retryBudget',
    ],
    [
      'hedging,hedged request,tail at scale,backup request',
      'A second copy of a slow request; the first answer counts.',
      'hedge,hedges,leafQuantile',
    ],
    [
      'connection pool,connections of a unit',
      'Connections of a unit to the store, for maps of kind database.',
      'connections,connectionWait,holdsThread',
    ],
    [
      "little's law,little,l = λw",
      'Requests in the system = rate × time in the system; every run is held against it.',
      'throughput,responseTime,utilisation',
    ],
  ];
}

/** Of the statistics behind a verdict; the whole of it is references/statistics.md. */
function evidence(): readonly Word[] {
  return [
    [
      'confidence interval,interval,ci95,confidence,error bar',
      'The range that holds the truth in 95 of 100 studies like this one, from the differences between replications (or batches), never between requests. How often it does is measured: references/coverage.md.',
      'run.replications,run.precision,inconclusive,coverage',
    ],
    [
      'coverage,coverage of an interval,nominal coverage,coverage of intervals',
      'How often intervals of one kind hold the known truth of a model. A 95 % interval should in 95 of 100 cases; from few replications of rare and large values it does less often, and references/coverage.md says how much.',
      'confidence interval,run.replications,run.batches',
    ],
    [
      'batch means,one long run,autocorrelation,steady state',
      'One long run cut into equal batches that stand in for replications: run.batches. Batches that are too short depend on one another, and the finding batches-correlated says so.',
      'run.batches,run.warmup,coverage',
    ],
    [
      'common random numbers,crn,paired comparison,paired difference,variance reduction',
      'Two designs get the same arrivals, keys, sizes and chances, replication by replication, so that what differs is their doing. The interval is over the differences of the pairs: sba compare.',
      'compare,run.seed,run.replications',
    ],
    [
      'sequential stopping,stopping rule,optional stopping,peeking',
      'auto looks at 10, 20, 40, … replications only, each time with its share of the 5 %, and stops when everything is decided and precise: looking often does not make it wrong more often.',
      'run.replications,run.precision,run.eventBudget',
    ],
  ];
}

function outside(): readonly Word[] {
  return [
    [
      'coherence,infinispan,geode',
      'No profile of its own: generic with its settings is a guess about it. Many rules (merge policies, eviction by samples, near caches) follow Hazelcast.',
      'generic,redis-cluster',
    ],
    [
      'redis,redis cluster node',
      'The product redis-cluster, version 7.0.15, checked against real clusters.',
      'redis-cluster,nodeTimeout',
    ],
    [
      'sentinel,redis sentinel,down-after-milliseconds,failover-timeout,parallel-syncs,switch-master,sdown,odown',
      'The product redis-sentinel: one primary, its replicas and sentinels with the rules of sentinel.c 7.0.15, compared with real processes.',
      'redis-sentinel,downAfter,failoverTimeout,parallelSyncs,quorum',
    ],
    [
      'two-phase commit,2pc,xa,transaction,lock,outbox',
      'Not modelled: nothing is locked, and entries that are written together do not become visible together. What is: steps that are taken back when one fails (saga), and updates that compare versions.',
      'saga,workload.updates',
    ],
    [
      'long-running transaction,compensating transaction,orchestration,choreography',
      'Steps one after the other, each final by itself; when one fails, those before it are taken back in reverse order, with retries. The client orchestrates: there is no log from which another process goes on when it dies. Choreography is not modelled.',
      'saga,sagasCompensated,sagasStuck,sagaTime',
    ],
    [
      'cdc,change data capture,dead-letter queue,kafka',
      'Not modelled: a pump gives up or goes on trying, and nobody reads the store but readers and database maps.',
      'persistence,retryLimit,rowsDropped',
    ],
    [
      'cost,price,money',
      'Not modelled; what costs follow from is: members, memoryUsed, utilisation, scaleEvents.',
      'memoryUsed,utilisation,size',
    ],
  ];
}

export function fieldWords(): readonly Topic[] {
  return words.map(([names, text, see]) => {
    const [name = '', ...also] = names.split(',');
    return { name, also, kind: 'word', text, see: see.split(',') };
  });
}
