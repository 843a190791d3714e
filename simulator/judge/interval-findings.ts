/**
 * Where an interval holds the truth less often than its 95 % says, as measured (references/coverage.md): few replications, or means of
 * values that are strongly skewed. The interval is printed all the same; the reader is told.
 */
import type { ExpectationResult, Finding } from '../model/result.ts';

/** From so many replications on, intervals of values that are not strongly skewed hold what they promise. */
const ENOUGH = 10;
/** With so many, even means of rare and large values do, or nearly. */
const ENOUGH_OF_SKEWED = 40;
/** Strongly skewed: the interval reaches this many times as far on one side of the estimate as on the other. */
const LOPSIDED = 2;

export function intervalFindings(expectations: readonly ExpectationResult[]): Finding[] {
  const decided = expectations.filter(({ verdict, n }) => n >= 2 && (verdict === 'pass' || verdict === 'fail'));
  const few = decided.filter((result) => isOfMeans(result) && result.n < ENOUGH);
  const skewed = decided.filter((result) => result.n >= ENOUGH && result.n < ENOUGH_OF_SKEWED && isLopsided(result));
  return [
    ...finding(
      few,
      'few-replications',
      `rests on the mean of fewer than ${ENOUGH} replications, whose 95 % interval holds the truth in 71 to 92 % where values are skewed`,
      `Use at least ${ENOUGH} replications, 20 where it matters.`,
    ),
    ...finding(
      skewed,
      'skewed-mean',
      'rests on the mean of strongly skewed values, whose 95 % interval holds the truth in 81 to 97 % with 10 to 20 replications',
      `Use at least ${ENOUGH_OF_SKEWED} replications, or ask for a quantile.`,
    ),
  ];
}

function finding(results: readonly ExpectationResult[], code: string, what: string, advice: string): Finding[] {
  if (results.length === 0) return [];
  const named = results.map(({ text }) => `"${text}"`).join(', ');
  return [{ severity: 'note', code, text: `${named}: ${what} (references/coverage.md).`, advice }];
}

function isOfMeans({ method }: ExpectationResult): boolean {
  return /^(t|batch means)(, skewness-adjusted)?$/.test(method);
}

function isLopsided(result: ExpectationResult): boolean {
  const { estimate = 0, low = estimate, high = estimate } = result;
  const [below, above] = [estimate - low, high - estimate];
  return isOfMeans(result) && Math.max(below, above) > LOPSIDED * Math.min(below, above);
}
