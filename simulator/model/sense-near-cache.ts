/** Sense of what near caches do about lost messages: there are messages, the product numbers them, and it takes such an interval. */
import { SECOND } from '../kernel/time.ts';
import type { DraftProblem } from './draft-problem.ts';
import type { Path } from './place-index.ts';
import type { GridMap } from './scenario.ts';
import { numbered, type SenseView, shownDuration } from './sense-view.ts';

/** hazelcast.invalidation.min.reconciliation.interval.seconds. */
const SHORTEST = 30 * SECOND;

export function nearCacheSense({ understood: { design } }: SenseView): DraftProblem[] {
  const kind = design.product?.kind;
  return numbered(design.maps).flatMap(([index, { nearCache }]) =>
    nearCache === undefined ? [] : ofNearCache(nearCache, kind, ['design', 'maps', index, 'nearCache']),
  );
}

function ofNearCache(near: NonNullable<GridMap['nearCache']>, kind: string | undefined, path: Path): DraftProblem[] {
  const problems: DraftProblem[] = [];
  const has = kind === undefined || kind === 'generic' || kind === 'hazelcast';
  for (const field of ['reconciliation', 'localUpdate'] as const) {
    if (has || near[field] === undefined) continue;
    const expected = `no ${field}: ${kind} has none; hazelcast has, and a generic grid can have it`;
    problems.push({ path: [...path, field], found: field, expected, suggestion: `remove ${field}`, atKey: true });
  }
  const { reconciliation, invalidate } = near;
  if (reconciliation === undefined) return problems;
  const at = [...path, 'reconciliation'];
  if (invalidate.kind === 'none') {
    const expected = 'invalidations that can be lost: onWrite or batch';
    const found = 'reconciliation with invalidate: none';
    problems.push({ path: at, found, expected, suggestion: 'remove reconciliation', atKey: true });
  }
  const { interval } = reconciliation;
  if (kind === 'hazelcast' && interval > 0 && interval < SHORTEST) {
    const expected = 'at least 30s, or 0s for none: Hazelcast refuses anything between';
    problems.push({
      path: [...at, 'interval'],
      found: shownDuration(interval),
      expected,
      suggestion: 'write interval: 30s',
    });
  }
  return problems;
}
