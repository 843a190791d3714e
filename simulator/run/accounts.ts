/**
 * The last reckoning, after the run has settled: keys whose newest acknowledged value is gone, rows the store lacks or has older.
 * Every touched key is looked at once; untouched keys are as they were before the run.
 */
import type { History } from '../grid/history.ts';
import type { GridMap } from '../model/scenario.ts';

export interface Accounts {
  readonly keysLost: number;
  readonly storeMissing: number;
  readonly storeStale: number;
}

export function reckon(history: History, maps: readonly GridMap[]): Accounts {
  const { keys } = history;
  let keysLost = 0;
  let storeMissing = 0;
  let storeStale = 0;
  for (let key = 0; key < keys.count; key++) {
    const acknowledged = keys.acknowledgedNumber[key]!;
    if (acknowledged > 0 && isGone(history, key, acknowledged)) keysLost++;
    const map = maps[keys.map[key]!]!;
    if (map.persistence.kind === 'none') continue;
    if (newestSurviving(history, key) <= keys.storedNumber[key]!) continue;
    if (map.startsEmpty && keys.storedNumber[key] === 0) storeMissing++;
    else storeStale++;
  }
  return { keysLost, storeMissing, storeStale };
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
  return current === number && writes.holds(row, current) && writes.isOrphaned(row) && !writes.isDurable(row);
}

/** Number of the newest write of a key that some copy still holds; 0: the value from before the run. */
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
