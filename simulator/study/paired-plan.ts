/**
 * Which values the uncertain inputs of two designs take: one Latin hypercube over the inputs of both, drawn as `sba run` of A would.
 *
 * An input is the same in both when it stands at the same place: the same parameter, or the same field of what has the same name
 * (`workload[checkout].rate`, wherever in the list it stands). It then takes the same quantile in both, which is the same value where the
 * intervals are the same. What only one design has is its own. Each draw gives both the same seed (common random numbers).
 */
import { Streams } from '../kernel/stream-seed.ts';
import type { ParsedScenario, ParseOptions } from '../model/parse-scenario.ts';
import type { Checked } from '../model/problem.ts';
import type { Scenario } from '../model/scenario.ts';
import type { UncertainInput } from '../model/uncertain.ts';
import {
  DRAWS,
  type Draw,
  type DrawPlan,
  drawProblems,
  drawsAt,
  fewestDraws,
  positionsOf,
  replicationsOf,
  seedsOf,
  tooFew,
} from './uncertainty-plan.ts';

/** An input of A, of B, or of both. */
export interface PairedInput {
  /** That of A where it has it; of an input of B at a place that something else has in A: `b/` before its own. */
  readonly path: string;
  readonly a: UncertainInput | undefined;
  readonly b: UncertainInput | undefined;
}

export interface PairedPlan {
  readonly inputs: readonly PairedInput[];
  /** Over the inputs of both; its draws hold no values. */
  readonly plan: DrawPlan;
  readonly a: readonly Draw[];
  readonly b: readonly Draw[];
}

export interface PlannedSide {
  readonly text: string;
  readonly parsed: ParsedScenario;
  readonly options: ParseOptions;
}

/** The number of draws is that of A, else of B. */
export function planPairedDraws(
  a: PlannedSide,
  b: PlannedSide,
  settings: { readonly seed: number; readonly replications: number | 'auto' },
): Checked<PairedPlan> {
  const inputs = pairedInputs(a.parsed, b.parsed);
  const count = a.parsed.scenario.run.draws ?? b.parsed.scenario.run.draws ?? DRAWS;
  const fewest = fewestDraws(inputs.length);
  if (count < fewest) return { ok: false, problems: [tooFew(inputs.length, count, fewest, a.options.source)] };
  const streams = new Streams(settings.seed, 0);
  const positions = positionsOf(
    streams,
    count,
    inputs.map(({ path }) => path),
  );
  const seeds = seedsOf(streams, count);
  const sided = (side: 'a' | 'b') => {
    const own = inputs.flatMap((input, index) => {
      const one = input[side];
      return one === undefined ? [] : [{ input: one, positions: positions[index]! }];
    });
    return drawsAt(
      own.map(({ input }) => input),
      own.map((each) => each.positions),
      seeds,
    );
  };
  const draws = { a: sided('a'), b: sided('b') };
  const problems = [...drawProblems(a.text, draws.a, a.options), ...drawProblems(b.text, draws.b, b.options)];
  if (problems.length > 0) return { ok: false, problems };
  const plan = {
    draws: seeds.map((seed) => ({ values: {}, seed })),
    replications: replicationsOf(settings),
    positions,
  };
  return { ok: true, value: { inputs, plan, ...draws } };
}

function pairedInputs(a: ParsedScenario, b: ParsedScenario): readonly PairedInput[] {
  const inputs: PairedInput[] = a.uncertain.map((input) => ({ path: input.path, a: input, b: undefined }));
  const places = a.uncertain.map(({ path }) => placeOf(path, a.scenario));
  for (const input of b.uncertain) {
    const same = places.indexOf(placeOf(input.path, b.scenario));
    if (same >= 0) inputs[same] = { ...inputs[same]!, b: input };
    else {
      const isTaken = a.uncertain.some(({ path }) => path === input.path);
      inputs.push({ path: isTaken ? `b/${input.path}` : input.path, a: undefined, b: input });
    }
  }
  return inputs;
}

/** The path with names in the place of indices, where what stands there has a name or an id. */
function placeOf(path: string, scenario: Scenario): string {
  let here: unknown = scenario;
  return path.replaceAll(/([^.[\]]+)|\[(\d+)\]/g, (step, key: string | undefined, index: string | undefined) => {
    here = (here as Readonly<Record<string, unknown>> | undefined | null)?.[key ?? index!];
    if (index === undefined) return step;
    const { name, id } = Object(here) as { readonly name?: unknown; readonly id?: unknown };
    const called = name ?? id;
    return typeof called === 'string' ? `[${called}]` : step;
  });
}
