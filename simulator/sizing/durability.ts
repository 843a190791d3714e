/**
 * Acknowledged data at risk: what the loss of a primary's host would cost.
 *
 *   lost with the host of an asynchronous primary = rate x lag        (W03; Redis 7.0.15 with 5 ms: 3.1 measured, 3.4 expected)
 *
 * What waits for a durable store is pump.ts. Poisson writes, steady state. Left out: loss by software faults, operators, the store itself.
 */

import type { Basis } from '../model/result.ts';
import { type FormulaText, type Sized, sized, unknown } from './sized.ts';

const lossText: FormulaText = {
  name: 'writesLostOnHostLoss',
  unit: 'count',
  formula: 'writes / primaries × one-way delay',
  source: 'rate × window (oracle W03); Redis 7.0.15 at 5 ms delay: 3.1 measured, 3.4 expected',
  basis: 'source',
};

export interface LossCase {
  /** Writes per second that one primary acknowledges. */
  readonly writesPerPrimary: number;
  /** Seconds from acknowledgement to arrival at the backup. */
  readonly lag: number;
  readonly backups: number;
  readonly replication: 'sync' | 'async';
  /** Where the product's rule of replication comes from. */
  readonly basis: Basis;
}

/** Acknowledged writes lost when a primary's host dies together with its link; Poisson, so the variance equals the mean. */
export function writesLostOnHostLoss(loss: LossCase): Sized {
  const { writesPerPrimary, lag, backups, replication, basis } = loss;
  const inputs = { writesPerPrimary, lagMs: lag * 1000, backups };
  const text: FormulaText = { ...lossText, basis };
  if (backups === 0)
    return unknown(text, inputs, 'without a backup the whole partition is lost, not a window of writes');
  if (replication === 'async') return sized(text, inputs, writesPerPrimary * lag);
  const formula = '0: a write is acknowledged after every reachable backup applied it';
  return sized({ ...text, formula, source: 'definition of synchronous replication (oracle W03)' }, inputs, 0);
}
