/**
 * The Universal Scalability Law fitted to measured throughputs: X(n) = lambda n / (1 + sigma (n - 1) + kappa n (n - 1)), least squares.
 *
 * n / X is a polynomial of second degree in n, whose linear regression gives the start; Gauss-Newton steps with Levenberg's damping (1944,
 * Marquardt 1963) then minimise the squares of the throughputs themselves. Source: Gunther 2007; Schwartz, Practical Scalability
 * Analysis with the Universal Scalability Law (2015). Oracle S01. Left out: confidence of the coefficients.
 */
export interface Measurement {
  /** Members, threads or clients. */
  readonly n: number;
  readonly throughput: number;
}

export interface FittedScalability {
  /** Throughput of one. */
  readonly single: number;
  /** sigma and kappa. */
  readonly contention: number;
  readonly coherency: number;
}

type Vector = readonly [number, number, number];

const STEPS = 200;

/** Undefined when there are too few measurements, or none of three different n. */
export function fitScalability(measurements: readonly Measurement[]): FittedScalability | undefined {
  if (new Set(measurements.map(({ n }) => n)).size < 3) return undefined;
  let at = startOf(measurements);
  let damping = 1e-3;
  let error = squaresOf(measurements, at);
  for (let step = 0; step < STEPS; step++) {
    const better = stepFrom(measurements, at, damping);
    const found = squaresOf(measurements, better);
    if (found <= error) {
      [at, error] = [better, found];
      damping /= 10;
    } else damping *= 10;
  }
  const [single, contention, coherency] = at;
  return { single, contention, coherency };
}

function modelled(n: number, [single, contention, coherency]: Vector): number {
  return (single * n) / (1 + contention * (n - 1) + coherency * n * (n - 1));
}

function squaresOf(measurements: readonly Measurement[], at: Vector): number {
  return measurements.reduce((sum, { n, throughput }) => {
    const gap = throughput - modelled(n, at);
    return sum + gap * gap;
  }, 0);
}

/** n / X = (1 + sigma (n - 1) + kappa n (n - 1)) / lambda is linear in 1 / lambda, sigma / lambda and kappa / lambda. */
function startOf(measurements: readonly Measurement[]): Vector {
  const rows = measurements.map(({ n, throughput }) => ({
    slope: [1, n - 1, n * (n - 1)] as const,
    gap: n / throughput,
  }));
  const [inverse, contention, coherency] = leastSquares(rows, 0);
  return [1 / inverse, contention / inverse, coherency / inverse];
}

function stepFrom(measurements: readonly Measurement[], at: Vector, damping: number): Vector {
  const rows = measurements.map(({ n, throughput }) => {
    const value = modelled(n, at);
    const [single, contention, coherency] = at;
    const below = 1 + contention * (n - 1) + coherency * n * (n - 1);
    const slope = [value / single, (-value * (n - 1)) / below, (-value * n * (n - 1)) / below] as const;
    return { slope, gap: throughput - value };
  });
  const [single, contention, coherency] = leastSquares(rows, damping);
  return [at[0] + single, at[1] + contention, at[2] + coherency];
}

/** The d that minimises the squares of gap - slope d, by the normal equations; `damping` enlarges their diagonal. */
function leastSquares(rows: readonly { readonly slope: Vector; readonly gap: number }[], damping: number): Vector {
  const indices = [0, 1, 2] as const;
  const matrix = indices.map((i) => {
    const products = indices.map((j) => rows.reduce((sum, { slope }) => sum + slope[i] * slope[j], 0));
    products[i]! *= 1 + damping;
    return [...products, rows.reduce((sum, { slope, gap }) => sum + slope[i] * gap, 0)];
  });
  return solved(matrix);
}

/** Gauss elimination of three equations, the largest coefficient first; an equation that says nothing gives 0. */
function solved(matrix: number[][]): Vector {
  for (let column = 0; column < 3; column++) {
    let pivot = column;
    for (let row = column + 1; row < 3; row++)
      if (Math.abs(matrix[row]![column]!) > Math.abs(matrix[pivot]![column]!)) pivot = row;
    [matrix[column], matrix[pivot]] = [matrix[pivot]!, matrix[column]!];
    const lead = matrix[column]![column]!;
    if (lead === 0) continue;
    matrix[column] = matrix[column]!.map((value) => value / lead);
    for (let row = 0; row < 3; row++) {
      const share = matrix[row]![column]!;
      if (row !== column) matrix[row] = matrix[row]!.map((value, index) => value - share * matrix[column]![index]!);
    }
  }
  return [matrix[0]![3]!, matrix[1]![3]!, matrix[2]![3]!];
}
