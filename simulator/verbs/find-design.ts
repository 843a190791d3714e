/** The cheapest combination of a grid that meets every expectation. */
import type { SearchResult } from '../model/design-search.ts';
import type { ParsedScenario } from '../model/parse-scenario.ts';
import type { Checked, Problem } from '../model/problem.ts';
import { answerChanges, variedParameters } from '../study/answer-changes.ts';
import { planSearch, SURE, search, type Try } from '../study/design-search.ts';
import type { Axis } from '../study/grid.ts';
import { at } from '../study/grid-problems.ts';
import { searchResult } from '../study/search-result.ts';
import { demandOf, nothingUncertain, passesBy, refuterOf, withLikelihoods } from './demanded-design.ts';
import { candidateDraws } from './find-draws.ts';
import { type RunOptions, runScenario } from './run-scenario.ts';

export interface SearchOutcome {
  readonly result: SearchResult;
  readonly complete: boolean;
}

export interface SearchOptions extends Omit<RunOptions, 'ask' | 'askConfidence' | 'replications' | 'kept'> {
  /** Parameters that are raised until the answer no longer holds. Absent: those of the scenario that are rates. */
  readonly vary?: readonly string[];
  /** Share of the draws of uncertain inputs, above 0 and at most 1, that must meet every expectation; absent: the medians decide. */
  readonly confidence?: number;
}

/** With what binds the answer and where it changes. A grid without a single valid scenario comes back as problems. */
export async function findDesign(
  text: string,
  axes: readonly Axis[],
  options: SearchOptions = {},
): Promise<Checked<SearchOutcome>> {
  const { source = '<text>', parameters = {}, files } = options;
  const given = { source, parameters, ...(files === undefined ? {} : { files }) };
  const { confidence } = options;
  const plan = planSearch(text, axes, given, confidence === undefined ? undefined : refuterOf(confidence, options));
  const { first, problems } = plan;
  if (first === undefined) return { ok: false, problems };
  const varied = variedParameters(first, axes, options.vary);
  if ('found' in varied) return { ok: false, problems: [varied] };
  if (confidence !== undefined && first.uncertain.length === 0)
    return { ok: false, problems: [nothingUncertain(source)] };
  const refusals: Problem[] = [];
  const run = trial(text, first, options, refusals);
  const draw = candidateDraws(text, options, refusals);
  const demand = confidence === undefined ? undefined : demandOf(draw, confidence);
  const found = await search(plan, run, demand);
  const searched = first.uncertain.length === 0 ? found : await withLikelihoods(found, draw);
  const changes = await answerChanges(searched, varied, first, passesBeyond(text, first, options));
  if (refusals.length > 0) return { ok: false, problems: refusals };
  const seed = options.seed ?? first.scenario.run.seed;
  const result = searchResult({ axes, source, first, seed, searched, changes, confidence });
  return { ok: true, value: { result, complete: searched.complete } };
}

/** Loads that nobody wrote may be more than the scenario allows (run.eventLimit, say): that ends the raising, not the search. */
function passesBeyond(text: string, first: ParsedScenario, options: SearchOptions) {
  const { confidence } = options;
  const refusals: Problem[] = [];
  const run = trial(text, first, options, refusals);
  const demand = confidence === undefined ? undefined : demandOf(candidateDraws(text, options, refusals), confidence);
  const passes = passesBy(run, demand);
  return async (parameters: Readonly<Record<string, string>>): Promise<boolean | Problem | undefined> => {
    const found = await passes(parameters);
    return found ?? refusals.pop();
  };
}

/** One simulation after the other; how many there will be nobody knows. */
function trial(text: string, { scenario }: ParsedScenario, options: SearchOptions, refusals: Problem[]): Try {
  let tried = 0;
  const { replications } = scenario.run;
  return async (parameters, look = {}) => {
    tried++;
    const checked = await runScenario(text, {
      ...options,
      parameters: { ...options.parameters, ...parameters },
      ...look,
      // A short look sees no replication that the whole one does not.
      ...(look.replications === undefined || replications === 'auto'
        ? {}
        : { replications: Math.min(look.replications, replications) }),
      draws: 'none',
      ask: 'own expectations',
      askConfidence: SURE,
      progress: (progress) =>
        options.progress?.({ ...progress, message: `simulation ${tried}, ${progress.message}`, isTotalFinal: false }),
    });
    if (!checked.ok) refusals.push(...checked.problems.map((problem) => at(problem, parameters)));
    if (!checked.ok || !checked.value.complete) return undefined;
    const { result, asked, drawCost } = checked.value;
    return { result, sure: asked, drawCost };
  };
}
