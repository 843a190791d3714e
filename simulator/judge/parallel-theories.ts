/**
 * Theories of clients that ask several times at once: a fan-out waits for the slowest answer, a hedged request for the first of two.
 *
 * Exponential service, one source, no map, no network, and so many threads that hardly a request ever waits (ten deviations above the load),
 * so that answers are independent draws. Each returns undefined where the scenario does not meet its assumptions.
 */
import { meanOf } from '../kernel/distribution.ts';
import { SECOND } from '../kernel/time.ts';
import type { Scenario, Source } from '../model/scenario.ts';
import type { Layout } from '../run/layout.ts';
import { hedgedMean, hedgedQuantile, hedgedShare } from '../sizing/hedging.ts';
import { exponentialQuorumMean, exponentialQuorumQuantile } from '../sizing/tail-at-scale.ts';
import { limitsLinks, loneComputation, type Theory } from './theory.ts';

/** Answers that take this many means are too rare to matter. */
const PATIENCE = 30;

export function hedgeTheories(scenario: Scenario, layout: Layout): readonly Theory[] {
  const source = independentSource(scenario, layout, 2);
  if (source?.client.hedge === undefined || (source.fanOut ?? 1) > 1) return [];
  const hedge = { mean: meanOf(source.service), after: source.client.hedge.after };
  const common = { metric: 'responseTime', source: 'Dean & Barroso 2013; minimum of two exponentials' } as const;
  const share = hedgedShare(hedge);
  const rate = constantRate(source)!;
  return [
    {
      ...common,
      name: 'response time of hedged requests',
      expected: hedgedMean(hedge),
      formula: 'E[S] · (1 − e^(−h / E[S]) / 2)',
      tolerance: 0.02,
    },
    {
      ...common,
      name: 'p99 of hedged requests',
      statistic: 'p99',
      expected: hedgedQuantile(0.99, hedge),
      formula: '(h + E[S] · ln 100) / 2, if that is beyond h',
      tolerance: 0.01,
    },
    {
      name: 'second copies of hedged requests',
      metric: 'hedges',
      expected: (share * rate * scenario.run.duration) / SECOND,
      formula: 'λ · duration · e^(−h / E[S])',
      source: 'Dean & Barroso 2013',
      tolerance: 0.05,
      least: 100,
    },
  ];
}

export function fanOutTheories(scenario: Scenario, layout: Layout): readonly Theory[] {
  const source = independentSource(scenario, layout, scenario.workload[0]?.fanOut ?? 1);
  const leaves = source?.fanOut ?? 1;
  if (source === undefined || leaves === 1 || source.client.hedge !== undefined) return [];
  const mean = meanOf(source.service);
  const common = { metric: 'responseTime', source: 'order statistics; Dean & Barroso 2013' } as const;
  return [
    {
      ...common,
      name: 'slowest answer of a fan-out',
      expected: exponentialQuorumMean(leaves, leaves, mean),
      formula: 'E[S] · (1 + 1/2 + … + 1/n)',
      tolerance: 0.02,
    },
    {
      ...common,
      name: 'p99 of the slowest answer of a fan-out',
      statistic: 'p99',
      expected: exponentialQuorumQuantile(0.99, leaves, leaves, mean),
      formula: '−E[S] · ln(1 − 0.99^(1/n))',
      tolerance: 0.01,
    },
  ];
}

/** The only source, if all that it asks is answered at once by a thread; `asks`: most attempts of a request. */
function independentSource(scenario: Scenario, layout: Layout, asks: number): Source | undefined {
  const source = loneComputation(scenario);
  const { middleware, units, services } = scenario.design;
  if (source === undefined) return undefined;
  if (middleware !== undefined || units.lifecycle !== undefined || services !== undefined) return undefined;
  if (scenario.faults.length > 0 || limitsLinks(scenario) || source.service.kind !== 'exponential') return undefined;
  const { retries, breaker, timeout } = source.client;
  const { sameZone, crossZone, crossRegion } = layout.delays;
  const isNear = [sameZone, crossZone, crossRegion].every((delay) => meanOf(delay) === 0);
  const mean = meanOf(source.service);
  if (!isNear || mean === 0 || retries > 0 || breaker !== undefined || timeout < PATIENCE * mean) return undefined;
  if (layout.discipline !== 'fifo') return undefined;
  const rate = constantRate(source);
  if (rate === undefined || source.arrivals !== 'poisson') return undefined;
  // Batches of a fan-out come together, so their spread is larger than that of single requests.
  const load = (rate * asks * mean) / SECOND;
  return layout.threads >= load + 10 * Math.sqrt(load * asks) + 2 * asks ? source : undefined;
}

function constantRate({ rate, every }: Source): number | undefined {
  const [step, ...others] = rate ?? [];
  return every === undefined && step?.at === 0 && step.over === undefined && others.length === 0
    ? step.rate
    : undefined;
}
