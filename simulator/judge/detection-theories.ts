/**
 * Theories of detection: phi accrual, SWIM, and the gossip of Redis Cluster. (The deadline detector is in grid-theories.ts.)
 *
 * One fault: one member dies for good, at a moment that has nothing to do with heartbeats; constant delays; nothing else is disturbed.
 * SWIM and the detection of Redis are bounds. The failover of Redis is the zero-order formula of products/redis-failover.ts with the 5 % it
 * states, for the time-outs and sizes it was measured at. Each returns nothing where its assumptions are not met.
 */
import { scvOf } from '../kernel/distribution.ts';
import { SECOND } from '../kernel/time.ts';
import { hasReplicaSets } from '../model/product.ts';
import type { Fault, Scenario } from '../model/scenario.ts';
import { redisDetection, redisFailover } from '../products/redis-failover.ts';
import type { Layout } from '../run/layout.ts';
import { phiDetection, swimDetection } from '../sizing/silence.ts';
import { delayBetween } from './grid-theories.ts';
import type { Theory } from './theory.ts';

export function silenceTheories(scenario: Scenario, layout: Layout): readonly Theory[] {
  const fault = soleDeath(scenario);
  const { sameZone, crossZone, crossRegion } = layout.delays;
  if (fault === undefined || [sameZone, crossZone, crossRegion].some((delay) => scvOf(delay) > 0)) return [];
  return hasReplicaSets(scenario.design.product) ? redisTheories(scenario, layout) : gridTheories(scenario, layout);
}

/** The only fault, if it takes one member that nobody can foretell, for good. */
function soleDeath({ faults }: Scenario): Fault | undefined {
  const [fault, ...others] = faults;
  if (fault === undefined || others.length > 0 || (fault.kind !== 'crash' && fault.kind !== 'host-loss'))
    return undefined;
  if (fault.duration !== undefined || fault.healsWith !== undefined || fault.restartAfterDetection !== undefined)
    return undefined;
  return fault.target.kind === 'any' || fault.target.kind === 'primaryOf' ? fault : undefined;
}

function gridTheories({ design }: Scenario, layout: Layout): readonly Theory[] {
  const { product } = design;
  // Hazelcast and Ignite notice in ways of their own.
  if (product.kind !== 'generic' || layout.grids > 1 || layout.members < 2) return [];
  const { detector, heartbeatInterval } = product;
  if (detector?.kind === 'phiAccrual') {
    let delay = 0;
    for (let member = 1; member < layout.members; member++)
      delay += delayBetween(layout, member, 0) / (layout.members - 1);
    const { threshold, minimumDeviation, acceptablePause } = detector;
    const found = phiDetection({ heartbeatInterval, threshold, minimumDeviation, acceptablePause, delay });
    return [
      {
        name: 'detection by phi accrual',
        metric: 'detectionTime',
        expected: found.mean,
        formula: 'interval + acceptablePause + z(10^−threshold) · minimumDeviation + delay − U(0, interval)',
        source: 'Hayashibara et al. 2004, heartbeats without deviation',
        tolerance: 0.02,
      },
    ];
  }
  if (detector?.kind !== 'swim') return [];
  const { mean, low, high } = swimDetection({ members: layout.members, ...detector });
  return [
    {
      name: 'detection by SWIM',
      metric: 'detectionTime',
      expected: mean,
      range: { low, high },
      formula:
        'period + minimum suspicion … 2·members periods + maximum suspicion; expected: first ping, its period, minimum',
      source: 'Das, Gupta, Motivala 2002; memberlist',
      tolerance: 0,
    },
  ];
}

function redisTheories({ design }: Scenario, layout: Layout): readonly Theory[] {
  const { product } = design;
  if ((product.kind !== 'redis-cluster' && product.kind !== 'valkey') || layout.owners < 3) return [];
  const failing = { nodeTimeout: product.nodeTimeout, members: layout.members, replicas: layout.backups };
  const detection = redisDetection(failing);
  const bounds: Theory = {
    name: 'detection by gossip',
    metric: 'detectionTime',
    expected: detection.mean,
    range: { low: detection.low, high: detection.high },
    formula: detection.formula,
    source: detection.source,
    tolerance: 0,
  };
  const isMeasured =
    layout.backups > 0 &&
    product.nodeTimeout >= 2 * SECOND &&
    product.nodeTimeout <= 5 * SECOND &&
    layout.owners === 3 &&
    layout.members <= 9;
  // Valkey elects in its own way from 8.0 on.
  if (!isMeasured || (product.kind === 'valkey' && product.version !== '7.2')) return [bounds];
  const failover = redisFailover(failing);
  const promoted: Theory = {
    name: 'failover by election',
    metric: 'failoverTime',
    expected: failover.mean,
    formula: failover.formula,
    source: failover.source,
    tolerance: 0.05,
  };
  return [bounds, promoted];
}
