/** A search as the result object of model/design-search.ts: the design, what binds, the runner-up, where the answer changes. */
import { digestOf } from '../model/canonical.ts';
import { type Candidate, candidateFates, type FoundDesign, type SearchResult } from '../model/design-search.ts';
import type { ParsedScenario } from '../model/parse-scenario.ts';
import { engine } from '../version.ts';
import type { Change } from './answer-changes.ts';
import type { Passing, Searched } from './design-search.ts';
import type { Axis } from './grid.ts';

export interface Finished {
  readonly axes: readonly Axis[];
  readonly source: string;
  readonly first: ParsedScenario;
  readonly seed: number;
  readonly searched: Searched;
  readonly changes: readonly Change[];
  readonly confidence: number | undefined;
}

export function searchResult({ axes, source, first, seed, searched, changes, confidence }: Finished): SearchResult {
  const { candidates, passing, complete } = searched;
  const [winner, second] = passing;
  const hasPrices = first.scenario.cost !== undefined;
  const undecided = candidates.filter(
    ({ fate, bound }) => fate === 'undecided' && (bound ?? 0) < (winner?.costs ?? Infinity),
  );
  const verdict = winner !== undefined ? 'found' : undecided.length > 0 || !complete ? 'undecided' : 'infeasible';
  const binding = bindingOf(candidates, winner);
  const grid = axes.map(({ parameter, values }) => ({ parameter, values: [...values] }));
  const unknown = winner?.result.cost?.unknown ?? [];
  return {
    summary: `${summaryOf({ verdict, winner, second, binding, candidates, undecided, changes, unknown })}${likelihoodText(winner)}`,
    verdict,
    schemaVersion: 'sba/search/v1',
    engine: { ...engine },
    ...(complete
      ? {
          searchId: digestOf(
            JSON.stringify([
              first.canonical,
              grid,
              seed,
              engine.version,
              ...(confidence === undefined ? [] : [confidence]),
            ]),
          ).slice(0, 16),
        }
      : {}),
    scenario: { name: first.scenario.name, source },
    seed,
    objective: hasPrices
      ? 'cost of a month, as far as it has prices'
      : 'members, then memory: the scenario names no prices (cost:)',
    ...(confidence === undefined ? {} : { confidence }),
    grid,
    ...(winner === undefined ? {} : { winner: designOf(winner) }),
    ...(winner === undefined || second === undefined
      ? {}
      : { runnerUp: { ...designOf(second), why: whyLost(winner, second, hasPrices) } }),
    ...(binding === undefined ? {} : { binding }),
    changes: [...changes],
    counts: Object.fromEntries(
      candidateFates.map((fate) => [fate, candidates.filter((each) => each.fate === fate).length]),
    ) as SearchResult['counts'],
    candidates: [...candidates],
  };
}

function designOf({ parameters, costs, result, met }: Passing): FoundDesign {
  const { runId, replications, cost } = result;
  return {
    parameters: { ...parameters },
    costs,
    ...(cost === undefined ? {} : { cost }),
    ...(runId === undefined ? {} : { runId }),
    replications,
    ...(met === undefined ? {} : { met }),
  };
}

/** Of the winner; a search at the medians finds what may not be likely. */
function likelihoodText(winner: Passing | undefined): string {
  if (winner?.met === undefined) return '';
  const { probability, low, high, draws, measureFirst } = winner.met;
  const percent = (share: number) => Math.round(100 * share);
  const first = measureFirst === undefined ? '' : ` ${measureFirst.text}`;
  return ` Over ${draws} draws of the uncertain inputs it meets every expectation with probability ${percent(probability)} % (95 %: ${percent(low)} to ${percent(high)} %).${first}`;
}

function whyLost(winner: Passing, second: Passing, hasPrices: boolean): string {
  const more = second.costs - winner.costs;
  if (!hasPrices) {
    if (more === 0) return 'it has as many members and as much memory, and was tried later';
    const [one, other] = [second, winner].map(({ costs }) => members(costs));
    return one === other ? `as many members (${one}) with more memory` : `${one} against ${other}`;
  }
  if (more === 0) return 'it costs the same and was tried later';
  return `it costs ${rounded((100 * more) / winner.costs)} % more (${rounded(second.costs)} against ${rounded(winner.costs)} a month)`;
}

function members(bound: number): string {
  return `${Math.floor(bound)} members`;
}

/** Of cheaper candidates the dearest that failed names it; of an infeasible search the promise that most candidates break. */
function bindingOf(candidates: readonly Candidate[], winner: Passing | undefined): SearchResult['binding'] {
  const broken = candidates.filter(({ expectation, fate }) => expectation !== undefined && fate !== 'undecided');
  if (winner !== undefined) {
    const cheaper = broken.filter(({ bound }) => bound !== undefined && bound <= winner.costs);
    const [nearest] = [...cheaper].sort((a, b) => b.bound! - a.bound!);
    if (nearest === undefined) return undefined;
    return { expectation: nearest.expectation!, text: `${named(nearest.parameters)}: ${nearest.because}` };
  }
  const counts = new Map<string, number>();
  for (const { expectation } of broken) counts.set(expectation!, (counts.get(expectation!) ?? 0) + 1);
  const [first] = [...counts].sort((a, b) => b[1] - a[1]);
  if (first === undefined) return undefined;
  return { expectation: first[0], text: `${first[1]} of ${candidates.length} candidates break it` };
}

interface Told {
  readonly verdict: SearchResult['verdict'];
  readonly winner: Passing | undefined;
  readonly second: Passing | undefined;
  readonly binding: SearchResult['binding'];
  readonly candidates: readonly Candidate[];
  readonly undecided: readonly Candidate[];
  readonly changes: readonly Change[];
  readonly unknown: readonly string[];
}

function summaryOf({ verdict, winner, binding, candidates, undecided, changes, unknown }: Told): string {
  const fates = candidateFates
    .map((fate) => [fate, candidates.filter((each) => each.fate === fate).length] as const)
    .filter(([, count]) => count > 0)
    .map(([fate, count]) => `${count} ${fate}`);
  const tried = `${candidates.length} candidates: ${fates.join(', ')}.`;
  const bound = binding === undefined ? '' : ` Binding: "${binding.expectation}" (${binding.text}).`;
  if (winner === undefined)
    return verdict === 'infeasible'
      ? `Infeasible: no candidate meets every expectation. ${tried}${bound}`
      : `Undecided: no candidate is known to pass. ${tried}${bound}`;
  const open =
    undecided.length === 0 ? '' : ` ${undecided.length} that may be cheaper could not be decided within the budget.`;
  const first = changes[0] === undefined ? '' : ` It is ${changes[0].text.replace(/^the/, 'so that the')}.`;
  const hidden = unknown.length === 0 ? '' : ` Not in the cost: ${unknown.join('; ')}.`;
  return `${named(winner.parameters)}.${first} ${tried}${bound}${open}${hidden}`;
}

function named(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}
