/**
 * A time that varies from fault to fault, in ns: its mean and the range it lies in.
 */
import type { Nanoseconds } from '../kernel/time.ts';
import type { Sourced } from './sourced.ts';

export interface TimeRange extends Sourced {
  readonly mean: Nanoseconds;
  /** Shortest and longest; how strict these are, `source` says. */
  readonly low: Nanoseconds;
  readonly high: Nanoseconds;
  /** The formula as text, with the names of its inputs. */
  readonly formula: string;
}
