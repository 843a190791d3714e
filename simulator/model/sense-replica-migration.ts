/** Sense of replicas that may move to another primary: there is one to spare, and nothing else decides where copies stand. */
import type { DraftProblem } from './draft-problem.ts';
import { movesReplicas } from './product-redis-cluster.ts';
import type { SenseView } from './sense-view.ts';

export function replicaMigrationSense({ understood: { design } }: SenseView): DraftProblem[] {
  const { product, backups, units } = design;
  if (product?.kind !== 'redis-cluster' && product?.kind !== 'valkey') return [];
  const refuse = (key: string, found: string, expected: string, suggestion: string): DraftProblem => ({
    path: ['design', 'product', key],
    found,
    expected,
    suggestion,
    atKey: true,
  });
  const { allowReplicaMigration, migrationBarrier } = product;
  if (!movesReplicas(design)) {
    if (migrationBarrier === undefined) return [];
    const expected = 'replicas that move: backups: 2 or more, without units.lifecycle and allowReplicaMigration: false';
    return [refuse('migrationBarrier', 'migrationBarrier where no replica moves', expected, 'remove it')];
  }
  if (allowReplicaMigration !== true) return [];
  const problems: DraftProblem[] = [];
  if (backups !== undefined && backups < 2)
    problems.push(
      refuse(
        'allowReplicaMigration',
        `allowReplicaMigration with backups: ${backups}`,
        'a primary with two replicas, of which one can move',
        'write backups: 2, or remove it',
      ),
    );
  if (units?.lifecycle !== undefined)
    problems.push(
      refuse(
        'allowReplicaMigration',
        'allowReplicaMigration beside units.lifecycle',
        'one of the two: a unit that starts waits for the copies it had at first',
        'remove one of them',
      ),
    );
  return problems;
}
