/**
 * The text of a file of recorded times as whole ns, or everything that is wrong with it, line by line.
 *
 * Values are read as decimals of any length and shifted before they are rounded, so seconds since 1970 with nine places behind the point
 * keep every nanosecond. Quoted columns and calendar dates are not understood.
 */
import { decimalOf, scaledToWhole } from './decimal.ts';
import type { RecordedFile } from './recording.ts';
import { shownDuration } from './sense-view.ts';
import { excerpt } from './shown-value.ts';
import { didYouMean } from './suggest.ts';

/** Requests that one file may hold. */
const MOST_TIMES = 1_000_000;
/** Of many wrong lines the first ones are enough to go on. */
const MOST_SHOWN = 20;

const factors: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
]);

/** Something wrong at a line (1-based; absent: with the file as a whole). */
export interface LineProblem {
  readonly line?: number;
  readonly found: string;
  readonly expected: string;
  readonly suggestion?: string | undefined;
}

export interface RecordedTimes {
  /** ns after the beginning of the run, of the lines that could be read. */
  readonly times: readonly number[];
  readonly problems: readonly LineProblem[];
}

interface Line {
  readonly number: number;
  readonly cells: readonly string[];
}

/** `duration`: length of the run in ns, where it is known. */
export function recordedTimes(text: string, settings: RecordedFile, duration: number | undefined): RecordedTimes {
  const lines = linesOf(text);
  if (lines.length === 0) return refusedWhole('no times', 'at least one time');
  const column = columnOf(lines[0]!, settings);
  if ('found' in column) return { times: [], problems: [column] };
  const body = column.hasHeading ? lines.slice(1) : lines;
  if (body.length === 0) return refusedWhole('a heading without times', 'at least one time below it');
  if (body.length > MOST_TIMES) {
    const suggestion = 'record a shorter stretch, or divide the file among several sources';
    return refusedWhole(`${body.length} times`, `at most ${MOST_TIMES}`, suggestion);
  }
  return timesOf(body, column.index, settings, duration);
}

function refusedWhole(found: string, expected: string, suggestion?: string): RecordedTimes {
  return { times: [], problems: [{ found, expected, suggestion }] };
}

function linesOf(text: string): readonly Line[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ number: index + 1, cells: line.split(',').map((cell) => cell.trim()) }))
    .filter(({ cells }) => (cells.length > 1 || cells[0] !== '') && !cells[0]!.startsWith('#'));
}

function columnOf(
  { number, cells }: Line,
  { column }: RecordedFile,
): LineProblem | { index: number; hasHeading: boolean } {
  const hasHeading = !cells.some((cell) => /^[-+.]?\d/.test(cell));
  if (column !== undefined) {
    const index = hasHeading ? cells.indexOf(column) : -1;
    if (index >= 0) return { index, hasHeading };
    const found = hasHeading ? `the columns ${excerpt(cells.join(', '))}` : 'a first line of numbers';
    const suggestion = hasHeading ? didYouMean(column, cells) : `put a line with the names of the columns first`;
    return { line: number, found, expected: `a heading with the column ${column}`, suggestion };
  }
  if (cells.length === 1) return { index: 0, hasHeading };
  const suggestion = hasHeading
    ? `add column: ${cells[0]}`
    : 'put a line with the names of the columns first, and add column: NAME';
  return {
    line: number,
    found: `${cells.length} columns`,
    expected: 'one column, or the name of the one that holds the times',
    suggestion,
  };
}

function timesOf(
  body: readonly Line[],
  index: number,
  settings: RecordedFile,
  duration: number | undefined,
): RecordedTimes {
  const problems: LineProblem[] = [];
  const times: number[] = [];
  let origin = settings.times === 'clock' ? undefined : 0n;
  let before: Line | undefined;
  let late = 0;
  for (const line of body) {
    const value = nanoseconds(line.cells[index] ?? '', settings);
    if (typeof value !== 'bigint') {
      problems.push({ line: line.number, ...value });
      continue;
    }
    origin ??= value;
    const time = Number(value - origin);
    const latest = times.at(-1) ?? 0;
    if (time < latest) {
      const found = `${line.cells[index]}, after ${before === undefined ? 'the beginning' : before.cells[index]}`;
      problems.push({ line: line.number, found, expected: 'times in ascending order', suggestion: 'sort the lines' });
      continue;
    }
    if (duration !== undefined && time >= duration && late++ === 0) problems.push(tooLate(line, index, duration));
    times.push(time);
    before = line;
  }
  return { times, problems: shortened(problems) };
}

function tooLate(line: Line, index: number, duration: number): LineProblem {
  const suggestion = 'leave this line and those below out, or take a longer run.duration';
  const expected = `times before the end of the run (${shownDuration(duration)})`;
  return { line: line.number, found: line.cells[index]!, expected, suggestion };
}

function shortened(problems: readonly LineProblem[]): readonly LineProblem[] {
  const more = problems.length - MOST_SHOWN;
  if (more <= 0) return problems;
  const rest = { found: `${more} more lines that do not fit`, expected: 'a time on every line' };
  return [...problems.slice(0, MOST_SHOWN), rest];
}

function nanoseconds(cell: string, { unit, times }: RecordedFile): bigint | Omit<LineProblem, 'line'> {
  const expected = unit === undefined ? 'a time with its unit, such as 12ms' : `a number of ${unit} without a sign`;
  const match = /^([\d._]+) ?([a-z]*)$/.exec(cell);
  const amount = match === null ? undefined : decimalOf(match[1]!);
  const symbol = match?.[2] === '' ? unit : match?.[2];
  const found = cell === '' ? 'nothing' : `"${excerpt(cell)}"`;
  if (amount === undefined) return { found, expected };
  if (symbol === undefined) return { found, expected, suggestion: 'add unit: s (or ms, us, ns) beside file' };
  const factor = factors.get(symbol);
  if (factor === undefined || (unit !== undefined && symbol !== unit))
    return {
      found,
      expected,
      suggestion: unit === undefined ? 'the units are ns us ms s' : `leave the unit out, or leave out unit: ${unit}`,
    };
  const { whole } = scaledToWhole(amount, factor);
  if (times !== 'clock' && whole > BigInt(Number.MAX_SAFE_INTEGER))
    return {
      found,
      expected: 'a time after the beginning of the run',
      suggestion: 'for times of a clock add times: clock',
    };
  return whole;
}
