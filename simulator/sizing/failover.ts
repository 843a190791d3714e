/**
 * What the loss of one member costs: detection, failover, refused writes, time until all copies are there again. The member's process
 * dies; where a product notices a lost host later, these times are told beside.
 *
 *   refused writes = writes / primaries x failover      (+ the writes of all other shards from FAIL to promotion with full coverage)
 *   redundancy = failover + share of a lost member / (members - 1) / bandwidth of one receiver
 *
 * The times themselves are the product's (products/deadline-detection.ts, products/redis-failover.ts). Left out: retries of clients.
 */
import type { Nanoseconds } from '../kernel/time.ts';
import type { ClusterShape, NoFailover } from '../products/product-profile.ts';
import { anyPartitionLossProbability, partitionLossProbability, shardLossProbability } from './availability.ts';
import type { ChosenDesign } from './chosen-design.ts';
import { type FormulaText, type Sized, sized, sizedTime, unknown } from './sized.ts';

export function failoverNumbers(design: ChosenDesign): readonly Sized[] {
  const { card, profile, members, delay } = design;
  const shape: ClusterShape = { members, backups: card.backups, delay };
  const inputs = profile.timingInputs(shape);
  const detection = profile.detection(shape, 'crash');
  const failover = profile.failover(shape, 'crash');
  const { source, basis } = profile.basis.failover;
  const failoverText: FormulaText = { name: 'failoverTime', unit: 'ms', formula: detection.formula, source, basis };
  const takesOver = 'never' in failover ? failover : { at: failover.mean };
  return [
    sizedTime('detectionTime', detection, inputs),
    'never' in failover ? unknown(failoverText, inputs, failover.never) : sizedTime('failoverTime', failover, inputs),
    ...hostLossNumbers(design),
    healthyOutage(design, detection.mean, takesOver),
    refusedWrites(design, detection.mean, takesOver),
    redundancyRestored(design, takesOver),
    secondLoss(design),
  ];
}

/** The same times when the host is lost with the process, where the product notices that later. */
function hostLossNumbers({ card, profile, members, delay }: ChosenDesign): readonly Sized[] {
  const shape: ClusterShape = { members, backups: card.backups, delay };
  const inputs = profile.timingInputs(shape);
  const detection = profile.detection(shape, 'host-loss');
  if (detection.mean === profile.detection(shape, 'crash').mean) return [];
  const failover = profile.failover(shape, 'host-loss');
  return [
    sizedTime('detectionTimeHostLoss', detection, inputs),
    ...('never' in failover ? [] : [sizedTime('failoverTimeHostLoss', failover, inputs)]),
  ];
}

/** When the partitions are served again, in ns after the fault, or why never. */
type TakesOver = NoFailover | { readonly at: Nanoseconds };

/** Time for which partitions refuse requests although their primary is well. */
function healthyOutage(design: ChosenDesign, detection: Nanoseconds, takesOver: TakesOver): Sized {
  const stops = design.profile.stopsEverything;
  const text: FormulaText = {
    name: 'healthyOutage',
    unit: 'ms',
    formula: stops ? 'failoverTime − detectionTime (CLUSTERDOWN from FAIL to the promotion)' : '0: others go on',
    source: stops
      ? 'cluster-require-full-coverage yes; Redis 7.0.15: 0.6 to 1.2 s, 0 with no'
      : 'partitions of other members are not touched',
    basis: stops ? 'measured' : 'assumed',
  };
  if (!stops) return sized(text, {}, 0);
  if ('never' in takesOver) return unknown(text, {}, `${takesOver.never}; every shard refuses requests meanwhile`);
  const election = (takesOver.at - detection) / 1e6;
  return sized(text, { electionMs: election }, election);
}

function refusedWrites(design: ChosenDesign, detection: Nanoseconds, takesOver: TakesOver): Sized {
  const { card, primaries } = design;
  const stops = design.profile.stopsEverything;
  const text: FormulaText = {
    name: 'writesRefused',
    unit: 'count',
    formula: `writes / primaries × failoverTime${stops ? ' + writes × (primaries − 1) / primaries × healthyOutage' : ''}`,
    source: 'rate × time; a client that retries turns some of them into late ones',
    basis: 'source',
  };
  const inputs = { writesPerSecond: card.writes, primaries };
  if ('never' in takesOver) return unknown(text, inputs, takesOver.never);
  const others = stops ? ((primaries - 1) * (takesOver.at - detection)) / 1e9 : 0;
  return sized(
    text,
    { ...inputs, failoverMs: takesOver.at / 1e6 },
    (card.writes / primaries) * (takesOver.at / 1e9 + others),
  );
}

function redundancyRestored(design: ChosenDesign, takesOver: TakesOver): Sized {
  const { profile, card, members, entries } = design;
  const text: FormulaText = {
    name: 'redundancyRestored',
    unit: 'ms',
    formula: 'failoverTime + entries × entrySize × (1 + backups) / members / (members − 1) / migrationBandwidth',
    source: 'every remaining member receives an equal part of the lost copies (balanced table)',
    basis: 'assumed',
  };
  const copies = Math.min(card.backups + 1, members);
  const bytes = (entries * card.entrySize * copies) / members;
  const inputs = { bytesLost: bytes, receivers: members - 1 };
  if ('never' in profile.restoring) return unknown(text, inputs, profile.restoring.never);
  if ('never' in takesOver) return unknown(text, inputs, takesOver.never);
  if (members - 1 < copies)
    return unknown(text, inputs, 'too few members are left for all copies; redundancy returns with the lost member');
  // A single copy is lost with its member: there is nothing to transfer, the partition starts empty.
  const { bandwidth } = profile.restoring;
  const seconds = copies === 1 ? 0 : bytes / (members - 1) / bandwidth;
  return sized(text, { ...inputs, bytesPerSecond: bandwidth }, takesOver.at / 1e6 + seconds * 1000);
}

/** What a second loss at the same time would do. */
function secondLoss({ card, profile, members, partitions }: ChosenDesign): Sized {
  const copies = card.backups + 1;
  const inputs = { members, copies, partitions };
  const name = { name: 'dataLossAtTwoLosses', unit: 'ratio' } as const;
  if (members < 3) {
    const text: FormulaText = { ...name, formula: 'none', source: 'two losses leave no majority', basis: 'source' };
    return unknown(text, inputs, 'two losses leave no majority');
  }
  if (copies !== 2) {
    const formula = copies === 1 ? '1: there is one copy' : '0: a third copy is left';
    return sized(
      { ...name, formula, source: 'counting copies (oracle W08)', basis: 'source' },
      inputs,
      copies === 1 ? 1 : 0,
    );
  }
  if (!profile.spreadsLoss) {
    const formula = '1 / (members − 1): the second loss is the replica of the first';
    const source = 'Redis Cluster specification: 1 / (2 N − 1)';
    return sized({ ...name, formula, source, basis: 'documented' }, inputs, shardLossProbability(members));
  }
  const formula = '1 − (1 − 2 / (members × (members − 1)))^partitions';
  const source = 'random placement (oracle W08); a balanced table shares all pairs, so it is not lower';
  const lossOfOne = partitionLossProbability(members, copies, 2);
  return sized(
    { ...name, formula, source, basis: 'source' },
    inputs,
    anyPartitionLossProbability(partitions, lossOfOne),
  );
}
