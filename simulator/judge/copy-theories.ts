/**
 * Data collisions on a replicated map: pairs of writes of one entry at two units, the later one made before the earlier had arrived.
 *
 * Each unit gets an equal share of the writes; those of two units are independent of one another, so a pair collides with
 * U² · Σ p² · latency / N² for each of the N (N − 1) ordered pairs, whatever happens inside a unit. The formula of the book
 * (N · UR² · RL / S) is another one; it stands beside it for comparison only, since the simulation counts pairs.
 */
import { meanOf, scvOf } from '../kernel/distribution.ts';
import { SECOND } from '../kernel/time.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Layout } from '../run/layout.ts';
import { collisionRates } from '../sizing/collisions.ts';
import { delayBetween, putShareOf } from './grid-theories.ts';
import { limitsLinks, offeredLoad, rateOf, type Theory } from './theory.ts';

/** Pairs that must be expected over all replications, so that their number says something. */
const ENOUGH = 10;

/** What pair counting gives, and beside it, for comparison only, the formula of the book. */
export function collisionTheories(scenario: Scenario, layout: Layout): readonly Theory[] {
  const counted = collisionTheory(scenario, layout);
  return counted === undefined ? [] : [counted.pairs, counted.book];
}

function collisionTheory(
  scenario: Scenario,
  layout: Layout,
): { readonly pairs: Theory; readonly book: Theory } | undefined {
  const { design, workload, faults, run } = scenario;
  const [map, ...otherMaps] = design.maps;
  const [source, ...others] = workload;
  if (map?.kind?.kind !== 'replicated' || otherMaps.length > 0 || source?.map !== map.name || others.length > 0)
    return undefined;
  const { resolve, busDelay } = map.kind;
  const disturbed =
    faults.length > 0 ||
    design.middleware !== undefined ||
    design.units.lifecycle !== undefined ||
    limitsLinks(scenario);
  // A field is an entry of its own for field-merge; a unit that answers slowly makes clients try again elsewhere.
  if (disturbed || resolve === 'field-merge' || source.client.retries > 0 || source.arrivals !== 'poisson')
    return undefined;
  const even = source.from === 'any-zone' && layout.members % layout.zones.length === 0;
  const rate = rateOf(source, layout);
  const load = offeredLoad(scenario, layout);
  if (!even || rate === undefined || load === undefined || load > 0.8 * layout.members * layout.threads)
    return undefined;
  const { sameZone, crossZone, crossRegion } = layout.delays;
  // On a connection that keeps the order, random delays add up to more than their mean.
  if (
    [sameZone, crossZone, crossRegion, ...(busDelay === undefined ? [] : [busDelay])].some((delay) => scvOf(delay) > 0)
  )
    return undefined;
  const latency = (meanDelay(layout) + (busDelay === undefined ? 0 : meanOf(busDelay))) / SECOND;
  if (latency * SECOND * 100 > run.duration) return undefined;
  const { pairTotal, book } = collisionRates({
    instances: layout.members,
    updates: rate * putShareOf(source),
    rows: map.entries,
    latency,
    popularity: source.keys,
  });
  const seconds = run.duration / SECOND;
  const pairs: Theory = {
    name: 'data collisions',
    metric: 'mergeConflicts',
    expected: pairTotal * seconds,
    formula: 'U² · RL · Σ p² · (N − 1) / N · duration',
    source: 'pairs of independent writes (not the formula of Richards and Ford)',
    tolerance: 0.05,
    least: ENOUGH,
  };
  const ofTheBook: Theory = {
    ...pairs,
    name: "data collisions by the book's formula",
    expected: book * seconds,
    formula: 'N · UR² · RL / S · duration',
    source: 'Richards & Ford, Fundamentals of Software Architecture, chapter 15',
    comparison:
      'known to differ: it multiplies by N where pairs of writes at different units give (N − 1) / N, and takes all rows for equally popular',
    // Shown where the pairs are.
    least: pairTotal === 0 ? 0 : (ENOUGH * book) / pairTotal,
  };
  return { pairs, book: ofTheBook };
}

/** Over all ordered pairs of units. */
function meanDelay(layout: Layout): number {
  const { members } = layout;
  let sum = 0;
  for (let from = 0; from < members; from++)
    for (let to = 0; to < members; to++) if (to !== from) sum += delayBetween(layout, from, to);
  return members === 1 ? 0 : sum / (members * (members - 1));
}
