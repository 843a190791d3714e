/**
 * What the sense checks look at, and the questions they share.
 */

import type { DistributionSpec } from '../kernel/distribution.ts';
import type { DraftProblem } from './draft-problem.ts';
import type { Expectation } from './expectation.ts';
import { type Path, valueAt } from './place-index.ts';
import { hasReplicaSets } from './product.ts';
import { didYouMean } from './suggest.ts';
import type { Understood } from './understood.ts';
import { zoneNames } from './zones.ts';

export interface SenseView {
  readonly understood: Understood;
  readonly expectations: readonly (Expectation | undefined)[];
  readonly file: unknown;
}

/** The valid entries of a list with their positions in the file. */
export function numbered<Entry>(entries: readonly (Entry | undefined)[] | undefined): (readonly [number, Entry])[] {
  return (entries ?? []).flatMap((entry, index) => (entry === undefined ? [] : [[index, entry] as const]));
}

/** The texts under `key` in the entries of a list, valid or not. */
export function namesIn(file: unknown, list: Path, key: string): readonly (string | undefined)[] {
  const entries = valueAt(file, list);
  if (!Array.isArray(entries)) return [];
  return entries.map((entry) => valueAt(entry, [key])).map((name) => (typeof name === 'string' ? name : undefined));
}

/** A problem for the second and every further use of a name. */
export function repeated(file: unknown, list: Path, key: string, what: string): DraftProblem[] {
  const names = namesIn(file, list, key);
  return names.flatMap((name, index) => {
    const first = names.indexOf(name);
    if (name === undefined || first === index) return [];
    return [
      {
        path: [...list, index, key],
        found: `a second ${what} "${name}"`,
        expected: `another ${key}, since every ${what} needs its own`,
      },
    ];
  });
}

/** A name that must be one of those declared elsewhere. */
export function unknownName(path: Path, name: string, known: readonly string[], what: string): DraftProblem {
  const names = [...new Set(known)].join(', ');
  const expected = names === '' ? `a ${what} of this scenario (it has none)` : `one of ${names}`;
  return { path, found: `unknown ${what} "${name}"`, expected, suggestion: didYouMean(name, known) };
}

export function isString(name: string | undefined): name is string {
  return name !== undefined;
}

/** Names of all zones; undefined while the regions are not all understood. */
export function zonesOf({ understood }: SenseView): readonly string[] | undefined {
  const regions = numbered(understood.design.regions).map(([, region]) => region);
  return regions.length > 0 && regions.length === understood.design.regions?.length
    ? zoneNames({ regions })
    : undefined;
}

/** Owners: primaries of redis-cluster (replica sets), members of every other product; undefined while that is not understood. */
export function ownersOf({ understood }: SenseView): number | undefined {
  const { product, members, backups } = understood.design;
  if (product === undefined || members === undefined || backups === undefined) return undefined;
  return hasReplicaSets(product) ? Math.floor(members / (backups + 1)) : members;
}

/** The smallest value a distribution can give, in ns. */
export function earliest(spec: DistributionSpec): number {
  switch (spec.kind) {
    case 'constant':
      return spec.value;
    case 'uniform':
      return spec.low;
    case 'pareto':
      return spec.minimum;
    case 'empirical':
      return spec.values.reduce((least, value) => Math.min(least, value));
    case 'mixture':
      return spec.parts.reduce((least, part) => Math.min(least, earliest(part.of)), Number.POSITIVE_INFINITY);
    default:
      return 0;
  }
}

/** The largest value a distribution can give, in ns; infinite for those with a tail. */
export function latest(spec: DistributionSpec): number {
  switch (spec.kind) {
    case 'constant':
      return spec.value;
    case 'uniform':
      return spec.high;
    case 'empirical':
      return spec.values.reduce((most, value) => Math.max(most, value));
    case 'mixture':
      return spec.parts.reduce((most, part) => Math.max(most, latest(part.of)), 0);
    default:
      return Number.POSITIVE_INFINITY;
  }
}

const durationUnits = [
  ['d', 86_400e9],
  ['h', 3_600e9],
  ['min', 60e9],
  ['s', 1e9],
  ['ms', 1e6],
  ['us', 1e3],
] as const;

/** ns as a person writes them: `90s`, `250ms`. */
export function shownDuration(ns: number): string {
  for (const [unit, size] of durationUnits) {
    if (ns >= size && ns % size === 0) return `${ns / size}${unit}`;
  }
  return ns === 0 ? '0s' : `${ns}ns`;
}
