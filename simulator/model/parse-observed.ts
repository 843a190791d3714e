/**
 * Observations from text to numbers: which metric, which statistic, in the engine's units; or what is wrong with them.
 *
 * The parts are read as those of an expectation are, so names, units and statistics are the same. A count, ratio or rate may be given as
 * `value` or as the `mean` of several runs.
 */
import type { DraftProblem } from './draft-problem.ts';
import { type Expectation, type Statistic, statistics } from './expectation.ts';
import { type MetricName, metrics } from './metrics.ts';
import type { Observation } from './observed.ts';
import { parseExpectation, statisticsOf } from './parse-expectation.ts';

/** One thing that was observed. */
export interface Observed {
  /** As written, `responseTime{workload:checkout}`. */
  readonly name: string;
  /** Metric, selector and statistic as of an expectation; `limit` is the observed value in engine units. */
  readonly asked: Expectation;
  readonly n: number | undefined;
  readonly source: string;
}

export interface ObservedSamples {
  readonly name: string;
  readonly asked: Expectation;
  /** Ascending, in engine units. */
  readonly samples: readonly number[];
  readonly source: string;
}

export interface UnderstoodObserved {
  readonly statistics: readonly Observed[];
  readonly samples: readonly ObservedSamples[];
  readonly problems: readonly DraftProblem[];
}

export function understandObserved(observed: Readonly<Record<string, Observation>>): UnderstoodObserved {
  const found: Observed[] = [];
  const samples: ObservedSamples[] = [];
  const problems: DraftProblem[] = [];
  for (const [name, observation] of Object.entries(observed)) {
    const path = ['observed', name];
    const { samples: listed, n, source } = observation;
    const given = statistics.filter((statistic) => observation[statistic] !== undefined);
    problems.push(...misfits(path, observation, given));
    for (const statistic of given) {
      const asked = read(name, statistic, observation[statistic]!, [...path, statistic], problems);
      if (asked !== undefined) found.push({ name, asked, n, source });
    }
    if (found.length > 0)
      problems.push(
        ...disorder(
          path,
          found.filter((one) => one.name === name),
        ),
      );
    if (listed === undefined) continue;
    const each = listed.map((sample, index) => read(name, undefined, sample, [...path, 'samples', index], problems));
    const [asked] = each;
    if (asked === undefined || each.includes(undefined)) continue;
    const shape = metrics[asked.metric].shape;
    if (shape === 'distribution' || shape === 'perFault' || shape === 'count')
      samples.push({ name, asked, samples: each.map((one) => one!.limit).sort((a, b) => a - b), source });
    else
      problems.push({
        path: [...path, 'samples'],
        found: `samples of a ${shape}`,
        expected: `one statistic, since ${asked.metric} has one value a run`,
        suggestion: `write ${statisticsOf[shape][0]} instead`,
      });
  }
  return { statistics: found, samples, problems };
}

function read(
  name: string,
  statistic: Statistic | undefined,
  value: string | number,
  path: readonly (string | number)[],
  problems: DraftProblem[],
): Expectation | undefined {
  const metric = name.replace(/[ {].*$/, '');
  const shape = Object.hasOwn(metrics, metric) ? metrics[metric as MetricName].shape : undefined;
  const isMeanOfOne = statistic === 'mean' && shape !== undefined && statisticsOf[shape][0] === 'value';
  const word = statistic === undefined || isMeanOfOne ? '' : ` ${statistic}`;
  const understood = parseExpectation(`${name}${word} == ${value}`);
  if (understood.ok) return isMeanOfOne ? { ...understood.expectation, statistic: 'mean' } : understood.expectation;
  problems.push(...understood.problems.map((problem) => ({ path, ...problem })));
  return undefined;
}

/** Parts that exclude or need one another. */
function misfits(
  path: readonly (string | number)[],
  { samples, n }: Observation,
  given: readonly Statistic[],
): readonly DraftProblem[] {
  if (samples === undefined && given.length === 0)
    return [{ path, found: 'no value', expected: `samples, or one of ${statistics.join(', ')}` }];
  const beside = [...given, ...(n === undefined ? [] : ['n'])];
  if (samples === undefined || beside.length === 0) return [];
  return [
    {
      path,
      found: `samples beside ${beside.join(', ')}`,
      expected: 'samples alone, since everything else follows from them',
      suggestion: `remove ${beside.join(', ')}`,
    },
  ];
}

const ascending: readonly Statistic[] = ['min', 'p10', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'];

function disorder(path: readonly (string | number)[], found: readonly Observed[]): readonly DraftProblem[] {
  const ranked = ascending.flatMap((statistic) => found.filter(({ asked }) => asked.statistic === statistic));
  return ranked.slice(1).flatMap(({ asked }, index) => {
    const before = ranked[index]!.asked;
    if (before.limit <= asked.limit) return [];
    return [
      {
        path: [...path, asked.statistic],
        found: `${asked.statistic} below ${before.statistic}`,
        expected: `a value not below that of ${before.statistic}`,
      },
    ];
  });
}
