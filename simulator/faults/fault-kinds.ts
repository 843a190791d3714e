/** Every fault kind by name. The type makes a kind of the vocabulary without an implementation a compile error. */
import type { Fault } from '../model/scenario.ts';
import { bandwidth } from './bandwidth.ts';
import { clockDrift, clockOffset } from './clock-faults.ts';
import { coldStart } from './cold-start.ts';
import { duplicate } from './duplicate.ts';
import type { FaultAtWork, FaultGround, FaultKind } from './ground.ts';
import { hotKey } from './hot-key.ts';
import { join } from './join.ts';
import { leave } from './leave.ts';
import { loss } from './loss.ts';
import { delay, split } from './network-faults.ts';
import { crash, hostLoss, pause } from './process-faults.ts';
import { pumpStall } from './pump-stall.ts';
import { reorder } from './reorder.ts';
import { rollingRestart } from './rolling-restart.ts';
import { slow } from './slow.ts';
import { storeDown, storeSlow } from './store-faults.ts';
import { regionLoss, zoneLoss } from './zone-loss.ts';

const kinds: { readonly [K in Fault['kind']]: FaultKind<K> } = {
  crash,
  'host-loss': hostLoss,
  pause,
  slow,
  'zone-loss': zoneLoss,
  'region-loss': regionLoss,
  'cold-start': coldStart,
  leave,
  join,
  split,
  delay,
  loss,
  duplicate,
  reorder,
  bandwidth,
  'clock-offset': clockOffset,
  'clock-drift': clockDrift,
  'hot-key': hotKey,
  'store-down': storeDown,
  'store-slow': storeSlow,
  'pump-stall': pumpStall,
  'rolling-restart': rollingRestart,
};

/** The fault, ready to strike the given members. */
export function faultAtWork(ground: FaultGround, fault: Fault, members: readonly number[]): FaultAtWork {
  const kind = kinds[fault.kind] as FaultKind<typeof fault.kind>;
  return kind(ground, fault as never, members);
}
