/**
 * Sense of maps without a leader: quorums fit the replicas, replicas fit the members, nothing that needs a primary is asked of them, and the
 * options do not contradict one another.
 */

import type { DraftProblem } from './draft-problem.ts';
import { hasReplicaSets } from './product.ts';
import type { QuorumMap } from './quorum-map.ts';
import type { GridMap, Source } from './scenario.ts';
import { numbered, type SenseView } from './sense-view.ts';

export function quorumSense(view: SenseView): DraftProblem[] {
  const { design, workload } = view.understood;
  const maps = numbered(design.maps);
  const problems = maps.flatMap(([index, map]) => {
    if (map.kind?.kind !== 'quorum') return [];
    const path = ['design', 'maps', index];
    const inside = [...path, 'kind', 'quorum'];
    return [
      ...ground(view, map.kind, inside),
      ...sizes(map.kind, inside),
      ...contradictions(map.kind, inside),
      ...primaries(map, path),
    ];
  });
  const names = maps.flatMap(([, { name, kind }]) => (kind?.kind === 'quorum' ? [name] : []));
  const asked = numbered(workload).filter(([, { map }]) => map !== undefined && names.includes(map));
  return [...problems, ...asked.flatMap(([index, source]) => requests(source, index))];
}

function ground({ understood }: SenseView, { replicas }: QuorumMap, path: (string | number)[]): DraftProblem[] {
  const { product, members } = understood.design;
  if (hasReplicaSets(product)) {
    const expected = `product: generic, since ${product.kind} has a primary for every key`;
    return [
      { path, found: `a quorum map on ${product.kind}`, expected, suggestion: 'write product: generic', atKey: true },
    ];
  }
  if (members === undefined || replicas <= members) return [];
  return [
    {
      path: [...path, 'replicas'],
      found: `${replicas} replicas on ${members} member${members === 1 ? '' : 's'}`,
      expected: 'at most as many replicas as members, since no member holds two of a key',
      suggestion: `write replicas: ${members}, or more members`,
    },
  ];
}

function sizes({ replicas, read, write }: QuorumMap, path: (string | number)[]): DraftProblem[] {
  const tooMany = (field: string, size: number) =>
    size <= replicas
      ? []
      : [
          {
            path: [...path, field],
            found: `${size} of ${replicas} replicas`,
            expected: 'at most as many as there are replicas, or no answer would ever come',
            suggestion: `write ${field}: ${replicas} or less`,
          },
        ];
  return [...tooMany('read', read), ...tooMany('write', write)];
}

function contradictions(kind: QuorumMap, path: (string | number)[]): DraftProblem[] {
  const { expanding, hintedHandoff, sloppy, readRepair, read } = kind;
  if (!expanding && hintedHandoff !== undefined) {
    const found = 'hintedHandoff of writes that do not expand';
    const expected = 'expanding: true, since a hint brings the write to a replica it was not meant for';
    return [{ path: [...path, 'hintedHandoff'], found, expected, suggestion: 'remove one of the two', atKey: true }];
  }
  if (sloppy && hintedHandoff === undefined) {
    const expected = 'hintedHandoff, since what counts besides the replicas is a hint';
    return [{ path: [...path, 'sloppy'], found: 'no hintedHandoff', expected, suggestion: 'add hintedHandoff: {}' }];
  }
  if (!expanding && readRepair && read === 1) {
    const expected = 'read: 2 or more, or expanding: true, so that a read sees replicas that differ';
    return [{ path: [...path, 'readRepair'], found: 'reads of one replica', expected, suggestion: 'write read: 2' }];
  }
  return [];
}

/** Options of partitioned maps. */
function primaries({ replication, readFrom, persistence, reader }: GridMap, path: (string | number)[]): DraftProblem[] {
  const given = [
    ...(replication === undefined ? [] : (['replication'] as const)),
    ...(readFrom === 'primary' ? [] : (['readFrom'] as const)),
    ...(persistence.kind === 'none' ? [] : (['persistence'] as const)),
    ...(reader === undefined ? [] : (['reader'] as const)),
  ];
  return given.map((key) => ({
    path: [...path, key],
    found: `${key} of a quorum map`,
    expected: `no ${key}: it is about primaries and backups, which a quorum map does not have`,
    suggestion: `remove ${key}`,
    atKey: true,
  }));
}

function requests({ target, from, mix }: Source, index: number): DraftProblem[] {
  const path = ['workload', index];
  const problems: DraftProblem[] = [];
  const no = (key: string, found: string, suggestion: string) =>
    problems.push({
      path: [...path, key],
      found: `${found} on a quorum map`,
      expected: 'plain reads and writes from clients in zones, since nobody owns a key of a quorum map',
      suggestion,
      atKey: true,
    });
  if (target !== undefined) no('target', 'a probe of owners', 'remove target');
  if (from === 'beside-owner') no('from', 'beside-owner', 'write from: any-zone');
  if ((mix?.update ?? 0) > 0) no('mix', 'updates', 'use puts and gets');
  return problems;
}
