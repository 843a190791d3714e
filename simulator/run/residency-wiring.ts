/** The residencies of a scenario's maps: one for every map whose entries can leave, or are put back by a preload that overwrites. */
import { Residencies } from '../grid/cache/residencies.ts';
import { Residency, type ResidencyObserver, type ResidencySpec } from '../grid/cache/residency.ts';
import type { History } from '../grid/history.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { Streams } from '../kernel/stream-seed.ts';
import { SECOND } from '../kernel/time.ts';
import { hasResidency } from '../model/map-kind.ts';
import type { GridMap, Product, Scenario } from '../model/scenario.ts';
import { sweepRuleOf } from '../products/expiry-rules.ts';
import { entriesPerPartition } from '../products/hazelcast-memory.ts';
import { evictionRule } from './eviction-rules.ts';
import type { Layout } from './layout.ts';

export interface ResidencyGround {
  readonly scenario: Scenario;
  readonly layout: Layout;
  readonly simulation: Simulation;
  readonly streams: Streams;
}

/** Null when every entry of every map stays. */
export function residenciesOf(
  { scenario, layout, simulation, streams }: ResidencyGround,
  history: History,
  observer: ResidencyObserver & { linesChanged(): void },
): Residencies | null {
  const { maps } = scenario.design;
  if (!maps.some(hasResidency)) return null;
  return new Residencies(
    maps.map((map, index) => {
      if (!hasResidency(map)) return null;
      const stream = streams.named(`cache/${map.name}/sample`);
      const spec = { ...specOf(map, index, layout), sweep: sweepOf(map, scenario.design.product, streams) };
      return new Residency(simulation, stream, history, spec, observer);
    }),
    () => observer.linesChanged(),
  );
}

/** Undefined where every entry leaves at its very end. */
function sweepOf({ name, eviction }: GridMap, product: Product, streams: Streams): ResidencySpec['sweep'] {
  if (eviction?.sweep === undefined) return undefined;
  const rule = eviction.sweep.kind === 'product' ? sweepRuleOf(product) : eviction.sweep;
  return { rule, stream: streams.named(`cache/${name}/sweep`) };
}

function specOf({ name, entrySize, eviction }: GridMap, map: number, layout: Layout): Omit<ResidencySpec, 'sweep'> {
  const { maxEntries, maxSize, timeToLive, maxIdle, scope } = eviction ?? {};
  const given = maxEntries ?? (maxSize === undefined ? Number.POSITIVE_INFINITY : Math.floor(maxSize / entrySize));
  const isLimited = given !== Number.POSITIVE_INFINITY;
  const rule = evictionRule(eviction?.policy ?? (isLimited ? 'lru' : 'none'));
  const most = isLimited ? Math.max(1, Math.floor(given * rule.filled)) : given;
  const perPartition = (scope ?? rule.scope) === 'partition';
  const limit = perPartition
    ? Math.max(1, Math.floor(entriesPerPartition(most, layout.owners, layout.partitions)))
    : most;
  const { policy, refuses } = rule;
  const { sample = rule.sample, lfuLogFactor: logFactor = 10, lfuDecayTime: decay = 60 * SECOND } = eviction ?? {};
  return { name, map, limit, perPartition, refuses, policy, sample, lfu: { logFactor, decay }, timeToLive, maxIdle };
}
