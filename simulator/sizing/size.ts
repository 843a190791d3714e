/**
 * Sizing: from a design card to members, partitions, memory, failover time and data at risk, each with formula and source, the constraint that
 * decided, and the scenario that checks it by simulation. Closed forms only; nothing here has seen the simulator.
 */
import { roundedByteText, threeDigits } from '../model/quantity-text.ts';
import type { SizingCard } from '../model/sizing-card.ts';
import type { Constraint } from './capacity-case.ts';
import { capacityRulesOf } from './capacity-rules.ts';
import { type ChosenDesign, chooseDesign, MOST_MEMBERS, MOST_PARTITIONS } from './chosen-design.ts';
import { pumpOf } from './design-pump.ts';
import { writesLostOnHostLoss } from './durability.ts';
import { failoverNumbers } from './failover.ts';
import { furtherNumbers } from './further-capacity.ts';
import { bytesAnEntry, memoryNumbers } from './memory.ts';
import { partitionNumbers } from './partitions.ts';
import { pumpNumbers } from './pump.ts';
import { draftDesign } from './scenario-draft.ts';
import type { Sized } from './sized.ts';
import { assumptionsOf, warningsOf } from './sizing-notes.ts';
import { loadNumbers } from './throughput.ts';

export interface Binding extends Constraint {
  /** The next one, to show how far away it is. */
  readonly runnerUp: Constraint;
}

export interface SizingAnswer {
  readonly summary: string;
  readonly members: number;
  readonly primaries: number;
  readonly partitions: number;
  readonly memoryTotalBytes: number;
  readonly memoryPerMemberBytes: number;
  /** After the death of a process; absent when nobody takes over. */
  readonly failoverMs?: { readonly mean: number; readonly low: number; readonly high: number };
  readonly binding: Binding;
  readonly constraints: readonly Constraint[];
  readonly numbers: readonly Sized[];
  readonly warnings: readonly string[];
  readonly assumptions: readonly string[];
  /** YAML text of a scenario that checks the numbers. */
  readonly scenario: string;
}

export function size(card: SizingCard): SizingAnswer {
  const design = chooseDesign(card);
  const numbers = numbersOf(design);
  const binding: Binding = { ...design.constraints[0]!, runnerUp: design.constraints[1]! };
  const failover = find(numbers, 'failoverTime');
  const summary = summaryOf(design, binding, numbers);
  return {
    summary,
    members: design.members,
    primaries: design.primaries,
    partitions: design.partitions,
    memoryTotalBytes: knownValue(numbers, 'memoryTotal'),
    memoryPerMemberBytes: knownValue(numbers, 'memoryPerMember'),
    ...(failover.value === undefined
      ? {}
      : { failoverMs: { mean: failover.value, low: failover.low!, high: failover.high! } }),
    binding,
    constraints: design.constraints,
    numbers,
    warnings: warningsOf(design, numbers, { members: MOST_MEMBERS, partitions: MOST_PARTITIONS }),
    assumptions: assumptionsOf(design),
    scenario: draftDesign(design, {
      name: `size-${card.product}`,
      question: 'Does the sized design keep its numbers when a primary crashes?',
      preface: [summary],
    }),
  };
}

export function numbersOf(design: ChosenDesign): readonly Sized[] {
  const { card, product, profile, entries, memory, members, primaries, partitions } = design;
  const requests = { requests: card.reads + card.writes, service: card.serviceTime / 1e9, threads: profile.threads };
  const entryBytes = bytesAnEntry(memory, entries / primaries);
  const perPrimary = card.writes / primaries;
  const inMemory = memoryNumbers(memory, members, card.memberMemory);
  const held = {
    card,
    product,
    profile,
    memory,
    members,
    primaries,
    partitions,
    totalBytes: knownValue(inMemory, 'memoryTotal'),
  };
  return [
    ...inMemory,
    ...partitionNumbers({ profile, entries, entryBytes, primaries, partitions }),
    ...loadNumbers(requests, primaries, profile),
    ...failoverNumbers(design),
    writesLostOnHostLoss({
      writesPerPrimary: perPrimary,
      lag: design.delay / 1e9,
      backups: card.backups,
      replication: design.replication,
      basis: profile.basis.replication.basis,
    }),
    ...(card.writeBehind === undefined ? [] : pumpNumbers(pumpOf(design, card.writeBehind, 1))),
    ...furtherNumbers(held),
    ...capacityRulesOf(product).numbers(held),
  ];
}

function find(numbers: readonly Sized[], name: string): Sized {
  return numbers.find((number) => number.name === name)!;
}

/** Of a number that always has a value. */
function knownValue(numbers: readonly Sized[], name: string): number {
  return find(numbers, name).value!;
}

function summaryOf(
  { card, profile, members, partitions }: ChosenDesign,
  binding: Binding,
  numbers: readonly Sized[],
): string {
  const failover = find(numbers, 'failoverTime').value;
  const given = card.members === undefined ? '' : ' (given)';
  const memory = roundedByteText(knownValue(numbers, 'memoryPerMember'));
  const silent = numbers.find(({ name }) => name === 'failoverTimeHostLoss')?.value;
  const later = silent === undefined ? '' : ` (${threeDigits(silent / 1000)} s when its host is lost)`;
  const outage = failover === undefined ? 'no failover' : `failover in about ${threeDigits(failover / 1000)} s${later}`;
  return `${members} members${given} of ${profile.title}, ${partitions} partitions, ${memory} a member, ${outage}; ${binding.constraint} decides (${binding.members}), then ${binding.runnerUp.constraint} (${binding.runnerUp.members}).`;
}
