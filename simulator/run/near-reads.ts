/**
 * Reads through near caches: one that hits is answered where its client stands, in no time; the answer of one that misses fills the cache.
 *
 * The first try of a read asks; retries, hedges, probes and the reads of updates (which must not build on a stale value) go to the grid.
 */
import { EXPIRED, MISS, NearCaches } from '../grid/cache/near-caches.ts';
import type { Copy } from '../grid/copy.ts';
import type { DataGrid } from '../grid/data-grid.ts';
import type { GridMap } from '../model/scenario.ts';
import { type Attempts, GET, PUT } from '../traffic/attempts.ts';
import type { Requests } from '../traffic/requests.ts';
import { evictionRule } from './eviction-rules.ts';
import { type InvalidationGround, Invalidations } from './invalidations.ts';
import type { Meters } from './meters.ts';
import { nearCacheWatch } from './near-cache-watch.ts';
import { NearMemory } from './near-memory.ts';
import { NearReconciliation } from './near-reconciliation.ts';

export interface NearReadGround extends InvalidationGround {
  readonly grid: DataGrid;
  readonly attempts: Attempts;
  readonly requests: Requests;
  readonly maps: readonly GridMap[];
  readonly meters: Meters;
  /** Partition of a key of a map. */
  partitionOf(map: number, key: number): number;
  /** A near cache answered a read that misses a write acknowledged `staleness` ns ago (0: fresh). */
  read(attempt: number, staleness: number): void;
}

interface Near {
  readonly caches: NearCaches;
  readonly invalidations: Invalidations | null;
  /** Null where lost invalidations are never found. */
  readonly reconciliation: NearReconciliation | null;
  /** A client's own write drops what its near cache keeps of the key. */
  readonly dropsOwn: boolean;
}

export class NearReads {
  readonly #ground: NearReadGround;
  readonly #byMap: readonly (Near | null)[];
  /** By attempt: number of the write whose value its answer carries, or MISS. */
  readonly #carried: number[] = [];
  readonly #memory: NearMemory;

  constructor(ground: NearReadGround) {
    this.#ground = ground;
    this.#memory = new NearMemory(ground.simulation, ground.meters.observations.level('nearCacheMemory'));
    this.#byMap = ground.maps.map((map, index) => this.#nearOf(map, index));
  }

  /** True when a near cache answers the attempt, which was never sent. */
  answers(attempt: number): boolean {
    const { attempts, meters } = this.#ground;
    const near = this.#asked(attempt);
    if (near === null) return false;
    const key = attempts.key[attempt]!;
    meters.nearLookups.add();
    const number = near.caches.read(attempts.place[attempt]!, key);
    if (number === MISS) {
      this.#carried[attempt] = MISS;
      return false;
    }
    meters.nearHits.add();
    this.#ground.read(attempt, this.#staleness(attempts.map[attempt]!, key, number));
    return true;
  }

  /** `copy` answers the read. */
  served(attempt: number, copy: Copy): void {
    const { attempts, grid } = this.#ground;
    const map = attempts.map[attempt]!;
    const isThere = this.#byMap[map] !== null && !grid.isAbsent(copy, map, attempts.key[attempt]!);
    this.#carried[attempt] = isThere ? grid.newestNumber(copy, map, attempts.key[attempt]!) : MISS;
  }

  /** The answer of an attempt that a client waits for has come. */
  answered(attempt: number): void {
    const { attempts } = this.#ground;
    const map = attempts.map[attempt]!;
    const near = map < 0 ? null : this.#byMap[map]!;
    if (near !== null && attempts.operation[attempt] === PUT && near.dropsOwn)
      near.caches.drop(attempts.place[attempt]!, attempts.key[attempt]!);
    if (attempts.operation[attempt] !== GET) return;
    const number = this.#carried[attempt] ?? MISS;
    if (near === null || number === MISS || attempts.group[attempt]! >= 0) return;
    near.caches.fill(attempts.place[attempt]!, attempts.key[attempt]!, number);
  }

  /** `member` applied the write in `row`. */
  written(member: number, row: number): void {
    const { writes, keys } = this.#ground.grid.history;
    const key = writes.key[row]!;
    const near = this.#byMap[keys.map[key]!];
    near?.invalidations?.written(member, keys.key[key]!, writes.number[row]!, writes.partition[row]!);
  }

  /** Every copy of the partition is gone: its invalidations are numbered anew. */
  partitionLost(partition: number): void {
    for (const near of this.#byMap) near?.reconciliation?.numbers.beganAnew(partition);
  }

  /** An entry of the map expired at `member`, in products that tell near caches so. */
  expired(map: number, key: number, member: number): void {
    if (member < 0) return;
    this.#byMap[map]?.invalidations?.written(member, key, EXPIRED, this.#ground.partitionOf(map, key));
  }

  memberStopped(member: number): void {
    for (const near of this.#byMap) near?.invalidations?.memberStopped(member);
  }

  #asked(attempt: number): Near | null {
    const { attempts, requests } = this.#ground;
    const map = attempts.map[attempt]!;
    if (map < 0 || attempts.operation[attempt] !== GET) return null;
    const isFirst = attempts.tries[attempt] === 0 && attempts.twin[attempt]! < 0 && attempts.group[attempt]! < 0;
    const request = attempts.request[attempt]!;
    return isFirst && (request < 0 || !requests.isUpdate(request)) ? this.#byMap[map]! : null;
  }

  #staleness(map: number, key: number, number: number): number {
    const { grid, simulation } = this.#ground;
    const row = grid.history.keys.find(map, key);
    return row < 0 ? 0 : grid.history.missed(row, number, simulation.now, simulation.now);
  }

  #nearOf({ name, nearCache, entrySize }: GridMap, map: number): Near | null {
    if (nearCache === undefined) return null;
    const { simulation, streams, meters } = this.#ground;
    const { maxEntries: limit = Number.POSITIVE_INFINITY, invalidate, versionCheck, timeToLive, maxIdle } = nearCache;
    const rule = evictionRule(nearCache.policy ?? (limit === Number.POSITIVE_INFINITY ? 'none' : 'lru'));
    const { policy, sample } = { ...rule, sample: nearCache.sample ?? rule.sample };
    const stream = streams.named(`near-cache/${name}/sample`);
    const reconciliation = this.#reconciliationOf(name, nearCache);
    const watch = nearCacheWatch(this.#memory, entrySize, reconciliation, (key) => this.#ground.partitionOf(map, key));
    const spec = { name, limit, policy, sample, versionCheck, timeToLive, maxIdle };
    const caches = new NearCaches(simulation, stream, spec, watch);
    const dropsOwn = nearCache.localUpdate === 'INVALIDATE';
    if (invalidate.kind === 'none') return { caches, invalidations: null, reconciliation, dropsOwn };
    const dropped = () => {
      meters.counts.invalidations++;
    };
    const invalidations = new Invalidations(this.#ground, caches, name, invalidate, dropped, reconciliation);
    return { caches, invalidations, reconciliation, dropsOwn };
  }

  #reconciliationOf(name: string, { reconciliation }: NonNullable<GridMap['nearCache']>): NearReconciliation | null {
    if (reconciliation === undefined) return null;
    return new NearReconciliation(this.#ground, this.#ground.grid, name, reconciliation, (missed) => {
      this.#ground.meters.counts.missedInvalidations += missed;
    });
  }
}
