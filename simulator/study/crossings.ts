/**
 * Where a sweep changes its answer: the knee, at which a statistic leaves its promise, and the break-even, at which two designs change
 * places. Both are read off straight lines between neighbouring points of the grid, so they are as fine as the grid is.
 *
 *   x = x1 + (limit − y1) · (x2 − x1) / (y2 − y1)
 *
 * Left out: crossings at values that are no quantities (names have no between), and estimates that are unknown.
 */
import type { BreakEven, Knee, SweepColumn, SweepPoint } from '../model/sweep.ts';
import { amountOf } from '../model/unit.ts';
import type { Axis } from './grid.ts';

/** Points along one axis, the other parameters fixed. */
interface Row {
  readonly axis: Axis;
  readonly others: Readonly<Record<string, string>>;
  /** Undefined where a point was not run. */
  readonly points: readonly (SweepPoint | undefined)[];
}

type Pick = (point: SweepPoint) => number | undefined;

interface Crossing {
  /** Index of the left neighbour. */
  readonly from: number;
  readonly at: number;
}

export function kneesOf(
  axes: readonly Axis[],
  columns: readonly SweepColumn[],
  points: readonly SweepPoint[],
  utilisation: Pick,
): readonly Knee[] {
  return axes.flatMap((axis) =>
    rowsAlong(axis, axes, points).flatMap((row) =>
      columns.flatMap(({ limit }, column) =>
        limit === undefined ? [] : kneeOf(row, column, columns[column]!, limit, utilisation),
      ),
    ),
  );
}

function kneeOf(row: Row, column: number, { text, comparison }: SweepColumn, limit: number, utilisation: Pick): Knee[] {
  const { axis, others } = row;
  return crossings(row, (point) => point.values[column]?.estimate, limit).map(({ from, at }) => {
    const upper = comparison === '<' || comparison === '<=';
    const worse = nearest(
      crossings(row, (point) => point.values[column]?.[upper ? 'high' : 'low'], limit),
      at,
    );
    const better = nearest(
      crossings(row, (point) => point.values[column]?.[upper ? 'low' : 'high'], limit),
      at,
    );
    const busy = interpolated(row, utilisation, from, at);
    const between = [axis.values[from]!, axis.values[from + 1]!] as [string, string];
    const share = busy === undefined ? '' : `, where threads are busy to ${Number((busy * 100).toPrecision(3))} %`;
    return {
      column,
      parameter: axis.parameter,
      others,
      between,
      at,
      ...(worse === undefined ? {} : { low: worse }),
      ...(better === undefined ? {} : { high: better }),
      ...(busy === undefined ? {} : { utilisation: busy }),
      text: `"${text}" changes between ${axis.parameter} = ${between.join(' and ')}${fixed(others)}${share}`,
    };
  });
}

/** Of two designs (neighbouring values of another parameter), where along an axis they are equal in a column. */
export function breakEvensOf(
  axes: readonly Axis[],
  columns: readonly SweepColumn[],
  points: readonly SweepPoint[],
): readonly BreakEven[] {
  return axes.flatMap((axis) =>
    axes
      .filter((other) => other !== axis)
      .flatMap((other) => pairsOf(axis, other, axes, points).flatMap((pair) => equalities(pair, columns))),
  );
}

interface DesignPair {
  readonly axis: Axis;
  readonly of: string;
  readonly designs: readonly [string, string];
  readonly others: Readonly<Record<string, string>>;
  readonly rows: readonly [Row, Row];
}

function pairsOf(axis: Axis, other: Axis, axes: readonly Axis[], points: readonly SweepPoint[]): readonly DesignPair[] {
  const rows = rowsAlong(axis, axes, points);
  return rows.flatMap((row) => {
    const at = other.values.indexOf(row.others[other.parameter]!);
    const next = other.values[at + 1];
    if (next === undefined) return [];
    const second = rows.find(({ others }) => isSame(others, { ...row.others, [other.parameter]: next }))!;
    const { [other.parameter]: first, ...others } = row.others;
    return [{ axis, of: other.parameter, designs: [first!, next] as const, others, rows: [row, second] as const }];
  });
}

function equalities({ axis, of, designs, others, rows }: DesignPair, columns: readonly SweepColumn[]): BreakEven[] {
  return columns.flatMap(({ text }, column) => {
    const gaps = rows[0].points.map((point, index) => {
      const [one, other] = [point, rows[1].points[index]].map((each) => each?.values[column]?.estimate);
      return one === undefined || other === undefined ? undefined : other - one;
    });
    return crossingsOf(axis, gaps, 0).map(({ from, at }) => {
      const between = [axis.values[from]!, axis.values[from + 1]!] as [string, string];
      return {
        column,
        parameter: axis.parameter,
        others,
        designs: [...designs] as [string, string],
        of,
        between,
        at,
        text: `${of} = ${designs.join(' and ')} are equal in "${text}" between ${axis.parameter} = ${between.join(' and ')}${fixed(others)}`,
      };
    });
  });
}

function rowsAlong(axis: Axis, axes: readonly Axis[], points: readonly SweepPoint[]): readonly Row[] {
  if (axis.values.length < 2 || axis.values.some((value) => amountOf(value) === undefined)) return [];
  const rest = axes.filter((other) => other !== axis);
  const combinations = rest.reduce<readonly Readonly<Record<string, string>>[]>(
    (list, { parameter, values }) => list.flatMap((point) => values.map((value) => ({ ...point, [parameter]: value }))),
    [{}],
  );
  return combinations.map((others) => ({
    axis,
    others,
    points: axis.values.map((value) =>
      points.find(({ parameters }) => isSame(parameters, { ...others, [axis.parameter]: value })),
    ),
  }));
}

function isSame(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  return Object.keys(other).every((name) => one[name] === other[name]);
}

function crossings({ axis, points }: Row, pick: Pick, limit: number): readonly Crossing[] {
  return crossingsOf(
    axis,
    points.map((point) => (point === undefined ? undefined : pick(point))),
    limit,
  );
}

/** A value on the limit counts with the side it came from, so that touching is no crossing. */
function crossingsOf(axis: Axis, values: readonly (number | undefined)[], limit: number): readonly Crossing[] {
  const found: Crossing[] = [];
  for (let from = 0; from + 1 < values.length; from++) {
    const [y1, y2] = [values[from], values[from + 1]];
    if (y1 === undefined || y2 === undefined || y1 > limit === y2 > limit) continue;
    const [x1, x2] = [amountOf(axis.values[from]!)!.value, amountOf(axis.values[from + 1]!)!.value];
    found.push({ from, at: x1 + ((limit - y1) * (x2 - x1)) / (y2 - y1) });
  }
  return found;
}

function nearest(list: readonly Crossing[], to: number): number | undefined {
  let best: number | undefined;
  for (const { at } of list) if (best === undefined || Math.abs(at - to) < Math.abs(best - to)) best = at;
  return best;
}

function interpolated({ axis, points }: Row, pick: Pick, from: number, at: number): number | undefined {
  const [left, right] = [points[from], points[from + 1]];
  const [y1, y2] = [left && pick(left), right && pick(right)];
  if (y1 === undefined || y2 === undefined) return undefined;
  const [x1, x2] = [amountOf(axis.values[from]!)!.value, amountOf(axis.values[from + 1]!)!.value];
  return y1 + ((y2 - y1) * (at - x1)) / (x2 - x1);
}

function fixed(others: Readonly<Record<string, string>>): string {
  const list = Object.entries(others).map(([name, value]) => `${name} = ${value}`);
  return list.length === 0 ? '' : ` (${list.join(', ')})`;
}
