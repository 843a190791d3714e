/**
 * Closed-form twins: what theory says beside what was simulated, wherever the scenario meets the assumptions of a formula.
 *
 * A twin agrees when theory lies within the tolerance of the estimate, inside its 99.99 % interval (a result has many twins and an alarm
 * must mean something), or when the gap is below what anybody could notice. A gap beyond that is an error in the result: either the
 * simulation or the formula is wrong here. Formulas come from sizing/, which knows nothing of the simulation.
 */
import { metrics } from '../model/metrics.ts';
import type { Twin } from '../model/result.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Layout } from '../run/layout.ts';
import { CALM, type ReplicationSummary } from '../run/replication-summary.ts';
import { quorumTheory, synchronousCopyTheory } from './answer-theories.ts';
import { backlogTheory, hostLossTheory, regionLagTheory, regionLossTheory } from './backlog-theories.ts';
import { closedLoopTheory, lossTheory } from './bounded-theories.ts';
import { hitTheory } from './cache-theories.ts';
import { collisionTheories } from './copy-theories.ts';
import { silenceTheories } from './detection-theories.ts';
import { estimateOf } from './estimate.ts';
import { detectionTheory, lagTheory, rowsTheory } from './grid-theories.ts';
import { littleTheories } from './little-theories.ts';
import { loadTheory, memoryTheory, waitTheory } from './load-theories.ts';
import { nearCacheTheories } from './near-cache-theories.ts';
import { fanOutTheories, hedgeTheories } from './parallel-theories.ts';
import { keysLostTheory } from './partition-theories.ts';
import { shown } from './samples.ts';
import { serviceTheories } from './service-theories.ts';
import {
  admittedTheory,
  randomSplitTheory,
  sharingTheory,
  twoChoicesTheory,
  waitTailTheory,
} from './station-theories.ts';
import type { Theory } from './theory.ts';

const CONFIDENCE = 0.9999;
/** A gap of less than a microsecond is none. */
const UNNOTICEABLE = 1000;

export function twinsOf(scenario: Scenario, layout: Layout, summaries: readonly ReplicationSummary[]): Twin[] {
  // The formulas know units that are always there and never stand still by themselves.
  const { autoscaler, units } = scenario.design;
  if (autoscaler !== undefined || units.garbageCollection !== undefined) return [];
  const theories = [
    memoryTheory(scenario, layout),
    loadTheory(scenario, layout),
    waitTheory(scenario, layout),
    lagTheory(scenario, layout),
    rowsTheory(scenario, layout),
    detectionTheory(scenario, layout),
    lossTheory(scenario, layout),
    closedLoopTheory(scenario, layout),
    ...collisionTheories(scenario, layout),
    hitTheory(scenario, layout),
    waitTailTheory(scenario, layout),
    sharingTheory(scenario, layout),
    admittedTheory(scenario, layout),
    randomSplitTheory(scenario, layout),
    twoChoicesTheory(scenario, layout),
    ...hedgeTheories(scenario, layout),
    ...fanOutTheories(scenario, layout),
    ...serviceTheories(scenario, layout),
    ...silenceTheories(scenario, layout),
    synchronousCopyTheory(scenario, layout),
    quorumTheory(scenario, layout),
    backlogTheory(scenario, layout),
    regionLagTheory(scenario, layout),
    regionLossTheory(scenario, layout),
    hostLossTheory(scenario, layout),
    keysLostTheory(scenario, layout),
    ...nearCacheTheories(scenario, layout),
  ];
  const calm = summaries.every(({ seconds }) => seconds[CALM] > 0);
  return [...theories, ...(calm ? littleTheories(scenario, summaries) : [])]
    .filter((theory) => theory !== undefined)
    .filter(({ metric }) => calm || metrics[metric].shape === 'perFault')
    .filter(({ expected, least = 0 }) => expected * summaries.length >= least)
    .flatMap((theory) => compared(scenario, summaries, theory));
}

function compared(scenario: Scenario, summaries: readonly ReplicationSummary[], theory: Theory): Twin[] {
  const { metric, expected, tolerance, name, formula, source, service, range, comparison } = theory;
  const { shape, unit } = metrics[metric];
  const mode = shape === 'perFault' ? 'per-fault' : 'outside-faults';
  const statistic = theory.statistic ?? (shape === 'rate' ? 'value' : 'mean');
  const asked = { metric, statistic, mode, ...(service === undefined ? {} : { service }) } as const;
  const found = estimateOf(scenario, summaries, asked, { confidence: CONFIDENCE });
  if (found.kind !== 'interval') return [];
  if (found.n < (theory.leastReplications ?? 1)) return [];
  // Counts, bounds and tails say something only with an interval.
  const varies = theory.least !== undefined || range !== undefined || theory.statistic !== undefined;
  if (varies && found.n < 3) return [];
  const { low, high } = range ?? { low: expected, high: expected };
  const nearest = Math.min(high, Math.max(low, found.estimate));
  const gap = Math.abs(found.estimate - nearest) / Math.max(Math.abs(nearest), Number.MIN_VALUE);
  const inside = found.n >= 3 && found.low <= high && low <= found.high;
  const unnoticeable = unit === 'ms' && Math.abs(found.estimate - nearest) < UNNOTICEABLE;
  const agrees = gap <= tolerance || inside || unnoticeable;
  return [
    {
      name,
      metric: service === undefined ? metric : `${metric}{service:${service}}`,
      formula,
      source,
      expected: shown(metric, expected),
      simulated: shown(metric, found.estimate),
      unit,
      tolerance,
      gap,
      agrees,
      ...(theory.statistic === undefined ? {} : { statistic: theory.statistic }),
      ...(range === undefined ? {} : { low: shown(metric, low), high: shown(metric, high) }),
      ...(comparison === undefined ? {} : { comparison }),
    },
  ];
}
