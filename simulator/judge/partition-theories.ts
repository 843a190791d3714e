/**
 * Keys that are lost when several members die at the same time: those of the partitions all of whose copies they held.
 *
 *   members by name   partitions that have no other copy / partitions, counted in the layout
 *   f at random       C(n − c, f − c) / C(n, f), whatever the placement of the c copies                       (W08)
 *   touched keys      Σ 1 − e^(−λ·p·t)                                                                        (W02)
 *
 * With Redis Cluster, one replica each and two members at random, the same gives the 1 / (2 N − 1) of its specification for a shard of N.
 * All writes come before the deaths and are copied when these come; nothing is stored and nobody comes back. Otherwise absent.
 */
import { SECOND } from '../kernel/time.ts';
import { isPartitioned } from '../model/map-kind.ts';
import { hasReplicaSets } from '../model/product.ts';
import type { Scenario, Source } from '../model/scenario.ts';
import { tableRules } from '../products/table-rules.ts';
import type { Layout } from '../run/layout.ts';
import { partitionLossProbability } from '../sizing/availability.ts';
import { rowsPerPeriod } from '../sizing/coalescing.ts';
import { isForGood } from './backlog-theories.ts';
import { putShareOf } from './grid-theories.ts';
import { limitsLinks, type Theory } from './theory.ts';

/** Keys that must be expected over all replications. */
const ENOUGH = 100;
/** Time that the last copies have. */
const COPIED = 0.2 * SECOND;

export function keysLostTheory(scenario: Scenario, layout: Layout): Theory | undefined {
  const [fault, ...others] = scenario.faults;
  const [map, ...otherMaps] = scenario.design.maps;
  const [source, ...otherSources] = scenario.workload;
  if (fault === undefined || others.length + otherMaps.length + otherSources.length > 0) return undefined;
  if (!isForGood(fault) || !('target' in fault) || fault.at === undefined || !('kind' in fault.at)) return undefined;
  if (map === undefined || !isPartitioned(map) || map.persistence.kind !== 'none' || source?.map !== map.name)
    return undefined;
  if (map.eviction !== undefined || scenario.design.wan !== undefined || limitsLinks(scenario)) return undefined;
  const writes = writesBefore(source, fault.at.kind === 'constant' ? fault.at.value : 0);
  const isFamiliar = source.keys.kind === 'uniform' && map.entries >= 20 * layout.partitions;
  const share = lostShare(scenario, layout, fault.target);
  if (writes === undefined || !isFamiliar || share === undefined || share === 0) return undefined;
  const stream = { popularity: source.keys, keys: map.entries, writes: writes.rate };
  return {
    name: 'keys lost with several members',
    metric: 'keysLost',
    expected: share * rowsPerPeriod(stream, writes.seconds),
    formula: 'P(all copies of a partition) · Σ 1 − e^(−λ·p·t)',
    source: 'counting copies (oracle W08; Redis Cluster specification: 1 / (2 N − 1))',
    tolerance: 0.03,
    least: ENOUGH,
  };
}

type Target = Extract<Scenario['faults'][number], { kind: 'crash' }>['target'];

/** Mean share of the partitions that lose all copies. */
function lostShare({ design }: Scenario, layout: Layout, target: Target): number | undefined {
  const { members, backups, partitions, placement } = layout;
  if (target.kind === 'count') return partitionLossProbability(members, backups + 1, target.count);
  const isKnown = hasReplicaSets(design.product) || tableRules(design.product).placement !== 'random';
  if (target.kind !== 'members' || !isKnown) return undefined;
  let lost = 0;
  for (let partition = 0; partition < partitions; partition++) {
    const copies = placement.subarray(partition * (backups + 1), (partition + 1) * (backups + 1));
    if (copies.every((member) => target.members.includes(member))) lost++;
  }
  return lost / partitions;
}

/** A constant rate of puts that ends well before the deaths. */
function writesBefore(source: Source, at: number): { readonly rate: number; readonly seconds: number } | undefined {
  const [first, last, ...others] = source.rate ?? [];
  if (first?.at !== 0 || first.over !== undefined || last?.rate !== 0 || last.over !== undefined || others.length > 0)
    return undefined;
  const { retries, timeout } = source.client;
  const isPlain = putShareOf(source) === 1 && source.every === undefined && retries === 0 && (source.fanOut ?? 1) === 1;
  if (!isPlain || last.at + COPIED > at || timeout < COPIED) return undefined;
  return { rate: first.rate, seconds: last.at / SECOND };
}
