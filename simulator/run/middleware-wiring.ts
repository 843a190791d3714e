/**
 * The middleware of a design, made and connected: counted units, balancer with registry and bus, the way of requests with a map, and what
 * units keep. A design without `middleware` has none of it: no handler, no stream.
 */
import type { Copy } from '../grid/copy.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import type { Members } from '../grid/members.ts';
import { sampler } from '../kernel/distribution.ts';
import type { Middleware as MiddlewareDesign, Source } from '../model/scenario.ts';
import type { Network } from '../network/network.ts';
import type { Attempts } from '../traffic/attempts.ts';
import type { Requests } from '../traffic/requests.ts';
import { CountedStation } from '../units/counted-station.ts';
import { LoadSpread } from '../units/load-spread.ts';
import type { Station } from '../units/station.ts';
import { Middleware } from './middleware.ts';
import type { ModelSpec } from './model-ground.ts';
import type { Outcomes } from './outcomes.ts';
import { RoutedPath } from './routed-path.ts';
import { SessionCaches } from './session-caches.ts';

export interface FrontParts extends ModelSpec {
  readonly members: Members;
  readonly network: Network;
  readonly grid: DataGrid;
  readonly attempts: Attempts;
  readonly requests: Requests;
  readonly outcomes: Outcomes;
  readonly station: Station;
  /** A read was answered with a value that is so stale (ns). */
  noteRead(source: number, staleness: number): void;
}

/** What stands between clients and units. */
export interface Front {
  readonly units: Station;
  readonly middleware: Middleware | null;
  readonly routed: RoutedPath | null;
  readonly caches: SessionCaches | null;
  /** A read is answered by `copy`. */
  read(attempt: number, copy: Copy): void;
}

export function frontOf(parts: FrontParts): Front {
  const { station, scenario } = parts;
  const design = scenario.design.middleware;
  if (design === undefined) return { units: station, middleware: null, routed: null, caches: null, read: () => {} };
  const units = countedUnits(parts);
  const caches = cachesOf(parts, design);
  const { simulation, streams, layout, members, network, attempts, meters } = parts;
  const middleware: Middleware = new Middleware({
    simulation,
    streams,
    layout,
    members,
    network,
    attempts,
    meters,
    design,
    units,
    hasSessions: scenario.workload.map(({ sessions }) => sessions !== undefined),
    noticed: (unit) => parts.outcomes.tookOut(unit),
    heard: (unit, { map, key, number }) => {
      if (tellsWrites(design)) caches?.invalidate(unit, map, key, number);
    },
  });
  const routed = scenario.workload.some(isRouted) ? routedPath(parts, design, caches, middleware) : null;
  return { units, middleware, routed, caches, read: (attempt, copy) => routed?.read(attempt, copy) };
}

function countedUnits({ simulation, station, layout, meters }: FrontParts): CountedStation {
  const spread = new LoadSpread(layout.members);
  const level = meters.observations.level('loadSpread');
  const settings = { count: layout.members, threads: layout.threads };
  return new CountedStation(simulation, station, settings, (unit, requests) => {
    const before = spread.gap;
    spread.set(unit, requests);
    if (spread.gap !== before) level.set(simulation.now, spread.gap);
  });
}

function cachesOf({ simulation, grid, layout, scenario }: FrontParts, design: MiddlewareDesign): SessionCaches | null {
  if (design.sessionCache === undefined) return null;
  const { invalidate } = design.sessionCache;
  const lifetime = typeof invalidate === 'object' ? invalidate.ttl : Number.POSITIVE_INFINITY;
  const longestRead = scenario.workload.reduce((longest, { client }) => Math.max(longest, client.timeout), 0);
  return new SessionCaches(simulation, grid.history, layout.members, lifetime, longestRead);
}

function routedPath(
  parts: FrontParts,
  design: MiddlewareDesign,
  caches: SessionCaches | null,
  middleware: Middleware,
): RoutedPath {
  const { scenario, layout, simulation, members, grid, attempts, requests, streams, meters } = parts;
  const { workload } = scenario;
  return new RoutedPath({
    simulation,
    members,
    grid,
    attempts,
    requests,
    partitions: layout.partitions,
    timeouts: workload.map(({ client }) => client.timeout),
    isRouted: workload.map(isRouted),
    readsAnyCopy: scenario.design.maps.map(({ readFrom }) => readFrom === 'any-copy'),
    dataTime: design.dataTime === undefined ? null : sampler(design.dataTime),
    dataTimes: streams.named('middleware/data-time'),
    caches,
    observer: {
      looked: (source, isHit, staleness) => {
        meters.sessionLookups.add();
        if (!isHit) return;
        meters.sessionHits.add();
        parts.noteRead(source, staleness);
      },
      written: (unit, map, key, number) => middleware.publish(unit, { map, key, number }),
    },
  });
}

function isRouted({ via }: Source): boolean {
  return via === 'balancer';
}

function tellsWrites({ sessionCache }: MiddlewareDesign): boolean {
  return sessionCache?.invalidate === 'on-write';
}
