/**
 * Evidence: every number of a document, with the run it came from and the path to it inside that run's result.
 *
 * A number is printed by citing it: `4 451 ms [run 3f2a91bc04de:writeOutage.p90]`. What is not in the result cannot be cited, so a sentence
 * about it is not printed. What was cited is collected; with the runs it makes the block from which a later reader runs everything again.
 */
import type { RunResult } from '../model/result.ts';
import type { Sized } from '../sizing/sized.ts';
import { citedValue } from './cited-value.ts';

/** A result that can be made again: it has a run id. */
export type WholeRun = RunResult & { readonly runId: string };

export type EvidencePath = readonly (string | number)[];

export interface CitedValue {
  readonly runId: string;
  /** As it stands in the text, behind the run. */
  readonly cited: string;
  readonly value: number | string | boolean;
}

const shortLength = 12;

export class Evidence {
  readonly #runs: readonly WholeRun[];
  readonly #values = new Map<string, CitedValue>();
  readonly #sized = new Map<string, Sized>();

  constructor(runs: readonly WholeRun[]) {
    this.#runs = runs;
  }

  /** Enough of the run id to tell the runs of this document apart. */
  shortId(run: WholeRun): string {
    const short = run.runId.slice(0, shortLength);
    return this.#runs.some((other) => other.runId !== run.runId && other.runId.startsWith(short)) ? run.runId : short;
  }

  /** `[run ID:PATH]` for a value of the result; undefined when the result has none there. */
  cite(run: WholeRun, ...path: EvidencePath): string | undefined {
    const value = valueAt(run, path);
    if (value === undefined) return undefined;
    const cited = shownPath(path);
    if (typeof value !== 'object')
      this.#values.set(`${run.runId}:${cited}`, { runId: run.runId, cited, value: value as CitedValue['value'] });
    return `[run ${this.shortId(run)}:${cited}]`;
  }

  /** The number with its unit and where it came from; undefined when the result has no number there. */
  number(run: WholeRun, ...path: EvidencePath): string | undefined {
    const value = valueAt(run, path);
    if (typeof value !== 'number') return undefined;
    const least = isLowerBound(run, path) ? 'at least ' : '';
    return `${least}${citedValue(value, unitAt(run, path) ?? '')} ${this.cite(run, ...path)}`;
  }

  /** A number of the sizing; undefined when it is unknown. */
  sized(number: Sized): string | undefined {
    if (number.value === undefined) return undefined;
    this.#sized.set(number.name, number);
    return `${citedValue(number.value, number.unit)} [size:${number.name}]`;
  }

  get values(): readonly CitedValue[] {
    return [...this.#values.values()];
  }

  get sizedNumbers(): readonly Sized[] {
    return [...this.#sized.values()];
  }
}

export function valueAt(run: RunResult, path: EvidencePath): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[key] : undefined,
    run,
  );
}

/** Samples that the end of the run cut off were longer than they look. */
function isLowerBound({ metrics }: RunResult, [first, name, statistic]: EvidencePath): boolean {
  return first === 'metrics' && typeof name === 'string' && statistic !== 'count' && (metrics[name]?.censored ?? 0) > 0;
}

/** `writeOutage.p90` for metrics, `faults[0].restoredMs` for the rest. */
function shownPath(path: EvidencePath): string {
  const rest = path[0] === 'metrics' && path.length > 1 ? path.slice(1) : path;
  return rest.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${key}`)).join('');
}

/** The unit beside the number, or the one in its key. */
function unitAt(run: RunResult, path: EvidencePath): string | undefined {
  const last = path.at(-1);
  if (last === 'n' || last === 'count' || last === 'seed' || last === 'replications') return 'count';
  if (last === 'gap' || last === 'tolerance' || path.at(-2) === 'effects') return 'ratio';
  if (typeof last === 'string' && last.endsWith('Ms')) return 'ms';
  for (let length = path.length - 1; length > 0; length--) {
    const unit = valueAt(run, [...path.slice(0, length), 'unit']);
    if (typeof unit === 'string') return unit;
  }
  return undefined;
}
