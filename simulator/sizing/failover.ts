/**
 * What the loss of one member costs: detection, failover, refused writes, time until all copies are there again.
 *
 *   refused writes = writes / primaries x failover      (+ the writes of all other shards from FAIL to promotion with full coverage)
 *   redundancy = failover + share of a lost member / (members - 1) / bandwidth of one receiver
 *
 * The times themselves are the product's (products/deadline-detection.ts, products/redis-failover.ts). Left out: retries of clients.
 */
import type { ClusterShape } from '../products/product-profile.ts';
import { anyPartitionLossProbability, partitionLossProbability, shardLossProbability } from './availability.ts';
import type { ChosenDesign } from './chosen-design.ts';
import { type FormulaText, type Sized, sized, sizedTime, unknown } from './sized.ts';

const noBackup = 'without a backup nobody can take over; the partitions stay away until the member returns, empty';

export function failoverNumbers(design: ChosenDesign): readonly Sized[] {
  const { card, profile, members, delay } = design;
  const shape: ClusterShape = { members, backups: card.backups, delay };
  const inputs = timingInputs(design);
  const detection = profile.detection(shape);
  const failover = profile.failover(shape);
  const { source, basis } = profile.basis.failover;
  const failoverText: FormulaText = { name: 'failoverTime', unit: 'ms', formula: detection.formula, source, basis };
  return [
    sizedTime('detectionTime', detection, inputs),
    failover === undefined ? unknown(failoverText, inputs, noBackup) : sizedTime('failoverTime', failover, inputs),
    healthyOutage(design, failover === undefined ? undefined : failover.mean - detection.mean),
    refusedWrites(design, detection.mean, failover?.mean),
    redundancyRestored(design, failover?.mean),
    secondLoss(design),
  ];
}

function timingInputs({ product, members, card, delay }: ChosenDesign): Sized['inputs'] {
  return product.kind === 'redis-cluster'
    ? { nodeTimeoutMs: product.nodeTimeout / 1e6, members, replicas: card.backups }
    : {
        heartbeatTimeoutMs: product.heartbeatTimeout / 1e6,
        heartbeatIntervalMs: product.heartbeatInterval / 1e6,
        delayMs: delay / 1e6,
      };
}

function stopsEverything({ product }: ChosenDesign): boolean {
  return product.kind === 'redis-cluster' && product.fullCoverage;
}

/** Time for which partitions refuse requests although their primary is well; `election` in ns. */
function healthyOutage(design: ChosenDesign, election: number | undefined): Sized {
  const stops = stopsEverything(design);
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
  return election === undefined
    ? unknown(text, {}, noBackup)
    : sized(text, { electionMs: election / 1e6 }, election / 1e6);
}

function refusedWrites(design: ChosenDesign, detection: number, failover: number | undefined): Sized {
  const { card, primaries } = design;
  const stops = stopsEverything(design);
  const text: FormulaText = {
    name: 'writesRefused',
    unit: 'count',
    formula: `writes / primaries × failoverTime${stops ? ' + writes × (primaries − 1) / primaries × healthyOutage' : ''}`,
    source: 'rate × time; a client that retries turns some of them into late ones',
    basis: 'source',
  };
  const inputs = { writesPerSecond: card.writes, primaries };
  if (failover === undefined) return unknown(text, inputs, noBackup);
  const others = stops ? ((primaries - 1) * (failover - detection)) / 1e9 : 0;
  return sized(text, { ...inputs, failoverMs: failover / 1e6 }, (card.writes / primaries) * (failover / 1e9 + others));
}

function redundancyRestored(design: ChosenDesign, failover: number | undefined): Sized {
  const { product, card, members, entries } = design;
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
  if (product.kind === 'redis-cluster') {
    return unknown(
      text,
      inputs,
      'no new replica is made: redundancy returns with the lost member, when the operator or supervisor restarts it',
    );
  }
  if (failover === undefined) return unknown(text, inputs, noBackup);
  if (members - 1 < copies)
    return unknown(text, inputs, 'too few members are left for all copies; redundancy returns with the lost member');
  const seconds = bytes / (members - 1) / product.migrationBandwidth;
  return sized(text, { ...inputs, bytesPerSecond: product.migrationBandwidth }, failover / 1e6 + seconds * 1000);
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
