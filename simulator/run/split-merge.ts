/** Merging after a split, as the run wires it: policies from the scenario, clocks, pumps, meters. Null when no map asks for it. */
import type { Clocks } from '../grid/clocks.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import { type MapMerge, SplitMerge } from '../grid/split-merge.ts';
import type { Streams } from '../kernel/stream-seed.ts';
import { isPartitioned } from '../model/map-kind.ts';
import type { GridMap, Scenario } from '../model/scenario.ts';
import type { Attempts } from '../traffic/attempts.ts';
import type { Durability } from './durability.ts';

/** Fields of an entry when the scenario does not say. */
const FIELDS = 4;

export interface SplitMergeGround {
  readonly grid: DataGrid;
  readonly clocks: Clocks;
  readonly streams: Streams;
  readonly attempts: Attempts;
  readonly durability: Durability;
  readonly counts: { mergeConflicts: number; mergeLosses: number };
}

/** The maps with the policy that the product has where none is written: PutIfAbsent in Hazelcast, for entries that stay. */
export function mergedMaps({ design, faults }: Scenario): readonly GridMap[] {
  if (design.product.kind !== 'hazelcast' || faults.length === 0 || design.wan !== undefined) return design.maps;
  return design.maps.map((map) => {
    const stays = isPartitioned(map) && map.eviction === undefined && map.reader === undefined;
    return stays && map.merge === undefined ? { ...map, merge: { policy: 'put-if-absent' } } : map;
  });
}

export function splitMergeOf(maps: readonly GridMap[], ground: SplitMergeGround): SplitMerge | null {
  if (maps.every(({ merge }) => merge === undefined)) return null;
  const { grid, clocks, streams, attempts, durability, counts } = ground;
  const { history, replication } = grid;
  const { writes } = history;
  const splitMerge = new SplitMerge({
    history,
    replication,
    clocks,
    maps: maps.map(mapMerge),
    fieldDraws: streams.key('split-merge/field'),
    observer: {
      merged: (conflict, losses) => {
        if (conflict) counts.mergeConflicts++;
        counts.mergeLosses += losses;
      },
      movedTo: (primary, from, to) => {
        // Whoever still waits for the answer of the old write waits for that of the new one.
        const attempt = writes.request[from]!;
        const waits = attempt >= 0 && attempts.row[attempt] === from;
        if (waits && attempts.rowNumber[attempt] === writes.number[from]) {
          attempts.row[attempt] = to;
          attempts.rowNumber[attempt] = writes.number[to]!;
          writes.request[to] = attempt;
        } else if (!writes.isResolved(to)) history.abandon(to);
        durability.applied(primary.member, to);
      },
    },
  });
  grid.mergesWith(splitMerge);
  return splitMerge;
}

function mapMerge({ merge, startsEmpty }: GridMap): MapMerge | null {
  if (merge === undefined) return null;
  const byField = merge.policy === 'field-merge';
  return {
    policy: merge.policy === 'field-merge' ? 'last-write-wins' : merge.policy,
    fields: byField ? (merge.fields ?? FIELDS) : 1,
    startsEmpty,
  };
}
