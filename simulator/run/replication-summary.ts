/**
 * What one replication leaves behind: bounded, mergeable, free of wall-clock time. The judge and the study see nothing else of a run.
 *
 * Windows: calm (outside faults), faulty (from a fault until it healed and everything works again), settling (after the load stopped).
 * Times are ns of scenario time. Keys are metric names, or name{workload:NAME}.
 */
import type { HistogramSnapshot } from '../kernel/histogram.ts';
import type { Fault } from '../model/scenario.ts';

export const CALM = 0;
export const FAULTY = 1;
export const SETTLING = 2;
export const WINDOWS = 3;

/** One entry a window. */
export type ByWindow<T> = readonly [T, T, T];

export interface PerFaultSamples {
  readonly fault: string;
  readonly values: readonly number[];
  /** How many of the values were cut off by the end of the run (they are lower bounds). */
  readonly censored: number;
}

export type Effect = 'detection' | 'failover' | 'write-outage' | 'loss' | 'restart';

export interface FaultOutcome {
  readonly id: string;
  readonly kind: Fault['kind'];
  /** When it struck; undefined when it found nothing to strike. */
  readonly at: number | undefined;
  readonly members: readonly number[];
  readonly effects: readonly Effect[];
  /** ns after the strike. */
  readonly detected: number | undefined;
  readonly restored: number | undefined;
}

/** A key whose value in the grid and row in the store are not the same after settling. */
export interface Difference {
  readonly kind: 'storeMissing' | 'storeStale' | 'storeNewer';
  readonly map: string;
  readonly key: number;
  /** Number of the write that each side holds: the greater one is newer; 0 is the value from before the run, or none. */
  readonly grid: number;
  readonly store: number;
}

/** What the instruments of a run have counted, over the whole run or over one batch of it. */
export interface Readings {
  /** Measured seconds of each window. */
  readonly seconds: ByWindow<number>;
  readonly distributions: Readonly<Record<string, ByWindow<HistogramSnapshot | null>>>;
  /** Numerator and denominator. */
  readonly ratios: Readonly<Record<string, ByWindow<readonly [number, number]>>>;
  /** Occurrences; divided by `seconds` they are rates. */
  readonly occurrences: Readonly<Record<string, ByWindow<number>>>;
  readonly levels: Readonly<
    Record<string, ByWindow<{ readonly average: number; readonly maximum: number; readonly seconds: number }>>
  >;
}

export interface ReplicationSummary extends Readings {
  readonly replication: number;
  readonly events: number;
  readonly digest: string;
  /** `run.batches`: the readings of equal parts of the calm stretch, which together are those of the whole. */
  readonly batches?: readonly Readings[];
  /** Values of the levels when the run had settled. */
  readonly endLevels: Readonly<Record<string, number>>;
  readonly counts: Readonly<Record<string, number>>;
  readonly perFault: Readonly<Record<string, readonly PerFaultSamples[]>>;
  readonly faults: readonly FaultOutcome[];
  /** Sums over the load, one value a bin: requests answered, failed, and their response times (ns). */
  readonly timeline: Readonly<Record<string, readonly number[]>>;
  /** Causes of lost writes, with counts. */
  readonly lossCauses: Readonly<Record<string, number>>;
  /** Causes of entries that a data pump gave up, with counts. */
  readonly dropCauses: Readonly<Record<string, number>>;
  /** The first differences between grid and store; the counts have them all. */
  readonly differences: readonly Difference[];
}
