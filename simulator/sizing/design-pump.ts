/**
 * The write-behind pumps that sizing assumes and drafted scenarios write down: one a primary, batches of at most 1000, newer writes replace
 * waiting ones.
 */
import { type Nanoseconds, SECOND } from '../kernel/time.ts';
import type { ChosenDesign } from './chosen-design.ts';
import type { PumpCase } from './pump.ts';

/** Assumed time of a batch in the store, besides its share of the rows per second; the default of the vocabulary. */
export const STORE_LATENCY: Nanoseconds = 2e6;

/** Entries that make a batch at true rates, the default of the vocabulary. */
const BATCH = 1000;

/** Entries that make a batch when rates are divided by `scale`, so that batches are as frequent as at true rates. */
export function batchAt(scale: number): number {
  return Math.max(1, Math.round(BATCH / scale));
}

/** The pumps at rates divided by `scale`, with so many more writes per second of a probe. */
export function pumpOf(design: ChosenDesign, delay: Nanoseconds, scale: number, probeWrites = 0): PumpCase {
  const { card, entries, primaries } = design;
  const writes = (card.writes / scale + probeWrites) / primaries;
  return {
    stream: { popularity: { kind: 'uniform' }, keys: entries / primaries, writes },
    pumps: primaries,
    limits: { batch: batchAt(scale), delay: delay / SECOND },
    storeWrites: card.storeWrites === undefined ? undefined : card.storeWrites / scale,
    storeLatency: STORE_LATENCY / SECOND,
  };
}
