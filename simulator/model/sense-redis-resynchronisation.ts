/** Sense of what a Redis replica that lags is told: replicas to lag, and a soft limit below the hard one. */
import type { DraftProblem } from './draft-problem.ts';
import { hasReplicaSets } from './product.ts';
import type { SenseView } from './sense-view.ts';

const settings = ['replBacklogSize', 'replTimeout', 'replDisklessSyncDelay', 'replicaOutputBufferLimit'] as const;

export function redisResynchronisationSense({ understood: { design } }: SenseView): DraftProblem[] {
  const { product, backups } = design;
  if (!hasReplicaSets(product)) return [];
  const path = ['design', 'product'];
  if (backups === 0)
    return settings
      .filter((setting) => product[setting] !== undefined)
      .map((setting) => ({
        path: [...path, setting],
        found: `${setting} with backups: 0`,
        expected: 'replicas, which are what may lag behind',
        suggestion: `remove ${setting}, or write backups: 1`,
        atKey: true,
      }));
  const limit = product.replicaOutputBufferLimit;
  if (limit === undefined || limit.soft <= limit.hard) return [];
  return [
    {
      path: [...path, 'replicaOutputBufferLimit', 'soft'],
      found: 'a soft limit above the hard one, which closes the connection before',
      expected: 'soft at most as large as hard',
      suggestion: 'write the same size for both, or less for soft',
    },
  ];
}
