/**
 * Ears of a run: what the grid and the clients tell, passed on to the meters, to the fault outcomes and to who has to act on it.
 */
import type { Copy } from '../grid/copy.ts';
import type { DataGrid, GridObserver } from '../grid/data-grid.ts';
import type { SplitMerge } from '../grid/split-merge.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { Attempts } from '../traffic/attempts.ts';
import type { ClientObserver } from '../traffic/clients.ts';
import type { Availability } from './availability.ts';
import type { LittlesLaw } from './checkers/littles-law.ts';
import { checkOnePrimary } from './checkers/one-primary.ts';
import type { Durability } from './durability.ts';
import type { LostUpdates } from './lost-updates.ts';
import type { MapService } from './map-service.ts';
import type { Meters } from './meters.ts';
import type { NearReads } from './near-reads.ts';
import type { Outcomes } from './outcomes.ts';
import type { ProbeWatch } from './probe-watch.ts';
import type { Readers } from './readers.ts';
import type { ReplicaWaits } from './replica-waits.ts';
import type { RequestPath } from './request-path.ts';
import type { SessionCaches } from './session-caches.ts';
import type { WanReplication } from './wan-replication.ts';

/** Parts that know the grid and are therefore made after it. */
export interface LaterParts {
  readonly grid: DataGrid;
  readonly path: RequestPath;
  readonly availability: Availability;
  readonly durability: Durability;
  readonly outcomes: Outcomes;
  readonly readers: Readers;
  /** Null when no map is merged after a split. */
  readonly splitMerge: SplitMerge | null;
  /** Null when no client waits for replicas. */
  readonly replicaWaits: ReplicaWaits | null;
  measureMemory(): void;
  slow(member: number, factor: number): void;
  readonly wan: WanReplication | null;
  readonly near: NearReads | null;
}

export function gridWatcher(simulation: Simulation, meters: Meters, parts: () => LaterParts): GridObserver {
  const ownedBy = (copy: Copy) => {
    checkOnePrimary(parts().grid.history, copy);
    parts().wan?.promoted(copy);
    parts().splitMerge?.promoted(copy);
  };
  return {
    completed: (row) => parts().path.completed(row),
    refused: (row) => parts().path.refused(row),
    confirmed: (primary) => parts().replicaWaits?.confirmed(primary),
    lagged: (lag) => meters.replicationLag.record(lag),
    reportedLag: (bytes) => meters.reportedLag.record(bytes),
    transferLoads: (member, factor) => parts().slow(member, factor),
    transferred: (duration) => {
      meters.migrationTime.record(duration);
      meters.counts.partitionsMoved++;
    },
    redundancyChanged: () => {
      parts().measureMemory();
      parts().availability.changed();
    },
    ownershipChanged: () => parts().availability.changed(),
    startedEmpty: ownedBy,
    promoted: (copy: Copy, planned: boolean) => {
      ownedBy(copy);
      if (planned) return;
      parts().durability.promoted(copy);
      meters.counts.failovers++;
      parts().outcomes.failedOver(copy.partition);
    },
    mustPersist: (member, key, row) => parts().durability.queue(member, key, row),
    partitionLost: (partition) => {
      parts().wan?.forgotten(partition);
      parts().near?.partitionLost(partition);
      meters.counts.partitionsLost++;
    },
    settled: (partition) => parts().grid.settlePlacement(partition),
    acknowledgedWriteLost: (_key, cause, count) => {
      meters.lost(cause, count);
      parts().outcomes.lost();
    },
    beganEmpty: (partition) => parts().readers.beganEmpty(partition),
    atRiskChanged: (delta) => meters.atRisk.add(simulation.now, delta),
  };
}

/** For a grid without any map in it: what its empty partitions go through is nothing to report. */
export function unheard(watcher: GridObserver): GridObserver {
  return { ...watcher, promoted: () => {}, startedEmpty: () => {}, transferred: () => {}, partitionLost: () => {} };
}

export interface ClientWatch {
  readonly simulation: Simulation;
  readonly meters: Meters;
  readonly attempts: Attempts;
  readonly grid: DataGrid;
  readonly probes: ProbeWatch;
  readonly littlesLaw: LittlesLaw;
  /** Null when no source has updates. */
  readonly lostUpdates: LostUpdates | null;
  /** For each map: its service, or null when it is partitioned. */
  readonly services: readonly (MapService | null)[];
  /** What units keep of sessions; null when they keep nothing. */
  readonly caches: SessionCaches | null;
  /** Kernel time of the scenario's time zero, and how long requests arrive. */
  readonly origin: number;
  readonly duration: number;
}

export function clientWatcher({
  simulation,
  meters,
  attempts,
  grid,
  probes,
  littlesLaw,
  lostUpdates,
  services,
  caches,
  origin,
  duration,
}: ClientWatch): ClientObserver {
  const { history } = grid;
  const { responseTime, answered, failed } = meters.series;
  const isCharted = (source: number) => !meters.isProbe[source] && simulation.now - origin <= duration;
  const probedOwner = (attempt: number) => attempts.group[attempt]!;
  return {
    offered: (source) => {
      meters.offered[source]!.add();
      littlesLaw.arrived(simulation.now);
      return meters.observations.window;
    },
    answered: (source, time, attempt) => {
      const { now } = simulation;
      meters.answered[source]!.add();
      meters.responseTime[source]!.record(time);
      littlesLaw.left(now, time);
      lostUpdates?.ended(attempt);
      if (probedOwner(attempt) >= 0) probes.good(source, probedOwner(attempt), attempts.sentAt[attempt]!, now);
      if (!isCharted(source)) return;
      responseTime.add(now - origin, time);
      answered.add(now - origin, 1);
    },
    failed: (source, _failure, attempt) => {
      meters.failed[source]!.addTo(attempts.window[attempt]!);
      littlesLaw.left(simulation.now, simulation.now - attempts.startedAt[attempt]!);
      lostUpdates?.ended(attempt);
      if (probedOwner(attempt) >= 0) probes.bad(source, probedOwner(attempt), attempts.sentAt[attempt]!);
      if (isCharted(source)) failed.add(simulation.now - origin, 1);
    },
    acknowledged: (attempt) => {
      const service = services[attempts.map[attempt]!];
      if (service !== null && service !== undefined) {
        service.acknowledged(attempt);
        return;
      }
      const row = attempts.row[attempt]!;
      const number = attempts.rowNumber[attempt]!;
      if (history.writes.holds(row, number)) history.acknowledge(row, simulation.now);
      caches?.acknowledged(attempts.map[attempt]!, attempts.key[attempt]!, row, number);
      lostUpdates?.acknowledged(attempt);
    },
    sagaSettled: (time) => meters.sagaTime.record(time),
  };
}
