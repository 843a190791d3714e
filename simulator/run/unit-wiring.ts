/**
 * What happens to units by themselves, made and connected where the design asks for it: their life cycle, the autoscaler, garbage
 * collection. Where it does not, nothing of it exists and no event is spent on it.
 */
import type { DataGrid } from '../grid/data-grid.ts';
import type { Members } from '../grid/members.ts';
import type { MembershipProtocol } from '../grid/membership.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { Streams } from '../kernel/stream-seed.ts';
import { type LifeCyclePlan, lifeCycle } from '../model/life-cycle.ts';
import type { Design, Scenario } from '../model/scenario.ts';
import type { Attempts } from '../traffic/attempts.ts';
import { Autoscaler } from './autoscaler.ts';
import type { Durability } from './durability.ts';
import { GarbageCollection } from './garbage-collection.ts';
import type { Layout } from './layout.ts';
import type { UnitActions } from './member-actions.ts';
import type { Meters } from './meters.ts';
import type { Middleware } from './middleware.ts';
import { UnitLife } from './unit-life.ts';
import { UnitLoad } from './unit-load.ts';

export interface UnitWiringParts {
  readonly scenario: Scenario;
  readonly layout: Layout;
  readonly simulation: Simulation;
  readonly streams: Streams;
  readonly meters: Meters;
  readonly members: Members;
  readonly grid: DataGrid;
  readonly attempts: Attempts;
  readonly durability: Durability;
  /** Made after the life of the units. */
  readonly actions: () => UnitActions;
  readonly protocol: () => MembershipProtocol;
  readonly middleware: () => Middleware | null;
}

export interface UnitWiring {
  readonly life: UnitLife | null;
  readonly autoscaler: Autoscaler | null;
  busyChanged(delta: number): void;
  /** Everything that units do by themselves begins at the scenario's time zero. */
  start(origin: number, duration: number): void;
}

export function unitWiring(parts: UnitWiringParts): UnitWiring {
  const { scenario, layout, simulation, streams, meters, members, grid, attempts, durability, actions } = parts;
  const { autoscaler: scaling, units } = scenario.design;
  const load = scaling === undefined ? null : new UnitLoad(simulation, layout.threads, layout.startsWith, meters.busy);
  // Work that nobody waits for any more holds no unit back.
  const inside = (unit: number) => {
    let waiting = 0;
    for (const attempt of attempts.inside(unit)) if (attempts.clientWaits(attempt)) waiting++;
    return waiting;
  };
  const plan = planOf(scenario.design);
  const life =
    plan === null
      ? null
      : new UnitLife({
          simulation,
          streams,
          plan,
          units: layout.members,
          startsWith: layout.startsWith,
          meters,
          unitsReady: meters.observations.level('unitsReady', layout.startsWith),
          surroundings: {
            connect: (unit) => actions().connect(unit),
            isLoaded: (unit) => autoscaler?.hasJoined(unit) !== false && grid.hasItsCopies(unit),
            inside,
            cutOff: (unit) => actions().cutOff(unit),
            isHandedOver: (unit) => (autoscaler === null ? !grid.ownsSomething(unit) : autoscaler.isHandedOver(unit)),
            isFlushed: (unit) => durability.backlog(unit) === 0,
            ready: () => grid.settleAll(),
            registered: (unit, isRegistered) => {
              const middleware = parts.middleware();
              if (isRegistered) middleware?.memberStarted(unit);
              else middleware?.memberLeaves(unit);
            },
            servingChanged: (serving) => load?.unitsChanged(serving),
          },
        });
  const autoscaler: Autoscaler | null =
    scaling === undefined || life === null || load === null
      ? null
      : new Autoscaler({
          simulation,
          plan: scaling,
          members,
          startsWith: layout.startsWith,
          grid,
          life,
          load,
          actions,
          counts: meters.counts,
          departed: (member) => parts.protocol().memberDeparted?.(member),
        });
  const { garbageCollection } = units;
  const collection =
    garbageCollection === undefined
      ? null
      : new GarbageCollection(simulation, streams, garbageCollection, layout.members, actions, meters.counts);
  if (life !== null) grid.readyWhen((member) => life.hasBegun(member));
  return {
    life,
    autoscaler,
    busyChanged: (delta) => (load === null ? meters.busy.add(simulation.now, delta) : load.busyChanged(delta)),
    start: (origin, duration) => {
      autoscaler?.start(origin, duration);
      collection?.start(origin);
    },
  };
}

/** The plan of the life cycle; an autoscaler needs one also where the design has none. */
function planOf({ units, autoscaler }: Design): LifeCyclePlan | null {
  if (autoscaler === undefined) return units.lifecycle ?? null;
  const plan = units.lifecycle ?? lifeCycle.parse({});
  return autoscaler.startup === undefined ? plan : { ...plan, starting: autoscaler.startup };
}
