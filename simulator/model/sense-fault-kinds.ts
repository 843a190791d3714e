/**
 * Sense of single kinds and targets of faults: a region exists, a key becomes hot in a map that is asked, a small side has members.
 */
import type { DraftProblem } from './draft-problem.ts';
import type { Path } from './place-index.ts';
import type { Fault } from './scenario.ts';
import { isString, namesIn, numbered, type SenseView, unknownName } from './sense-view.ts';

export function region(name: string, path: Path, { file }: SenseView): DraftProblem[] {
  const written = namesIn(file, ['design', 'regions'], 'name').filter(isString);
  const regions = written.length === 0 ? ['local'] : written;
  return regions.includes(name) ? [] : [unknownName([...path, 'region'], name, regions, 'region')];
}

export function smallSide(path: Path, { understood }: SenseView): DraftProblem[] {
  const { members } = understood.design;
  if (members === undefined || members > 2) return [];
  const found = `minority of ${members} member${members === 1 ? '' : 's'}`;
  const suggestion = 'write target: any, or at least 3 members';
  return [{ path, found, expected: 'at least 3 members, since fewer have no side smaller than half', suggestion }];
}

export function hotKey(fault: Extract<Fault, { kind: 'hot-key' }>, index: number, view: SenseView): DraftProblem[] {
  const path = ['faults', index];
  const maps = namesIn(view.file, ['design', 'maps'], 'name').filter(isString);
  if (!maps.includes(fault.map)) return [unknownName([...path, 'map'], fault.map, maps, 'map')];
  const sources = namesIn(view.file, ['workload'], 'name').filter(isString);
  if (fault.workload !== undefined && !sources.includes(fault.workload))
    return [unknownName([...path, 'workload'], fault.workload, sources, 'workload')];
  return [...askers(fault, path, view), ...key(fault, path, view)];
}

/** Somebody must ask for keys of the map; probes ask for keys of their own. */
function askers(
  { map, workload }: { map: string; workload?: string | undefined },
  path: Path,
  view: SenseView,
): DraftProblem[] {
  const all = view.understood.workload ?? [];
  const known = numbered(all);
  if (known.length < all.length) return [];
  const asks = known.some(
    ([, source]) =>
      source.map === map && source.target === undefined && (workload === undefined || source.name === workload),
  );
  if (asks) return [];
  const found =
    workload === undefined ? `${map}, which no source asks for` : `${workload}, which does not ask for ${map}`;
  const expected = 'a source with this map, and not a probe, whose requests the key can draw';
  return [{ path: [...path, workload === undefined ? 'map' : 'workload'], found, expected }];
}

function key({ map, key }: { map: string; key?: number | undefined }, path: Path, view: SenseView): DraftProblem[] {
  const entries = numbered(view.understood.design.maps).find(([, { name }]) => name === map)?.[1].entries;
  if (key === undefined || entries === undefined || key < entries) return [];
  const found = `key ${key} of ${entries} entries`;
  return [{ path: [...path, 'key'], found, expected: `a key from 0 to ${entries - 1}`, suggestion: 'leave it out' }];
}
