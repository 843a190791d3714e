/**
 * What a fault may touch: processes, packets, clocks, the store, what clients ask for. Targets are resolved to members before a fault strikes.
 */
import type { Clocks } from '../grid/clocks.ts';
import type { RandomStream } from '../kernel/random-stream.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { Fault } from '../model/scenario.ts';
import type { Network } from '../network/network.ts';
import type { Store } from '../persistence/store.ts';
import type { HotKeys } from '../traffic/hot-keys.ts';

/** What can be done to a member as a whole: process, data, queue, pump and protocol together. */
export interface MemberActions {
  /** Every stop is ended by one start; the member is back after the last. */
  stop(member: number, withHost: boolean): void;
  start(member: number): void;
  /** Returns the start of the process that stands still now, 0 when there is none. */
  pause(member: number): number;
  /** Ends a pause of that process; a later one of the same member is not touched. */
  resume(member: number, incarnation: number): void;
  /** From now on its service takes `factor` times as long as before; 1 / factor takes that back. */
  slow(member: number, factor: number): void;
  /** Its write-behind pumps stop sending, once more for each call. */
  stallPump(member: number): void;
  releasePump(member: number): void;
  /** Begins to hand over everything the member is primary of. */
  beginLeave(member: number): void;
  /** True when nothing is left to hand over or to flush. */
  isDrained(member: number): boolean;
  /** Says goodbye and stops. */
  leave(member: number): void;
  /** True when every partition has its configured copies again and no unit is on its way to be ready. */
  isRedundant(): boolean;
  networkChanged(): void;
  /** The hosts at these places are gone, with processes on them that are no members; and are back. */
  hostsLost(places: Uint8Array): void;
  hostsBack(places: Uint8Array): void;
}

export interface FaultGround {
  readonly simulation: Simulation;
  readonly members: MemberActions;
  readonly memberCount: number;
  readonly network: Network;
  readonly store: Store | null;
  readonly clocks: Clocks;
  readonly hotKeys: HotKeys;
  /** Number of keys of a map. */
  entriesOf(map: string): number;
  /** A stream of the fault's own, for example for how far clocks jump. */
  draws(fault: Fault): RandomStream;
  /** A fault without a duration tells that it is over. */
  ended(fault: Fault): void;
  /** Places that go with a target: its members, and for a zone or region the clients in it. */
  placesOf(fault: Fault, members: readonly number[]): Uint8Array;
}

/** A fault of one kind at work. */
export interface FaultAtWork {
  /** It strikes now. */
  strike(): void;
  /** It ends now; undefined for a fault that ends by itself. */
  heal?(): void;
}

export type FaultKind<K extends Fault['kind']> = (
  ground: FaultGround,
  fault: Extract<Fault, { kind: K }>,
  members: readonly number[],
) => FaultAtWork;
