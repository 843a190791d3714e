/**
 * What a closed form can rule out before anything is simulated: a candidate that cannot meet an expectation, whatever the seed.
 *
 * Only bounds that hold for every run count here, so a refuted candidate would have failed if it had been simulated:
 *
 *   throughput    answered ≤ offered, and ≤ members × threads / mean service time
 *   utilisation   busy share = rate × service / (members × threads) when nothing fails, is turned away, retried or answered by a near cache
 *   memoryUsed    entries × entrySize × copies / members, of maps that hold all their entries from the beginning
 *   outages       nobody takes over before the silence that the detector waits for has passed, less one heartbeat (generic) or one
 *                 round trip (replica sets)
 */

import { answersNear, offeredLoad, rateOf } from '../judge/theory.ts';
import { satisfies } from '../judge/verdict.ts';
import { meanOf } from '../kernel/distribution.ts';
import { MILLISECOND, SECOND } from '../kernel/time.ts';
import type { Expectation } from '../model/expectation.ts';
import { isPartitioned } from '../model/map-kind.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Layout } from '../run/layout.ts';

export interface Refutation {
  readonly expectation: string;
  readonly text: string;
}

/** The first expectation that cannot hold; undefined when none is known not to. */
export function refutationOf(scenario: Scenario, layout: Layout): Refutation | undefined {
  for (const expectation of scenario.expect) {
    const bound = boundOf(scenario, layout, expectation);
    if (bound !== undefined && !satisfies(bound.best, expectation.comparison, expectation.limit))
      return { expectation: expectation.text, text: bound.text };
  }
  return undefined;
}

/** The best value that the statistic can take. */
interface Bound {
  readonly best: number;
  readonly text: string;
}

function boundOf(scenario: Scenario, layout: Layout, expectation: Expectation): Bound | undefined {
  const { metric, mode, comparison } = expectation;
  const wantsLess = comparison === '<' || comparison === '<=';
  if (expectation.service !== undefined || mode === 'sometimes') return undefined;
  switch (metric) {
    case 'throughput':
      return wantsLess || comparison === '==' ? undefined : mostAnswered(scenario, layout, expectation);
    case 'utilisation':
      return wantsLess && mode === 'always' ? busyShare(scenario, layout) : undefined;
    case 'memoryUsed':
      return wantsLess ? leastMemory(scenario) : undefined;
    case 'detectionTime':
    case 'failoverTime':
    case 'writeOutage':
      return wantsLess ? leastSilence(scenario, layout) : undefined;
    default:
      return undefined;
  }
}

function mostAnswered(scenario: Scenario, layout: Layout, { workload }: Expectation): Bound | undefined {
  let offered = 0;
  let most = Number.POSITIVE_INFINITY;
  const sources = scenario.workload.filter(({ name, target }) =>
    workload === undefined ? target !== 'each-owner' : name === workload,
  );
  for (const source of sources) {
    const rate = rateOf(source, layout);
    if (rate === undefined || source.client.retries > 0) return undefined;
    offered += rate;
    const service = meanOf(source.service);
    if (sources.length === 1 && service > 0 && !answersNear(scenario))
      most = (layout.members * layout.threads * SECOND) / service;
  }
  // The rate of a random arrival process is exceeded now and then; the capacity is not, but for what was queued before.
  const best = 1.1 * Math.min(offered, most);
  return {
    best,
    text: `at most ${rounded(Math.min(offered, most))}/s can be answered: what is offered, or members × threads / service time`,
  };
}

function busyShare(scenario: Scenario, layout: Layout): Bound | undefined {
  const { design, faults } = scenario;
  const plain =
    faults.length === 0 && design.autoscaler === undefined && design.services === undefined && !answersNear(scenario);
  const load = offeredLoad(scenario, layout);
  if (!plain || load === undefined || layout.queueLimit !== Number.POSITIVE_INFINITY) return undefined;
  const share = load / (layout.members * layout.threads);
  // A tenth of head-room for the chance of one run.
  return {
    best: Math.min(1, share) * 0.9,
    text: `threads are busy to ${rounded(share * 100)} %: rate × service / (members × threads)`,
  };
}

function leastMemory({ design, faults }: Scenario): Bound | undefined {
  const whole = design.maps.every(
    (map) => isPartitioned(map) && map.eviction === undefined && map.startsEmpty !== true,
  );
  if (!whole || faults.length > 0 || design.autoscaler !== undefined) return undefined;
  const bytes = design.maps.reduce((sum, map) => sum + map.entries * map.entrySize, 0) * (design.backups + 1);
  const each = bytes / design.members;
  return {
    best: each * (1 - 1e-6),
    text: `${rounded(each / 2 ** 20)} MiB a member: entries × entrySize × copies / members`,
  };
}

/** A crash, or a host that is lost for good, and nothing that could end the silence earlier. */
function leastSilence({ design, faults }: Scenario, layout: Layout): Bound | undefined {
  const [fault, ...others] = faults;
  if (fault === undefined || others.length > 0 || (fault.kind !== 'crash' && fault.kind !== 'host-loss'))
    return undefined;
  if (fault.duration !== undefined || fault.healsWith !== undefined) return undefined;
  const { product } = design;
  const away =
    2 * Math.max(...[layout.delays.crossZone, layout.delays.crossRegion, layout.delays.sameZone].map(meanOf));
  if (product.kind === 'redis-cluster' || product.kind === 'valkey') {
    const { nodeTimeout } = product;
    return silence(nodeTimeout - away, 'nodeTimeout less one round trip');
  }
  if (product.kind !== 'generic' || (product.detector !== undefined && product.detector.kind !== 'deadline'))
    return undefined;
  return silence(product.heartbeatTimeout - product.heartbeatInterval - away, 'heartbeatTimeout − heartbeatInterval');
}

function silence(best: number, formula: string): Bound {
  return { best, text: `nobody takes over before ${rounded(best / MILLISECOND)} ms: ${formula}` };
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}
