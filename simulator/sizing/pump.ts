/**
 * The write-behind pump of a whole grid: how many acknowledged entries wait, how many rows reach the store, whether the store keeps up.
 *
 *   at risk = keys waiting in the pumps + rows x time in the store
 *   time in the store = latency + b + wait, b = rows of a batch / rows the store takes, wait = min(rho b / (2 (1 - rho)), (pumps - 1) b)
 *   growth = rows offered - rows the store takes                                                          (fluid)
 *
 * The wait is that of M/D/1 (Pollaczek-Khinchine), and never longer than one batch of every other pump; real batches come more regularly,
 * so it is on the safe side. Waiting keys: coalescing.ts. Left out: failed batches, outages of the store.
 */
import { coalescedRate, keysWaiting, type PumpLimits, rowsPerPeriod, type WriteStream } from './coalescing.ts';
import { type FormulaText, type Sized, sized, unknown } from './sized.ts';

export interface PumpCase {
  /** Writes of one member's pump. */
  readonly stream: WriteStream;
  readonly pumps: number;
  readonly limits: PumpLimits;
  /** Rows per second that the store takes, if there is a limit. */
  readonly storeWrites: number | undefined;
  /** Seconds of one batch in the store besides its share of storeWrites. */
  readonly storeLatency: number;
}

export interface PumpFlow {
  /** Rows per second offered to the store by all pumps. */
  readonly offered: number;
  /** Seconds between the batches of one pump. */
  readonly period: number;
  /** Seconds of a batch in the store; Infinity when the store does not keep up. */
  readonly storeTime: number;
  /** Acknowledged entries that are not yet durable, in the mean; Infinity when the store does not keep up. */
  readonly atRisk: number;
}

export function pumpFlow({ stream, pumps, limits, storeWrites, storeLatency }: PumpCase): PumpFlow {
  const { rows, period } = coalescedRate(stream, limits);
  const offered = rows * pumps;
  const waiting = keysWaiting(stream, period) * pumps;
  const storeTime =
    storeLatency +
    (storeWrites === undefined
      ? 0
      : timeInStore(rowsPerPeriod(stream, period), offered / storeWrites, storeWrites, pumps));
  return { offered, period, storeTime, atRisk: waiting + offered * storeTime };
}

function timeInStore(batch: number, utilisation: number, storeWrites: number, pumps: number): number {
  if (utilisation >= 1) return Number.POSITIVE_INFINITY;
  const busy = batch / storeWrites;
  return busy + Math.min((utilisation * busy) / (2 * (1 - utilisation)), (pumps - 1) * busy);
}

const atRiskText: FormulaText = {
  name: 'entriesAtRisk',
  unit: 'count',
  formula:
    'pumps × Σ (1 − (1 − e^−x) / x) + storeWrites × time in the store, x = writes per key × period, period = min(delay, time to a full batch)',
  source:
    'keys waiting at a random moment of a periodic flush (oracle W02; without coalescing W03: rate × delay / 2); M/D/1 for the store',
  basis: 'source',
};

const rowsText: FormulaText = {
  name: 'storeWrites',
  unit: '1/s',
  formula: 'pumps × Σ (1 − e^−(writes per key × cycle)) / cycle, cycle = period + 1 / writes',
  source: 'expected distinct keys of a period (oracles W01, W02)',
  basis: 'source',
};

const growthText: FormulaText = {
  name: 'pumpBacklogGrowth',
  unit: '1/s',
  formula: 'max(0, storeWrites − rows per second that the store takes)',
  source: 'fluid approximation; it slows down as a longer backlog coalesces more',
  basis: 'source',
};

/** Numbers of a coalescing write-behind pump, over all members. */
export function pumpNumbers(pump: PumpCase): readonly Sized[] {
  const { stream, pumps, limits, storeWrites, storeLatency } = pump;
  const { offered, atRisk } = pumpFlow(pump);
  const inputs = {
    writesPerPump: stream.writes,
    keysPerPump: stream.keys,
    pumps,
    delaySeconds: limits.delay,
    batch: limits.batch,
  };
  const store = {
    rowsOfferedPerSecond: offered,
    ...(storeWrites === undefined ? {} : { storeTakesPerSecond: storeWrites }),
  };
  const ratioText: FormulaText = {
    name: 'coalescedRatio',
    unit: 'ratio',
    formula: '1 − storeWrites / writes',
    source: 'definition',
    basis: 'source',
  };
  return [
    sized(
      atRiskText,
      { ...inputs, ...store, storeLatencyMs: storeLatency * 1000 },
      atRisk,
      'the store does not keep up: more and more entries wait',
    ),
    sized(rowsText, inputs, offered),
    sized(ratioText, inputs, 1 - offered / (stream.writes * pumps), 'there are no writes'),
    storeWrites === undefined
      ? unknown(growthText, store, 'storeWrites was not given: how many rows per second the store takes')
      : sized(growthText, store, Math.max(0, offered - storeWrites)),
  ];
}
