/**
 * Sense of guarantees: promises that the design can keep, updates that have something to guard, detectors whose times fit together.
 */

import type { DraftProblem } from './draft-problem.ts';
import { isPartitioned } from './map-kind.ts';
import { hasReplicaSets } from './product.ts';
import type { GridMap, Product } from './scenario.ts';
import { numbered, type SenseView, shownDuration } from './sense-view.ts';

export function guaranteeSense(view: SenseView): DraftProblem[] {
  const { design, workload } = view.understood;
  const maps = numbered(design.maps);
  return [
    ...maps.flatMap(([index, map]) => promises(view, map, ['design', 'maps', index])),
    ...numbered(workload).flatMap(([index, source]) => {
      if (source.updates === undefined) return [];
      const path = ['workload', index, 'updates'];
      if ((source.mix?.update ?? 0) === 0) {
        const expected = 'mix.update, since only updates can be guarded';
        return [{ path, found: 'no updates', expected, suggestion: 'add mix: {update: 100%}', atKey: true }];
      }
      const map = maps.find(([, { name }]) => name === source.map)?.[1];
      if (map === undefined || isPartitioned(map) || source.updates.kind === 'plain') return [];
      const expected = 'a partitioned map, whose primary puts the writes of a key in order';
      return [
        { path, found: `${source.updates.kind} on ${map.name}`, expected, suggestion: 'write plain', atKey: true },
      ];
    }),
    ...(design.product?.kind === 'generic' ? detectorTimes(design.product) : []),
  ];
}

function promises({ understood: { design } }: SenseView, map: GridMap, path: (string | number)[]): DraftProblem[] {
  const { minCopies, protection } = map;
  const key = (['minCopies', 'protection', 'monotonicReads'] as const).find((name) => map[name] !== undefined);
  if (key === undefined) return [];
  const refuse = (expected: string, suggestion: string): DraftProblem[] => [
    { path: [...path, key], found: `${key} of ${map.name}`, expected, suggestion, atKey: true },
  ];
  if (!isPartitioned(map)) return refuse('a partitioned map', `remove ${key}`);
  if (hasReplicaSets(design.product) && minCopies !== undefined) {
    const instead = minCopies > 1 ? `, and write minReplicasToWrite: ${minCopies - 1} in design.product` : '';
    const expected = `minReplicasToWrite of ${design.product.kind}, which counts the replicas besides the primary`;
    return refuse(expected, `remove minCopies${instead}`);
  }
  if (hasReplicaSets(design.product) && protection !== undefined) {
    const own = design.product.kind === 'redis-sentinel' ? 'minReplicasToWrite' : 'fullCoverage';
    return refuse(
      `a product with a partition table; ${design.product.kind} refuses by its own rules (see ${own})`,
      'remove protection',
    );
  }
  const problems: DraftProblem[] = [];
  if (minCopies !== undefined && design.backups !== undefined && minCopies > design.backups + 1) {
    problems.push({
      path: [...path, 'minCopies'],
      found: `${minCopies} of ${design.backups + 1} copies`,
      expected: 'at most backups + 1, or no write is ever taken',
      suggestion: `write at most ${design.backups + 1}, or backups: ${minCopies - 1}`,
    });
  }
  const wanted = protection?.members;
  // With wan each region is a grid of its own, whose members see no others.
  const there = design.members === undefined ? undefined : design.members / gridsOf(design);
  if (typeof wanted === 'number' && there !== undefined && wanted > there) {
    problems.push({
      path: [...path, 'protection', 'members'],
      found: `${wanted} of ${there} members${there === design.members ? '' : ' in each region'}`,
      expected: 'at most the members there are, or nothing is ever answered',
      suggestion: 'write members: majority',
    });
  }
  return problems;
}

function gridsOf({ wan, regions }: SenseView['understood']['design']): number {
  return wan === undefined ? 1 : Math.max(1, regions?.length ?? 1);
}

function detectorTimes({ detector }: Extract<Product, { kind: 'generic' }>): DraftProblem[] {
  if (detector?.kind !== 'swim') return [];
  const { period, probeTimeout, suspicion } = detector;
  const path = ['design', 'product', 'detector', 'swim'];
  const problems: DraftProblem[] = [];
  if (probeTimeout >= period) {
    problems.push({
      path: [...path, 'probeTimeout'],
      found: `${shownDuration(probeTimeout)}, with a period of ${shownDuration(period)}`,
      expected: 'less than the period, whose rest is for the pings of others',
      suggestion: `write probeTimeout: ${shownDuration(period / 2)}`,
    });
  }
  if (suspicion.maximum < suspicion.minimum) {
    problems.push({
      path: [...path, 'suspicion', 'maximum'],
      found: `${shownDuration(suspicion.maximum)}, with a minimum of ${shownDuration(suspicion.minimum)}`,
      expected: 'a maximum that is not below the minimum',
    });
  }
  return problems;
}
