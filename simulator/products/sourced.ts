/**
 * Where a rule or number comes from, carried beside it.
 */
import type { Basis } from '../model/result.ts';

export interface Sourced {
  readonly source: string;
  readonly basis: Basis;
}
