/** One map that is a cache in front of a store that answers at once, without a network: the cache alone. */
import { scenario } from './scenario-oracle.ts';

export interface Cache {
  readonly entries?: number;
  readonly eviction: string;
  readonly keys?: string;
  readonly rate?: string;
  /** s. */
  readonly warmup?: number;
  /** That are measured. */
  readonly seconds: number;
}

export function cacheScenario({
  entries = 1,
  eviction,
  keys = 'uniform',
  rate = '1k/s',
  warmup = 1,
  seconds,
}: Cache): string {
  return scenario(
    'cache',
    `
design:
  members: 1
  backups: 0
  network: none
  maps: [{name: things, entries: ${entries}, reader: {readThrough: {}}, eviction: {${eviction}}}]
  store: {latency: 0s}
workload: [{name: readers, map: things, op: get, rate: ${rate}, keys: ${keys}, service: 0s}]
run: {duration: ${warmup + seconds}s, warmup: ${warmup}s}
`,
  );
}
