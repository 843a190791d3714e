/**
 * The cheapest design that meets every expectation under the scenario's faults: branch and bound over a grid of parameters.
 *
 *   1. closed forms refute candidates that cannot meet an expectation (refutation.ts); nothing is simulated for them
 *   2. the others stand in the order of the least they can cost; ties as the grid has them
 *   3. one by one: a few seeds first, and out when an expectation fails beyond doubt (99.5 %); the rest with all seeds,
 *      of which those few are not made again (kept-replications.ts)
 *   4. the search ends when no remaining candidate can cost less than the second best found
 *
 * With a demanded probability (demanded-probability.ts) the draws of the uncertain inputs decide in the place of the medians, in 1 and 3.
 *
 * So the winner is the one that trying everything would find, as long as its run passes and the early rejections were right; the order
 * depends on the scenario alone. Successive rejection: few runs for the bad, many for the good (Boesel, Nelson & Kim, 2003).
 * Left out: gradients, mixtures of designs, and anything between the values of the grid.
 */
import { type Cost, HOURS_A_MONTH } from '../model/cost.ts';
import type { Candidate, Likelihood } from '../model/design-search.ts';
import { isPartitioned } from '../model/map-kind.ts';
import { type ParsedScenario, type ParseOptions, parseScenario } from '../model/parse-scenario.ts';
import type { Problem } from '../model/problem.ts';
import type { ExpectationResult, RunResult } from '../model/result.ts';
import type { Scenario } from '../model/scenario.ts';
import { layoutOf } from '../run/layout.ts';
import type { DrawCost } from './draw-budget.ts';
import { type Axis, pointsOf } from './grid.ts';
import { gridProblems, type PointProblems } from './grid-problems.ts';
import { KeptReplications } from './kept-replications.ts';
import { type Refutation, refutationOf } from './refutation.ts';

/** Replications of the first, short look at a candidate. */
export const FEW = 5;
/** Confidence with which a candidate must fail the short look to be out. */
export const SURE = 0.995;

type Parameters = Readonly<Record<string, string>>;

export interface Trial {
  readonly result: RunResult;
  /** The expectations at confidence SURE. */
  readonly sure: readonly ExpectationResult[];
  readonly drawCost: DrawCost;
}

/** Whether enough draws of a candidate meet every expectation, or why not; undefined when it was interrupted. */
export type Demand = (parameters: Parameters, cost: DrawCost) => Promise<DemandAnswer | undefined>;

export type DemandAnswer = { readonly met: Likelihood } | { readonly expectation: string; readonly because: string };

/** Why a scenario cannot do, by closed form alone; undefined when none says so. */
export type Refute = (parsed: ParsedScenario, options: ParseOptions) => Refutation | undefined;

const atMedians: Refute = ({ scenario }) => refutationOf(scenario, layoutOf(scenario));

export interface Look {
  /** Absent: as the scenario says. */
  readonly replications?: number;
  /** What two looks at one candidate have in common. */
  readonly kept?: KeptReplications;
}

/** Runs a candidate; undefined when it was interrupted. */
export type Try = (parameters: Parameters, look?: Look) => Promise<Trial | undefined>;

export interface Passing {
  readonly parameters: Parameters;
  readonly costs: number;
  readonly result: RunResult;
  /** Undefined where it was not asked for. */
  readonly met: Likelihood | undefined;
  readonly drawCost: DrawCost;
}

export interface Searched {
  readonly candidates: readonly Candidate[];
  /** Cheapest first. */
  readonly passing: readonly Passing[];
  readonly complete: boolean;
}

interface Open {
  readonly parameters: Parameters;
  readonly bound: number;
  readonly place: number;
}

/** Everything that can be said without simulating: which candidates are refused or refuted, and the least that the others cost. */
export interface SearchPlan {
  readonly decided: readonly (Candidate | undefined)[];
  readonly open: readonly Open[];
  /** Of the first candidate that can be read. */
  readonly first: ParsedScenario | undefined;
  readonly problems: readonly Problem[];
}

export function planSearch(
  text: string,
  axes: readonly Axis[],
  given: ParseOptions,
  refute: Refute = atMedians,
): SearchPlan {
  const decided: (Candidate | undefined)[] = [];
  const open: Open[] = [];
  const wrong: PointProblems[] = [];
  let first: ParsedScenario | undefined;
  for (const [place, parameters] of pointsOf(axes).entries()) {
    const options = { ...given, parameters: { ...given.parameters, ...parameters } };
    const checked = parseScenario(text, options);
    if (!checked.ok) {
      wrong.push({ parameters, problems: checked.problems });
      const [problem] = checked.problems;
      const because = `${problem!.path}: found ${problem!.found}, expected ${problem!.expected}`;
      decided.push({ parameters, fate: 'refused', because });
      continue;
    }
    first ??= checked.value;
    const { scenario } = checked.value;
    const bound = leastCost(scenario);
    const refutation = refute(checked.value, options);
    if (refutation === undefined) open.push({ parameters, bound, place });
    decided.push(
      refutation === undefined
        ? undefined
        : { parameters, fate: 'refuted', bound, because: refutation.text, expectation: refutation.expectation },
    );
  }
  open.sort((a, b) => a.bound - b.bound || a.place - b.place);
  // A grid without any valid point is refused; else those that are not are candidates like others.
  return { decided, open, first, problems: gridProblems(wrong) };
}

export async function search({ decided, open }: SearchPlan, run: Try, demand?: Demand): Promise<Searched> {
  const candidates = [...decided];
  const passing: Passing[] = [];
  let complete = true;
  for (const { parameters, bound, place } of open) {
    const runnerUp = passing[1];
    if (!complete || (runnerUp !== undefined && bound >= runnerUp.costs)) {
      candidates[place] = { parameters, fate: 'not needed', bound };
      continue;
    }
    const found = await judged(parameters, bound, run, demand);
    if (found === undefined) {
      complete = false;
      candidates[place] = { parameters, fate: 'not needed', bound, because: 'interrupted' };
      continue;
    }
    candidates[place] = found.candidate;
    if (found.passing === undefined) continue;
    passing.push(found.passing);
    passing.sort((a, b) => a.costs - b.costs);
  }
  return { candidates: candidates.map((each) => each!), passing, complete };
}

interface Judged {
  readonly candidate: Candidate;
  readonly passing?: Passing;
}

async function judged(
  parameters: Parameters,
  bound: number,
  run: Try,
  demand: Demand | undefined,
): Promise<Judged | undefined> {
  const kept = new KeptReplications(FEW);
  const glance = await run(parameters, { replications: FEW, kept });
  if (glance === undefined) return undefined;
  const answer = await demand?.(parameters, glance.drawCost);
  if (demand !== undefined && answer === undefined) return undefined;
  if (answer !== undefined && 'because' in answer)
    return { candidate: { parameters, fate: 'rejected', bound, ...answer, ...runOf(glance.result) } };
  const failed = answer === undefined ? glance.sure.find(({ verdict }) => verdict === 'fail') : undefined;
  if (failed !== undefined)
    return { candidate: { parameters, fate: 'rejected early', bound, ...reason(failed, glance) } };
  const whole = await run(parameters, { kept });
  if (whole === undefined) return undefined;
  const { result, drawCost } = whole;
  if (answer !== undefined || result.verdict === 'pass') {
    const costs = result.cost === undefined ? bound : result.cost.known;
    const candidate: Candidate = { parameters, fate: 'passes', bound, costs, ...runOf(result) };
    return { candidate, passing: { parameters, costs, result, met: answer?.met, drawCost } };
  }
  const worst = result.expectations.find(({ verdict }) => verdict === result.verdict)!;
  const fate = result.verdict === 'fail' ? 'rejected' : 'undecided';
  return { candidate: { parameters, fate, bound, ...reason(worst, whole) } };
}

function reason({ text, explanation }: ExpectationResult, { result }: Trial) {
  return { expectation: text, because: explanation, ...runOf(result) };
}

function runOf({ runId, replications }: RunResult) {
  return { ...(runId === undefined ? {} : { runId }), replications };
}

/** A month of what is certain before a run: members and memory. Without prices: the members, and memory decides between equals. */
export function leastCost({ design, cost }: Scenario): number {
  const members = design.autoscaler?.minimum ?? design.members;
  const whole = design.maps.filter(
    (map) => isPartitioned(map) && map.eviction === undefined && map.startsEmpty !== true,
  );
  const bytes = whole.reduce((sum, map) => sum + map.entries * map.entrySize, 0) * (design.backups + 1);
  if (cost === undefined) return members + Math.min(0.999, bytes / 2 ** 60);
  return monthly(cost, members, bytes / 2 ** 30);
}

function monthly({ perMemberHour = 0, perGiBHour = 0 }: Cost, members: number, memory: number): number {
  // What a crash takes from the mean of memory in use must not make the bound too high.
  return HOURS_A_MONTH * (members * perMemberHour + 0.5 * memory * perGiBHour);
}
