/**
 * Theories of one unit that turns requests away, and of one that clients in a closed loop ask.
 * Each returns undefined where the scenario does not meet its assumptions.
 */
import { meanOf } from '../kernel/distribution.ts';
import { SECOND } from '../kernel/time.ts';
import type { Scenario, Source } from '../model/scenario.ts';
import type { Layout } from '../run/layout.ts';
import { closedThroughput, lossRatio } from '../sizing/bounded-queue.ts';
import { asksNoUnit, limitsLinks, loneComputation, rateOf, type Theory } from './theory.ts';

/** How many times the mean of the longest wait a client must be ready to wait, so that hardly one gives up. */
const PATIENCE = 10;

/** The one source of computations on the one unit, in order of arrival and with nothing else going on. */
export function soleSource(
  scenario: Scenario,
  layout: Layout,
  discipline: Layout['discipline'] = 'fifo',
): Source | undefined {
  const source = loneComputation(scenario);
  const { middleware, units } = scenario.design;
  if (source === undefined || layout.members !== 1 || layout.discipline !== discipline) return undefined;
  if (middleware !== undefined || units.lifecycle !== undefined) return undefined;
  if (scenario.faults.length > 0 || asksNoUnit(scenario) || limitsLinks(scenario)) return undefined;
  const { retries, hedge, breaker } = source.client;
  return retries > 0 || hedge !== undefined || breaker !== undefined || (source.fanOut ?? 1) > 1 ? undefined : source;
}

/** Poisson arrivals at a bounded queue: M/M/c/K, and with no place to wait M/G/c/c (Erlang B holds for any law of service). */
export function lossTheory(scenario: Scenario, layout: Layout): Theory | undefined {
  const source = soleSource(scenario, layout);
  const { threads, queueLimit } = layout;
  if (
    source === undefined ||
    !Number.isFinite(queueLimit) ||
    source.arrivals !== 'poisson' ||
    source.every !== undefined
  )
    return undefined;
  const arrivalRate = rateOf(source, layout);
  const serviceTime = meanOf(source.service) / SECOND;
  if (arrivalRate === undefined || serviceTime === 0) return undefined;
  if (source.service.kind !== 'exponential' && queueLimit > 0) return undefined;
  const longest = serviceTime * (1 + queueLimit / threads);
  if (source.client.timeout / SECOND < PATIENCE * longest) return undefined;
  const expected = lossRatio({ arrivalRate, serviceTime, servers: threads, waiting: queueLimit });
  // Beyond that so few are lost that a run says nothing.
  if (expected < 1e-4) return undefined;
  return {
    name: 'requests turned away',
    metric: 'errorRatio',
    expected,
    formula: queueLimit === 0 ? 'B(c, λ·E[S])' : 'p_K of M/M/c/K',
    source: 'Erlang 1917',
    tolerance: 0.05,
  };
}

/** Clients that wait for their answer and think: machine repair. The ways to the unit and back count as thinking. */
export function closedLoopTheory(scenario: Scenario, layout: Layout): Theory | undefined {
  const source = soleSource(scenario, layout);
  if (source?.clients === undefined || source.service.kind !== 'exponential') return undefined;
  if (Number.isFinite(layout.queueLimit) || layout.zones.length > 1) return undefined;
  const { clients } = source;
  const serviceTime = meanOf(source.service) / SECOND;
  const ways = (2 * meanOf(layout.delays.sameZone)) / SECOND;
  const thinkTime = (source.think === undefined ? 0 : meanOf(source.think)) / SECOND + ways;
  const longest = serviceTime * (1 + clients / layout.threads) + ways;
  if (thinkTime === 0 || serviceTime === 0 || source.client.timeout / SECOND < PATIENCE * longest) return undefined;
  // It takes some turns of every client until nobody can tell how they began.
  const { warmup, duration } = scenario.run;
  const turn = (thinkTime + longest) * SECOND;
  if (warmup === 'auto' ? duration < 100 * turn : warmup < 5 * turn) return undefined;
  return {
    name: 'throughput of clients that wait',
    metric: 'throughput',
    expected: closedThroughput({ clients, thinkTime, serviceTime, servers: layout.threads }),
    formula: '(N − E[n]) / Z of M/M/c//N',
    source: 'machine repair; BCMP 1975',
    tolerance: 0.03,
  };
}
