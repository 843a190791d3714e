/** The failure detector that a product with a partition table asks for, ready to be listened to. */
import type { DetectorListener, FailureDetector } from '../grid/failure-detector.ts';
import { CombinedDetector } from '../grid/hazelcast/combined-detector.ts';
import { Heartbeats } from '../grid/heartbeats.ts';
import type { MembershipGround } from '../grid/membership.ts';
import { PhiLaw } from '../grid/phi-law.ts';
import { RingDetector } from '../grid/ring-detector.ts';
import { deadlineLaw, type SilenceLaw } from '../grid/silence-law.ts';
import { SwimDetector } from '../grid/swim-detector.ts';
import { scvOf } from '../kernel/distribution.ts';
import { hasReplicaSets } from '../model/product.ts';
import type { Design } from '../model/scenario.ts';
import { logisticReach } from '../products/phi-accrual.ts';
import { type TableRules, tableRules } from '../products/table-rules.ts';

/** True when the detector must be running although nothing is wrong: it may suspect somebody all the same. */
export function watchesAlways({ product, network }: Design): boolean {
  if (hasReplicaSets(product) || tableRules(product).detector?.kind !== 'phiAccrual') return false;
  return varies(network);
}

export function detectorOf(
  product: TableRules,
  network: Design['network'],
  halts: (member: number) => void,
): (ground: MembershipGround, listener: DetectorListener) => FailureDetector {
  const { detector, heartbeatInterval: interval, hazelcast } = product;
  return (ground, listener) => {
    if (product.ring !== undefined) return new RingDetector(ground, listener, { ...product.ring, halts });
    if (hazelcast !== undefined) {
      const heartbeats = { interval, law: lawOf(product, network, ground), looksWhenBeating: true };
      const { connectionMonitor: connections, icmp: echo } = hazelcast;
      return new CombinedDetector(ground, listener, { heartbeats, connections, echo });
    }
    if (detector?.kind === 'swim') return new SwimDetector(ground, listener, detector);
    return new Heartbeats(ground, listener, { interval, law: lawOf(product, network, ground) });
  };
}

function lawOf(product: TableRules, network: Design['network'], ground: MembershipGround): SilenceLaw {
  const { detector, heartbeatInterval, heartbeatTimeout } = product;
  if (detector?.kind !== 'phiAccrual') return deadlineLaw(heartbeatTimeout);
  const stream = ground.streams.named('membership/phi-past');
  const past = (from: number, to: number) => ground.network.usualDelay(from, to, stream);
  const settings =
    product.hazelcast === undefined ? detector : { ...detector, reach: logisticReach(detector.threshold) };
  return new PhiLaw(ground.members.count, heartbeatInterval, settings, varies(network) ? past : null);
}

function varies({ sameZone, crossZone, crossRegion }: Design['network']): boolean {
  return [sameZone, crossZone, crossRegion].some((delay) => scvOf(delay) > 0);
}
