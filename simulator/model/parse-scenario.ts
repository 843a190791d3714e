/**
 * A scenario from text: YAML, then parameters, then uncertain inputs, then the schema, then expectations, then sense.
 *
 * Every stage goes on with what the one before could make of the file, so that one look shows every problem: a misspelt key, a unit
 * that is missing, a metric that does not exist and a fault that strikes after the end are all reported at once, in the order of the
 * file. Only broken syntax stops early. Wrong input never throws.
 */
import { canonicalScenario, digestOf } from './canonical.ts';
import { type DraftProblem, placed } from './draft-problem.ts';
import type { Expectation } from './expectation.ts';
import { type ParameterValue, parameterValues, substitute } from './parameters.ts';
import { parseExpectation } from './parse-expectation.ts';
import type { Checked, Problem } from './problem.ts';
import { type FileReader, recordingsOf, type UsedFile, withTimes } from './recordings.ts';
import { type Scenario, scenarioSchema } from './scenario.ts';
import { schemaProblems } from './schema-problems.ts';
import { senseProblems } from './sense.ts';
import { type Drawn, settleUncertain } from './settle-uncertain.ts';
import type { UncertainInput } from './uncertain.ts';
import { type Understood, understoodParts } from './understood.ts';
import { readYaml } from './yaml-document.ts';

/** A scenario that can be run, with what identifies it. */
export interface ParsedScenario {
  readonly scenario: Scenario;
  /** As it was given. */
  readonly text: string;
  /** Files that it names, as they were read. */
  readonly files: readonly UsedFile[];
  /** Values that the declared parameters have in this run; of an uncertain one its interval. */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** Inputs of which only an interval is known; `scenario` has their medians. */
  readonly uncertain: readonly UncertainInput[];
  /** canonical.ts: the same for every way of writing the same scenario. */
  readonly canonical: string;
  /** SHA-256 of the canonical form, in hex. */
  readonly digest: string;
}

export interface ParseOptions {
  /** Name of the file as the user gave it, or `<text>`. */
  readonly source: string;
  /** Values for declared parameters, as text (`--param name=value`). */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Reads the files that the scenario names. Absent: files are not read, and a scenario that names one is refused. */
  readonly files?: FileReader;
  /** One value for each uncertain input, by path; the median where none is given. Then nothing of the scenario is uncertain. */
  readonly drawn?: Drawn;
}

export function parseScenario(text: string, options: ParseOptions): Checked<ParsedScenario> {
  const { source } = options;
  const { value: file, places, problems: yamlProblems, readable } = readYaml(text);
  if (!readable) return { ok: false, problems: placed(yamlProblems, source, places) };
  const parameters = parameterValues(file, options.parameters ?? {}, places, options.drawn);
  const { value: substituted, problems: parameterProblems } = substitute(file, parameters.values, places);
  const { value, inputs, problems: uncertainProblems } = settleUncertain(substituted, places, options.drawn);
  const checked = scenarioSchema.safeParse(value);
  const first = [...yamlProblems, ...parameters.drafts, ...parameterProblems, ...uncertainProblems];
  const schema = checked.success ? [] : schemaProblems(checked.error.issues, { schema: scenarioSchema, value, places });
  const understood = understoodParts(value);
  const { expectations, problems: expectationProblems } = understandExpectations(understood);
  const recordings = recordingsOf(understood.workload, understood.run.duration, options.files);
  const sense = senseProblems(understood, expectations, value);
  const later = [...schema, ...expectationProblems, ...sense, ...recordings.drafts];
  const drafts = [...first, ...withoutKnown(later, first)];
  if (!checked.success || drafts.length > 0 || parameters.problems.length > 0 || recordings.problems.length > 0) {
    return refused([...parameters.problems, ...placed(drafts, source, places), ...recordings.problems], source);
  }
  const workload = withTimes(checked.data.workload, recordings);
  const scenario: Scenario = { ...checked.data, workload, expect: expectations.filter((entry) => entry !== undefined) };
  const uncertain = options.drawn === undefined ? [...parameters.uncertain, ...inputs] : [];
  const canonical = canonicalScenario(scenario, uncertain);
  const { files } = recordings;
  const known = { scenario, text, files, parameters: parameters.given, uncertain };
  const parsed = { ...known, canonical, digest: digestOf(canonical) };
  const ends = options.drawn === undefined ? endProblems(text, options, uncertain) : [];
  return ends.length > 0 ? { ok: false, problems: ends } : { ok: true, value: parsed };
}

/** An interval whose end makes no valid scenario is too wide, whatever its median. */
function endProblems(text: string, options: ParseOptions, uncertain: readonly UncertainInput[]): readonly Problem[] {
  const ends = uncertain.flatMap((input) =>
    [input, input].map(({ path, low, high }, at) => ({ path, end: [low, high][at]! })),
  );
  return ends.flatMap(({ path, end }) => {
    const checked = parseScenario(text, { ...options, drawn: { [path]: end } });
    return checked.ok ? [] : checked.problems.map((problem) => drawnProblem(problem, `${path} is ${end}`));
  });
}

/** A problem that only a value of an uncertain input makes. */
export function drawnProblem(problem: Problem, where: string): Problem {
  const suggestion = problem.suggestion ?? 'narrow the interval of the uncertain input';
  return { ...problem, found: `${problem.found} (where ${where})`, suggestion };
}

/** A file that the schema refuses is refused, even should no stage find words for it. */
function refused(problems: readonly Problem[], source: string): Checked<never> {
  const fallback: Problem = {
    source,
    path: '',
    found: 'a file that is not a scenario',
    expected: 'a scenario (sba init writes one)',
  };
  return { ok: false, problems: problems.length > 0 ? problems : [fallback] };
}

/** What an earlier stage said about a value is enough. */
function withoutKnown(later: readonly DraftProblem[], earlier: readonly DraftProblem[]): DraftProblem[] {
  const known = new Set(earlier.map((draft) => JSON.stringify(draft.path)));
  return later.filter((draft) => draft.atKey === true || !known.has(JSON.stringify(draft.path)));
}

/** Undefined where an expectation could not be understood, so that positions stay those of the file. */
function understandExpectations(understood: Understood): {
  readonly expectations: readonly (Expectation | undefined)[];
  readonly problems: readonly DraftProblem[];
} {
  const problems: DraftProblem[] = [];
  const expectations = (understood.expect ?? []).map((written, index) => {
    if (written === undefined) return undefined;
    const result = parseExpectation(written);
    if (result.ok) return result.expectation;
    problems.push(...result.problems.map((problem) => ({ path: ['expect', index], ...problem })));
    return undefined;
  });
  return { expectations, problems };
}
