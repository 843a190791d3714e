/**
 * What everything else of a model stands on: processes, network, store, clocks, and the tables of attempts and requests. Nothing runs yet.
 */
import { Clocks } from '../grid/clocks.ts';
import { Members } from '../grid/members.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { Streams } from '../kernel/stream-seed.ts';
import type { Scenario } from '../model/scenario.ts';
import { Links } from '../network/links.ts';
import { Network } from '../network/network.ts';
import { Store } from '../persistence/store.ts';
import { Attempts } from '../traffic/attempts.ts';
import { Requests } from '../traffic/requests.ts';
import type { Layout } from './layout.ts';
import type { Meters } from './meters.ts';
import { withProductDefaults } from './product-defaults.ts';

export interface ModelSpec {
  readonly scenario: Scenario;
  readonly layout: Layout;
  readonly simulation: Simulation;
  readonly streams: Streams;
  readonly meters: Meters;
  /** Kernel time of the scenario's time zero, and how long requests arrive. */
  readonly origin: number;
  readonly duration: number;
}

export interface Ground extends ModelSpec {
  readonly members: Members;
  readonly network: Network;
  /** Null where nothing is durable. */
  readonly store: Store | null;
  readonly clocks: Clocks;
  readonly attempts: Attempts;
  readonly requests: Requests;
  /** A read of a source was answered with a value that misses a write acknowledged `staleness` ns ago (0: fresh). */
  noteRead(source: number, staleness: number): void;
}

export function groundOf(spec: ModelSpec): Ground {
  const { layout, simulation, streams, meters, origin, duration } = spec;
  const scenario = withProductDefaults(spec.scenario);
  const { design } = scenario;
  return {
    scenario,
    layout,
    simulation,
    streams,
    meters,
    origin,
    duration,
    members: new Members(simulation, layout.members, layout.startsWith),
    network: new Network(layout.places, layout.delays, streams, linksOf(scenario, layout, simulation)),
    store: design.store === undefined ? null : new Store(simulation, design.store, streams),
    clocks: new Clocks(layout.members),
    attempts: new Attempts(),
    requests: new Requests(),
    noteRead: (source, staleness) => noteRead(meters, source, staleness),
  };
}

/** Null where no link is ever limited. */
function linksOf({ design, faults }: Scenario, layout: Layout, simulation: Simulation): Links | null {
  const rate = 'bandwidth' in design.network ? design.network.bandwidth : undefined;
  if (rate === undefined && faults.every(({ kind }) => kind !== 'bandwidth')) return null;
  const links = new Links(simulation, layout.members);
  if (rate !== undefined) links.limit({ touched: new Uint8Array(layout.members).fill(1), rate });
  return links;
}

function noteRead(meters: Meters, source: number, staleness: number): void {
  meters.reads[source]!.add();
  if (staleness === 0) return;
  meters.staleReads[source]!.add();
  meters.staleness.record(staleness);
}
