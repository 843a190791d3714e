/** hot-key: a share of the requests for a map, or of one source of it, asks for one key; given, or one at random at the strike. */
import type { RandomStream } from '../kernel/random-stream.ts';
import type { Heat } from '../traffic/hot-keys.ts';
import type { FaultKind } from './ground.ts';

export const hotKey: FaultKind<'hot-key'> = (ground, fault) => {
  const { map, workload, share } = fault;
  const key = fault.key ?? anyBelow(ground.entriesOf(map), ground.draws(fault));
  const heat: Heat = { map, source: workload ?? null, share, key };
  return {
    strike: () => ground.hotKeys.heat(heat),
    heal: () => ground.hotKeys.cool(heat),
  };
};

/** A map may have more keys than one draw of 32 bits can tell apart. */
function anyBelow(entries: number, stream: RandomStream): number {
  return entries <= 2 ** 31 ? stream.below(entries) : Math.floor(stream.uniform() * entries);
}
