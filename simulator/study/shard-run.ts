/** The replications of one scenario that fell to one shard. The warm-up is decided here as in the undivided run, from the same seed. */
import { ImpossibleState } from '../kernel/invariant.ts';
import type { Scenario } from '../model/scenario.ts';
import type { ReplicationResult, ReplicationTasks } from './replication-tasks.ts';
import type { ShardPart } from './shard-blob.ts';
import type { Range } from './shard-plan.ts';
import { warmUpOf } from './warm-up.ts';

export interface ShardGround {
  readonly tasks: ReplicationTasks;
  /** Told how many replications have arrived. */
  readonly arrived: (count: number) => void;
}

/** `stopped` when the caller ended it. Throws the defect of the first replication that met one. */
export async function runPart(
  scenario: Scenario,
  { file, from, to }: Range & { readonly file: number },
  { tasks, arrived }: ShardGround,
): Promise<ShardPart | 'stopped'> {
  const warmUp = await warmUpOf(scenario, tasks);
  if (warmUp === 'stopped') return 'stopped';
  if (warmUp === 'event-limit') return { file, from, to, warmUp, results: [] };
  const results = new Map<number, ReplicationResult>();
  const ended = await tasks.perform({ from, to, warmup: warmUp.end }, (result) => {
    results.set(result.replication, result);
    arrived(results.size);
  });
  if (ended === 'stopped') return 'stopped';
  const inOrder = [...results.values()].sort((left, right) => left.replication - right.replication);
  for (const result of inOrder)
    if ('failure' in result && result.failure instanceof ImpossibleState) throw result.failure;
  return { file, from, to, warmUp, results: inOrder };
}
