/** Faults of the durable store: store-down, every write is refused until it is back; store-slow, every write takes longer. */
import type { FaultKind } from './ground.ts';

export const storeDown: FaultKind<'store-down'> = (ground) => ({
  strike: () => ground.store?.fail(),
  heal: () => ground.store?.recover(),
});

export const storeSlow: FaultKind<'store-slow'> = (ground, { factor }) => ({
  strike: () => ground.store?.slow(factor),
  heal: () => ground.store?.slow(1 / factor),
});
