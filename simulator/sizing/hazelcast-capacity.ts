/**
 * Hazelcast's capacity planning: heap or high-density memory, processor cores, event journals.
 *
 *   members = ceil(data × (1 + backups) / 0.6 / m)      heap: m at most 14 GB in a heap of 16 GB (7/8)   off-heap: m at most 200 GB
 *   journal bridges capacity / rate;   events to replay after a restart = rate × restart
 *
 * GB are powers of ten here, as the guide's example needs: 50 GB, 2 backups: 150 GB, 250 GB at 60 %; off-heap on 3 members 83.3 GB each;
 * heap 10.71, so 11 JVMs to hold it and 17.86, so 18 with head-room, 144 cores. The guide rounds 18 × 16 = 288 GB of RAM to 300.
 * Source: Hazelcast documentation, capacity-planning.adoc; facts/grid-products.md 6.1. Left out: partition threads, clients per
 * member. What Hazelcast alone keeps beside the entries: hazelcast-overhead.ts.
 */
import { roundedByteText, shareText } from '../model/quantity-text.ts';
import {
  type CapacityCase,
  type CapacityOfMembers,
  type CapacityRules,
  type Constraint,
  copiesOf,
} from './capacity-case.ts';
import { primariesHolding } from './memory.ts';
import { type FormulaText, type Sized, sized } from './sized.ts';

/** Data that a heap may hold, as a share of it: 3.5 of 4 GB, 14 of 16 GB. */
const HEAP_SHARE = 7 / 8;
export const LARGEST_HEAP = 16e9;
const LARGEST_OFF_HEAP = 200e9;
const CORES = 8;
/** Restart of a streaming job in the guide, seconds. */
const RESTART = 3;

const source = 'Hazelcast capacity planning';

/** Bytes of data that one member holds at most in this kind of storage. */
export function mostHeld(storage: 'heap' | 'off-heap', memberMemory: number): number {
  return Math.min(memberMemory, storage === 'heap' ? LARGEST_HEAP * HEAP_SHARE : LARGEST_OFF_HEAP);
}

/** Members that so many bytes in all copies take, not rounded; a share of 1 keeps no head-room. */
export function membersFor(totalBytes: number, share: number, held: number): number {
  return totalBytes / share / held;
}

/** Seconds that a journal of so many items bridges. */
export function journalSeconds(items: number, perSecond: number): number {
  return items / perSecond;
}

export const hazelcastCapacity: CapacityRules = { constraints: storageConstraints, numbers: hazelcastNumbers };

function storageConstraints(capacity: CapacityCase): readonly Constraint[] {
  const { card, profile, memory } = capacity;
  if (card.storage === undefined) return [];
  const held = mostHeld(card.storage, card.memberMemory);
  const { share } = profile.memoryFill;
  const limit = card.storage === 'heap' ? 'a heap of 16 GB holds 14 GB' : 'at most 200 GB off-heap a member';
  return [
    {
      constraint: card.storage,
      members: profile.membersFor(primariesHolding(memory, held * share), card.backups),
      text: `${roundedByteText(held)} of data a member (${limit}), filled to ${shareText(share)}`,
      formula: `ceil(entries × entryMemory × ${copiesOf(capacity)} / (fill × min(memberMemory, ${card.storage === 'heap' ? '14 GB' : '200 GB'})))`,
      source,
      basis: 'documented',
    },
  ];
}

function hazelcastNumbers(capacity: CapacityOfMembers): readonly Sized[] {
  return [...storageNumbers(capacity), ...journalNumbers(capacity)];
}

function storageNumbers({ card, profile, members, totalBytes }: CapacityOfMembers): readonly Sized[] {
  const { storage, memberMemory } = card;
  if (storage === undefined) return [];
  const held = mostHeld(storage, memberMemory);
  const { share } = profile.memoryFill;
  const inputs = { totalBytes, heldBytes: held };
  const cores = card.cores ?? CORES;
  return [
    sized(
      documented('membersToHold', 'count', 'memoryTotal / data a member holds, not rounded, no head-room'),
      inputs,
      membersFor(totalBytes, 1, held),
    ),
    sized(
      documented('membersWithHeadRoom', 'count', 'memoryTotal / fill / data a member holds, not rounded'),
      { ...inputs, fill: share },
      membersFor(totalBytes, share, held),
    ),
    sized(
      documented('memoryPlanned', 'bytes', 'memoryTotal / fill / members: what each member needs with head-room'),
      { totalBytes, fill: share, members },
      totalBytes / share / members,
    ),
    ...(storage === 'heap'
      ? [
          sized(
            documented('heapPerMember', 'bytes', 'data a member holds × 16 / 14'),
            { heldBytes: held },
            held / HEAP_SHARE,
          ),
        ]
      : []),
    sized(
      documented('cores', 'count', 'members × cores a member'),
      { members, coresPerMember: cores },
      members * cores,
    ),
  ];
}

function journalNumbers({ card }: CapacityOfMembers): readonly Sized[] {
  const { journal, writes } = card;
  if (journal === undefined) return [];
  const restart = card.restart === undefined ? RESTART : card.restart / 1e9;
  return [
    sized(
      documented('journalBridges', 'ms', 'journal / writes'),
      { items: journal, writesPerSecond: writes },
      journalSeconds(journal, writes) * 1000,
      'nothing is written, so the journal never fills',
    ),
    sized(
      documented('eventsToReplay', 'count', 'writes × restart, at most the journal'),
      { writesPerSecond: writes, restartMs: restart * 1000 },
      Math.min(journal, writes * restart),
    ),
  ];
}

function documented(name: string, unit: FormulaText['unit'], formula: string): FormulaText {
  return { name, unit, formula, source, basis: 'documented' };
}
