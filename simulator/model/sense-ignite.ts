/**
 * Sense of the product ignite: settings of the version that is named, and combinations that its rules allow.
 */
import type { DraftProblem } from './draft-problem.ts';
import type { IgniteProduct } from './scenario.ts';
import { igniteDiskSense } from './sense-ignite-disks.ts';
import { numbered, type SenseView, shownDuration } from './sense-view.ts';

const ofVersion2 = [
  'failureDetectionTimeout',
  'connectionRecoveryTimeout',
  'restartAfter',
  'writeSynchronizationMode',
  'partitionLossPolicy',
  'baselineAutoAdjustTimeout',
  'affinityBackupFilter',
  'rebalanceBatchSize',
  'rebalanceThrottle',
  'rebalanceThreadPoolSize',
  'persistenceEnabled',
  'walMode',
  'walMmap',
  'walFlushFrequency',
  'walSegmentSyncTimeout',
  'baselineAutoAdjustEnabled',
  'resetLostPartitionsAfter',
] as const;
const ofVersion3 = ['leaseExpirationInterval', 'raftElectionTimeout', 'fsync', 'cores'] as const;

const base = ['design', 'product'];

export function igniteSense(view: SenseView): DraftProblem[] {
  const { design } = view.understood;
  const { product } = design;
  if (product?.kind !== 'ignite') return [];
  return [...foreign(product), ...igniteDiskSense(view, product), ...elections(product), ...buffers(view)];
}

function foreign(product: IgniteProduct): DraftProblem[] {
  const [keys, other] = product.version === '3' ? [ofVersion2, '2'] : [ofVersion3, '3'];
  return keys
    .filter((key) => product[key] !== undefined)
    .map((key) => ({
      path: [...base, key],
      found: `${key} with version "${product.version}"`,
      expected: `settings of Ignite ${product.version}; ${key} belongs to version "${other}"`,
      suggestion: `remove ${key}, or write version: "${other}"`,
      atKey: true,
    }));
}

function elections({ version, leaseExpirationInterval, raftElectionTimeout }: IgniteProduct): DraftProblem[] {
  const [lease, election] = [leaseExpirationInterval ?? 5e9, raftElectionTimeout ?? 1.2e9];
  if (version !== '3' || 4 * election <= lease) return [];
  return [
    {
      path: [...base, leaseExpirationInterval === undefined ? 'raftElectionTimeout' : 'leaseExpirationInterval'],
      found: `a lease of ${shownDuration(lease)} and an election timeout of ${shownDuration(election)}`,
      expected: 'an election (up to twice its timeout) that is over before the lease (at least half of it is left)',
      suggestion: `write leaseExpirationInterval: ${shownDuration(4 * election)}`,
    },
  ];
}

/** The write-behind buffer of a CacheStore is never on backups. */
function buffers({ understood: { design }, file }: SenseView): DraftProblem[] {
  if (design.product?.kind !== 'ignite' || design.product.version === '3') return [];
  return numbered(design.maps).flatMap(([index, { persistence }]) => {
    if (!('queueOnBackups' in persistence) || !persistence.queueOnBackups) return [];
    if (!saysSo(file, index, persistence.kind)) return [];
    return [
      {
        path: ['design', 'maps', index, 'persistence', persistence.kind, 'queueOnBackups'],
        found: 'queueOnBackups: true with ignite',
        expected: 'false: the write-behind buffer of an Ignite CacheStore lives only on the node that stores',
        suggestion: 'write queueOnBackups: false',
      },
    ];
  });
}

/** Whether the file itself asks for queues on backups; the default of the schema is none of its doing. */
function saysSo(file: unknown, map: number, kind: string): boolean {
  const { maps } = (file as { design?: { maps?: unknown } }).design ?? {};
  const written = (maps as { persistence?: Record<string, unknown> }[] | undefined)?.[map]?.persistence?.[kind];
  return typeof written === 'object' && written !== null && 'queueOnBackups' in written;
}
