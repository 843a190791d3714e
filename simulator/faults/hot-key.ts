/** hot-key: a share of the requests for a map, or of one source of it, asks for one key; given, or one at random at the strike. */
import type { Heat } from '../traffic/hot-keys.ts';
import type { FaultKind } from './ground.ts';

export const hotKey: FaultKind<'hot-key'> = (ground, fault) => {
  const { map, workload, share } = fault;
  const key = fault.key ?? ground.draws(fault).below(ground.entriesOf(map));
  const heat: Heat = { map, source: workload ?? null, share, key };
  return {
    strike: () => ground.hotKeys.heat(heat),
    heal: () => ground.hotKeys.cool(heat),
  };
};
