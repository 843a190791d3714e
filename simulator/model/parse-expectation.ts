/**
 * Expectations from text to parts: `METRIC[{workload:NAME} or {service:NAME}] [STATISTIC] COMPARISON VALUE [MODE]`, or the same parts as keys.
 *
 * Which statistic suits which shape of metric: a distribution or a per-fault metric has mean, min, percentiles and max (default mean); a
 * level has mean and max (default mean); a count, ratio or rate is one value. Which mode suits: samples and levels can be asked for a
 * stretch (always, during-faults, outside-faults, sometimes), levels also for the end and for settling; a per-fault metric is asked for
 * all faults together or each by itself (always, per-fault, sometimes); a count for the whole run or its end (always, end, settle,
 * sometimes). The value carries the unit of the metric.
 */

import type * as z from 'zod';
import {
  type Comparison,
  comparisons,
  type Expectation,
  type Mode,
  modes,
  type Statistic,
  statistics,
  type structuredExpectation,
} from './expectation.ts';
import {
  type MetricDefinition,
  type MetricName,
  type MetricShape,
  type MetricUnit,
  metricNames,
  metrics,
} from './metrics.ts';
import { excerpt } from './shown-value.ts';
import { didYouMean } from './suggest.ts';
import { byteUnit, countUnit, durationUnit, rateUnit, readQuantity, shareUnit, type Unit } from './unit.ts';

/** What is wrong with one expectation; its place is the parser's business. */
export interface ExpectationProblem {
  readonly found: string;
  readonly expected: string;
  readonly suggestion?: string | undefined;
}

export type UnderstoodExpectation =
  | { readonly ok: true; readonly expectation: Expectation }
  | { readonly ok: false; readonly problems: readonly ExpectationProblem[] };

type Structured = z.output<typeof structuredExpectation>;

interface Parts {
  readonly metric: string;
  readonly workload?: string | undefined;
  readonly service?: string | undefined;
  readonly statistic?: string | undefined;
  readonly comparison: string;
  readonly value: string;
  readonly mode?: string | undefined;
}

const samples = ['mean', 'min', 'p10', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'] as const;

/** The first statistic is the default. */
export const statisticsOf: Readonly<Record<MetricShape, readonly Statistic[]>> = {
  distribution: samples,
  perFault: samples,
  level: ['mean', 'max'],
  count: ['value'],
  ratio: ['value'],
  rate: ['value'],
};

export const modesOf: Readonly<Record<MetricShape, readonly Mode[]>> = {
  distribution: ['always', 'during-faults', 'outside-faults', 'sometimes'],
  perFault: ['always', 'per-fault', 'sometimes'],
  level: ['always', 'end', 'during-faults', 'outside-faults', 'settle', 'sometimes'],
  count: ['always', 'end', 'settle', 'sometimes'],
  ratio: ['always', 'during-faults', 'outside-faults', 'sometimes'],
  rate: ['always', 'during-faults', 'outside-faults', 'sometimes'],
};

const units: Readonly<Record<MetricUnit, Unit>> = {
  ms: durationUnit,
  bytes: byteUnit,
  ratio: shareUnit,
  '1/s': rateUnit,
  count: countUnit,
};

/** Usual names of statistics elsewhere. */
const otherNames = new Map<string, Statistic>([
  ['avg', 'mean'],
  ['average', 'mean'],
  ['median', 'p50'],
  ['med', 'p50'],
  ['p99.9', 'p999'],
  ['minimum', 'min'],
  ['maximum', 'max'],
]);

const grammar = 'METRIC [STATISTIC] COMPARISON VALUE [MODE], as in "responseTime p99 < 20ms"';

/** Understands one expectation, or says everything that is wrong with it. */
export function parseExpectation(written: string | Structured): UnderstoodExpectation {
  if (typeof written === 'string') {
    const text = written.trim().replace(/\s+/g, ' ');
    const parts = partsOf(text);
    return 'metric' in parts ? understand(parts, text) : { ok: false, problems: [parts] };
  }
  const parts = { ...written, comparison: written.is, value: String(written.value) };
  return understand(parts, textOf(parts));
}

const nothing: Readonly<Record<MetricUnit, string>> = { ms: '0s', bytes: '0B', ratio: '0%', '1/s': '0/s', count: '0' };

/**
 * A question after a statistic, without a limit: `METRIC[{workload:NAME}] [STATISTIC] [MODE]`, as in "responseTime p99 outside-faults". It
 * comes back as an expectation whose comparison and limit mean nothing.
 */
export function parseQuestion(written: string): UnderstoodExpectation {
  const text = written.trim().replace(/\s+/g, ' ');
  const words = text.split(' ');
  const mode = words.length > 1 && (modes as readonly string[]).includes(words.at(-1)!) ? words.pop() : undefined;
  const metric = text.replace(/[ {].*$/, '');
  const unit = Object.hasOwn(metrics, metric) ? metrics[metric as MetricName].unit : 'count';
  const found = parseExpectation(
    [words.join(' '), '>=', nothing[unit], ...(mode === undefined ? [] : [mode])].join(' '),
  );
  return found.ok ? { ok: true, expectation: { ...found.expectation, text } } : found;
}

function textOf({ metric, workload, service, statistic, comparison, value, mode }: Parts): string {
  const ofWorkload = workload === undefined ? '' : `{workload:${workload}}`;
  const ofService = service === undefined ? '' : `{service:${service}}`;
  const words = [metric + ofWorkload + ofService, statistic, comparison, value, mode === 'always' ? undefined : mode];
  return words.filter((word) => word !== undefined).join(' ');
}

function partsOf(text: string): Parts | ExpectationProblem {
  const match = /^([^<>=!≤≥]*)([<>=!≤≥]+)(.*)$/u.exec(text);
  if (match === null) return { found: `"${excerpt(text)}"`, expected: grammar };
  const left = /^([\w.-]+) ?(?:\{([^{}]*)\})? ?(\S+)?$/.exec(match[1]!.trim());
  if (left === null) return { found: `"${excerpt(match[1]!.trim())}" before the comparison`, expected: grammar };
  const [, metric = '', selector, statistic] = left;
  const named = selector === undefined ? null : /^ ?(workload|service) ?[:=] ?([a-z0-9-]+) ?$/.exec(selector);
  if (selector !== undefined && named === null) {
    return { found: `{${excerpt(selector)}}`, expected: '{workload:NAME} or {service:NAME} after the metric' };
  }
  const of = named === null ? {} : { [named[1]!]: named[2]! };
  return { metric, ...of, statistic, comparison: match[2]!, ...valueAndMode(match[3]!.trim()) };
}

/** The last word is a mode when it is one, or when it is too long for a unit. */
function valueAndMode(text: string): { value: string; mode?: string } {
  const split = /^(.*) ([a-z-]+)$/i.exec(text);
  const last = split?.[2] ?? '';
  const isMode = (modes as readonly string[]).includes(last) || /^[a-z-]{4,}$/i.test(last);
  return split !== null && isMode ? { value: split[1]!, mode: last } : { value: text };
}

function understand(parts: Parts, text: string): UnderstoodExpectation {
  const problems: ExpectationProblem[] = [];
  const definition = metricOf(parts, problems);
  const statistic = oneOf(
    parts.statistic,
    definition && statisticsOf[definition.shape],
    statistics,
    'statistic',
    problems,
  );
  const comparison = comparisonOf(parts.comparison, problems);
  const mode = oneOf(parts.mode, definition && modesOf[definition.shape], modes, 'mode', problems);
  const limit = definition === undefined ? undefined : limitOf(parts.value, parts.metric, definition, problems);
  if (problems.length > 0 || definition === undefined || limit === undefined) return { ok: false, problems };
  const expectation: Expectation = {
    text,
    metric: parts.metric as MetricName,
    ...(parts.workload === undefined ? {} : { workload: parts.workload }),
    ...(parts.service === undefined ? {} : { service: parts.service }),
    statistic: statistic ?? statisticsOf[definition.shape][0]!,
    comparison: comparison!,
    limit,
    mode: mode ?? 'always',
  };
  return { ok: true, expectation };
}

function metricOf(parts: Parts, problems: ExpectationProblem[]): MetricDefinition | undefined {
  if (!Object.hasOwn(metrics, parts.metric)) {
    const suggestion = didYouMean(parts.metric, metricNames);
    const expected =
      suggestion === undefined ? `a metric: ${metricNames.join(', ')}` : 'a metric (sba explain lists them)';
    problems.push({ found: `unknown metric "${excerpt(parts.metric)}"`, expected, suggestion });
    return undefined;
  }
  const definition: MetricDefinition = metrics[parts.metric as MetricName];
  for (const [what, kept] of [
    ['workload', 'byWorkload'],
    ['service', 'byService'],
  ] as const) {
    if (parts[what] === undefined || definition[kept] === true) continue;
    const able = metricNames.filter((name) => (metrics[name] as MetricDefinition)[kept] === true);
    problems.push({
      found: `${parts.metric}{${what}:${parts[what]}}`,
      expected: `no ${what}, since only ${able.join(', ')} are kept by ${what}`,
    });
  }
  if (parts.workload !== undefined && parts.service !== undefined)
    problems.push({ found: 'a workload and a service', expected: 'one of the two' });
  return definition;
}

/** A statistic or mode: known at all, and suited to the metric. */
function oneOf<Name extends string>(
  word: string | undefined,
  suited: readonly Name[] | undefined,
  known: readonly Name[],
  what: string,
  problems: ExpectationProblem[],
): Name | undefined {
  if (word === undefined) return undefined;
  const allowed = suited ?? known;
  const match = allowed.find((name) => name === word);
  if (match !== undefined) return match;
  const unknown = !known.includes(word as Name);
  const other = otherNames.get(word);
  const suggestion =
    other !== undefined && what === 'statistic' ? `write ${other}` : unknown ? didYouMean(word, known) : undefined;
  const leaveOut =
    allowed.length === 1
      ? `no ${what} (it is one ${allowed[0]})`
      : `a ${what} that suits the metric: ${allowed.join(', ')}`;
  problems.push({ found: `${unknown ? `unknown ${what} ` : ''}"${excerpt(word)}"`, expected: leaveOut, suggestion });
  return undefined;
}

function comparisonOf(written: string, problems: ExpectationProblem[]): Comparison | undefined {
  const match = comparisons.find((comparison) => comparison === written);
  if (match !== undefined) return match;
  const meant = new Map([
    ['=', '=='],
    ['===', '=='],
    ['=<', '<='],
    ['≤', '<='],
    ['=>', '>='],
    ['≥', '>='],
  ]).get(written);
  problems.push({
    found: `the comparison "${excerpt(written)}"`,
    expected: `one of ${comparisons.join(' ')}`,
    suggestion: meant === undefined ? undefined : `write ${meant}`,
  });
  return undefined;
}

function limitOf(
  text: string,
  metric: string,
  definition: MetricDefinition,
  problems: ExpectationProblem[],
): number | undefined {
  const unit = units[definition.unit];
  const reading = readQuantity(unit, text);
  const tooMuch = 'value' in reading && definition.unit === 'ratio' && reading.value > 1;
  if ('value' in reading && !tooMuch) return reading.value;
  const found = text === '' ? 'no value after the comparison' : `"${excerpt(text)}"`;
  const expected = `${unit.words}${tooMuch ? ', at most 100%' : ''} (the unit of ${metric})`;
  problems.push({ found, expected, suggestion: 'value' in reading ? undefined : reading.suggestion });
  return undefined;
}
