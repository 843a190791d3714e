/**
 * From a design card to a design: what was given, what was chosen, and which constraint chose it.
 *
 *   members = the largest that any constraint asks for: memory, throughput with one member lost, copies, zones, the product's minimum
 *
 * A card that names its members keeps them; the constraints then say whether they are enough. "Which bound holds" is the idea of Oracle
 * NoSQL's sizing sheet and of the better Kafka calculators (peers.md C.1, F.3).
 */
import type { Nanoseconds } from '../kernel/time.ts';
import type { DesignCard } from '../model/design-card.ts';
import { hasReplicaSets, type Product, product as productSchema } from '../model/product.ts';
import { roundedByteText, shareText, threeDigits } from '../model/quantity-text.ts';
import type { Basis } from '../model/result.ts';
import type { HazelcastProduct } from '../model/scenario.ts';
import { networkPresets } from '../model/topology.ts';
import type { EntryShape, ProductProfile } from '../products/product-profile.ts';
import { profileOf } from '../products/profile-of.ts';
import { primariesByMemory } from './memory.ts';
import { primariesByLoad } from './throughput.ts';

/** Most partitions that the vocabulary allows; 32749 is the largest prime below 32768. */
export const MOST_PARTITIONS = 32749;
export const MOST_MEMBERS = 10_000;
/** Name of the map in drafted scenarios; with the key's number it makes the key's text. */
export const MAP_NAME = 'orders';

export interface Constraint {
  readonly constraint: 'memory' | 'throughput' | 'zones' | 'copies' | 'product minimum';
  /** Members, counting all, that it asks for. */
  readonly members: number;
  /** With its number, in words. */
  readonly text: string;
  readonly formula: string;
  readonly source: string;
  readonly basis: Basis;
}

export interface ChosenDesign {
  readonly card: DesignCard;
  readonly product: Product;
  readonly profile: ProductProfile;
  readonly members: number;
  readonly primaries: number;
  readonly partitions: number;
  /** Entries with growth. */
  readonly entries: number;
  readonly entry: EntryShape;
  readonly replication: 'sync' | 'async';
  /** Preset of the network, and the one-way delay between members it implies. */
  readonly network: 'one-zone' | 'three-zones';
  readonly delay: Nanoseconds;
  /** All constraints, the one that asks for most first. */
  readonly constraints: readonly Constraint[];
}

export function chooseDesign(card: DesignCard): ChosenDesign {
  const product = productOf(card);
  const entries = Math.ceil(card.entries * (1 + card.growth));
  const entry = entryOf(card);
  const partitions = partitionsOf(card, product, entries);
  const settled: Product = hasReplicaSets(product) ? product : { ...product, partitions };
  const profile = profileOf(settled);
  const constraints = constraintsOf(card, profile, { entries, entry });
  const members = card.members ?? runnableMembers(profile, constraints[0]!.members, card.backups);
  const network = card.zones > 1 ? 'three-zones' : 'one-zone';
  return {
    card,
    product: settled,
    profile,
    members,
    primaries: profile.primaries(members, card.backups),
    partitions,
    entries,
    entry,
    replication: card.replication ?? profile.replication,
    network,
    delay: card.zones > 1 ? networkPresets[network].crossZone.value : networkPresets[network].sameZone.value,
    constraints,
  };
}

/** The next number of members that a scenario can hold: copies on distinct members, whole shards, at most MOST_MEMBERS. */
export function runnableMembers(profile: ProductProfile, members: number, backups: number): number {
  const shard = profile.membersFor(1, backups);
  const least = profile.spreadsLoss ? backups + 1 : profile.membersFor(profile.leastPrimaries, backups);
  const most = Math.floor(MOST_MEMBERS / shard) * shard;
  return Math.min(most, Math.max(least, Math.ceil(members / shard) * shard));
}

/** The product with the card's settings; everything else as the scenario schema has it. */
function productOf(card: DesignCard): Product {
  const defaults = productSchema.parse(card.product);
  if (defaults.kind === 'redis-sentinel') return defaults;
  if (defaults.kind === 'ignite') return { ...defaults, ...igniteTimeout(card) };
  if (defaults.kind === 'hazelcast') return withPatience(defaults, card.heartbeatTimeout);
  if (hasReplicaSets(defaults)) return { ...defaults, nodeTimeout: card.nodeTimeout ?? defaults.nodeTimeout };
  const heartbeatTimeout = card.heartbeatTimeout ?? defaults.heartbeatTimeout;
  // The usual five heartbeats within the timeout, so that a short timeout does not suspect everyone between two heartbeats.
  const heartbeatInterval = Math.max(1e6, Math.min(defaults.heartbeatInterval, Math.round(heartbeatTimeout / 5)));
  return { ...defaults, heartbeatTimeout, heartbeatInterval };
}

function igniteTimeout({ heartbeatTimeout }: DesignCard): { failureDetectionTimeout?: number } {
  return heartbeatTimeout === undefined ? {} : { failureDetectionTimeout: heartbeatTimeout };
}

/** Hazelcast counts both in whole seconds, the interval at least one. */
function withPatience(product: HazelcastProduct, timeout = product.maxNoHeartbeat): Product {
  const maxNoHeartbeat = Math.max(2, Math.ceil(timeout / 1e9)) * 1e9;
  const fifth = Math.max(1, Math.floor(maxNoHeartbeat / 5e9)) * 1e9;
  return { ...product, maxNoHeartbeat, heartbeatInterval: Math.min(product.heartbeatInterval, fifth) };
}

/** The key's text is map:number; the rest of the entry is value. */
function entryOf(card: DesignCard): EntryShape {
  const keyLength = Math.min(card.entrySize, `${MAP_NAME}:${card.entries}`.length);
  return { keyLength, valueLength: card.entrySize - keyLength };
}

function partitionsOf(card: DesignCard, product: Product, entries: number): number {
  return Math.min(MOST_PARTITIONS, profileOf(product).partitionsFor(entries * card.entrySize));
}

interface State {
  readonly entries: number;
  readonly entry: EntryShape;
}

function constraintsOf(card: DesignCard, profile: ProductProfile, state: State): readonly Constraint[] {
  const { backups, zones, memberMemory, targetUtilisation } = card;
  const shard = profile.membersFor(1, backups);
  const whole = (members: number) => Math.ceil(members / shard) * shard;
  const requests = card.reads + card.writes;
  const service = card.serviceTime / 1e9;
  const byMemory = primariesByMemory({ profile, ...state, backups }, memberMemory);
  const byLoad = primariesByLoad({ requests, service, threads: profile.threads }, targetUtilisation, profile);
  const copies = profile.spreadsLoss ? backups + 1 : 1;
  const data = state.entries * profile.entryBytes(state.entry, state.entries / byMemory);
  const busy = requests * service;
  const list: Constraint[] = [
    {
      constraint: 'memory',
      members: profile.membersFor(byMemory, backups),
      text: `${roundedByteText(data)} of entries × ${backups + 1} copies in ${roundedByteText(memberMemory)} a member, filled to ${shareText(profile.memoryFill.share)}`,
      formula: `ceil(entries × entryMemory × ${copies} / (fill × memberMemory))${shard === 1 ? '' : ' × (1 + backups)'}`,
      source: profile.memoryFill.source,
      basis: profile.memoryFill.basis,
    },
    {
      constraint: 'throughput',
      members: profile.membersFor(byLoad, backups),
      text: `${threeDigits(busy)} busy threads at ${profile.threads} a primary, used to ${shareText(targetUtilisation)}${profile.spreadsLoss ? ', and one member more to lose' : '; a replica takes over the load of its primary'}`,
      formula: `ceil(requests × service / (threads × target))${profile.spreadsLoss ? ' + 1' : ''}${shard === 1 ? '' : ' × (1 + backups)'}`,
      source: 'utilisation law; n + 1 rule of Hazelcast capacity planning',
      basis: 'documented',
    },
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
      text: `${profile.title}: at least ${profile.leastPrimaries} primaries, so that a majority survives the loss of one`,
      formula: `${profile.leastPrimaries}${shard === 1 ? '' : ' × (1 + backups)'}`,
      source: profile.leastPrimariesSource,
      basis: 'documented',
    },
  ];
  // Stable: among equals the order above stands.
  return list.sort((a, b) => b.members - a.members);
}
