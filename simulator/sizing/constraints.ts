/**
 * What asks for members: memory, load, zones, copies, the product, failures that must be survived, and the product's own guide.
 *
 *   failures f:  ceil(data × copies / memberMemory) + f    where losses spread: the head-room of the fill is there for this
 *   majority:    2 f + 1 primaries, so that those who are left can decide
 *
 * The rest is in the files of the single rules. Those of the data and of the load are told apart, because reverse sizing turns each round.
 */
import { roundedByteText, shareText, threeDigits } from '../model/quantity-text.ts';
import { type CapacityCase, type Constraint, copiesOf } from './capacity-case.ts';
import { capacityRulesOf } from './capacity-rules.ts';
import { bytesAnEntry, primariesByMemory, primariesHolding } from './memory.ts';
import { primariesByLoad } from './throughput.ts';

/** All constraints, the one that asks for most first. */
export function constraintsOf(capacity: CapacityCase): readonly Constraint[] {
  const list = [
    memoryConstraint(capacity),
    loadConstraint(capacity),
    ...shapeConstraints(capacity),
    ...furtherDataConstraints(capacity),
  ];
  // Stable: among equals the order above stands.
  return list.sort((a, b) => b.members - a.members);
}

/** Those that more entries make harder. */
export function dataConstraints(capacity: CapacityCase): readonly Constraint[] {
  return [memoryConstraint(capacity), ...furtherDataConstraints(capacity)];
}

function furtherDataConstraints(capacity: CapacityCase): readonly Constraint[] {
  return [...failureConstraint(capacity), ...capacityRulesOf(capacity.product).constraints(capacity)];
}

/** As a factor of a formula: nothing, or the members of a shard. */
function perShard({ card, profile }: CapacityCase): string {
  return profile.membersFor(1, card.backups) === 1 ? '' : ' × (1 + backups)';
}

function memoryConstraint(capacity: CapacityCase): Constraint {
  const { card, profile, memory } = capacity;
  const byMemory = primariesByMemory(memory, card.memberMemory);
  const data = memory.entries * bytesAnEntry(memory, memory.entries / byMemory);
  return {
    constraint: 'memory',
    members: profile.membersFor(byMemory, card.backups),
    text: `${roundedByteText(data)} of entries × ${card.backups + 1} copies in ${roundedByteText(card.memberMemory)} a member, filled to ${shareText(profile.memoryFill.share)}`,
    formula: `ceil(entries × entryMemory × ${copiesOf(capacity)} / (fill × memberMemory))${perShard(capacity)}`,
    source: profile.memoryFill.source,
    basis: profile.memoryFill.basis,
  };
}

/** Requests per second as given by the card, or as asked by a caller who looks for the most that fit. */
export function loadConstraint(
  capacity: CapacityCase,
  requests = capacity.card.reads + capacity.card.writes,
): Constraint {
  const { card, profile } = capacity;
  const { backups, targetUtilisation, failures } = card;
  const service = card.serviceTime / 1e9;
  const spare = failures ?? 1;
  const byLoad = primariesByLoad({ requests, service, threads: profile.threads }, targetUtilisation, profile, spare);
  const lost = spare === 1 ? 'one member more to lose' : `${spare} members more to lose`;
  return {
    constraint: 'throughput',
    members: profile.membersFor(byLoad, backups),
    text: `${threeDigits(requests * service)} busy threads at ${profile.threads} a primary, used to ${shareText(targetUtilisation)}${profile.spreadsLoss ? `, and ${lost}` : '; a replica takes over the load of its primary'}`,
    formula: `ceil(requests × service / (threads × target))${profile.spreadsLoss ? ` + ${spare}` : ''}${perShard(capacity)}`,
    source: 'utilisation law; n + 1 rule of Hazelcast capacity planning',
    basis: 'documented',
  };
}

/** Those that neither entries nor load change. */
export function shapeConstraints(capacity: CapacityCase): readonly Constraint[] {
  const { card, profile } = capacity;
  const { backups, zones } = card;
  const shard = profile.membersFor(1, backups);
  const whole = (members: number) => Math.ceil(members / shard) * shard;
  return [
    {
      constraint: 'zones',
      members: whole(zones),
      text: `a member in each of ${zones} zones`,
      formula: shard === 1 ? 'zones' : 'zones, up to a multiple of 1 + backups',
      source: 'copies lie in distinct zones',
      basis: 'source',
    },
    {
      constraint: 'copies',
      members: whole(backups + 1),
      text: `${backups + 1} copies on distinct members`,
      formula: '1 + backups',
      source: 'no member holds two copies of a partition; Hazelcast capacity planning: backups below members',
      basis: 'documented',
    },
    {
      constraint: 'product minimum',
      members: profile.membersFor(profile.leastPrimaries, backups),
      text: `${profile.title}: at least ${profile.leastPrimaries} primaries (${profile.leastPrimariesSource})`,
      formula: `${profile.leastPrimaries}${perShard(capacity)}`,
      source: profile.leastPrimariesSource,
      basis: 'documented',
    },
    ...majorityConstraint(capacity),
  ];
}

function majorityConstraint(capacity: CapacityCase): readonly Constraint[] {
  const { card, profile } = capacity;
  const { failures, backups } = card;
  if (failures === undefined || !profile.needsMajority) return [];
  return [
    {
      constraint: 'majority',
      members: profile.membersFor(2 * failures + 1, backups),
      text: `a majority of ${2 * failures + 1} primaries is left after ${failures} losses`,
      formula: `(2 × failures + 1)${perShard(capacity)}`,
      source: 'majority: f losses are survived by 2 f + 1 that vote',
      basis: 'source',
    },
  ];
}

/** Where the others take over what was lost, they must have room for it; a replica of Redis has it already. */
function failureConstraint({ card, profile, memory }: CapacityCase): readonly Constraint[] {
  const { failures, memberMemory } = card;
  if (failures === undefined || !profile.spreadsLoss) return [];
  return [
    {
      constraint: 'failures',
      members: profile.membersFor(primariesHolding(memory, memberMemory) + failures, card.backups),
      text: `all copies fit on those that ${failures} losses leave, filled to the brim`,
      formula: 'ceil(entries × entryMemory × (1 + backups) / memberMemory) + failures',
      source: 'n + 1 rule of Hazelcast capacity planning, for so many failures; 40 % head-room is meant for them',
      basis: 'documented',
    },
  ];
}
