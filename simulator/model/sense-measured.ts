/**
 * Sense of expectations about parts that a design does not have: a count of what cannot happen is 0 whatever the system does, and an
 * expectation that holds so shows nothing. Metrics of caches, middleware, units, stores and merges are looked at beside these parts.
 */
import type { DraftProblem } from './draft-problem.ts';
import type { MetricName } from './metrics.ts';
import type { GridMap } from './scenario.ts';
import { hasKey } from './sense-design.ts';
import { numbered, type SenseView } from './sense-view.ts';

interface Need {
  readonly words: string;
  readonly met: (map: GridMap) => boolean;
}

const quorum: Need = { words: 'kind: {quorum: {}}', met: ({ kind }) => kind?.kind === 'quorum' };
const hints: Need = {
  words: 'kind: {quorum: {hintedHandoff: {}}}',
  met: ({ kind }) => kind?.kind === 'quorum' && kind.hintedHandoff !== undefined,
};

const ofMaps: Partial<Record<MetricName, Need>> = {
  versionStaleness: quorum,
  hintsStored: hints,
  hintsDelivered: hints,
  readRepairs: {
    words: 'kind: {quorum: {readRepair: true}}',
    met: ({ kind }) => kind?.kind === 'quorum' && kind.readRepair,
  },
  antiEntropyRepairs: {
    words: 'kind: {quorum: {antiEntropy: {every: 10s}}}',
    met: ({ kind }) => kind?.kind === 'quorum' && kind.antiEntropy !== undefined,
  },
  monotonicViolations: {
    words: 'monotonicReads: true (kept) or false (counted)',
    met: ({ monotonicReads }) => monotonicReads !== undefined,
  },
  connectionWait: { words: 'kind: database', met: ({ kind }) => kind?.kind === 'database' },
  hitRatio: {
    words: 'reader: {readThrough: {}} or eviction',
    met: ({ reader, eviction }) => reader !== undefined || eviction !== undefined,
  },
};

const betweenRegions: readonly MetricName[] = ['wanLag', 'wanBacklog', 'wanDropped'];

export function measuredSense({ expectations, understood, file }: SenseView): DraftProblem[] {
  const { maps = [] } = understood.design;
  return numbered(expectations).flatMap(([index, { metric }]) => {
    const lacks = (found: string, expected: string, suggestion: string) => [
      { path: ['expect', index], found, expected, suggestion: `${suggestion}, or remove the expectation` },
    ];
    if (betweenRegions.includes(metric))
      return hasKey(file, 'wan') ? [] : lacks(`${metric} without wan`, 'design.wan', 'add wan: {} to the design');
    const need = ofMaps[metric];
    if (need === undefined || maps.some((map) => map === undefined || need.met(map))) return [];
    return lacks(`${metric}, and no map has it`, `a map with ${need.words}`, 'add that to a map');
  });
}
