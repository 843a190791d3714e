/**
 * What a month of the simulated load would cost: quantities from the run, prices from the scenario.
 *
 *   members    members (with an autoscaler: ready units, mean) × 730 h × price
 *   memory     mean bytes of entries, all copies, in GiB × 730 h × price
 *   store      rows a second × 730 × 3600 s × price / 10⁶
 *   crossZone  bytes a second × 730 × 3600 s in GiB × price, bytes of the entry counted alone (no headers, no heartbeats):
 *              each write to every backup in another zone than the primary's, each request to an owner in another zone than the client's
 *
 * A part without a price is unknown unless nothing of it is used. Left out: the price of the store itself, of traffic between regions, of
 * people.
 */
import { SECOND } from '../kernel/time.ts';
import { type CostPart, type CostResult, HOURS_A_MONTH } from '../model/cost.ts';
import type { MetricValue } from '../model/result.ts';
import type { Scenario, Source } from '../model/scenario.ts';
import type { Layout } from '../run/layout.ts';

const GIB = 2 ** 30;
const SECONDS_A_MONTH = HOURS_A_MONTH * 3600;

type Metrics = Readonly<Record<string, MetricValue>>;

/** Undefined where the scenario names no price. */
export function costOf(scenario: Scenario, layout: Layout, metrics: Metrics): CostResult | undefined {
  const { cost } = scenario;
  if (cost === undefined) return undefined;
  const parts = [
    priced(
      'members',
      membersOf(scenario, metrics),
      'members',
      times(cost.perMemberHour, HOURS_A_MONTH),
      cost.perMemberHour,
    ),
    priced('memory', memoryOf(scenario, metrics), 'GiB', times(cost.perGiBHour, HOURS_A_MONTH), cost.perGiBHour),
    priced(
      'storeWrites',
      scenario.design.store === undefined ? 0 : metrics.storeWrites?.mean,
      'rows/s',
      times(cost.perMillionStoreWrites, SECONDS_A_MONTH / 1e6),
      cost.perMillionStoreWrites,
    ),
    priced(
      'crossZone',
      crossZone(scenario, layout, metrics),
      'GiB/s',
      times(cost.perCrossZoneGiB, SECONDS_A_MONTH),
      cost.perCrossZoneGiB,
    ),
  ];
  const unknown = parts.filter(({ perMonth }) => perMonth === undefined).map(whyUnknown);
  const known = parts.reduce((sum, { perMonth = 0 }) => sum + perMonth, 0);
  return {
    ...(cost.currency === undefined ? {} : { currency: cost.currency }),
    parts,
    known,
    ...(unknown.length === 0 ? { total: known } : {}),
    unknown,
  };
}

const formulas: Readonly<Record<CostPart['name'], string>> = {
  members: 'members × 730 h × perMemberHour',
  memory: 'GiB of entries, all copies × 730 h × perGiBHour',
  storeWrites: 'rows/s × 2 628 000 s / 10⁶ × perMillionStoreWrites',
  crossZone: 'GiB/s between zones × 2 628 000 s × perCrossZoneGiB',
};

function priced(
  name: CostPart['name'],
  quantity: number | undefined,
  unit: string,
  perUnit: number | undefined,
  price: number | undefined,
): CostPart {
  const perMonth =
    quantity === 0 ? 0 : quantity === undefined || perUnit === undefined ? undefined : quantity * perUnit;
  return {
    name,
    ...(quantity === undefined ? {} : { quantity }),
    unit,
    ...(price === undefined ? {} : { price }),
    ...(perMonth === undefined ? {} : { perMonth }),
    formula: formulas[name],
  };
}

function times(price: number | undefined, factor: number): number | undefined {
  return price === undefined ? undefined : price * factor;
}

function whyUnknown({ name, quantity, price }: CostPart): string {
  if (quantity === undefined) return `${name}: how much is used is not known`;
  return price === undefined ? `${name}: used, but without a price` : name;
}

function membersOf({ design }: Scenario, metrics: Metrics): number | undefined {
  return design.autoscaler === undefined ? design.members : metrics.unitsReady?.mean;
}

function memoryOf({ design }: Scenario, metrics: Metrics): number | undefined {
  const mean = metrics.memoryUsed?.mean;
  if (design.maps.length === 0) return 0;
  return mean === undefined ? undefined : (mean * design.members) / GIB;
}

/** GiB a second that leave a zone, from what was answered; undefined for what the formula does not know. */
function crossZone({ design, workload }: Scenario, layout: Layout, metrics: Metrics): number | undefined {
  if (layout.zones.length === 1) return 0;
  if (design.wan !== undefined || design.maps.some(({ kind }) => kind !== undefined && kind.kind !== 'partitioned'))
    return undefined;
  const { copies, requests } = sharesAbroad(layout);
  let bytes = 0;
  for (const source of workload) {
    const map = design.maps.find(({ name }) => name === source.map);
    if (map === undefined) continue;
    const name = workload.length < 2 ? 'throughput' : `throughput{workload:${source.name}}`;
    const rate = source.target === 'each-owner' ? probeRate(source, layout) : metrics[name]?.mean;
    if (rate === undefined) return undefined;
    bytes += rate * map.entrySize * (requests + writeShare(source) * copies);
  }
  return bytes / GIB;
}

function probeRate({ every }: Source, layout: Layout): number | undefined {
  return every === undefined ? undefined : (SECOND / every) * layout.owners;
}

function writeShare({ op, mix }: Source): number {
  if (op !== undefined) return op === 'get' ? 0 : 1;
  return (mix?.put ?? 0) + (mix?.update ?? 0) + (mix?.remove ?? 0);
}

/** Mean number of backups of a partition in another zone, and the share of clients that stand in another zone than an owner. */
function sharesAbroad(layout: Layout): { readonly copies: number; readonly requests: number } {
  const stride = layout.backups + 1;
  const zoneOf = (place: number) => layout.places[place]!.zone;
  let copies = 0;
  let requests = 0;
  for (let partition = 0; partition < layout.partitions; partition++) {
    const [primary, ...backups] = layout.placement.subarray(partition * stride, (partition + 1) * stride);
    copies += backups.filter((backup) => backup >= 0 && zoneOf(backup) !== zoneOf(primary!)).length;
    requests += layout.clientPlaces.filter((place) => zoneOf(place) !== zoneOf(primary!)).length;
  }
  return { copies: copies / layout.partitions, requests: requests / layout.partitions / layout.clientPlaces.length };
}
