/**
 * Which values the uncertain inputs take: a Latin hypercube over their laws, decided by the seed before anything runs.
 *
 * Every input draws from a stream named after its path, so one more input leaves the others as they were. Every draw has a seed of its own:
 * were the chances the same in all, one unlucky replication would be in every draw, and the draws no independent observations. A draw that
 * makes no valid scenario refuses the whole: leaving it out would answer for another interval than the one that was given.
 */
import { Streams } from '../kernel/stream-seed.ts';
import { drawnProblem, type ParsedScenario, type ParseOptions, parseScenario } from '../model/parse-scenario.ts';
import type { Checked, Problem } from '../model/problem.ts';
import type { Drawn } from '../model/settle-uncertain.ts';
import { type UncertainInput, writtenAt } from '../model/uncertain.ts';
import { latinHypercube } from '../statistics/latin-hypercube.ts';
import { normalQuantile } from '../statistics/special-functions.ts';

export const DRAWS = 40;
/** Enough that one odd replication does not decide a draw; the spread between draws is what counts. */
const REPLICATIONS = 5;

export interface Draw {
  readonly values: Drawn;
  readonly seed: number;
}

export interface DrawPlan {
  readonly draws: readonly Draw[];
  /** Of each draw. */
  readonly replications: number;
  /** One list an input, in standard deviations of its law at each draw. */
  readonly positions: readonly (readonly number[])[];
  /** What the event budget cut off (draw-budget.ts); undefined: nothing. */
  readonly shortened?: string;
}

/** How many draws, where the scenario does not say so, of how many replications each at most; absent: 40 of 5. */
export interface DrawSize {
  readonly draws?: number;
  readonly replications?: number;
}

type Settings = { readonly seed: number; readonly replications: number | 'auto' };

export function planDraws(
  text: string,
  { uncertain, scenario }: ParsedScenario,
  settings: Settings,
  options: ParseOptions,
  size: DrawSize = {},
): Checked<DrawPlan> {
  const fewest = fewestDraws(uncertain.length);
  const count = scenario.run.draws ?? (size.draws === undefined ? DRAWS : Math.max(fewest, size.draws));
  if (count < fewest) return { ok: false, problems: [tooFew(uncertain.length, count, fewest, options.source)] };
  const streams = new Streams(settings.seed, 0);
  const positions = positionsOf(
    streams,
    count,
    uncertain.map(({ path }) => path),
  );
  const draws = drawsAt(uncertain, positions, seedsOf(streams, count));
  const problems = drawProblems(text, draws, options);
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: { draws, replications: replicationsOf(settings, size), positions } };
}

/** Below this the inputs could not be told apart. */
export function fewestDraws(inputs: number): number {
  return 2 * inputs + 10;
}

/** Of each draw, at most. */
export function replicationsOf({ replications }: Settings, size: DrawSize = {}): number {
  const most = size.replications ?? REPLICATIONS;
  return replications === 'auto' ? most : Math.min(most, replications);
}

/** Standard deviations of each law at each draw; each input draws from a stream of its name. */
export function positionsOf(streams: Streams, count: number, names: readonly string[]): DrawPlan['positions'] {
  const coordinates = names.map((name) => streams.named(`uncertain/${name}`));
  return latinHypercube(count, coordinates).map((values) => values.map(normalQuantile));
}

export function seedsOf(streams: Streams, count: number): readonly number[] {
  const seeds = streams.named('uncertain/seeds');
  return Array.from({ length: count }, () => seeds.below(2 ** 31));
}

export function drawsAt(
  inputs: readonly UncertainInput[],
  positions: DrawPlan['positions'],
  seeds: readonly number[],
): readonly Draw[] {
  return seeds.map((seed, draw) => ({
    values: Object.fromEntries(inputs.map((input, index) => [input.path, writtenAt(input, positions[index]![draw]!)])),
    seed,
  }));
}

/** Of draws that make no valid scenario: one problem a place, because the others differ by the value only. */
export function drawProblems(text: string, draws: readonly Draw[], options: ParseOptions): readonly Problem[] {
  const problems = draws.flatMap(({ values }) => problemsOf(text, values, options));
  return problems.filter(({ path }, index) => problems.findIndex((other) => other.path === path) === index);
}

function problemsOf(text: string, drawn: Drawn, options: ParseOptions): readonly Problem[] {
  const checked = parseScenario(text, { ...options, drawn });
  if (checked.ok) return [];
  const where = Object.entries(drawn).map(([path, value]) => `${path} is drawn as ${value}`);
  return checked.problems.map((problem) => drawnProblem(problem, where.join(', ')));
}

export function tooFew(inputs: number, draws: number, fewest: number, source: string): Problem {
  return {
    source,
    path: 'run.draws',
    found: `${draws} draws of ${inputs} uncertain inputs`,
    expected: `at least ${fewest}, or the inputs could not be told apart`,
    suggestion: `write draws: ${fewest} under run, or write the inputs that matter least as one value`,
  };
}
