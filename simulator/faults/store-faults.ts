/** Faults of the durable store: store-down, every write is refused until it is back. */
import type { FaultKind } from './ground.ts';

export const storeDown: FaultKind<'store-down'> = (ground) => ({
  strike: () => ground.store?.fail(),
  heal: () => ground.store?.recover(),
});
