/** The sections of the terminal report, each from its part of the result to lines. A section with nothing to say has no lines. */
import type { CostResult } from '../model/cost.ts';
import type {
  ExpectationResult,
  FaultResult,
  Finding,
  MetricValue,
  RunResult,
  Twin,
  Verdict,
} from '../model/result.ts';
import { metricOrder } from './ordered-result.ts';
import { shownInterval, shownNumber, shownQuantity, shownTime } from './shown-number.ts';
import { type Cell, type Paint, type Style, tableLines, wrapped } from './text-table.ts';

const verdictStyles: Readonly<Record<Verdict, Style>> = {
  pass: 'green',
  fail: 'red',
  inconclusive: 'yellow',
  'not exercised': 'yellow',
};
const severityStyles: Readonly<Record<Finding['severity'], Style>> = { error: 'red', warning: 'yellow', note: 'dim' };

export function expectationLines(expectations: readonly ExpectationResult[], paint: Paint): readonly string[] {
  if (expectations.length === 0) return [];
  const rows = expectations.map((entry): readonly (Cell | string)[] => {
    const unit = entry.unit ?? '';
    return [
      { text: entry.verdict === 'pass' ? 'pass' : entry.verdict.toUpperCase(), style: verdictStyles[entry.verdict] },
      entry.text,
      entry.estimate === undefined ? 'unknown' : shownQuantity(entry.estimate, unit),
      shownInterval(entry.low, entry.high, unit),
      entry.limit === undefined ? '' : shownQuantity(entry.limit, unit),
      String(entry.n),
    ];
  });
  const [titles = '', ...lines] = tableLines(
    { titles: ['verdict', 'expectation', '>estimate', '95 % interval', '>limit', '>n'], rows },
    paint,
  );
  return [titles, ...lines.flatMap((line, index) => [line, ...explained(expectations[index]!, paint)])];
}

/** In words, with how the interval was made, below its row. */
function explained({ explanation, method }: ExpectationResult, paint: Paint): readonly string[] {
  const text = method === 'none' || explanation.includes(method) ? explanation : `${explanation} (${method})`;
  return wrapped(text, '      ').map((line) => paint('dim', line));
}

export function faultLines(faults: readonly FaultResult[]): readonly string[] {
  return faults.flatMap((fault) => {
    const name = fault.id === fault.kind ? fault.id : `${fault.id} (${fault.kind})`;
    const effects = Object.entries(fault.effects).map(
      ([effect, share]) => `${effect} in ${shownQuantity(share, 'ratio')}`,
    );
    const caused = effects.length === 0 ? '' : ` Seen in replications: ${effects.join(', ')}.`;
    return wrapped(`${name}${faultStory(fault)}.${caused}`, '      ').map((line, index) =>
      index === 0 ? `  ${line.trimStart()}` : line,
    );
  });
}

/** ` at 20 s: took effect, detected after 2.9 s, writes accepted again after 3.8 s`. */
export function faultStory({ tookEffect, atMs, detectedMs, restoredMs }: FaultResult): string {
  const parts = [
    tookEffect ? 'took effect' : 'DID NOT TAKE EFFECT in every replication',
    detectedMs === undefined ? '' : `detected after ${shownTime(detectedMs)}`,
    restoredMs === undefined ? '' : `writes accepted again after ${shownTime(restoredMs)}`,
  ];
  return `${atMs === undefined ? '' : ` at ${shownTime(atMs)}`}: ${parts.filter((part) => part !== '').join(', ')}`;
}

export function findingLines(findings: readonly Finding[], paint: Paint): readonly string[] {
  return findings.flatMap(({ severity, code, text, advice }) => {
    const [first = '', ...rest] = wrapped(`${severity} ${code}: ${text}`, '      ');
    const head = `  ${paint(severityStyles[severity], severity)}${first.trimStart().slice(severity.length)}`;
    return [head, ...rest, ...(advice === undefined ? [] : wrapped(advice, '      '))];
  });
}

/**
 * Metrics with a value; those that an expectation asks for come first. Counts that stayed 0 are named on one line, but for those of parts
 * that the design does not have.
 */
export function metricLines(
  { metrics, expectations }: RunResult,
  verbose: boolean,
  paint: Paint,
  isIdle: (name: string) => boolean,
): readonly string[] {
  const asked = (name: string): boolean =>
    expectations.some(({ text }) => text === name || text.startsWith(`${name} `));
  const known = metricOrder(Object.keys(metrics)).filter((name) => hasValue(metrics[name]!));
  const quiet = known.filter((name) => !verbose && !asked(name) && isZero(metrics[name]!));
  const worthNaming = quiet.filter((name) => !isIdle(name));
  const listed = known.filter((name) => !quiet.includes(name));
  const rows = [...listed.filter(asked), ...listed.filter((name) => !asked(name))].map((name) =>
    metricRow(name, metrics[name]!),
  );
  const titles = ['metric', '>mean', '95 % of mean', '>p50', '>p90', '>p99', '>max', '>samples', 'basis'];
  const unknown = Object.keys(metrics).length - known.length;
  return [
    ...(rows.length === 0 ? [] : tableLines({ titles, rows }, paint)),
    ...(worthNaming.length === 0 ? [] : wrapped(`always 0: ${worthNaming.join(', ')}`, '  ')),
    ...(verbose
      ? unknownLines(metrics)
      : unknown === 0
        ? []
        : [`  ${unknown} more without a value; --verbose says why`]),
  ];
}

function metricRow(name: string, metric: MetricValue): readonly string[] {
  const shown = (value: number | undefined): string => (value === undefined ? '' : shownQuantity(value, metric.unit));
  const censored =
    metric.censored === undefined || metric.censored === 0 ? '' : ` (${shownNumber(metric.censored)} censored)`;
  const interval = shownInterval(metric.ci95?.low, metric.ci95?.high, metric.unit);
  return [
    name,
    shown(metric.mean),
    interval,
    shown(metric.p50),
    shown(metric.p90),
    shown(metric.p99),
    shown(metric.max),
    `${shownNumber(metric.count)}${censored}`,
    metric.basis,
  ];
}

function unknownLines(metrics: RunResult['metrics']): readonly string[] {
  return metricOrder(Object.keys(metrics))
    .filter((name) => !hasValue(metrics[name]!))
    .flatMap((name) => wrapped(`${name}: unknown, ${metrics[name]!.unknown ?? 'no samples'}`, '  '));
}

function hasValue(metric: MetricValue): boolean {
  return metric.unknown === undefined && [metric.mean, metric.p50, metric.max].some((value) => value !== undefined);
}

function isZero(metric: MetricValue): boolean {
  return [metric.mean, metric.max].every((value) => value === undefined || value === 0);
}

export function twinLines(twins: readonly Twin[], paint: Paint): readonly string[] {
  if (twins.length === 0) return [];
  const rows = twins.map((twin): readonly (Cell | string)[] => [
    twin.comparison !== undefined
      ? { text: 'compare', style: 'dim' }
      : { text: twin.agrees ? 'agrees' : 'DIFFERS', style: twin.agrees ? 'green' : 'red' },
    twin.comparison === undefined ? twin.name : `${twin.name} (${twin.comparison})`,
    twin.statistic === undefined ? twin.metric : `${twin.metric} ${twin.statistic}`,
    shownQuantity(twin.expected, twin.unit),
    shownQuantity(twin.simulated, twin.unit),
    `${shownQuantity(twin.gap, 'ratio')} of ${shownQuantity(twin.tolerance, 'ratio')} allowed`,
    twin.formula,
  ]);
  return tableLines(
    { titles: ['twin', 'closed form', 'metric', '>expected', '>simulated', 'gap', 'formula'], rows },
    paint,
  );
}

/** What a month costs, part by part; what is unknown is said so. */
export function costLines(cost: CostResult | undefined, paint: Paint): readonly string[] {
  if (cost === undefined) return [];
  const money = (value: number | undefined) =>
    value === undefined ? 'unknown' : `${shownNumber(value)}${cost.currency === undefined ? '' : ` ${cost.currency}`}`;
  const rows = cost.parts.map(({ name, quantity, unit, perMonth, formula }): readonly (Cell | string)[] => [
    name,
    quantity === undefined ? 'unknown' : `${shownNumber(quantity)} ${unit}`,
    money(perMonth),
    formula,
  ]);
  const sum = cost.total === undefined ? `at least ${money(cost.known)}` : money(cost.total);
  return [
    ...tableLines({ titles: ['part', '>used', '>a month', 'formula'], rows: [...rows, ['total', '', sum, '']] }, paint),
    ...cost.unknown.map((text) => `  ${text}`),
  ];
}
