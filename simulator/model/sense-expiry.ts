/** Sense of a sweep: there are entries that expire, and the product has such a sweep. */
import type { DraftProblem } from './draft-problem.ts';
import { hasReplicaSets } from './product.ts';
import { numbered, type SenseView } from './sense-view.ts';

export function expirySense(view: SenseView): DraftProblem[] {
  const { product, maps } = view.understood.design;
  return numbered(maps).flatMap(([index, { eviction }]) => {
    if (eviction?.sweep === undefined) return [];
    const path = ['design', 'maps', index, 'eviction', 'sweep'];
    const refuse = (found: string, expected: string, suggestion: string): DraftProblem[] => [
      { path, found, expected, suggestion, atKey: true },
    ];
    const { sweep, timeToLive, maxIdle } = eviction;
    if (timeToLive === undefined && maxIdle === undefined)
      return refuse('a sweep where nothing expires', 'timeToLive or maxIdle beside sweep', 'add timeToLive: 60s');
    if (product === undefined) return [];
    if (product.kind === 'generic')
      return sweep.kind !== 'product'
        ? []
        : refuse('sweep: product', 'a product that has rules of its own', 'write sweep: {task: {}} or {cycle: {}}');
    const own = hasReplicaSets(product) ? 'cycle' : 'task';
    if (sweep.kind === 'product' || sweep.kind === own) return [];
    return refuse(sweep.kind, `product or ${own}: ${product.kind} has no ${sweep.kind}`, 'write sweep: product');
  });
}
