/**
 * Decimal numbers as text, so that nothing is rounded before it has to be.
 *
 * `12.5` is kept as the digits 125 with one of them behind the point. Scaling by a unit moves the point (a product of whole numbers) and
 * rounds once, half up. Binary fractions never enter: 0.3 ms is exactly 300000 ns.
 */

/** The value is `digits` × 10^−`places`; both exact. */
export interface Decimal {
  readonly digits: bigint;
  readonly places: number;
}

const longest = 30;

/** Reads `1234`, `1_000_000` or `0.25`; undefined when the text is something else or longer than anyone writes by hand. */
export function decimalOf(text: string): Decimal | undefined {
  const match = /^(\d+(?:_\d+)*)(?:\.(\d+))?$/.exec(text);
  if (match === null || text.length > longest) return undefined;
  const whole = match[1]!.replaceAll('_', '');
  const fraction = match[2] ?? '';
  return { digits: BigInt(whole + fraction), places: fraction.length };
}

/** The value times `numerator / denominator`, rounded half up to a whole number; `exact` says whether anything was rounded. */
export function scaledToWhole(
  value: Decimal,
  numerator: bigint,
  denominator = 1n,
): { readonly whole: bigint; readonly exact: boolean } {
  const product = value.digits * numerator;
  const divisor = 10n ** BigInt(value.places) * denominator;
  return { whole: (2n * product + divisor) / (2n * divisor), exact: product % divisor === 0n };
}

/** The value times 10^`power`, as the nearest double: rounded once, by reading the shifted text. */
export function shiftedToNumber(value: Decimal, power: number): number {
  return Number(`${value.digits}e${power - value.places}`);
}
