/**
 * Sense of the design: copies fit on the members, a cluster can elect, detectors can tell silence from a pause, durable maps have a store.
 */

import type { DraftProblem } from './draft-problem.ts';
import { hasReplicaSets } from './product.ts';
import type { Product } from './scenario.ts';
import { hazelcastSense } from './sense-hazelcast.ts';
import { oneReplicaSet, sentinelSense } from './sense-sentinel.ts';
import { numbered, repeated, type SenseView, shownDuration } from './sense-view.ts';

/** Fewer primaries than this cannot elect after one is lost: one of two is no majority. */
const fewestPrimaries = 3;

export function designSense(view: SenseView): DraftProblem[] {
  const { design } = view.understood;
  return [
    ...copies(view),
    ...(design.product?.kind === 'generic' ? heartbeats(design.product) : []),
    ...sentinelSense(view),
    ...(design.product?.kind === 'hazelcast' ? hazelcastSense(view, design.product) : []),
    ...repeated(view.file, ['design', 'maps'], 'name', 'map'),
    ...repeated(view.file, ['design', 'regions'], 'name', 'region'),
    ...durable(view),
    ...flushing(view),
    ...returningBatches(view),
    ...readers(view),
  ];
}

function copies({ understood: { design } }: SenseView): DraftProblem[] {
  const { members, backups, product } = design;
  if (members === undefined || backups === undefined) return [];
  const copies = backups + 1;
  if (backups >= members) {
    return [
      {
        path: ['design', 'backups'],
        found: `${backups} backups on ${members} member${members === 1 ? '' : 's'}`,
        expected: 'fewer backups than members, since no member holds two copies of a partition',
        suggestion:
          members === 1
            ? 'write backups: 0, or more members'
            : `write at most ${members - 1} backups, or at least ${copies} members`,
      },
    ];
  }
  if (product?.kind === 'redis-sentinel') return oneReplicaSet(members, copies);
  return hasReplicaSets(product) ? replicaSets(product.kind, members, copies) : [];
}

function replicaSets(kind: string, members: number, copies: number): DraftProblem[] {
  const path = ['design', 'members'];
  const primaries = Math.max(fewestPrimaries, Math.ceil(members / copies));
  const suggestion = `write members: ${primaries * copies} (${primaries} primaries with ${copies - 1} replica${copies === 2 ? '' : 's'} each)`;
  if (members % copies !== 0) {
    const expected = `a multiple of ${copies}: ${kind} counts primaries and replicas, and every primary has backups replicas`;
    return [{ path, found: `${members} members, ${copies} copies of everything`, expected, suggestion }];
  }
  if (members / copies >= fewestPrimaries) return [];
  const expected = 'at least 3 primaries, since failover needs the votes of a majority of them';
  return [
    { path, found: `${members / copies} primaries (${members} members / ${copies} copies)`, expected, suggestion },
  ];
}

function heartbeats(product: Extract<Product, { kind: 'generic' }>): DraftProblem[] {
  const { heartbeatInterval, heartbeatTimeout } = product;
  if (heartbeatTimeout > heartbeatInterval) return [];
  return [
    {
      path: ['design', 'product', 'heartbeatTimeout'],
      found: `${shownDuration(heartbeatTimeout)}, with a heartbeat every ${shownDuration(heartbeatInterval)}`,
      expected: 'a heartbeatTimeout above the heartbeatInterval, or every member is suspected between two heartbeats',
      suggestion: `write heartbeatTimeout: ${shownDuration(5 * heartbeatInterval)}`,
    },
  ];
}

function readers({ understood: { design }, file }: SenseView): DraftProblem[] {
  return numbered(design.maps).flatMap(([index, map]) => {
    if (map.reader === undefined) return [];
    const path = ['design', 'maps', index, 'reader'];
    if (map.startsEmpty) {
      const expected = 'either a reader or startsEmpty: a reader loads entries that the store has from before the run';
      return [{ path, found: 'a reader and startsEmpty', expected, suggestion: 'remove startsEmpty' }];
    }
    if (design.store !== undefined || hasKey(file, 'store')) return [];
    const expected = 'design.store, which says how fast the durable store is';
    const suggestion = 'add store: {readsPerSecond: 3k/s, latency: 4ms}';
    return [{ path, found: 'a reader and no store', expected, suggestion }];
  });
}

/** A batch that goes back waits for the next look of a worker, and is never given up. */
function returningBatches({ understood: { design } }: SenseView): DraftProblem[] {
  return numbered(design.maps).flatMap(([index, { persistence }]) => {
    if (persistence.kind !== 'writeBehind' || persistence.requeueAfter === undefined) return [];
    const hasWorker = persistence.worker !== undefined || design.product?.kind === 'hazelcast';
    if (hasWorker && persistence.retryLimit === undefined) return [];
    return [
      {
        path: ['design', 'maps', index, 'persistence', 'writeBehind', 'requeueAfter'],
        found: hasWorker ? 'requeueAfter beside retryLimit' : 'requeueAfter without a worker',
        expected: hasWorker
          ? 'one of the two: a batch goes back to its queue for ever, or it is dropped'
          : 'a worker, whose next look finds the batch again',
        suggestion: hasWorker ? 'remove retryLimit' : 'write worker: 1s',
      },
    ];
  });
}

/** What a worker finds due leaves; how much waits has no say. */
function flushing({ understood: { design } }: SenseView): DraftProblem[] {
  return numbered(design.maps).flatMap(([index, { persistence }]) => {
    const both = 'worker' in persistence && persistence.worker !== undefined && persistence.flushSize !== undefined;
    if (!both) return [];
    return [
      {
        path: ['design', 'maps', index, 'persistence', 'writeBehind', 'flushSize'],
        found: 'flushSize beside worker',
        expected: 'one of the two: a worker takes what is due, however much waits',
        suggestion: 'remove flushSize, or remove worker',
      },
    ];
  });
}

function durable({ understood: { design }, file }: SenseView): DraftProblem[] {
  if (design.store !== undefined || hasKey(file, 'store')) return [];
  return numbered(design.maps).flatMap(([index, map]) => {
    if (map.persistence.kind === 'none') return [];
    const expected = 'design.store, which says how fast the durable store is';
    const path = ['design', 'maps', index, 'persistence'];
    return [
      {
        path,
        found: `${map.persistence.kind} and no store`,
        expected,
        suggestion: 'add store: {writesPerSecond: 3k/s, latency: 4ms}',
      },
    ];
  });
}

/** Whether the design has the key at all, valid or not. */
export function hasKey(file: unknown, key: string): boolean {
  const design = (file as { design?: unknown } | null)?.design;
  return typeof design === 'object' && design !== null && Object.hasOwn(design, key);
}
