/**
 * Sense of maps that are tables of the store: there is a store, nothing is asked of copies that nobody has, and nobody looks for owners.
 */
import type { DraftProblem } from './draft-problem.ts';
import type { Path } from './place-index.ts';
import type { GridMap, Source } from './scenario.ts';
import { hasKey } from './sense-design.ts';
import { numbered, type SenseView } from './sense-view.ts';

export function databaseSense({ understood, file }: SenseView): DraftProblem[] {
  const { design, workload } = understood;
  const tables = numbered(design.maps).filter(([, { kind }]) => kind?.kind === 'database');
  const names = new Set(tables.map(([, { name }]) => name));
  const hasStore = design.store !== undefined || hasKey(file, 'store');
  return [
    ...tables.flatMap(([index, map]) => [
      ...(hasStore ? [] : [storeless(['design', 'maps', index, 'kind'])]),
      ...copies(map, ['design', 'maps', index]),
    ]),
    ...numbered(workload).flatMap(([index, source]) =>
      source.map !== undefined && names.has(source.map) ? owners(source, ['workload', index]) : [],
    ),
  ];
}

function storeless(path: Path): DraftProblem {
  return {
    path,
    found: 'a database and no store',
    expected: 'design.store, which says how fast the durable store is',
    suggestion: 'add store: {writesPerSecond: 3k/s, readsPerSecond: 30k/s, latency: 1ms}',
  };
}

/** What only a map with copies in memory can have. */
function copies(map: GridMap, path: Path): DraftProblem[] {
  const given = [
    // Write-through is what a database map does anyway, and lets one file compare the kinds.
    ['none', 'writeThrough'].includes(map.persistence.kind) ? undefined : 'persistence',
    map.reader === undefined ? undefined : 'reader',
    map.replication === undefined ? undefined : 'replication',
    map.readFrom === 'primary' ? undefined : 'readFrom',
    map.startsEmpty ? 'startsEmpty' : undefined,
  ].filter((key) => key !== undefined);
  return given.map((key) => ({
    path: [...path, key],
    found: `${key} of a database map`,
    expected: 'no such key, since a database map has no copies in memory and its writes go through to the store',
    suggestion: `remove ${key}, or write kind: partitioned`,
    atKey: true,
  }));
}

function owners(source: Source, path: Path): DraftProblem[] {
  const problems: DraftProblem[] = [];
  if (source.target !== undefined) {
    const expected = 'a map with partitions, since any unit may serve a database map and none owns its keys';
    const suggestion = 'remove target: the source then asks a random unit every period';
    problems.push({ path: [...path, 'target'], found: 'each-owner of a database map', expected, suggestion });
  }
  if (source.from === 'beside-owner') {
    const expected = 'any-zone or the name of a zone, since nobody owns the keys of a database map';
    problems.push({ path: [...path, 'from'], found: 'beside-owner of a database map', expected });
  }
  if ((source.mix?.update ?? 0) > 0) {
    const expected = 'puts and gets, since a database does a read-modify-write in one transaction';
    const suggestion = 'count an update as a put, whose cost in the store it has';
    problems.push({ path: [...path, 'mix', 'update'], found: 'updates of a database map', expected, suggestion });
  }
  return problems;
}
