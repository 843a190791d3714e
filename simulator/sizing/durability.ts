/**
 * Acknowledged data at risk: what a crash or a stalled store would cost.
 *
 *   lost with the host of an asynchronous primary    rate x lag         (W03; Redis 7.0.15 with 5 ms: 3.1 measured, 3.4 expected)
 *   not yet durable, write-behind                    rate x mean age    (Little; age delay / 2 in the mean, delay at most)
 *   growth of the backlog                            rows offered - rows the store takes   (fluid)
 *
 * Poisson writes, steady state. Left out: loss by software faults, operators, the store itself.
 */

import type { Basis } from '../model/result.ts';
import { coalescedRate, keysWaiting, type PumpLimits, type WriteStream } from './coalescing.ts';
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

export interface PumpCase {
  /** Writes of one member's pump. */
  readonly stream: WriteStream;
  readonly pumps: number;
  readonly limits: PumpLimits;
  /** Rows per second that the store takes, if there is a limit. */
  readonly storeWrites?: number;
}

/** Numbers of a coalescing write-behind pump, over all members. */
export function pumpNumbers({ stream, pumps, limits, storeWrites }: PumpCase): readonly Sized[] {
  const { rows, period } = coalescedRate(stream, limits);
  const inputs = {
    writesPerPump: stream.writes,
    keysPerPump: stream.keys,
    pumps,
    delaySeconds: limits.delay,
    batch: limits.batch,
  };
  const offered = rows * pumps;
  const numbers = [
    sized(
      {
        name: 'entriesAtRisk',
        unit: 'count',
        formula:
          'pumps × Σ (1 − (1 − e^−x) / x), x = writes per key × period; period = min(delay, time to a full batch)',
        source:
          'keys waiting at a random moment of a periodic flush (oracle W02; without coalescing W03: rate × delay / 2)',
        basis: 'source',
      },
      inputs,
      keysWaiting(stream, period) * pumps,
    ),
    sized(
      {
        name: 'storeWrites',
        unit: '1/s',
        formula: 'pumps × Σ (1 − e^−(writes per key × cycle)) / cycle, cycle = period + 1 / writes',
        source: 'expected distinct keys of a period (oracles W01, W02)',
        basis: 'source',
      },
      inputs,
      offered,
    ),
    sized(
      {
        name: 'coalescedRatio',
        unit: 'ratio',
        formula: '1 − storeWrites / writes',
        source: 'definition',
        basis: 'source',
      },
      inputs,
      1 - rows / stream.writes,
      'there are no writes',
    ),
  ];
  const growth: FormulaText = {
    name: 'pumpBacklogGrowth',
    unit: '1/s',
    formula: 'max(0, storeWrites − rows per second that the store takes)',
    source: 'fluid approximation; it slows down as a longer backlog coalesces more',
    basis: 'source',
  };
  const growthInputs = {
    rowsOfferedPerSecond: offered,
    ...(storeWrites === undefined ? {} : { storeTakesPerSecond: storeWrites }),
  };
  numbers.push(
    storeWrites === undefined
      ? unknown(growth, growthInputs, 'storeWrites was not given: how many rows per second the store takes')
      : sized(growth, growthInputs, Math.max(0, offered - storeWrites)),
  );
  return numbers;
}
