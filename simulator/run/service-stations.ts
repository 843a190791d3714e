/** Services ready to run: each with its station, its streams (one a purpose), where it calls and where requests go on to. */
import { type Sampler, sampler } from '../kernel/distribution.ts';
import { ImpossibleState } from '../kernel/invariant.ts';
import type { RandomStream } from '../kernel/random-stream.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { Streams } from '../kernel/stream-seed.ts';
import type { Service } from '../model/scenario.ts';
import { processingUnits } from '../units/processing-unit.ts';
import type { Station } from '../units/station.ts';
import type { ServiceMeters } from './service-meters.ts';

export interface CallTarget {
  /** Index of the service. */
  readonly to: number;
  /** Null: no delay. */
  readonly delay: Sampler | null;
}

export interface NextTarget extends CallTarget {
  readonly probability: number;
}

export interface RunningService {
  readonly station: Station;
  /** Offers a visit to a unit; false: its queue is full. */
  readonly offer: (unit: number, visit: number, demand: number) => boolean;
  readonly meters: ServiceMeters;
  readonly demand: Sampler;
  readonly demands: RandomStream;
  readonly calls: readonly CallTarget[];
  readonly isParallel: boolean;
  /** While it waits for calls; false without any. */
  readonly holdsThread: boolean;
  /** Requests that came and have neither been answered nor failed. */
  present: number;
  chooseUnit(): number;
  /** Where a request goes from here; undefined: it leaves. */
  chooseNext(): NextTarget | undefined;
}

export interface StationParts {
  readonly simulation: Simulation;
  readonly streams: Streams;
  readonly services: readonly Service[];
  readonly meters: readonly ServiceMeters[];
}

export function runningServices(parts: StationParts, served: (request: number) => void): readonly RunningService[] {
  const { simulation, streams, services, meters } = parts;
  const indexOf = (name: string) => services.findIndex((service) => service.name === name);
  return services.map((model, index) => {
    const stream = (purpose: string) => streams.named(`service/${model.name}/${purpose}`);
    const calls = (model.calls ?? []).map(({ to, delay }) => ({ to: indexOf(to), delay: delayOf(delay) }));
    const then = (model.then ?? []).map(({ to, delay, probability }) => ({
      to: indexOf(to),
      delay: delayOf(delay),
      probability,
    }));
    const { station, offer } = stationOf(simulation, model, meters[index]!, served);
    return {
      station,
      offer,
      meters: meters[index]!,
      demand: sampler(model.service),
      demands: stream('service'),
      calls,
      isParallel: model.parallel ?? false,
      holdsThread: calls.length > 0 && (model.holdsThread ?? false),
      present: 0,
      chooseUnit: unitChooser(model, stream('unit')),
      chooseNext: nextChooser(then, stream('then')),
    };
  });
}

function delayOf(spec: Parameters<typeof sampler>[0] | undefined): Sampler | null {
  return spec === undefined ? null : sampler(spec);
}

function stationOf(
  simulation: Simulation,
  { units, threads, queueLimit, discipline }: Service,
  meters: ServiceMeters,
  served: (request: number) => void,
): Pick<RunningService, 'station' | 'offer'> {
  const settings = { count: units, threads, queueLimit: queueLimit ?? Number.POSITIVE_INFINITY, discipline };
  // Who begins while it is offered has never waited.
  let isOffered = false;
  const station = processingUnits(simulation, settings, {
    served: (_unit, request) => served(request),
    waited: (ns) => {
      meters.queueWait.record(ns);
      if (!isOffered) meters.queueLength.add(simulation.now, -1);
      isOffered = false;
    },
    busyChanged: (delta) => meters.busy.add(simulation.now, delta),
    isPaused: () => false,
    deferWork: () => {
      throw new ImpossibleState('a unit of a service stands still');
    },
  });
  const offer = (unit: number, visit: number, demand: number) => {
    isOffered = true;
    const accepted = station.offer(unit, visit, demand);
    if (accepted && isOffered) meters.queueLength.add(simulation.now, 1);
    isOffered = false;
    return accepted;
  };
  return { station, offer };
}

function unitChooser({ units, routing }: Service, stream: RandomStream): () => number {
  if (units === 1) return () => 0;
  if (routing === 'random') return () => stream.below(units);
  let turn = 0;
  return () => turn++ % units;
}

function nextChooser(then: readonly NextTarget[], stream: RandomStream): () => NextTarget | undefined {
  const [only] = then;
  if (only === undefined) return () => undefined;
  if (only.probability >= 1) return () => only;
  return () => {
    let left = stream.uniform();
    return then.find(({ probability }) => {
      left -= probability;
      return left < 0;
    });
  };
}
