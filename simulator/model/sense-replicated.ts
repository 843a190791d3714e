/**
 * Sense of replicated maps and of merges after a split: options that go together, and none that only another kind of map has.
 */

import type { DraftProblem } from './draft-problem.ts';
import { hasResidency, isPartitioned } from './map-kind.ts';
import type { MetricName } from './metrics.ts';
import { hasReplicaSets, type Product } from './product.ts';
import type { GridMap } from './scenario.ts';
import { hasKey } from './sense-design.ts';
import { numbered, type SenseView } from './sense-view.ts';

type Replicated = Extract<NonNullable<GridMap['kind']>, { kind: 'replicated' }>;

export function replicatedSense(view: SenseView): DraftProblem[] {
  const { design } = view.understood;
  const maps = numbered(design.maps).filter(([, map]) => map.kind?.kind === 'replicated');
  return [
    ...maps.flatMap(([index, map]) => [...strangers(map, index), ...partners(map.kind as Replicated, index)]),
    ...foreign(design.product, maps),
    ...updates(
      view,
      maps.map(([, { name }]) => name),
    ),
  ];
}

function foreign(
  product: Product | undefined,
  maps: readonly (readonly [index: number, map: unknown])[],
): DraftProblem[] {
  if (!hasReplicaSets(product)) return [];
  return maps.map(([index]) => ({
    path: ['design', 'maps', index, 'kind'],
    found: `a replicated map on ${product.kind}`,
    expected: `a product that has replicated maps; ${product.kind} partitions everything`,
    suggestion: 'write product: generic, hazelcast or ignite, or remove kind',
  }));
}

/** A merge needs a grid that merges and keeps what it has merged, and fields a policy that looks at them. */
export function mergeSense({ understood: { design }, file }: SenseView): DraftProblem[] {
  return numbered(design.maps).flatMap(([index, map]) => {
    const { merge } = map;
    if (merge === undefined) return [];
    const path = ['design', 'maps', index, 'merge'];
    const problems: DraftProblem[] = [];
    const refuse = (found: string, expected: string, suggestion: string) =>
      problems.push({ path, found, expected, suggestion, atKey: true });
    if (!isPartitioned(map))
      refuse(
        `merge on a ${map.kind!.kind} map`,
        'a partitioned map, whose two primaries wrote on during the split',
        'remove merge, or kind',
      );
    if (hasResidency(map))
      refuse(
        `merge on a map with ${map.eviction === undefined ? 'a preload that overwrites' : 'eviction'}`,
        'entries that stay: what a merge brings to entries that can leave is not simulated',
        `remove merge, or ${map.eviction === undefined ? 'overwrites' : 'eviction'}`,
      );
    if (design.wan !== undefined || hasKey(file, 'wan'))
      refuse(
        'merge, with a grid in every region',
        'no merge beside wan: what a split inside a region sets against each other is not merged (between regions wan.resolve decides)',
        'remove merge, or wan',
      );
    if (hasReplicaSets(design.product))
      problems.push({
        path,
        found: `merge on ${design.product.kind}`,
        expected: `a product that merges; in ${design.product.kind} the side that gives way throws its writes away`,
        suggestion: 'write product: generic or hazelcast, or remove merge',
      });
    if (merge.fields !== undefined && merge.policy !== 'field-merge')
      problems.push({
        path: [...path, 'fields'],
        found: `fields with the policy ${merge.policy}`,
        expected: 'policy: field-merge beside it',
        suggestion: 'write policy: field-merge, or remove fields',
        atKey: true,
      });
    return problems;
  });
}

/** What an expectation speaks of must be able to happen. */
export function mergeExpectationSense({ understood, expectations, file }: SenseView): DraftProblem[] {
  const betweenRegions = hasKey(file, 'wan');
  const { maps = [] } = understood.design;
  const some = (has: (map: GridMap) => boolean) => maps.some((map) => map === undefined || has(map));
  const replicates = some(({ kind }) => kind?.kind === 'replicated');
  // Hazelcast merges also where no policy is written.
  const merges = understood.design.product?.kind === 'hazelcast' || some(({ merge }) => merge !== undefined);
  return numbered(expectations).flatMap(([index, { metric }]) => {
    const needs = needsOf(metric);
    if (betweenRegions && (metric === 'mergeConflicts' || metric === 'mergeLosses')) return [];
    if (needs === undefined || (needs.replicated && replicates) || (needs.merge && merges)) return [];
    const wanted = needs.replicated ? 'kind: {replicated: {}}' : 'merge: {policy: last-write-wins}';
    return [
      {
        path: ['expect', index],
        found: `${metric}, and nothing is ${needs.replicated ? 'replicated' : 'merged'} that way`,
        expected: `a map with ${wanted}`,
        suggestion: `add ${wanted} to a map, or remove the expectation`,
      },
    ];
  });
}

function needsOf(metric: MetricName): { readonly replicated: boolean; readonly merge: boolean } | undefined {
  switch (metric) {
    case 'mergeConflicts':
      return { replicated: true, merge: true };
    case 'mergeLosses':
      return { replicated: false, merge: true };
    case 'concurrentWriteRatio':
    case 'replicasDiverged':
    case 'fillTime':
      return { replicated: true, merge: false };
    default:
      return undefined;
  }
}

/** Fields of a map that say how partitions are copied or made durable. */
function strangers(map: GridMap, index: number): DraftProblem[] {
  const given: readonly (readonly [string, boolean])[] = [
    ['replication', map.replication !== undefined],
    ['readFrom', map.readFrom !== 'primary'],
    ['startsEmpty', map.startsEmpty],
    ['persistence', map.persistence.kind !== 'none'],
    ['reader', map.reader !== undefined],
  ];
  return given
    .filter(([, isGiven]) => isGiven)
    .map(([field]) => ({
      path: ['design', 'maps', index, field],
      found: `${field} on a replicated map`,
      expected: `no ${field}: every unit holds every entry, answers from it, and has no store behind it`,
      suggestion: `remove ${field}, or kind`,
      atKey: true,
    }));
}

/** Options that only mean something beside another one. */
function partners({ resolve, fields, removes, detection, protection }: Replicated, index: number): DraftProblem[] {
  const lonely = (field: string, partner: string, suggestion: string): DraftProblem => ({
    path: ['design', 'maps', index, 'kind', 'replicated', field],
    found: `${field} without ${partner}`,
    expected: `${partner} beside it`,
    suggestion,
    atKey: true,
  });
  const counts = resolve === 'counter' || resolve === 'set';
  return [
    ...(fields === undefined || resolve === 'field-merge'
      ? []
      : [lonely('fields', 'resolve: field-merge', 'add resolve: field-merge, or remove fields')]),
    ...(removes === undefined || counts
      ? []
      : [lonely('removes', 'resolve: counter or set', 'add resolve: set, or remove removes')]),
    ...(detection === undefined || protection === 'majority'
      ? []
      : [lonely('detection', 'protection: majority', 'add protection: majority, or remove detection')]),
  ];
}

/** A write there builds on what its unit holds, so an update by the client would be a second, different idea of what was seen. */
function updates({ understood: { workload } }: SenseView, replicated: readonly string[]): DraftProblem[] {
  return numbered(workload).flatMap(([index, { map, mix }]) => {
    if (map === undefined || !replicated.includes(map) || (mix?.update ?? 0) === 0) return [];
    return [
      {
        path: ['workload', index, 'mix', 'update'],
        found: `updates of the replicated map ${map}`,
        expected: 'put: a write of a replicated map builds on what its unit holds',
        suggestion: 'write put in place of update',
      },
    ];
  });
}
