/** Sense of what Redis promises about a write: min-replicas-to-write and WAIT that can be met, times that Redis can keep. */
import { SECOND } from '../kernel/time.ts';
import type { DraftProblem } from './draft-problem.ts';
import { hasResidency, isPartitioned } from './map-kind.ts';
import { hasReplicaSets } from './product.ts';
import type { Source } from './scenario.ts';
import { numbered, type SenseView, shownDuration } from './sense-view.ts';

export function redisWriteSense(view: SenseView): DraftProblem[] {
  const sources = numbered(view.understood.workload);
  const waits = sources.some(([, { client }]) => client.wait !== undefined);
  return [
    ...minReplicas(view),
    ...disks(view),
    ...sources.flatMap(([index, source]) => waitOf(view, source, ['workload', index, 'client', 'wait'])),
    ...numbered(view.expectations).flatMap(([index, { metric }]) =>
      metric !== 'waitsUnmet' || waits || (view.understood.workload ?? []).some((source) => source === undefined)
        ? []
        : [
            {
              path: ['expect', index],
              found: 'waitsUnmet, and no client waits',
              expected: 'a source with client.wait',
              suggestion: 'add client: {wait: {replicas: 1}}, or remove the expectation',
            },
          ],
    ),
  ];
}

function waitOf({ understood: { design } }: SenseView, source: Source, path: (string | number)[]): DraftProblem[] {
  const { wait, timeout } = source.client;
  if (wait === undefined) return [];
  const refuse = (found: string, expected: string, suggestion: string): DraftProblem[] => [
    { path, found, expected, suggestion, atKey: true },
  ];
  if (design.product !== undefined && !hasReplicaSets(design.product))
    return refuse('wait', 'a Redis product; elsewhere a map says it: minCopies, replication: sync', 'remove wait');
  const map = numbered(design.maps).find(([, { name }]) => name === source.map)?.[1];
  const reads = source.op === 'get' || source.mix?.get === 1 || source.map === undefined;
  if (reads) return refuse('wait of a source that writes nothing', 'writes to wait for', 'remove wait');
  if (map !== undefined && !isPartitioned(map))
    return refuse(`wait on ${map.name}, which has no replicas`, 'a partitioned map', 'remove wait');
  if (map?.replication === 'sync')
    return refuse('wait beside replication: sync', 'a map whose answer does not wait already', 'remove wait');
  if (source.via !== undefined)
    return refuse('wait through the balancer', 'a client that asks the primary itself', 'remove via');
  const { backups } = design;
  if (backups !== undefined && wait.replicas > backups)
    return refuse(
      `wait for ${wait.replicas} of ${backups} replicas`,
      'at most the backups each primary has, or every wait lasts until its timeout',
      backups === 0 ? 'remove wait' : `write replicas: ${backups}, or backups: ${wait.replicas}`,
    );
  if (wait.timeout < timeout) return [];
  return refuse(
    `wait of ${shownDuration(wait.timeout)} with a time-out of ${shownDuration(timeout)}`,
    'a wait that ends before its client gives up',
    `write wait.timeout: ${shownDuration(timeout / 2)}`,
  );
}

function minReplicas({ understood: { design } }: SenseView): DraftProblem[] {
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

function disks({ understood: { design } }: SenseView): DraftProblem[] {
  const { product } = design;
  if (!hasReplicaSets(product)) return [];
  const { appendfsync, save } = product;
  const key = appendfsync === undefined ? 'save' : 'appendfsync';
  if (product[key] === undefined) return [];
  const leaves = numbered(design.maps).find(([, map]) => hasResidency(map));
  if (leaves !== undefined) {
    const expected = 'maps without eviction and reader, whose entries stay; what a disk has of others is not modelled';
    const path = ['design', 'product', key];
    return [{ path, found: `${key} beside ${leaves[1].name}`, expected, suggestion: `remove ${key}`, atKey: true }];
  }
  if (appendfsync === undefined || save === undefined) return [];
  const expected = 'one of the two: with an append-only file a process reads no snapshot when it starts';
  const path = ['design', 'product', 'save'];
  return [{ path, found: 'save beside appendfsync', expected, suggestion: 'remove save', atKey: true }];
}
