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
import { writtenAt } from '../model/uncertain.ts';
import { latinHypercube } from '../statistics/latin-hypercube.ts';
import { normalQuantile } from '../statistics/special-functions.ts';

const DRAWS = 40;
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
}

export function planDraws(
  text: string,
  { uncertain, scenario }: ParsedScenario,
  settings: { readonly seed: number; readonly replications: number | 'auto' },
  options: ParseOptions,
): Checked<DrawPlan> {
  const count = scenario.run.draws ?? DRAWS;
  const fewest = 2 * uncertain.length + 10;
  if (count < fewest) return { ok: false, problems: [tooFew(uncertain.length, count, fewest, options.source)] };
  const streams = new Streams(settings.seed, 0);
  const coordinates = uncertain.map(({ path }) => streams.named(`uncertain/${path}`));
  const positions = latinHypercube(count, coordinates).map((values) => values.map(normalQuantile));
  const seeds = streams.named('uncertain/seeds');
  const draws = Array.from({ length: count }, (_, draw) => ({
    values: Object.fromEntries(
      uncertain.map((input, index) => [input.path, writtenAt(input, positions[index]![draw]!)]),
    ),
    seed: seeds.below(2 ** 31),
  }));
  const problems = draws.flatMap(({ values }) => problemsOf(text, values, options));
  if (problems.length > 0) return { ok: false, problems: firstOfEach(problems) };
  const asked = settings.replications === 'auto' ? REPLICATIONS : settings.replications;
  return { ok: true, value: { draws, replications: Math.min(REPLICATIONS, asked), positions } };
}

function problemsOf(text: string, drawn: Drawn, options: ParseOptions): readonly Problem[] {
  const checked = parseScenario(text, { ...options, drawn });
  if (checked.ok) return [];
  const where = Object.entries(drawn).map(([path, value]) => `${path} is drawn as ${value}`);
  return checked.problems.map((problem) => drawnProblem(problem, where.join(', ')));
}

/** One problem a place: the others differ by the value only. */
function firstOfEach(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(({ path }, index) => problems.findIndex((other) => other.path === path) === index);
}

function tooFew(inputs: number, draws: number, fewest: number, source: string): Problem {
  return {
    source,
    path: 'run.draws',
    found: `${draws} draws of ${inputs} uncertain inputs`,
    expected: `at least ${fewest}, or the inputs could not be told apart`,
    suggestion: `write draws: ${fewest} under run, or write the inputs that matter least as one value`,
  };
}
