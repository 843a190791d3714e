/**
 * The raw measurements (facts/redis-failover.md) as the same quantities that the simulated trials give.
 */
import { readFileSync } from 'node:fs';

type Event = readonly [number, string];
type StateEvent = readonly [number, string, string];

interface RawTrial {
  readonly resume?: number;
  readonly pfail?: readonly Event[];
  readonly failQuorum?: readonly Event[];
  readonly won?: number | null;
  readonly state?: readonly StateEvent[];
  readonly clearFail?: readonly number[];
}

const TRUTH = process.env.REDIS_TRUTH ?? '/work/shared/truth/redis';

/** Values of each quantity over all trials of a measurement. */
export function measuredQuantities(file: string): Record<string, number[]> {
  const { trials } = JSON.parse(readFileSync(`${TRUTH}/${file}.json`, 'utf8')) as { trials: readonly RawTrial[] };
  const values: Record<string, number[]> = {};
  for (const trial of trials) {
    for (const [quantity, value] of quantitiesOf(trial)) {
      values[quantity] ??= [];
      values[quantity].push(value);
    }
  }
  return values;
}

function quantitiesOf(trial: RawTrial): [string, number][] {
  const found: [string, number][] = [];
  const pfail = trial.pfail ?? [];
  const byMasters = pfail.filter(([, role]) => role === 'M');
  const state = trial.state ?? [];
  const fail = trial.failQuorum?.[0]?.[0];
  if (pfail[0] !== undefined) found.push(['first PFAIL', pfail[0][0]]);
  if (byMasters[1] !== undefined) found.push(['PFAIL on 2 masters', byMasters[1][0]]);
  if (fail === undefined) {
    const ok = state.find(([, role, to]) => role === 'V' && to === 'ok');
    if (ok !== undefined) found.push(['restarted primary serves', ok[0]]);
    found.push(['suspicions', pfail.length]);
    return found;
  }
  found.push(['FAIL', fail]);
  if (typeof trial.won === 'number') found.push(['won - FAIL', trial.won - fail], ['won', trial.won]);
  for (const [time, role, to] of state) {
    if (role === 'M' && to === 'ok') found.push(['healthy shard serves - FAIL', time - fail]);
    if (role === 'V' && to === 'fail') found.push(['minority state fail', time]);
    if (role === 'V' && to === 'ok' && trial.resume !== undefined)
      found.push(['old primary ok - heal', time - trial.resume]);
  }
  const cleared = trial.clearFail ?? [];
  if (cleared.length > 0 && typeof trial.won !== 'number') {
    found.push(['FAIL cleared, first node - FAIL', Math.min(...cleared) - fail]);
    found.push(['FAIL cleared, last node - FAIL', Math.max(...cleared) - fail]);
  }
  return found;
}
