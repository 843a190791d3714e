/**
 * What every grid product answers: where a key lives, how members are laid out, what an entry costs, how long a failover takes.
 *
 * A profile is pure functions and constants, each number with its source beside it. It knows nothing of events: the protocols are
 * state machines in grid/, and read their constants here. A further product is a further file with this interface and a line in
 * profile-of.ts.
 */
import type { Nanoseconds } from '../kernel/time.ts';
import type { Product } from '../model/scenario.ts';
import type { Conduct } from './conduct.ts';
import type { KeyHash } from './key-hash.ts';
import type { Sourced } from './sourced.ts';
import type { TimeRange } from './time-range.ts';

export const profileTopics = ['partitioning', 'placement', 'replication', 'detection', 'failover', 'memory'] as const;
export type ProfileTopic = (typeof profileTopics)[number];

/** The cluster that a closed form speaks of. */
export interface ClusterShape {
  readonly members: number;
  readonly backups: number;
  /** One-way delay between members, in ns. */
  readonly delay: Nanoseconds;
}

/** How a member is lost, as the faults are called. crash: the process dies, its host refuses connections. host-loss: nobody answers any more. */
export type Loss = 'crash' | 'host-loss';

/** One entry as the application sees it. */
export interface EntryShape {
  /** Bytes of the key's text. */
  readonly keyLength: number;
  /** Bytes of the value as serialised. */
  readonly valueLength: number;
  /** The entry has a time to live; absent: it has none. */
  readonly expires?: boolean;
}

/** A share of memory that guides advise to fill at most. */
export interface MemoryFill extends Sourced {
  readonly share: number;
}

/** Nobody takes over; the partitions stay away until the member returns. */
export interface NoFailover {
  readonly never: string;
}

export interface ProductProfile {
  readonly kind: Product['kind'];
  readonly title: string;
  readonly basis: Readonly<Record<ProfileTopic, Sourced>>;
  /** What it is good for, what it loses when, and what was measured, in words. */
  readonly conduct: Conduct;
  /** Requests one member serves at the same time. */
  readonly threads: number;
  readonly replication: 'sync' | 'async';
  /** Primaries that are left must outvote the lost ones before anyone takes over. */
  readonly needsMajority: boolean;
  /** Fewest primaries with which the product can decide that a member failed, and go on. */
  readonly leastPrimaries: number;
  /** True: what a lost member held is taken over by all others. False: by its replicas alone. */
  readonly spreadsLoss: boolean;
  readonly memoryFill: MemoryFill;

  /** The setting that decides how soon a lost member is noticed, as a scenario names it, in ns. */
  readonly patience: { readonly field: string; readonly value: Nanoseconds };
  /** How failure detection is set, in words. */
  readonly detectionText: string;
  /** Numbers that enter the times of a failover, with their units in their names. */
  timingInputs(cluster: ClusterShape): Readonly<Record<string, number>>;
  /** The settings other than `patience` that a drafted scenario writes down, as YAML of one line: `name: value, name: value`. */
  readonly settingsText: string;
  /** Requests to members that are well fail until the lost ones are replaced. */
  readonly stopsEverything: boolean;
  /** Bytes per second at which one member receives copies to restore redundancy, or why no copies are made. */
  readonly restoring: { readonly bandwidth: number } | NoFailover;
  /** What a result assumes about the product, in a sentence. */
  readonly assumption: string;
  /** Where the smallest number of primaries comes from. */
  readonly leastPrimariesSource: string;

  /** Where the keys of a map live. */
  keyHash(mapName: string): KeyHash;
  /** Members that hold primaries. */
  primaries(members: number, backups: number): number;
  /** Members needed for so many primaries. */
  membersFor(primaries: number, backups: number): number;
  /** Partitions for so many bytes of primary data. */
  partitionsFor(bytes: number): number;
  /** Bytes of one entry in memory when one member holds `entriesPerMember` primary entries. */
  entryBytes(entry: EntryShape, entriesPerMember: number): number;
  /** Formula of `entryBytes` as text. */
  readonly entryFormula: string;
  /** Fault to the decision that the member failed. */
  detection(cluster: ClusterShape, loss: Loss): TimeRange;
  /** Fault to a member that serves the partitions again (empty when no backup was left), or why there will never be one. */
  failover(cluster: ClusterShape, loss: Loss): TimeRange | NoFailover;
}
