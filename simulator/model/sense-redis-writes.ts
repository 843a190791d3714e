/** Sense of what Redis promises about a write: min-replicas-to-write that can be met, with a lag that Redis can count. */
import { SECOND } from '../kernel/time.ts';
import type { DraftProblem } from './draft-problem.ts';
import { hasReplicaSets } from './product.ts';
import { type SenseView, shownDuration } from './sense-view.ts';

export function redisWriteSense({ understood: { design } }: SenseView): DraftProblem[] {
  const { product, backups } = design;
  if (!hasReplicaSets(product)) return [];
  const { minReplicasToWrite: wanted, minReplicasMaxLag: maxLag } = product;
  const path = ['design', 'product'];
  const problems: DraftProblem[] = [];
  if (wanted !== undefined && backups !== undefined && wanted > backups) {
    problems.push({
      path: [...path, 'minReplicasToWrite'],
      found: `${wanted} of ${backups} replicas`,
      expected: 'at most the backups each primary has, or no write is ever taken',
      suggestion: backups === 0 ? 'remove minReplicasToWrite' : `write at most ${backups}, or backups: ${wanted}`,
    });
  }
  if (maxLag !== undefined && wanted === undefined) {
    problems.push({
      path: [...path, 'minReplicasMaxLag'],
      found: 'minReplicasMaxLag alone',
      expected: 'minReplicasToWrite beside it, without which no lag is looked at',
      suggestion: 'add minReplicasToWrite: 1',
      atKey: true,
    });
  }
  if (maxLag !== undefined && maxLag % SECOND !== 0) {
    problems.push({
      path: [...path, 'minReplicasMaxLag'],
      found: shownDuration(maxLag),
      expected: 'whole seconds, as Redis counts them',
      suggestion: `write ${Math.max(1, Math.round(maxLag / SECOND))}s`,
    });
  }
  return problems;
}
