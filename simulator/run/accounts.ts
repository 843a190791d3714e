/**
 * The last reckoning, after the run has settled: keys whose newest acknowledged value is gone, and the reconciliation of grid and store.
 *
 * Every touched key is looked at once; untouched keys are as they were before the run. Values are compared by the number of their write
 * (numbers grow through the run; 0 is the value from before it). The first differences are kept as examples.
 */
import type { Residencies } from '../grid/cache/residencies.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import type { History } from '../grid/history.ts';
import type { GridMap } from '../model/scenario.ts';
import type { Difference } from './replication-summary.ts';

export interface Accounts {
  readonly counts: {
    readonly keysLost: number;
    readonly storeMissing: number;
    readonly storeStale: number;
    readonly storeNewer: number;
  };
  readonly differences: readonly Difference[];
}

/** Differences that are kept as examples. */
const EXAMPLES = 10;

export function reckon(grid: DataGrid, maps: readonly GridMap[], residencies: Residencies | null): Accounts {
  const { history } = grid;
  const { keys } = history;
  const counts = { keysLost: 0, storeMissing: 0, storeStale: 0, storeNewer: 0 };
  const differences: Difference[] = [];
  for (let key = 0; key < keys.count; key++) {
    const acknowledged = keys.acknowledgedNumber[key]!;
    if (acknowledged > 0 && isGone(history, key, acknowledged)) counts.keysLost++;
    const map = maps[keys.map[key]!]!;
    if (map.persistence.kind === 'none') continue;
    const isCached = residencies !== null && residencies.byMap[keys.map[key]!] !== null;
    const held = isCached ? newestCached(grid, residencies, key) : newestHeld(history, key);
    const found = compare(history, map, key, held);
    if (found === null) continue;
    counts[found.kind]++;
    if (differences.length < EXAMPLES) differences.push(found);
  }
  return { counts, differences };
}

/** `held`: what the grid has of the key; null when its entry left the grid. */
function compare(history: History, map: GridMap, key: number, held: number | null): Difference | null {
  const { keys } = history;
  const store = keys.storedNumber[key]!;
  const surviving = newestSurviving(history, key);
  const difference = (kind: Difference['kind'], grid: number) => ({
    kind,
    map: map.name,
    key: keys.key[key]!,
    grid,
    store,
  });
  if (surviving > store) return difference(map.startsEmpty && store === 0 ? 'storeMissing' : 'storeStale', surviving);
  return held !== null && store > held ? difference('storeNewer', held) : null;
}

/** Whether the acknowledged write `number` of `key` survives nowhere and no newer one has replaced it. */
function isGone(history: History, key: number, number: number): boolean {
  const { writes, keys } = history;
  if (number <= keys.lostUpTo[key]!) return true;
  let row = keys.newest[key]!;
  let current = keys.newestNumber[key]!;
  while (writes.holds(row, current) && current > number) {
    current = writes.previousNumber[row]!;
    row = writes.previous[row]!;
  }
  const isSomewhere = (at: number) => writes.isDurable(at) || writes.isElsewhere(at) || writes.isLetGo(at);
  return current === number && writes.holds(row, current) && writes.isOrphaned(row) && !isSomewhere(row);
}

/** Number of the newest write of a key that some copy or the store holds; 0: the value from before the run. */
function newestSurviving(history: History, key: number): number {
  const { writes, keys } = history;
  let row = keys.newest[key]!;
  let number = keys.newestNumber[key]!;
  while (writes.holds(row, number) && writes.isOrphaned(row)) {
    number = writes.previousNumber[row]!;
    row = writes.previous[row]!;
  }
  return number;
}

/** The same where entries can leave: the newest value that a copy with an entry of the key would answer, null without such a copy. */
function newestCached(grid: DataGrid, residencies: Residencies, row: number): number | null {
  const { keys, partitions } = grid.history;
  const [map, key] = [keys.map[row]!, keys.key[row]!];
  const values = partitions[keys.partition[row]!]!.copies.filter(
    (copy) => copy.role !== 'syncing' && residencies.byMap[map]?.has(copy, key) === true,
  ).map((copy) => grid.newestNumber(copy, map, key));
  return values.length === 0 ? null : Math.max(...values);
}

/** Number of the newest write of a key that some copy of the grid holds; 0: none, or the value from before the run. */
function newestHeld(history: History, key: number): number {
  const { writes, keys } = history;
  const { copies, branches } = history.partitions[keys.partition[key]!]!;
  let row = keys.newest[key]!;
  let number = keys.newestNumber[key]!;
  while (writes.holds(row, number)) {
    const at = row;
    if (copies.some((copy) => history.holds(copy, at))) return number;
    number = writes.previousNumber[at]!;
    row = writes.previous[at]!;
  }
  // A freed write was in every copy. It is gone only if all of them went and the partition began again on another branch.
  const began =
    number === keys.acknowledgedNumber[key] && !branches.some(({ id }) => id === keys.acknowledgedBranch[key]);
  return began ? 0 : number;
}
