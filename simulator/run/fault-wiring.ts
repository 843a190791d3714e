/** The faults of a model: what they may touch, whom they may hit, and when they strike. */
import type { FaultGround, MemberActions } from '../faults/ground.ts';
import { regionOf, type TargetView, zoneOf } from '../faults/targets.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import type { Members } from '../grid/members.ts';
import type { Fault, Scenario } from '../model/scenario.ts';
import type { HotKeys } from '../traffic/hot-keys.ts';
import type { Availability } from './availability.ts';
import { FaultSchedule } from './fault-schedule.ts';
import type { Layout } from './layout.ts';
import type { Ground } from './model-ground.ts';
import type { Outcomes } from './outcomes.ts';

export interface FaultWiringParts {
  readonly ground: Ground;
  readonly grid: DataGrid;
  readonly actions: MemberActions;
  readonly hotKeys: HotKeys;
  readonly availability: Availability;
  readonly outcomes: Outcomes;
}

export function faultScheduleOf({
  ground,
  grid,
  actions,
  hotKeys,
  availability,
  outcomes,
}: FaultWiringParts): FaultSchedule {
  const { scenario, layout, simulation, streams, meters, members, network, store, clocks } = ground;
  const { maps } = scenario.design;
  const touched: FaultGround = {
    simulation,
    members: actions,
    memberCount: layout.members,
    network,
    store,
    clocks,
    hotKeys,
    entriesOf: (map) => maps.find(({ name }) => name === map)!.entries,
    draws: ({ id }) => streams.named(`fault/${id}/draws`),
    ended: (fault) => schedule.ended(fault),
    placesOf: (fault, hit) => placesOf(scenario, layout, fault, hit),
  };
  const view = targetView(scenario, layout, members, grid);
  const schedule: FaultSchedule = new FaultSchedule(
    scenario.faults,
    touched,
    view,
    streams,
    outcomes,
    meters.observations,
  );
  availability.onLook = (allWritable) => schedule.looked(allWritable);
  outcomes.onDetection = (fault) => schedule.detected(fault);
  return schedule;
}

/** What target selection sees of the grid when a fault strikes. */
function targetView({ design }: Scenario, layout: Layout, members: Members, grid: DataGrid): TargetView {
  const copiesOf = (partition: number, role: string) =>
    (grid.history.partitions[partition]?.copies ?? []).filter((copy) => copy.role === role).map(({ member }) => member);
  return {
    memberCount: layout.members,
    partitions: layout.partitions,
    isUp: (member) => members.isUp(member),
    primaryOf: (partition) => copiesOf(partition, 'primary')[0] ?? -1,
    backupsOf: (partition) => copiesOf(partition, 'backup'),
    membersOfZone: (zone) =>
      layout.places.flatMap((place, at) => (at < layout.members && layout.zones[place.zone] === zone ? [at] : [])),
    membersOfRegion: (region) =>
      layout.places.flatMap((place, at) =>
        at < layout.members && design.regions[place.region]!.name === region ? [at] : [],
      ),
  };
}

/** The hosts that were hit, and with a zone or region its clients and sentinels. */
function placesOf({ design }: Scenario, layout: Layout, fault: Fault, hit: readonly number[]): Uint8Array {
  const inside = new Uint8Array(layout.places.length);
  for (const member of hit) inside[member] = 1;
  const zone = zoneOf(fault);
  if (zone !== undefined) inside[layout.members + layout.zones.indexOf(zone)] = 1;
  const sentinels = layout.sentinelPlaces.filter((place) => place >= layout.members);
  for (const place of sentinels) if (layout.zones[layout.places[place]!.zone] === zone) inside[place] = 1;
  const region = regionOf(fault);
  for (const place of [...layout.clientPlaces, ...sentinels])
    if (design.regions[layout.places[place]!.region]!.name === region) inside[place] = 1;
  return inside;
}
