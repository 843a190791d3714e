/**
 * One model from one scenario and one seed: every part made and connected, nothing run yet.
 *
 * sources → clients → network → (balancer →) units → grid (→ backups, → pump → store) → answer; faults act on members, network and store;
 * the membership protocol watches members and tells the grid. Parts are made from the ground up; who has to know a later part asks for it
 * when it is needed. The order is that of the numbers of handlers, which enter the trace.
 */
import type { Residencies } from '../grid/cache/residencies.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import type { MembershipProtocol } from '../grid/membership.ts';
import { hasPartitions } from '../model/map-kind.ts';
import type { Attempts } from '../traffic/attempts.ts';
import { Clients } from '../traffic/clients.ts';
import { HotKeys } from '../traffic/hot-keys.ts';
import { processingUnits } from '../units/processing-unit.ts';
import type { Station } from '../units/station.ts';
import { type Answers, answersOf } from './answer-wiring.ts';
import { Availability } from './availability.ts';
import { LittlesLaw } from './checkers/littles-law.ts';
import { type GridData, gridDataOf } from './data-wiring.ts';
import type { Durability } from './durability.ts';
import type { FaultSchedule } from './fault-schedule.ts';
import { faultScheduleOf } from './fault-wiring.ts';
import { FirstTurn } from './first-turn.ts';
import { haltedMembers } from './halted-members.ts';
import type { MapService } from './map-service.ts';
import { memberActions, type UnitActions } from './member-actions.ts';
import { membershipOf } from './membership-wiring.ts';
import type { Memory } from './memory.ts';
import { type Front, frontOf } from './middleware-wiring.ts';
import { type Ground, groundOf, type ModelSpec } from './model-ground.ts';
import { Outcomes } from './outcomes.ts';
import { ProbeWatch } from './probe-watch.ts';
import type { ServiceNetwork } from './service-network.ts';
import { trafficSources } from './traffic-sources.ts';
import { type UnitWiring, unitWiring } from './unit-wiring.ts';
import type { WanReplication } from './wan-replication.ts';
import { clientWatcher, gridWatcher, type LaterParts, unheard } from './watchers.ts';

export interface Model {
  readonly grid: DataGrid;
  readonly attempts: Attempts;
  readonly clients: Clients;
  readonly durability: Durability;
  readonly protocol: MembershipProtocol;
  readonly outcomes: Outcomes;
  readonly faults: FaultSchedule;
  readonly probes: ProbeWatch;
  readonly memory: Memory;
  /** Null when every entry of every map stays. */
  readonly residencies: Residencies | null;
  readonly littlesLaw: LittlesLaw;
  /** Maps that are not partitioned. */
  readonly services: readonly MapService[];
  /** Null where all regions are one grid. */
  readonly wan: WanReplication | null;
  readonly serviceNetwork: ServiceNetwork | null;
  /** What units do by themselves; `life.isReady` and `life.readyUnits` say whom a balancer may choose. */
  readonly units: UnitWiring;
}

export function buildModel(spec: ModelSpec): Model {
  const ground = groundOf(spec);
  const { scenario, layout, simulation, meters, members, network, attempts, requests } = ground;
  const measureMemory = () => data.memory.measure();
  const slow = (member: number, factor: number) => front.units.slow(member, factor);
  // Asked for at every event, so put together once.
  let known: LaterParts | null = null;
  const later = (): LaterParts => {
    known ??= {
      grid,
      path,
      availability,
      durability,
      outcomes,
      readers: data.readers,
      splitMerge: answers.splitMerge,
      replicaWaits: answers.replicaWaits,
      measureMemory,
      slow,
      wan,
      near,
    };
    return known;
  };
  const speaks = hasPartitions(scenario.design);
  const heard = gridWatcher(simulation, meters, later);
  const data: GridData = gridDataOf(ground, speaks ? heard : unheard(heard), (map, key, member) =>
    answers.near?.expired(map, key, member),
  );
  const { grid, durability, memory, residencies } = data;
  const availability = new Availability({ simulation, grid, members, network, layout, speaks });
  const outcomes = new Outcomes(simulation, availability, layout.ownerOf, scenario.faults);
  const probes = new ProbeWatch((length, censored) => outcomes.clientOutage(length, censored));
  const units = unitWiring({
    ...ground,
    grid,
    durability,
    actions: () => actions,
    protocol: () => protocol,
    middleware: () => front.middleware,
  });
  const { life } = units;
  const halted = haltedMembers(ground, () => actions);
  const protocol: MembershipProtocol = membershipOf(scenario, layout, ground, grid, {
    availability,
    outcomes,
    falseSuspicion: () => {
      meters.counts.falseSuspicions++;
    },
    suspected: (member, isSuspected) => life?.suspected(member, isSuspected),
    halted: (member) => halted?.halt(member),
    joined: (member) => units.autoscaler?.joined(member),
  });
  grid.watchedBy(protocol);
  const station = stationOf(ground, units, () => answers);
  const front: Front = frontOf({ ...ground, grid, outcomes, station });
  for (let away = layout.startsWith; away < layout.members; away++) front.middleware?.memberLeaves(away);
  const answers: Answers = answersOf({ ground, data, front, protocol, life, availability, outcomes });
  const { path, addresses, services, regions, wan, serviceNetwork, near, lostUpdates, goodReplicas, disks } = answers;
  const { caches, middleware } = front;
  const littlesLaw = new LittlesLaw();
  const observer = clientWatcher({ ...ground, littlesLaw, grid, probes, lostUpdates, services, caches });
  const hotKeys = new HotKeys();
  const sources = trafficSources(scenario, layout, ground.streams, hotKeys);
  const { partitions, startsWith } = layout;
  const clients = new Clients({ simulation, attempts, requests, sources, partitions, addresses, port: path, observer });
  path.answersTo(clients.calls);
  serviceNetwork?.answersTo(clients.calls);
  const running = services.filter((service) => service !== null);
  availability.services = running;
  const actors = { members, units: front.units, grid, durability, protocol, path, availability, services: running };
  const actions: UnitActions = memberActions({
    ...actors,
    wan,
    regions,
    near,
    life,
    startsWith,
    middleware,
    goodReplicas,
    disks,
  });
  const faults = faultScheduleOf({ ground, grid, actions, hotKeys, availability, outcomes });
  measureMemory();
  return {
    grid,
    attempts,
    clients,
    durability,
    protocol,
    outcomes,
    faults,
    probes,
    littlesLaw,
    memory,
    residencies,
    services: running,
    wan,
    serviceNetwork,
    units,
  };
}

/** The threads of all units, where requests are served. */
function stationOf(ground: Ground, own: UnitWiring, answers: () => Answers): Station {
  const { simulation, layout, members, meters } = ground;
  const { threads, queueLimit, discipline } = layout;
  const served = (unit: number, request: number) => answers().path.served(unit, request);
  const make = (whenServed: typeof served) =>
    processingUnits(
      simulation,
      { count: layout.members, threads, queueLimit, discipline },
      {
        served: whenServed,
        waited: (ns) => meters.queueWait.record(ns),
        busyChanged: own.busyChanged,
        isPaused: (unit) => members.isPaused(unit),
        deferWork: (unit, handler, a, b, x) => members.deferWork(unit, handler, a, b, x),
      },
    );
  const { kind } = ground.scenario.design.product;
  const hasBus = kind === 'redis-cluster' || kind === 'valkey';
  return hasBus ? new FirstTurn(simulation, members, make, served) : make(served);
}
