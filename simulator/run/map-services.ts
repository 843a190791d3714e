/** The services of a scenario's maps: one for every map that is not partitioned, null for one that is. */
import type { Clocks } from '../grid/clocks.ts';
import type { Members } from '../grid/members.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { Streams } from '../kernel/stream-seed.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Network } from '../network/network.ts';
import type { Store } from '../persistence/store.ts';
import type { Attempts } from '../traffic/attempts.ts';
import { DatabaseMap } from './database-map.ts';
import type { Layout } from './layout.ts';
import type { MapService } from './map-service.ts';
import type { Meters } from './meters.ts';
import { QuorumMap } from './quorum-map.ts';
import { ReplicatedMap } from './replicated-map.ts';
import type { Suspects } from './suspicions.ts';

/** What services are made from. A service registers its handlers and streams only when it exists. */
export interface MapServiceParts {
  readonly scenario: Scenario;
  readonly layout: Layout;
  readonly simulation: Simulation;
  readonly streams: Streams;
  readonly meters: Meters;
  readonly attempts: Attempts;
  readonly members: Members;
  readonly network: Network;
  readonly store: Store | null;
  readonly clocks: Clocks;
  /** Kernel time of the scenario's time zero. */
  readonly origin: number;
  /** What the failure detector makes members believe of one another. */
  readonly suspects: Suspects;
  /** What isWritable or isReadable of a service says may have changed, without a member or the network having done so. */
  availabilityChanged(): void;
  /** A read of a source is answered with a value that misses a write acknowledged so many ns ago (0: fresh). */
  noteRead(source: number, staleness: number): void;
  /** So many acknowledged writes are gone for this cause. */
  lost(cause: string, count: number): void;
}

export function mapServices(parts: MapServiceParts): readonly (MapService | null)[] {
  return parts.scenario.design.maps.map((_, map) => serviceOf(parts, map));
}

function serviceOf(parts: MapServiceParts, map: number): MapService | null {
  const model = parts.scenario.design.maps[map]!;
  const { kind } = model;
  switch (kind?.kind) {
    case undefined:
    case 'partitioned':
      return null;
    case 'database':
      return new DatabaseMap(parts, map, kind);
    case 'replicated':
      return new ReplicatedMap(parts, model, kind);
    case 'quorum':
      return new QuorumMap(parts, map, kind);
  }
}
