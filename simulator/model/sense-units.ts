/**
 * Sense of what units do by themselves: an autoscaler has room and members that can come and go, and nobody else moves them about;
 * garbage collection lets time pass.
 */

import { meanOf } from '../kernel/distribution.ts';
import type { DraftProblem } from './draft-problem.ts';
import type { Expectation } from './expectation.ts';
import { isPartitioned } from './map-kind.ts';
import type { MetricName } from './metrics.ts';
import { hasReplicaSets, tableProducts } from './product.ts';
import type { Fault } from './scenario.ts';
import { hasKey } from './sense-design.ts';
import { numbered, type SenseView, shownDuration } from './sense-view.ts';

export function unitSense(view: SenseView): DraftProblem[] {
  return [
    ...limits(view),
    ...thresholds(view),
    ...twoStartups(view),
    ...members(view),
    ...movers(view),
    ...collection(view),
    ...numbered(view.expectations).flatMap(([index, expectation]) => unused(expectation, index, view)),
  ];
}

const path = ['design', 'autoscaler'];

function limits({ understood: { design } }: SenseView): DraftProblem[] {
  const { autoscaler, members, backups } = design;
  if (autoscaler === undefined || members === undefined || backups === undefined) return [];
  const { minimum, maximum } = autoscaler;
  const problems: DraftProblem[] = [];
  if (members < minimum || members > maximum) {
    problems.push({
      path: ['design', 'members'],
      found: `${members} members at the beginning`,
      expected: `a number from autoscaler.minimum (${minimum}) to autoscaler.maximum (${maximum})`,
      suggestion: minimum > maximum ? 'take a minimum below the maximum' : 'widen the limits, or begin between them',
    });
  }
  if (minimum <= backups) {
    problems.push({
      path: [...path, 'minimum'],
      found: `${minimum} unit${minimum === 1 ? '' : 's'} with ${backups} backup${backups === 1 ? '' : 's'}`,
      expected: 'more units than backups, since no member holds two copies of a partition',
      suggestion: `write minimum: ${backups + 1}, or backups: 0 for units without data`,
      atKey: true,
    });
  }
  return problems;
}

function thresholds({ understood: { design } }: SenseView): DraftProblem[] {
  const { autoscaler } = design;
  if (autoscaler?.rule !== 'thresholds') return targetOf(autoscaler?.target);
  const { scaleOutAbove, scaleInBelow } = autoscaler;
  if (scaleInBelow < scaleOutAbove) return [];
  return [
    {
      path: [...path, 'scaleInBelow'],
      found: `${scaleInBelow * 100}%, with scaleOutAbove ${scaleOutAbove * 100}%`,
      expected: 'a scaleInBelow below scaleOutAbove, or the number of units never comes to rest',
      suggestion: 'write scaleOutAbove: 70%, scaleInBelow: 30%',
      atKey: true,
    },
  ];
}

function targetOf(target: number | undefined): DraftProblem[] {
  if (target === undefined || target > 0) return [];
  return [{ path: [...path, 'target'], found: '0%', expected: 'a target above 0%', suggestion: 'write target: 60%' }];
}

function twoStartups({ understood: { design } }: SenseView): DraftProblem[] {
  if (design.autoscaler?.startup === undefined || design.units?.lifecycle === undefined) return [];
  return [
    {
      path: [...path, 'startup'],
      found: 'startup and units.lifecycle',
      expected: 'one of them: the life cycle says how long a start takes',
      suggestion: 'remove startup, and write units.lifecycle.starting',
    },
  ];
}

/** As words: generic, hazelcast or ignite. */
const movable = tableProducts.join(', ').replace(/, (?=[^,]*$)/, ' or ');

/** Only members of a product with a partition table, with partitioned maps, can come and go. */
function members({ understood: { design } }: SenseView): DraftProblem[] {
  if (design.autoscaler === undefined) return [];
  const problems: DraftProblem[] = [];
  if (hasReplicaSets(design.product)) {
    problems.push({
      path,
      found: `an autoscaler with ${design.product.kind}`,
      expected: `product: ${movable}; moving keys between primaries of ${design.product.kind} is not simulated`,
      suggestion: `remove autoscaler, or write product: ${movable}`,
    });
  }
  if (design.wan !== undefined) {
    problems.push({
      path,
      found: 'an autoscaler with wan',
      expected: 'one grid over all regions; an autoscaler for each region is not simulated',
      suggestion: 'remove autoscaler or wan',
    });
  }
  if (design.product?.kind === 'generic' && design.product.detector?.kind === 'swim') {
    problems.push({
      path,
      found: 'an autoscaler with the detector swim',
      expected: 'a detector that knows who left for good: deadline or phiAccrual',
      suggestion: 'remove product.detector',
    });
  }
  for (const [index, map] of numbered(design.maps)) {
    if (isPartitioned(map)) continue;
    problems.push({
      path: ['design', 'maps', index, 'kind'],
      found: 'a map that is not partitioned, and an autoscaler',
      expected: 'partitioned maps, whose copies move when units come and go',
      suggestion: 'remove kind, or the autoscaler',
    });
  }
  return problems;
}

const moving: readonly Fault['kind'][] = ['leave', 'join', 'rolling-restart'];

function movers({ understood }: SenseView): DraftProblem[] {
  if (understood.design.autoscaler === undefined) return [];
  return numbered(understood.faults)
    .filter(([, { kind }]) => moving.includes(kind))
    .map(([index, { kind }]) => ({
      path: ['faults', index, 'kind'],
      found: `${kind} and an autoscaler`,
      expected: 'one of them: the autoscaler says which units are there',
      suggestion: 'remove the fault or the autoscaler; a crash with a duration takes a unit away for a while',
    }));
}

function collection({ understood: { design } }: SenseView): DraftProblem[] {
  const plan = design.units?.garbageCollection;
  if (plan === undefined || meanOf(plan.every) >= 1e6) return [];
  return [
    {
      path: ['design', 'units', 'garbageCollection', 'every'],
      found: `${shownDuration(Math.round(meanOf(plan.every)))} between pauses on average`,
      expected: 'at least 1ms between the pauses of a unit',
      suggestion: 'write every: {exponential: 10s}',
    },
  ];
}

const scalingMetrics: readonly MetricName[] = ['scaleEvents', 'scaleReversals'];
const lifeMetrics: readonly MetricName[] = ['unitsReady', 'startTime', 'drainTime', 'requestsCutOff'];

/** An expectation about what the design does not have. */
function unused({ metric }: Expectation, index: number, { understood: { design }, file }: SenseView): DraftProblem[] {
  if (design.units === undefined) return [];
  const scales = design.autoscaler !== undefined || hasKey(file, 'autoscaler');
  const needs =
    scalingMetrics.includes(metric) && !scales
      ? 'design.autoscaler'
      : lifeMetrics.includes(metric) && !scales && design.units.lifecycle === undefined
        ? 'design.units.lifecycle or design.autoscaler'
        : metric === 'gcPauses' && design.units.garbageCollection === undefined
          ? 'design.units.garbageCollection'
          : undefined;
  if (needs === undefined) return [];
  return [
    {
      path: ['expect', index],
      found: `${metric} without ${needs}`,
      expected: `${needs}, since that is what it measures`,
      suggestion: `add ${needs}, or remove the expectation`,
    },
  ];
}
