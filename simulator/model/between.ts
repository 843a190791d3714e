/**
 * Quantities of a design that are known only as a 90 % interval: `2M..5M` on a command line, `{between: [2M, 5M]}` in a file.
 *
 *   middle = sqrt(low × high), the median of a log-normal law; (low + high) / 2 of shares and of intervals that begin at 0
 *
 * Whole numbers without a unit (members, backups, zones) are decisions, not estimates: they take no interval.
 */
import type { Checked, Problem } from './problem.ts';
import type { Refusal } from './quantity.ts';
import { type SizingCard, sizingCard } from './sizing-card.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A design whose numbers are the middles of what is given as intervals. */
export interface UncertainCard {
  readonly card: SizingCard;
  /** By field, in the order of the design. */
  readonly between: Readonly<Record<string, Interval>>;
}

export interface SplitDesign {
  readonly plain: Readonly<Record<string, unknown>>;
  /** Low and high as they were written. */
  readonly between: Readonly<Record<string, readonly [unknown, unknown]>>;
}

const shares = ['targetUtilisation', 'growth', 'indexes'];
const rates = ['reads', 'writes', 'storeWrites'];
const decisions = ['members', 'backups', 'zones', 'failures', 'wanTargets', 'cores', 'version'];

/** Intervals taken out of a design as it was written. */
export function splitBetween(written: Readonly<Record<string, unknown>>): SplitDesign {
  const plain: Record<string, unknown> = {};
  const between: Record<string, readonly [unknown, unknown]> = {};
  for (const [field, value] of Object.entries(written)) {
    const ends = endsOf(value);
    if (ends === undefined) plain[field] = value;
    else between[field] = ends;
  }
  return { plain, between };
}

function endsOf(value: unknown): readonly [unknown, unknown] | undefined {
  if (typeof value === 'string') {
    const [low, high, ...more] = value.split('..');
    return high === undefined || more.length > 0 ? undefined : [low, high];
  }
  if (typeof value !== 'object' || value === null || !('between' in value)) return undefined;
  const { between } = value;
  return Array.isArray(between) && between.length === 2 ? [between[0], between[1]] : undefined;
}

/** The design with the middles of its intervals, or what is wrong with them. */
export function withIntervals(
  card: SizingCard,
  written: SplitDesign['between'],
  source: string,
): Checked<UncertainCard> {
  const problems: Problem[] = [];
  const between: Record<string, Interval> = {};
  for (const [field, ends] of Object.entries(written)) {
    const [low, high] = ends.map((end) => endOf(field, end));
    if (typeof low === 'number' && typeof high === 'number' && low < high) between[field] = { low, high };
    else problems.push({ source, path: field, ...wrong(field, low!, high!) });
  }
  if (problems.length > 0) return { ok: false, problems };
  const middles = Object.fromEntries(
    Object.entries(between).map(([field, interval]) => [field, rounded(field, middleOf(field, interval))]),
  );
  return { ok: true, value: { card: { ...card, ...middles }, between } };
}

type Refused = Pick<Problem, 'found' | 'expected'>;

/** A number, or why there is none. */
function endOf(field: string, written: unknown): number | Refused {
  const none = { found: `an interval of ${field}`, expected: 'one value: only estimated quantities take an interval' };
  const schema = Object.hasOwn(sizingCard.shape, field)
    ? sizingCard.shape[field as keyof typeof sizingCard.shape]
    : undefined;
  if (schema === undefined || decisions.includes(field)) return none;
  const checked = schema.safeParse(written);
  if (checked.success) return typeof checked.data === 'number' ? checked.data : none;
  const issue = checked.error.issues[0]!;
  return issue.code === 'custom' && issue.params?.refusal !== undefined ? (issue.params.refusal as Refusal) : none;
}

function wrong(field: string, low: number | Refused, high: number | Refused): Refused {
  for (const end of [low, high]) if (typeof end !== 'number') return end;
  return {
    found: `an interval from ${low} to ${high}`,
    expected: `the lower end of ${field} first, and below the other`,
  };
}

/** Log-normal: both ends above zero, and no share. */
export function isLogNormal(field: string, { low }: Interval): boolean {
  return low > 0 && !shares.includes(field);
}

function middleOf(field: string, interval: Interval): number {
  const { low, high } = interval;
  return isLogNormal(field, interval) ? Math.sqrt(low) * Math.sqrt(high) : (low + high) / 2;
}

/** As the design counts it: whole entries, bytes and nanoseconds, at least one. */
export function rounded(field: string, value: number): number {
  return shares.includes(field) || rates.includes(field) ? value : Math.max(1, Math.round(value));
}
