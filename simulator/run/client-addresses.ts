/**
 * Whom clients may ask, in this model: the members that held a partition in the beginning and those that hold it now, registered units, the
 * unit of the balancer, the member that a map without partitions wants asked; in regions that are grids of their own, each its own.
 */
import type { DataGrid } from '../grid/data-grid.ts';
import type { RandomStream } from '../kernel/random-stream.ts';
import type { Addresses } from '../traffic/addresses.ts';
import type { Attempts } from '../traffic/attempts.ts';
import type { Layout } from './layout.ts';
import type { MapService } from './map-service.ts';
import type { Middleware } from './middleware.ts';
import type { Regions } from './regions.ts';
import type { UnitLife } from './unit-life.ts';

export interface ClientAddressesParts {
  readonly attempts: Attempts;
  readonly grid: DataGrid;
  readonly layout: Layout;
  readonly readsAnyCopy: readonly boolean[];
  /** For each map: its service, or null when it is partitioned. */
  readonly services: readonly (MapService | null)[];
  /** Regions that are grids of their own; null: one grid. */
  readonly regions: Regions | null;
  /** Null where every unit is ready as soon as its process runs. */
  readonly life: UnitLife | null;
  /** The load balancer and what stands beside it; null without. */
  readonly middleware: Middleware | null;
  /** The primary that clients are told when a request failed; undefined: they try the members. */
  readonly announcedPrimary: (() => number) | undefined;
}

export class ClientAddresses implements Addresses {
  readonly #parts: ClientAddressesParts;

  constructor(parts: ClientAddressesParts) {
    this.#parts = parts;
  }

  partitionOf(map: number, key: number, place: number | undefined): number {
    const { services, layout, regions } = this.#parts;
    if (services[map] !== null) return -1;
    return layout.partitionOf(map, key, regions === null ? 0 : regions.gridFor(place));
  }

  keyAt(map: number, key: number, place: number | undefined): number {
    const { regions } = this.#parts;
    return regions === null ? key : regions.keyAt(map, key, regions.gridFor(place));
  }

  firstPrimary(partition: number): number {
    const { layout } = this.#parts;
    return layout.placement[partition * (layout.backups + 1)]!;
  }

  holders(partition: number): readonly number[] {
    const { layout, grid, announcedPrimary } = this.#parts;
    if (announcedPrimary !== undefined) return [announcedPrimary()];
    const stride = layout.backups + 1;
    // A table that knows fewer places than copies ends with nobody.
    const members = [...layout.placement.subarray(partition * stride, (partition + 1) * stride)].filter(
      (member) => member >= 0,
    );
    for (const copy of grid.history.partitions[partition]!.copies)
      if (!members.includes(copy.member)) members.push(copy.member);
    return members;
  }

  readsAnyCopy(map: number): boolean {
    return this.#parts.readsAnyCopy[map]!;
  }

  anyUnit(stream: RandomStream, except: number): number {
    const { members } = this.#parts.layout;
    const registered = this.#parts.life?.anyRegistered(stream, except) ?? -1;
    if (registered >= 0) return registered;
    if (members === 1) return 0;
    return except < 0 ? stream.below(members) : (except + 1 + stream.below(members - 1)) % members;
  }

  chosenBy(attempt: number, except: number): number {
    const { attempts, services } = this.#parts;
    const map = attempts.map[attempt]!;
    return map < 0 ? -1 : (services[map]?.choose(attempt, except) ?? -1);
  }

  balanced(attempt: number, except: number): number {
    return this.#parts.middleware!.choose(attempt, except);
  }

  balancedEnded(attempt: number): void {
    this.#parts.middleware!.ended(attempt);
  }
}
