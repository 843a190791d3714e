/**
 * The virtualised middleware of one run: balancer, registry and bus made from the design, connected to members, network and meters.
 *
 * Without a registry the balancer knows at once whose process is up. With one it knows what the registry last found out. The registry stands where
 * the clients of the first zone stand. Who leaves in good order signs off before; who starts registers at once, ready or not.
 */
import type { Members } from '../grid/members.ts';
import { sampler } from '../kernel/distribution.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { Streams } from '../kernel/stream-seed.ts';
import { SECOND } from '../kernel/time.ts';
import type { Middleware as Design } from '../model/scenario.ts';
import type { Network } from '../network/network.ts';
import { type Attempts, COMPUTE } from '../traffic/attempts.ts';
import type { CountedStation } from '../units/counted-station.ts';
import { MessageBus } from '../units/message-bus.ts';
import { Registry } from '../units/registry.ts';
import { Balancer, NO_SESSION } from '../units/routing/balancer.ts';
import { Candidates } from '../units/routing/candidates.ts';
import type { Layout } from './layout.ts';
import type { Meters } from './meters.ts';

export interface MiddlewareParts {
  readonly design: Design;
  readonly simulation: Simulation;
  readonly streams: Streams;
  readonly layout: Layout;
  readonly members: Members;
  readonly network: Network;
  readonly attempts: Attempts;
  readonly units: CountedStation;
  readonly meters: Meters;
  /** For each source whether its requests without a map belong to sessions. */
  readonly hasSessions: readonly boolean[];
  /** The registry took a unit out. */
  noticed(unit: number): void;
  /** The news of a write reached a unit. */
  heard(unit: number, write: WriteNews): void;
}

/** What is published of a write. */
export interface WriteNews {
  readonly map: number;
  readonly key: number;
  readonly number: number;
}

export class Middleware {
  readonly #parts: MiddlewareParts;
  readonly #candidates: Candidates;
  readonly #balancer: Balancer;
  readonly #registry: Registry | null;
  readonly #bus: MessageBus<WriteNews> | null;

  constructor(parts: MiddlewareParts) {
    this.#parts = parts;
    const { design, layout, streams, units, meters } = parts;
    this.#candidates = new Candidates(layout.members);
    const registry = this.#registryOf();
    this.#registry = registry;
    const cpu = (unit: number) => (registry === null ? units.busyShare(unit) : registry.cpu(unit));
    const draws = streams.named('middleware/routing');
    this.#balancer = new Balancer(layout.members, this.#candidates, design.balancer, draws, cpu);
    this.#bus = this.#busOf();
    meters.observations.level('unitsRouted', layout.members);
  }

  /** Unit for an attempt, another one than `except` (−1: any) where there is one; −1: there is none to send it to. */
  choose(attempt: number, except: number): number {
    const { attempts, hasSessions } = this.#parts;
    const isStateless = attempts.operation[attempt] === COMPUTE && !hasSessions[attempts.source[attempt]!];
    return this.#balancer.choose(isStateless ? NO_SESSION : attempts.key[attempt]!, except);
  }

  ended(attempt: number): void {
    this.#balancer.ended(this.#parts.attempts.member[attempt]!);
  }

  publish(unit: number, write: WriteNews): void {
    this.#bus?.publish(unit, write);
  }

  memberStopped(member: number): void {
    this.#bus?.memberStopped(member);
    if (this.#registry === null) this.#route(member, false);
  }

  memberStarted(member: number): void {
    if (this.#registry === null) this.#route(member, true);
    else this.#registry.joined(member);
  }

  /** The member begins to leave in good order. */
  memberLeaves(member: number): void {
    if (this.#registry === null) this.#route(member, false);
    else this.#registry.left(member);
  }

  #registryOf(): Registry | null {
    const { design, simulation, streams, layout, members, network, units } = this.#parts;
    if (design.registry === undefined) return null;
    const place = layout.clientPlaces[0]!;
    const reaches = (unit: number) => network.passes(place, unit) && network.passes(unit, place);
    const isLost = (unit: number) => network.loses(place, unit) || network.loses(unit, place);
    const readsCpu = design.registry.healthyBelow !== undefined || looksAtCpu(design);
    const settings = { ...design.registry, ...spansOf(design.registry), readsCpu };
    const registry = new Registry(simulation, settings, layout.members, {
      answer: (unit) => {
        if (!members.isHostUp(unit) || members.isPaused(unit) || !reaches(unit) || isLost(unit)) return 'silent';
        return members.isUp(unit) ? 'answers' : 'refuses';
      },
      roundTrip: (unit) => network.delay(place, unit) + network.delay(unit, place),
      busyTime: (unit) => units.busyTime(unit) / layout.threads,
      healthChanged: (unit, isHealthy) => this.#route(unit, isHealthy),
      foundUnhealthy: (unit) => this.#parts.noticed(unit),
    });
    registry.start(streams.named('middleware/registry'));
    return registry;
  }

  #busOf(): MessageBus<WriteNews> | null {
    const { design, simulation, streams, layout, members, meters, heard } = this.#parts;
    if (design.bus === undefined) return null;
    const lag = meters.observations.distribution('busLag');
    return new MessageBus(simulation, layout.members, sampler(design.bus.delay), streams.named('middleware/bus'), {
      isUp: (unit) => members.isUp(unit),
      isPaused: (unit) => members.isPaused(unit),
      deferMessage: (unit, handler, a, b, x) => members.deferMessage(unit, handler, a, b, x),
      delivered: heard,
      everywhere: (ns) => lag.record(ns),
    });
  }

  #route(unit: number, isRoutable: boolean): void {
    if (!this.#candidates.set(unit, isRoutable)) return;
    const { meters, simulation } = this.#parts;
    meters.observations.level('unitsRouted').set(simulation.now, this.#candidates.units.length);
  }
}

function looksAtCpu({ balancer }: Design): boolean {
  return balancer.policy === 'lowest-cpu' || (balancer.policy === 'sticky' && balancer.first === 'lowest-cpu');
}

/** A time that is not given is a second, or the whole time between two checks. */
function spansOf({ checkEvery, checkTimeout, cpuOver }: NonNullable<Design['registry']>) {
  const usual = Math.min(SECOND, checkEvery);
  return { checkTimeout: checkTimeout ?? usual, cpuOver: cpuOver ?? usual };
}
