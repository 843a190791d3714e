/** The scenario's workload as running sources: each with its own named streams, one a purpose (oracle G08). */
import { sampler } from '../kernel/distribution.ts';
import type { Streams } from '../kernel/stream-seed.ts';
import { SECOND } from '../kernel/time.ts';
import { isPartitioned } from '../model/map-kind.ts';
import type { GridMap, Scenario, Source as SourceModel } from '../model/scenario.ts';
import { Arrivals, type ArrivalTimes, RecordedArrivals } from '../traffic/arrivals.ts';
import { CircuitBreakers } from '../traffic/circuit-breaker.ts';
import type { HotKeys } from '../traffic/hot-keys.ts';
import { keyChooser } from '../traffic/keys.ts';
import { RetryBudget } from '../traffic/retry-budget.ts';
import type { ClosedLoop, Following, Source } from '../traffic/source.ts';
import type { Layout } from './layout.ts';
import { sagaPlan } from './saga-plans.ts';

export function trafficSources(scenario: Scenario, layout: Layout, streams: Streams, hotKeys: HotKeys): Source[] {
  const mayHeat = scenario.faults.some(({ kind }) => kind === 'hot-key');
  return scenario.workload.map((model) => {
    const map = model.map === undefined ? -1 : scenario.design.maps.findIndex(({ name }) => name === model.map);
    const stream = (purpose: string) => streams.named(`workload/${model.name}/${purpose}`);
    const entries = map < 0 ? (model.sessions ?? 1) : scenario.design.maps[map]!.entries;
    const { client, mix } = model;
    const chooseKey = keyChooser(model.keys, entries, stream('key'));
    return {
      name: model.name,
      map,
      entersService: model.to !== undefined,
      balanced:
        scenario.design.middleware !== undefined && model.saga === undefined && (map < 0 || model.via === 'balancer'),
      hasSessions: model.sessions !== undefined,
      arrivals: model.clients === undefined && model.after === undefined ? arrivalsOf(model, streams) : null,
      loop: loopOf(model, streams),
      follows: followingOf(model, scenario, streams),
      putShare: model.op === undefined ? (mix?.put ?? 0) + (mix?.remove ?? 0) : model.op === 'put' ? 1 : 0,
      updateShare: mix?.update ?? 0,
      updates: model.updates ?? { kind: 'plain' },
      fanOut: model.fanOut ?? 1,
      saga: sagaPlan(model, scenario, stream),
      operations: stream('operation'),
      chooseKey:
        mayHeat && model.map !== undefined
          ? hotKeys.chooser(chooseKey, model.map, model.name, stream('heat'))
          : chooseKey,
      service: sampler(model.service),
      services: stream('service'),
      secondServices: stream('second-service'),
      places: placesOf(model, layout),
      placeStream: stream('place'),
      timeout: client.timeout,
      retries: client.retries,
      backoff: client.backoff,
      jitter: client.jitter ?? 'none',
      jitters: stream('jitter'),
      hedgeAfter: client.hedge?.after ?? null,
      breakers: client.breaker === undefined ? null : new CircuitBreakers(client.breaker),
      budget: client.retryBudget === undefined ? null : new RetryBudget(client.retryBudget),
      probeKeys:
        model.target === 'each-owner'
          ? probeKeys(scenario.design.maps[map]!, map, layout, gridOf(model, layout))
          : null,
    };
  });
}

function arrivalsOf(model: SourceModel, streams: Streams): ArrivalTimes {
  const stream = streams.named(`workload/${model.name}/arrival`);
  if (typeof model.arrivals === 'object') return new RecordedArrivals(model.arrivals.times);
  if (model.every !== undefined) {
    const first = Math.floor(stream.uniform() * model.every);
    return new Arrivals([{ at: first - model.every, rate: SECOND / model.every }], false, stream);
  }
  return new Arrivals(model.rate!, model.arrivals === 'poisson', stream);
}

function loopOf({ name, clients, think }: SourceModel, streams: Streams): ClosedLoop | null {
  if (clients === undefined) return null;
  const thinks = streams.named(`workload/${name}/think`);
  return { clients, think: sampler(think ?? { kind: 'constant', value: 0 }), thinks };
}

function followingOf({ name, after }: SourceModel, { workload }: Scenario, streams: Streams): Following | null {
  if (after === undefined) return null;
  const leader = workload.findIndex((source) => source.name === after.source);
  return { leader, delay: sampler(after.delay), delays: streams.named(`workload/${name}/after`) };
}

function placesOf(model: SourceModel, layout: Layout): readonly number[] | null {
  if (model.from === 'beside-owner') return null;
  // A probe is one observer, so that its outages have one point of view; ordinary clients stand in every zone.
  if (model.from === 'any-zone')
    return model.target === 'each-owner' ? layout.clientPlaces.slice(0, 1) : layout.clientPlaces;
  return [layout.clientPlaces[layout.zones.indexOf(model.from)]!];
}

/** The grid of the region in which a probe stands. */
function gridOf(model: SourceModel, layout: Layout): number {
  const place = placesOf(model, layout)?.[0];
  return layout.grids === 1 || place === undefined ? 0 : layout.places[place]!.region;
}

/** For every owner one key that really hashes to its partitions; an owner without a key is not probed. */
function probeKeys(model: GridMap, map: number, layout: Layout, grid: number): number[] {
  const { entries } = model;
  if (!isPartitioned(model)) return Array.from({ length: layout.owners }, (_, owner) => owner % entries);
  const keys = new Array<number>(layout.owners).fill(-1);
  let missing = layout.owners / layout.grids;
  const tried = Math.min(entries, layout.owners * 1000);
  for (let key = 0; key < tried && missing > 0; key++) {
    const owner = layout.ownerOf[layout.partitionOf(map, key, grid)]!;
    if (keys[owner]! >= 0) continue;
    keys[owner] = key;
    missing--;
  }
  return keys;
}
