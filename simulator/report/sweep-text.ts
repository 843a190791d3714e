/**
 * A sweep for people: a table of every column with its interval, a chart a column, and where the answer changes.
 */
import type { BreakEven, Knee, SweepResult, SweepValue } from '../model/sweep.ts';
import { amountOf } from '../model/unit.ts';
import { jsonText } from './json.ts';
import { shownInterval, shownQuantity } from './shown-number.ts';
import { plainPaint, tableLines, wrapped } from './text-table.ts';

export const sweepFormats = ['text', 'json', 'markdown'] as const;
export type SweepFormat = (typeof sweepFormats)[number];

const chartWidth = 60;

export function renderSweep(result: SweepResult, format: SweepFormat): string {
  if (format === 'json') return jsonText(result);
  return format === 'markdown' ? markdown(result) : text(result);
}

function text(result: SweepResult): string {
  return `${[
    ...wrapped(result.summary, ''),
    '',
    ...tableLines({ titles: headsOf(result), rows: rowsOf(result) }, plainPaint),
    ...result.columns.flatMap((_, column) => chart(result, column)),
    '',
    ...changesOf(result).flatMap((line) => wrapped(line, '')),
  ].join('\n')}\n`;
}

function markdown(result: SweepResult): string {
  const row = (parts: readonly string[]) => `| ${parts.map((part) => part.replaceAll('|', '\\|')).join(' | ')} |`;
  const heads = headsOf(result).map((title) => title.replace('>', ''));
  return `${[
    `# ${result.scenario.name}: a sweep`,
    '',
    result.summary,
    '',
    row(heads),
    row(heads.map(() => '---')),
    ...rowsOf(result).map(row),
    '',
    ...result.columns.flatMap((_, column) => ['```', ...chart(result, column).slice(1), '```', '']),
    ...changesOf(result).map((line) => `- ${line}`),
  ].join('\n')}\n`;
}

function headsOf({ grid, columns, points }: SweepResult): readonly string[] {
  const names = grid.map(({ parameter }) => `>${parameter}`);
  const likely = points.some(({ met }) => met !== undefined) ? ['all met with'] : [];
  return [...names, 'verdict', '>n', ...likely, ...columns.map((column) => column.text)];
}

function rowsOf({ grid, columns, points }: SweepResult): readonly (readonly string[])[] {
  const isUncertain = points.some(({ met }) => met !== undefined);
  return points.map(({ parameters, verdict, replications, values, met }) => [
    ...grid.map(({ parameter }) => parameters[parameter]!),
    verdict,
    String(replications),
    ...(isUncertain ? [met === undefined ? '' : likelihood(met)] : []),
    ...columns.map(({ unit }, column) => cellOf(values[column]!, unit)),
  ]);
}

/** `85 % (62 % … 97 %)`. */
function likelihood({ probability, low, high }: Pick<NonNullable<SweepValue['met']>, 'probability' | 'low' | 'high'>) {
  return `${shownQuantity(probability, 'ratio')} (${shownInterval(low, high, 'ratio')})`;
}

function cellOf({ met, ...value }: SweepValue, unit: string): string {
  const shown = atMedians(value, unit);
  return met === undefined ? shown : `${shown}, met with ${likelihood(met)}`;
}

function atMedians({ estimate, low, high, why, verdict }: SweepValue, unit: string): string {
  if (estimate === undefined) return why === undefined ? '' : 'unknown';
  const half = low === undefined || high === undefined ? undefined : Math.max(high - estimate, estimate - low);
  const margin = half === undefined ? ' ± ?' : half === 0 ? '' : ` ± ${shownQuantity(half, unit)}`;
  const mark = verdict === undefined || verdict === 'pass' ? '' : verdict === 'fail' ? ' ✗' : ' ?';
  return `${shownQuantity(estimate, unit)}${margin}${mark}`;
}

/** One line a point: the interval as a line, the estimate as a dot, the limit as a bar, p5 to p95 of uncertain inputs as a band. */
function chart({ grid, columns, points }: SweepResult, column: number): readonly string[] {
  const { text: title, unit, limit } = columns[column]!;
  const known = points.flatMap(({ values }) => {
    const { estimate, low, high, met } = values[column]!;
    return [estimate, low, high, met?.p5, met?.p95].filter((value) => value !== undefined);
  });
  const ends = limit === undefined ? known : [...known, limit];
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  if (known.length === 0 || least === most) return [];
  const place = (value: number) => Math.round(((value - least) / (most - least)) * (chartWidth - 1));
  const labels = points.map(({ parameters }) => grid.map(({ parameter }) => parameters[parameter]!).join(', '));
  const width = Math.max(...labels.map(({ length }) => length));
  const lines = points.map(({ values }, index) => {
    const { estimate, low, high, met } = values[column]!;
    const line = new Array<string>(chartWidth).fill(' ');
    if (met?.p5 !== undefined && met.p95 !== undefined) line.fill('░', place(met.p5), place(met.p95) + 1);
    if (limit !== undefined) line[place(limit)] = '¦';
    if (estimate !== undefined) {
      for (let at = place(low ?? least); at <= place(high ?? most); at++) line[at] = line[at] === '░' ? '▒' : '─';
      line[place(estimate)] = '●';
    }
    return `  ${labels[index]!.padStart(width)} ${line.join('').trimEnd()}`;
  });
  const from = shownQuantity(least, unit);
  const to = shownQuantity(most, unit);
  return ['', `  ${title}`, ...lines, `  ${' '.repeat(width)} ${from.padEnd(chartWidth - to.length)}${to}`];
}

/** From where the worse end of the interval crosses to where the better one does. */
function rangeOf({ low, high }: Knee, unit: string): string {
  if (low === undefined || high === undefined) return '';
  const [from, to] = low < high ? [low, high] : [high, low];
  return ` (${shownQuantity(from, unit)} to ${shownQuantity(to, unit)} by the intervals)`;
}

function changesOf({ grid, knees, breakEvens, columns, points, notRun }: SweepResult): readonly string[] {
  const like = (parameter: string) => amountOf(grid.find((axis) => axis.parameter === parameter)!.values[0]!)!.unit;
  const about = ({ at, parameter }: Knee | BreakEven) => `: about ${shownQuantity(at, like(parameter))}`;
  return [
    ...knees.map((knee) => `${knee.text}${about(knee)}${rangeOf(knee, like(knee.parameter))}.`),
    ...breakEvens.map((found) => `${found.text}${about(found)}.`),
    ...(knees.length === 0 && columns.some(({ limit }) => limit !== undefined)
      ? ['No promise changes between passing and failing within this grid.']
      : []),
    ...drawsOf(points),
    ...(notRun.length > 0 ? [`Interrupted: ${notRun.length} points were not run.`] : []),
  ];
}

/** What the probabilities and bands are from. */
function drawsOf(points: SweepResult['points']): readonly string[] {
  const sizes = points.flatMap(({ met }) => (met === undefined ? [] : [`${met.draws} × ${met.replications}`]));
  if (sizes.length === 0) return [];
  const size = [...new Set(sizes)].join(' or ');
  return [
    `Values, verdicts and what changes are those of the medians of the uncertain inputs. Probabilities (with 95 % intervals) and bands (p5 to p95: ░, under an interval ▒) are from draws of them: ${size} replications a point.`,
  ];
}
