/**
 * Which input moves the outcome most: the regression of the ranks of the outcome on the ranks of the inputs.
 *
 * Standardised rank regression coefficients (Iman & Conover, Technometrics 21, 1979; Saltelli et al., Global Sensitivity Analysis, 2008, 1.2.5):
 * +1 … −1 for each input, and its square is the share of the variation of the ranks that goes back to this input, exactly so where the inputs
 * are independent. Ranks make it right for every monotone dependence, straight or not. `explained` (R²) is the share that all inputs together
 * explain so: what is missing to 1 is chance, or a dependence that is not monotone. `pValue`: Student's t of the coefficient.
 */
import { invariant } from '../kernel/invariant.ts';
import { tCdf } from './student-t.ts';

export interface RankRegression {
  /** In the order of the inputs. */
  readonly coefficients: readonly number[];
  /** Probability of so large a coefficient if the input did not matter. */
  readonly pValues: readonly number[];
  readonly explained: number;
}

/**
 * Undefined where the outcome does not vary, or two inputs say the same, or fewer than inputs + 3 observations are there.
 * @param inputs one list an input, each as long as `outcome`
 */
export function rankRegression(
  inputs: readonly (readonly number[])[],
  outcome: readonly number[],
): RankRegression | undefined {
  const n = outcome.length;
  const degrees = n - inputs.length - 1;
  if (degrees < 2) return undefined;
  const y = standardRanks(outcome);
  const columns = inputs.map(standardRanks);
  if (y === undefined || columns.some((column) => column === undefined)) return undefined;
  const x = columns as readonly (readonly number[])[];
  const inverse = inverseOf(x.map((left) => x.map((right) => product(left, right))));
  if (inverse === undefined) return undefined;
  const withOutcome = x.map((column) => product(column, y));
  const coefficients = inverse.map((row) => product(row, withOutcome));
  const explained = Math.min(1, Math.max(0, product(coefficients, withOutcome)));
  const pValues = coefficients.map((coefficient, index) => {
    const error = Math.sqrt((Math.max(0, 1 - explained) / degrees) * inverse[index]![index]!);
    return error === 0 ? 0 : 2 * (1 - tCdf(Math.abs(coefficient) / error, degrees));
  });
  return { coefficients, pValues, explained };
}

/** Ranks, equal values sharing the mean of theirs, with mean 0 and sum of squares 1; undefined when all are equal. */
function standardRanks(values: readonly number[]): readonly number[] | undefined {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]! || a - b);
  const ranks = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let at = from; at < to; at++) ranks[order[at]!] = (from + to - 1) / 2;
    from = to;
  }
  const centred = ranks.map((rank) => rank - (values.length - 1) / 2);
  const size = Math.sqrt(product(centred, centred));
  return size === 0 ? undefined : centred.map((rank) => rank / size);
}

function product(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, index) => sum + value * right[index]!, 0);
}

/** Gauss–Jordan with the largest pivot; undefined for a matrix that is singular for all practical purposes. */
function inverseOf(matrix: readonly (readonly number[])[]): readonly (readonly number[])[] | undefined {
  const size = matrix.length;
  invariant(
    matrix.every((row) => row.length === size),
    'inverseOf needs a square matrix',
  );
  const rows = matrix.map((row, index) => [...row, ...row.map((_, other) => (other === index ? 1 : 0))]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++)
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    const [chosen, replaced] = [rows[pivot]!, rows[column]!];
    if (Math.abs(chosen[column]!) < 1e-9) return undefined;
    rows[pivot] = replaced;
    rows[column] = chosen.map((value) => value / chosen[column]!);
    for (let row = 0; row < size; row++) {
      const factor = rows[row]![column]!;
      if (row !== column) rows[row] = rows[row]!.map((value, index) => value - factor * rows[column]![index]!);
    }
  }
  return rows.map((row) => row.slice(size));
}
