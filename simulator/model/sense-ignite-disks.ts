/** Sense of what Ignite 2 keeps on disk, of its baseline, and of what it does about lost partitions: settings that act, and do not contradict. */
import type { DraftProblem } from './draft-problem.ts';
import { hasResidency, isPartitioned } from './map-kind.ts';
import type { IgniteProduct } from './scenario.ts';
import { numbered, type SenseView, shownDuration } from './sense-view.ts';

const base = ['design', 'product'];

const logSettings = ['walMode', 'walMmap', 'walFlushFrequency', 'walSegmentSyncTimeout'] as const;

function refuse(key: keyof IgniteProduct, found: string, expected: string, suggestion: string): DraftProblem {
  return { path: [...base, key], found, expected, suggestion, atKey: true };
}

/** What the version that is named does not know is refused before. */
export function igniteDiskSense(view: SenseView, product: IgniteProduct): DraftProblem[] {
  const { version, persistenceEnabled, fsync } = product;
  if (version === '3') return fsync === undefined ? [] : maps(view, 'fsync');
  const onDisk = persistenceEnabled === true ? maps(view, 'persistenceEnabled') : [];
  return [...logs(product), ...baseline(product), ...losses(product), ...onDisk];
}

function logs(product: IgniteProduct): DraftProblem[] {
  const { persistenceEnabled, walMode = 'LOG_ONLY', walMmap, walFlushFrequency, walSegmentSyncTimeout } = product;
  if (persistenceEnabled !== true) {
    return logSettings
      .filter((key) => product[key] !== undefined)
      .map((key) =>
        refuse(
          key,
          `${key} without persistence`,
          'persistenceEnabled: true beside it; in memory there is no log',
          `add persistenceEnabled: true, or remove ${key}`,
        ),
      );
  }
  const problems: DraftProblem[] = [];
  if (walMmap !== undefined && walMode !== 'BACKGROUND')
    problems.push(unused('walMmap', walMode, 'what leaves the process at once is safe from it either way'));
  if (walFlushFrequency !== undefined && (walMode !== 'BACKGROUND' || walMmap !== false)) {
    const found = walMode === 'BACKGROUND' ? 'BACKGROUND and a memory-mapped log' : walMode;
    problems.push(unused('walFlushFrequency', found, 'nothing waits in the process to be flushed'));
  }
  if (walSegmentSyncTimeout !== undefined && (walMode === 'FSYNC' || walMode === 'NONE'))
    problems.push(unused('walSegmentSyncTimeout', walMode, 'each write is forced to the disk, or none'));
  return problems;
}

function unused(key: keyof IgniteProduct, mode: string, why: string): DraftProblem {
  const expected = `a log mode in which it acts; here ${why}`;
  const remedy = key === 'walSegmentSyncTimeout' ? 'walMode: LOG_ONLY' : 'walMode: BACKGROUND, walMmap: false';
  return refuse(key, `${key} with ${mode}`, expected, `remove ${key}, or write ${remedy}`);
}

function adjusts({ persistenceEnabled, baselineAutoAdjustEnabled }: IgniteProduct): boolean {
  return baselineAutoAdjustEnabled ?? persistenceEnabled !== true;
}

function baseline(product: IgniteProduct): DraftProblem[] {
  if (product.baselineAutoAdjustTimeout === undefined || adjusts(product)) return [];
  return [
    refuse(
      'baselineAutoAdjustTimeout',
      'a timeout of an adjustment that is off',
      'baselineAutoAdjustEnabled: true; with persistence it is off unless enabled',
      'add baselineAutoAdjustEnabled: true, or remove baselineAutoAdjustTimeout',
    ),
  ];
}

function losses(product: IgniteProduct): DraftProblem[] {
  const { partitionLossPolicy, resetLostPartitionsAfter, persistenceEnabled } = product;
  const { baselineAutoAdjustTimeout = 0 } = product;
  const atOnce = adjusts(product) && baselineAutoAdjustTimeout === 0;
  const mayIgnore = persistenceEnabled !== true && atOnce;
  if (partitionLossPolicy === 'IGNORE' && !mayIgnore) {
    const [found, remedy] =
      persistenceEnabled === true
        ? ['IGNORE with persistence', 'persistenceEnabled']
        : adjusts(product)
          ? [
              `IGNORE with a baselineAutoAdjustTimeout of ${shownDuration(baselineAutoAdjustTimeout)}`,
              'baselineAutoAdjustTimeout',
            ]
          : ['IGNORE with a baseline that does not adjust', 'baselineAutoAdjustEnabled'];
    const expected = 'READ_WRITE_SAFE: Ignite 2 honours IGNORE only in memory with an auto-adjust timeout of 0';
    const suggestion = `write partitionLossPolicy: READ_WRITE_SAFE, or remove ${remedy}`;
    return [{ path: [...base, 'partitionLossPolicy'], found, expected, suggestion }];
  }
  const ignores = partitionLossPolicy === 'IGNORE' || (partitionLossPolicy === undefined && mayIgnore);
  if (resetLostPartitionsAfter === undefined || !ignores) return [];
  return [
    refuse(
      'resetLostPartitionsAfter',
      'a reset where nothing stays lost',
      'a safe partitionLossPolicy; with IGNORE a lost partition begins anew by itself',
      'write partitionLossPolicy: READ_WRITE_SAFE, or remove resetLostPartitionsAfter',
    ),
  ];
}

function maps({ understood: { design } }: SenseView, key: 'persistenceEnabled' | 'fsync'): DraftProblem[] {
  const other = numbered(design.maps).find(([, map]) => hasResidency(map) || !isPartitioned(map));
  if (other === undefined) return [];
  return [
    refuse(
      key,
      `${key} beside ${other[1].name}`,
      'partitioned maps without eviction and reader, whose entries stay; what a disk has of others is not modelled',
      `remove ${key}`,
    ),
  ];
}
