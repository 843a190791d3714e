/** What Apache Ignite 2 and 3 do in words. Source: ServerImpl, GridCacheUtils, WAL classes (2.18); ignite-3 CatalogUtils, LeaseUpdater. */
import type { Conduct } from './conduct.ts';

const basis = 'source' as const;

export const ignite2Conduct: Conduct = {
  goodFor: {
    text: 'Much data off the heap of Java services, with SQL and native persistence beside it, where a side that is cut off should rather go on than wait.',
    source: 'Ignite 2 documentation; the ring of TcpDiscoverySpi has no quorum',
    basis: 'documented',
  },
  processDies: {
    text: 'FULL_SYNC with b backups: nothing, for any b nodes. PRIMARY_SYNC (the default) and FULL_ASYNC: what the process had not sent; what was on its way still arrives. Without backups (the default of Ignite): all partitions of the node; what becomes of them, partitionLossPolicy says.',
    source: 'GridCacheUtils, CacheConfiguration',
    basis,
  },
  hostLost: {
    text: 'As a process, noticed after failureDetectionTimeout instead of half a second (see Times); with its link, copies in flight are lost, too. The exchange that follows makes all nodes wait for the slowest.',
    source: 'ServerImpl (TcpDiscoverySpi), partition map exchange',
    basis,
  },
  networkSplits: {
    text: 'Both halves go on; a node that reaches no other within connectionRecoveryTimeout halts. A half has lost the partitions of which all copies are on the other: with IGNORE they begin anew there, empty; the safe policies refuse them until someone resets them. There is no merge: the smaller side is restarted into the larger, and what it acknowledged meanwhile is lost.',
    source: 'ServerImpl, StopNodeOrHaltFailureHandler, PartitionLossPolicy',
    basis,
  },
  everythingDies: {
    text: 'Without persistence everything that is in no external store, and what waits in write-behind buffers. With it what the write-ahead log did not keep (see Persistence); the cluster is inactive until the last node of its baseline is back.',
    source: 'CacheStore, GridCacheWriteBehindStore, FileHandleManagerImpl, baseline documentation',
    basis,
  },
  persistence: {
    text: 'persistenceEnabled, off by default. FSYNC loses nothing; LOG_ONLY (the default) nothing when a process dies, up to 500 ms of writes when power fails; BACKGROUND the same while its log is memory-mapped, else what was not flushed; NONE everything without a stop in good order. A node that returns is sent what it missed; the baseline then waits for an operator. A CacheStore with write-behind keeps its buffer on the node that stores, whatever the backups: its crash loses the buffer.',
    source: 'DataStorageConfiguration, FileHandleManagerImpl (WalSegmentSyncer), GridCacheWriteBehindStore',
    basis,
  },
  versions: {
    text: 'Up to 2.8 a silent node is checked by its other neighbour for failureDetectionTimeout more: 20.8 s instead of 12.2 s at worst, with the defaults.',
    source: 'IGNITE-13012',
    basis: 'documented',
  },
  measured: {
    text: 'Key hash and rendezvous placement, as vectors of the real formula. No time was measured.',
    source: 'RendezvousAffinityFunction in Java 17',
    basis: 'measured',
  },
};

export const ignite3Conduct: Conduct = {
  goodFor: {
    text: 'Tables that must stay consistent under any failure of a minority, by consensus, at the price of a majority for every write.',
    source: 'Ignite 3 documentation; Raft for every partition',
    basis: 'documented',
  },
  processDies: {
    text: 'Nothing that was acknowledged: a majority of the peers has it. With two replicas no majority is left, and the partitions take no writes until the node returns.',
    source: 'CatalogUtils: quorum of a zone',
    basis,
  },
  hostLost: {
    text: 'As a process: the rest of the lease decides, not how the node was lost. Its link makes no difference to what is acknowledged.',
    source: 'LeaseUpdater',
    basis,
  },
  networkSplits: {
    text: 'The side with a majority of the peers of a partition goes on; the other takes no writes. Nothing acknowledged is lost, nothing has to be merged.',
    source: 'Raft, majority for each partition',
    basis,
  },
  everythingDies: {
    text: 'fsync: true: nothing. false, its default: nothing when processes die; what the kernel had not written back (30 s) when power fails. A scenario that does not name fsync: everything.',
    source: 'RaftConfiguration: fsync',
    basis,
  },
  persistence: {
    text: 'With fsync, true or false, in the scenario a node returns with its log and is sent what it missed, and a partition is served where a majority of its peers is; without, a node that returns is empty.',
    source: 'RaftConfiguration: fsync; when the kernel writes back is an assumption',
    basis: 'assumed',
  },
  versions: {
    text: 'Version 3 is another product under the same name: Raft and leases in place of ring and exchange, another hash, another number of partitions.',
    source: 'ignite-3 source of 3.1 and 3.2 development',
    basis,
  },
  measured: {
    text: 'The key hash, as vectors of the real class. No time was measured.',
    source: 'HashUtils',
    basis: 'measured',
  },
};
