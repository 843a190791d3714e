/**
 * Sense of the workload: sources ask for something that exists, and something arrives.
 */
import type { DraftProblem } from './draft-problem.ts';
import type { Source } from './scenario.ts';
import { trafficSense } from './sense-traffic.ts';
import {
  isString,
  namesIn,
  numbered,
  repeated,
  type SenseView,
  shownDuration,
  unknownName,
  zonesOf,
} from './sense-view.ts';

export function workloadSense(view: SenseView): DraftProblem[] {
  const maps = namesIn(view.file, ['design', 'maps'], 'name').filter(isString);
  const zones = zonesOf(view);
  const sources = numbered(view.understood.workload);
  return [
    ...repeated(view.file, ['workload'], 'name', 'source'),
    ...sources.flatMap(([index, source]) => [
      ...operations(source, index),
      ...known(source, index, maps, zones),
      ...steps(source, index, view.understood.run.duration),
      ...trafficSense(source, index, view.understood.run.duration),
      ...hotSet(source, index, view),
    ]),
    ...silence(view),
  ];
}

function operations(source: Source, index: number): DraftProblem[] {
  const path = ['workload', index];
  if (source.map !== undefined) {
    if (source.op !== undefined || source.mix !== undefined) return [];
    const expected = `op or mix, since it works on the map ${source.map}`;
    return [
      {
        path,
        found: 'neither op nor mix',
        expected,
        suggestion: 'add mix: {put: 30%, get: 70%}, or op: put',
        atKey: true,
      },
    ];
  }
  const needless = (['op', 'mix', 'target'] as const).filter((key) => source[key] !== undefined);
  const problems = needless.map((key) => ({
    path: [...path, key],
    found: `${key} without a map`,
    expected: 'a map for the operation to work on; without one a request is pure computation',
    suggestion: 'add map: NAME',
    atKey: true,
  }));
  if (source.from !== 'beside-owner') return problems;
  const expected = 'a map, since only keys have owners';
  return [
    ...problems,
    { path: [...path, 'from'], found: 'beside-owner without a map', expected, suggestion: 'write from: any-zone' },
  ];
}

function known(
  source: Source,
  index: number,
  maps: readonly string[],
  zones: readonly string[] | undefined,
): DraftProblem[] {
  const problems: DraftProblem[] = [];
  if (source.map !== undefined && !maps.includes(source.map)) {
    problems.push(unknownName(['workload', index, 'map'], source.map, maps, 'map'));
  }
  const everywhere = source.from === 'any-zone' || source.from === 'beside-owner';
  if (!everywhere && zones !== undefined && !zones.includes(source.from)) {
    problems.push(
      unknownName(['workload', index, 'from'], source.from, ['any-zone', 'beside-owner', ...zones], 'zone'),
    );
  }
  return problems;
}

function steps(source: Source, index: number, duration: number | undefined): DraftProblem[] {
  const { rate = [] } = source;
  return rate.flatMap((step, position) => {
    const path = ['workload', index, 'rate', position, 'at'];
    const before = rate[position - 1];
    if (before !== undefined && step.at <= before.at) {
      return [
        {
          path,
          found: `${shownDuration(step.at)} after ${shownDuration(before.at)}`,
          expected: 'steps in ascending order of time',
        },
      ];
    }
    if (duration === undefined || step.at < duration) return [];
    const expected = `a time before the end of the run (${shownDuration(duration)})`;
    return [
      { path, found: shownDuration(step.at), expected, suggestion: 'take an earlier time, or a longer run.duration' },
    ];
  });
}

function hotSet(source: Source, index: number, view: SenseView): DraftProblem[] {
  const { keys } = source;
  if (keys.kind !== 'hotSet') return [];
  const path = ['workload', index, 'keys', 'hotSet'];
  const shares = `${keys.keys * 100}% of the keys, ${keys.requests * 100}% of the requests`;
  if (keys.keys <= 0 || keys.keys >= 1 || keys.requests <= keys.keys) {
    const expected = 'some keys, not all, with a larger share of the requests than of the keys';
    return [{ path, found: shares, expected, suggestion: 'for example {keys: 1%, requests: 90%}' }];
  }
  const map = numbered(view.understood.design.maps).find(([, entry]) => entry.name === source.map)?.[1];
  if (map === undefined || keys.keys * map.entries >= 1) return [];
  const expected = `at least one hot key among the ${map.entries} entries of ${map.name}`;
  return [{ path: [...path, 'keys'], found: `less than one key`, expected, suggestion: 'take a larger share' }];
}

/** A run in which nothing can happen is a mistake; one with faults alone is not. */
function silence({ understood, file }: SenseView): DraftProblem[] {
  const { workload, faults } = understood;
  const path = ['workload'];
  if (workload === undefined || workload.some((source) => source === undefined)) return [];
  if (workload.length === 0) {
    const written = (file as { faults?: unknown } | null)?.faults;
    if (faults === undefined || faults.length > 0 || (written !== undefined && !Array.isArray(written))) return [];
    const expected = 'a source of requests or a fault, or nothing would ever happen';
    return [
      {
        path,
        found: 'no workload and no faults',
        expected,
        suggestion: 'add workload: [{name: clients, rate: 300/s}]',
        atKey: true,
      },
    ];
  }
  const arrives = numbered(workload).some(
    ([, source]) => source.rate === undefined || source.rate.some((step) => step.rate > 0),
  );
  if (arrives) return [];
  return [
    {
      path,
      found: 'rates that are all zero',
      expected: 'a rate above 0/s, or no request would ever arrive',
      atKey: true,
    },
  ];
}
