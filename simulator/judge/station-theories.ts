/**
 * Theories of units that compute: tails of the wait, sharing the processor, what a bounded line lets through, and how a balancer divides.
 *
 * All of them: one source of Poisson arrivals at a constant rate, no map, no faults, nobody tries again. Each returns undefined where the
 * scenario does not meet its further assumptions. Left out everywhere: the beginning with empty lines.
 */
import { meanOf, scvOf } from '../kernel/distribution.ts';
import { SECOND } from '../kernel/time.ts';
import type { Scenario, Source } from '../model/scenario.ts';
import type { Layout } from '../run/layout.ts';
import { multiServerWait, multiServerWaitQuantile } from '../sizing/erlang.ts';
import { twoChoicesResponse } from '../sizing/hedging.ts';
import { constantServiceWaitQuantile, limitedQueue, singleServerWait } from '../sizing/queueing.ts';
import { soleSource } from './bounded-theories.ts';
import { asksNoUnit, limitsLinks, loneComputation, rateOf, type Theory } from './theory.ts';

/** Clients must be ready to wait this many times the mean of what they wait for, so that hardly one gives up. */
const PATIENCE = 40;
/** The mean field is a limit; with fewer units two choices are visibly worse. */
const MANY_UNITS = 100;

interface Stream {
  readonly source: Source;
  /** Seconds. */
  readonly arrivalRate: number;
  readonly serviceTime: number;
}

function poisson(source: Source | undefined, layout: Layout): Stream | undefined {
  if (source === undefined || source.arrivals !== 'poisson' || source.every !== undefined) return undefined;
  const arrivalRate = rateOf(source, layout);
  const serviceTime = meanOf(source.service) / SECOND;
  return arrivalRate === undefined || serviceTime === 0 ? undefined : { source, arrivalRate, serviceTime };
}

function isPatient({ source }: Stream, seconds: number): boolean {
  return source.client.timeout / SECOND >= PATIENCE * seconds;
}

/** p99 of the wait: M/M/c, and M/D/1 by Crommelin. The tolerance is the width of a bin of the histogram. */
export function waitTailTheory(scenario: Scenario, layout: Layout): Theory | undefined {
  const stream = poisson(soleSource(scenario, layout), layout);
  if (stream === undefined || Number.isFinite(layout.queueLimit)) return undefined;
  const { source, arrivalRate, serviceTime } = stream;
  const { threads } = layout;
  const wait = multiServerWait({ arrivalRate, serviceTime, servers: threads });
  if (!Number.isFinite(wait) || !isPatient(stream, wait + serviceTime)) return undefined;
  const common = { name: 'p99 of the wait in queue', metric: 'queueWait', statistic: 'p99', tolerance: 0.01 } as const;
  if (source.service.kind === 'exponential') {
    const expected = multiServerWaitQuantile({ arrivalRate, serviceTime, servers: threads }, 0.99) * SECOND;
    return expected === 0
      ? undefined
      : { ...common, expected, formula: 'ln(C(c, a) / 0.01) / (c·μ − λ)', source: 'Erlang 1917' };
  }
  if (threads > 1 || scvOf(source.service) > 0) return undefined;
  const expected = constantServiceWaitQuantile({ arrivalRate, serviceTime }, 0.99) * SECOND;
  return expected === 0
    ? undefined
    : { ...common, expected, formula: 'P(wait ≤ t) of M/D/1 = 0.99', source: 'Crommelin 1932' };
}

/** Processor sharing on one thread: the mean does not depend on the law of service. */
export function sharingTheory(scenario: Scenario, layout: Layout): Theory | undefined {
  const stream = poisson(soleSource(scenario, layout, 'processor-sharing'), layout);
  if (stream === undefined || Number.isFinite(layout.queueLimit) || layout.zones.length > 1 || layout.threads > 1)
    return undefined;
  const { arrivalRate, serviceTime } = stream;
  const inside = serviceTime / (1 - arrivalRate * serviceTime);
  if (arrivalRate * serviceTime >= 1 || !isPatient(stream, inside)) return undefined;
  return {
    name: 'response time under processor sharing',
    metric: 'responseTime',
    expected: inside * SECOND + 2 * meanOf(layout.delays.sameZone),
    formula: 'E[S] / (1 − ρ) + 2 · delay',
    source: 'Kleinrock 1967',
    tolerance: 0.03,
  };
}

/** M/M/1/K: time in the unit of those that are let in. */
export function admittedTheory(scenario: Scenario, layout: Layout): Theory | undefined {
  const stream = poisson(soleSource(scenario, layout), layout);
  const { queueLimit, threads, zones } = layout;
  if (stream === undefined || !Number.isFinite(queueLimit) || threads > 1 || zones.length > 1) return undefined;
  const { source, arrivalRate, serviceTime } = stream;
  if (source.service.kind !== 'exponential' || !isPatient(stream, serviceTime)) return undefined;
  // Nobody waits behind more than the line holds.
  if (source.client.timeout / SECOND < 10 * serviceTime * (1 + queueLimit)) return undefined;
  return {
    name: 'response time of a bounded queue',
    metric: 'responseTime',
    expected:
      limitedQueue({ arrivalRate, serviceTime }, queueLimit + 1).sojourn * SECOND + 2 * meanOf(layout.delays.sameZone),
    formula: 'L / (λ · (1 − p_K)) of M/M/1/K + 2 · delay',
    source: 'birth and death; Little 1961',
    tolerance: 0.03,
  };
}

/** A balancer that draws a unit at random makes an M/M/c, or M/G/1, of each. */
export function randomSplitTheory(scenario: Scenario, layout: Layout): Theory | undefined {
  const stream = balanced(scenario, layout, 'random');
  if (stream === undefined) return undefined;
  const { source, serviceTime } = stream;
  const arrivalRate = stream.arrivalRate / layout.members;
  const isExponential = source.service.kind === 'exponential';
  if (!isExponential && layout.threads > 1) return undefined;
  const wait = isExponential
    ? multiServerWait({ arrivalRate, serviceTime, servers: layout.threads })
    : singleServerWait({ arrivalRate, serviceTime }, scvOf(source.service));
  if (!Number.isFinite(wait) || !isPatient(stream, wait + serviceTime)) return undefined;
  return {
    name: 'mean wait behind a random balancer',
    metric: 'queueWait',
    expected: wait * SECOND,
    formula: isExponential ? 'C(c, a) / (c·μ − λ), λ / units each' : 'λ·E[S²] / (2·(1 − ρ)), λ / units each',
    source: 'a Poisson stream split at random is Poisson',
    tolerance: 0.03,
  };
}

/** The better of two drawn at random, many units of one thread, and a balancer that knows at once who has answered (no delays). */
export function twoChoicesTheory(scenario: Scenario, layout: Layout): Theory | undefined {
  const stream = balanced(scenario, layout, 'two-choices');
  const { members, threads, delays } = layout;
  if (stream === undefined || members < MANY_UNITS || threads > 1 || stream.source.service.kind !== 'exponential')
    return undefined;
  if ([delays.sameZone, delays.crossZone, delays.crossRegion].some((delay) => meanOf(delay) > 0)) return undefined;
  const utilisation = (stream.arrivalRate * stream.serviceTime) / members;
  if (utilisation > 0.9 || !isPatient(stream, stream.serviceTime)) return undefined;
  return {
    name: 'response time with two choices',
    metric: 'responseTime',
    expected: twoChoicesResponse(utilisation, stream.serviceTime) * SECOND,
    formula: 'E[S] · Σ ρ^(2^i − 2)',
    source: 'Mitzenmacher 2001, limit of many units (a hundred are up to 1.2 % above it)',
    tolerance: 0.02,
  };
}

function balanced(scenario: Scenario, layout: Layout, policy: string): Stream | undefined {
  const source = loneComputation(scenario);
  const { middleware, units, services } = scenario.design;
  if (source === undefined) return undefined;
  if (middleware?.balancer.policy !== policy || middleware.registry !== undefined || services !== undefined)
    return undefined;
  const disturbed =
    units.lifecycle !== undefined ||
    scenario.faults.length > 0 ||
    source.client.retries > 0 ||
    Number.isFinite(layout.queueLimit) ||
    layout.discipline !== 'fifo' ||
    asksNoUnit(scenario) ||
    limitsLinks(scenario);
  return disturbed ? undefined : poisson(source, layout);
}
