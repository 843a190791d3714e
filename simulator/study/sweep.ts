/**
 * A sweep: which points it has, what is asked of each, and the table that comes out, with the places where the answer changes.
 */

import { shown } from '../judge/samples.ts';
import type { Expectation } from '../model/expectation.ts';
import { metrics } from '../model/metrics.ts';
import { parseQuestion } from '../model/parse-expectation.ts';
import { type ParsedScenario, type ParseOptions, parseScenario } from '../model/parse-scenario.ts';
import type { Checked, Problem } from '../model/problem.ts';
import { type ExpectationResult, type RunResult, worstVerdict } from '../model/result.ts';
import type { SweepColumn, SweepPoint, SweepResult, SweepValue } from '../model/sweep.ts';
import { engine } from '../version.ts';
import { breakEvensOf, kneesOf } from './crossings.ts';
import { type Axis, pointsOf } from './grid.ts';
import { gridProblems, type PointProblems } from './grid-problems.ts';
import { likelihoodOf, likelihoodsOf, pointProblems } from './swept-draws.ts';

/** Asked at every point beside what the user asks, for the knee. */
const BUSY = 'utilisation mean';
/** Points of uncertain inputs are counted that meet everything with at least this probability. */
const LIKELY = 0.9;

export interface SweepPlan {
  readonly axes: readonly Axis[];
  readonly points: readonly Readonly<Record<string, string>>[];
  readonly columns: readonly SweepColumn[];
  /** What is asked behind the expectations: `show`, then BUSY. */
  readonly questions: readonly Expectation[];
  readonly name: string;
  readonly seed: number;
}

export interface SweptPoint {
  readonly parameters: Readonly<Record<string, string>>;
  readonly result: RunResult;
  readonly asked: readonly ExpectationResult[];
}

export function planSweep(
  text: string,
  axes: readonly Axis[],
  show: readonly string[],
  given: Partial<ParseOptions> & { readonly seed?: number },
): Checked<SweepPlan> {
  const source = given.source ?? '<text>';
  const problems: Problem[] = [];
  const questions = [...show, BUSY].flatMap((written) => {
    const understood = parseQuestion(written);
    if (understood.ok) return [understood.expectation];
    problems.push(
      ...understood.problems.map(({ found, expected, suggestion }) => ({
        source: `--show ${written}`,
        path: '',
        found,
        expected,
        ...(suggestion === undefined ? {} : { suggestion }),
      })),
    );
    return [];
  });
  const points = pointsOf(axes);
  const parsed: ParsedScenario[] = [];
  const wrong: PointProblems[] = [];
  for (const parameters of points) {
    const options = { ...given, source, parameters: { ...given.parameters, ...parameters } };
    const checked = parseScenario(text, options);
    if (checked.ok) parsed.push(checked.value);
    const found = checked.ok ? pointProblems(checked.value, options, given) : checked.problems;
    wrong.push({ parameters, problems: found });
  }
  problems.push(...gridProblems(wrong));
  if (problems.length > 0) return { ok: false, problems };
  const { scenario } = parsed[0]!;
  const columns = [
    ...scenario.expect.map((expectation, index) =>
      columnOf(
        expectation,
        parsed.map((each) => each.scenario.expect[index]!),
      ),
    ),
    ...questions.slice(0, -1).map(({ text: question, metric }) => ({ text: question, unit: metrics[metric].unit })),
  ];
  return {
    ok: true,
    value: { axes, points, columns, questions, name: scenario.name, seed: given.seed ?? scenario.run.seed },
  };
}

/** A limit that depends on the parameters is none that a knee could be found for. */
function columnOf({ text, metric, limit, comparison }: Expectation, everywhere: readonly Expectation[]): SweepColumn {
  const isFixed = everywhere.every((each) => each.limit === limit && each.comparison === comparison);
  return { text, unit: metrics[metric].unit, ...(isFixed ? { limit: shown(metric, limit), comparison } : {}) };
}

export function sweepResult(plan: SweepPlan, ran: readonly SweptPoint[], source: string): SweepResult {
  const busy = new Map<SweepPoint, number | undefined>();
  const points = ran.map(({ parameters, result, asked }): SweepPoint => {
    const { runId, verdict, replications, expectations, uncertainty } = result;
    const met = uncertainty === undefined ? [] : likelihoodsOf(uncertainty);
    const point: SweepPoint = {
      parameters,
      verdict,
      ...(runId === undefined ? {} : { runId }),
      replications,
      values: [
        ...expectations.map((each, index) => ({
          ...cellFrom(each),
          verdict: each.verdict,
          ...(met[index] === undefined ? {} : { met: met[index] }),
        })),
        ...asked.slice(0, -1).map(cellFrom),
      ],
      ...(uncertainty === undefined ? {} : { met: likelihoodOf(uncertainty) }),
    };
    busy.set(point, asked.at(-1)?.estimate);
    return point;
  });
  const knees = kneesOf(plan.axes, plan.columns, points, (point) => busy.get(point));
  const verdict = points.length < plan.points.length ? 'not exercised' : 'pass';
  return {
    summary: summaryOf(
      plan,
      points,
      knees.map(({ text }) => text),
    ),
    verdict: worstVerdict([verdict, ...points.map((point) => point.verdict)]),
    schemaVersion: 'sba/sweep/v1',
    engine: { ...engine },
    scenario: { name: plan.name, source },
    seed: plan.seed,
    grid: plan.axes.map(({ parameter, values }) => ({ parameter, values: [...values] })),
    columns: [...plan.columns],
    points,
    notRun: plan.points.slice(points.length).map((parameters) => ({ ...parameters })),
    knees: [...knees],
    breakEvens: [...breakEvensOf(plan.axes, plan.columns, points)],
  };
}

function cellFrom({ estimate, low, high, explanation }: ExpectationResult): SweepValue {
  return {
    ...(estimate === undefined ? { why: explanation } : { estimate }),
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
  };
}

function summaryOf(
  { points: planned, name }: SweepPlan,
  points: readonly SweepPoint[],
  knees: readonly string[],
): string {
  const passed = points.filter(({ verdict }) => verdict === 'pass').length;
  const done = points.length === planned.length ? `${planned.length}` : `${points.length} of ${planned.length}`;
  const first = knees[0] === undefined ? '' : ` ${knees[0]}.`;
  const likely = points.filter(({ met }) => met !== undefined && met.probability >= LIKELY).length;
  const isUncertain = points.some(({ met }) => met !== undefined);
  const draws = isUncertain ? ` (at the medians; ${likely} with at least 90 % probability)` : '';
  return `${name} at ${done} points: ${passed} pass everything${draws}.${first}`;
}
