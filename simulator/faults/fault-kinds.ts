/** Every fault kind by name. The type makes a kind of the vocabulary without an implementation a compile error. */
import type { Fault } from '../model/scenario.ts';
import type { FaultAtWork, FaultGround, FaultKind } from './ground.ts';
import { delay, split } from './network-faults.ts';
import { crash, hostLoss, pause } from './process-faults.ts';
import { rollingRestart } from './rolling-restart.ts';
import { storeDown } from './store-faults.ts';

const kinds: { readonly [K in Fault['kind']]: FaultKind<K> } = {
  crash,
  'host-loss': hostLoss,
  pause,
  split,
  delay,
  'store-down': storeDown,
  'rolling-restart': rollingRestart,
};

/** The fault, ready to strike the given members. */
export function faultAtWork(ground: FaultGround, fault: Fault, members: readonly number[]): FaultAtWork {
  const kind = kinds[fault.kind] as FaultKind<typeof fault.kind>;
  return kind(ground, fault as never, members);
}
