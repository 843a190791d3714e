/**
 * Theories of load: memory held, the utilisation law, the wait in front of one unit.
 * Each returns undefined where the scenario does not meet its assumptions.
 */
import { meanOf, scvOf } from '../kernel/distribution.ts';
import { SECOND } from '../kernel/time.ts';
import { hasResidency, isPartitioned } from '../model/map-kind.ts';
import type { GridMap, Scenario } from '../model/scenario.ts';
import type { Layout } from '../run/layout.ts';
import { multiServerWait } from '../sizing/erlang.ts';
import { memoryShare } from '../sizing/memory.ts';
import { singleServerWait } from '../sizing/queueing.ts';
import {
  answersNear,
  asksNoUnit,
  holdsThreads,
  limitsLinks,
  offeredLoad,
  onlyFaults,
  rateOf,
  type Theory,
} from './theory.ts';

/** By the formula of sizing, for entries without the overhead of the product: the simulation counts the same bytes. */
export function memoryTheory(scenario: Scenario, layout: Layout): Theory | undefined {
  const { maps } = scenario.design;
  const kept = maps.filter(isPartitioned);
  const replicated = maps.filter(({ kind }) => kind?.kind === 'replicated');
  if (kept.length + replicated.length === 0 || scenario.faults.length > 0 || kept.some(hasResidency)) return undefined;
  const bytes = (some: readonly GridMap[]) => some.reduce((sum, map) => sum + map.entries * map.entrySize, 0);
  return {
    name: 'memory per member',
    metric: 'memoryUsed',
    expected: memoryShare(bytes(kept), (layout.backups + 1) * layout.grids, layout.members) + bytes(replicated),
    formula:
      layout.grids === 1
        ? 'Σ entries · entrySize · (backups + 1) / members'
        : 'Σ entries · entrySize · (backups + 1) · regions / members',
    source: 'sizing, memoryPerMember; without what the product keeps for an entry, indexes, buffers and the process',
    tolerance: 0.001,
  };
}

/** Holds while nothing is refused, every request is served once, and no unit saturates before the others. */
export function loadTheory(scenario: Scenario, layout: Layout): Theory | undefined {
  if (scenario.design.services !== undefined) return undefined;
  const load = offeredLoad(scenario, layout);
  const refuses = scenario.design.units.queueLimit !== undefined || answersNear(scenario) || limitsLinks(scenario);
  if (scenario.design.middleware !== undefined || asksNoUnit(scenario)) return undefined;
  // After a crash clients find each of a thousand partitions by a refused attempt, which takes no thread.
  if (scenario.design.product.kind === 'ignite' && scenario.faults.length > 0) return undefined;
  // A WAIT that follows its write takes the thread once more.
  if (scenario.workload.some(({ client }) => client.wait?.pipelined === false)) return undefined;
  if (load === undefined || refuses || holdsThreads(scenario) || !onlyFaults(scenario, ['store-down', 'crash']))
    return undefined;
  const share = load / (layout.members * layout.threads);
  const even = scenario.workload.every(({ keys }) => keys.kind === 'uniform');
  if (even ? share >= 0.95 : load >= 0.9 * layout.threads) return undefined;
  return {
    name: 'utilisation',
    metric: 'utilisation',
    expected: share,
    formula: 'λ · E[S] / (members · threads)',
    source: 'utilisation law (Denning & Buzen 1978)',
    tolerance: 0.02,
  };
}

/** One unit, one source of Poisson arrivals: M/M/c, or M/G/1 by Pollaczek and Khinchine. The mean wait of lifo is that of fifo. */
export function waitTheory(scenario: Scenario, layout: Layout): Theory | undefined {
  const [source, ...others] = scenario.workload;
  if (source === undefined || others.length > 0 || layout.members !== 1 || source.to !== undefined) return undefined;
  if (layout.discipline !== 'fifo' && layout.discipline !== 'lifo') return undefined;
  const disturbed =
    scenario.design.middleware !== undefined ||
    scenario.faults.length > 0 ||
    holdsThreads(scenario) ||
    asksNoUnit(scenario) ||
    answersNear(scenario) ||
    limitsLinks(scenario) ||
    scenario.design.units.queueLimit !== undefined;
  const poisson = source.arrivals === 'poisson' && source.every === undefined && source.client.retries === 0;
  const arrivalRate = rateOf(source, layout);
  if (disturbed || !poisson || arrivalRate === undefined) return undefined;
  const serviceTime = meanOf(source.service) / SECOND;
  const { threads } = layout;
  if (arrivalRate * serviceTime >= threads) return undefined;
  const common = { name: 'mean wait in queue', metric: 'queueWait' as const, tolerance: 0.03 };
  if (source.service.kind === 'exponential') {
    const expected = multiServerWait({ arrivalRate, serviceTime, servers: threads }) * SECOND;
    return { ...common, expected, formula: 'C(c, a) / (c·μ − λ)', source: 'Erlang 1917' };
  }
  if (threads > 1) return undefined;
  const expected = singleServerWait({ arrivalRate, serviceTime }, scvOf(source.service)) * SECOND;
  return { ...common, expected, formula: 'λ·E[S²] / (2·(1 − ρ))', source: 'Pollaczek 1930, Khinchine 1932' };
}
