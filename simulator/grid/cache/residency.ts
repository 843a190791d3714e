/**
 * Which keys of one map are in the grid, for a map whose entries can leave it: who comes in, who has to go, whose time is over.
 *
 * What is held belongs to a line of history (a branch): the primary of the line decides who leaves, its backups follow it at once, and
 * during a split each side decides for itself. A promoted backup goes on with what it held; it knows when entries were stored, not when
 * they were read, so in its order they stand by storing (Redis and Hazelcast do not replicate reads either).
 * The value of an entry is that of the newest write its copy holds, unless a later load brought the row of the store: the row also keeps
 * up to which write (`after`) the load has the last word. With a sweep an entry whose time is over is nobody's answer any more, and takes
 * its room until a sweep, a read or a write meets it. Left out: the delay with which an eviction reaches the backups.
 */
import { grownBytes } from '../../kernel/columns.ts';
import { invariant } from '../../kernel/invariant.ts';
import type { RandomStream } from '../../kernel/random-stream.ts';
import type { Simulation } from '../../kernel/simulation.ts';
import type { SweepRule } from '../../products/expiry-rules.ts';
import type { Branch } from '../branch.ts';
import type { Copy, Partition } from '../copy.ts';
import type { History } from '../history.ts';
import { CacheRows } from './cache-rows.ts';
import { type EvictionPolicy, evictionPolicy, type PolicySpec, type PolicyTimes } from './eviction-policy.ts';
import { Expiry, type Lifetimes } from './expiry.ts';
import { ExpirySweep } from './expiry-sweep.ts';
import type { SweepOrder } from './sweep-order.ts';

export interface ResidencySpec extends PolicySpec, Lifetimes {
  readonly name: string;
  readonly map: number;
  /** Entries that the primaries of one member (or one partition) hold at most. */
  readonly limit: number;
  readonly perPartition: boolean;
  /** Nobody makes room: writes are refused before they come here, and what comes nevertheless is kept. */
  readonly refuses: boolean;
  /** How expired entries are found, and what it draws from; absent: each leaves at its very end. */
  readonly sweep?: { readonly rule: SweepRule; readonly stream: RandomStream } | undefined;
}

export interface ResidencyObserver {
  evicted(map: number): void;
  /** `keeper`: the member whose primary let it go; −1 when its line has none. */
  expired(map: number, key: number, keeper: number): void;
  /** So many more (or fewer) entries are held although their time is over. */
  overChanged(entries: number): void;
  /** So many more (or fewer) entries are held, in so many copies each. */
  heldChanged(map: number, entries: number): void;
}

/** What the members on one line of history hold of this map. */
interface Holding {
  readonly partition: Partition;
  /** Number of the branch. */
  readonly line: number;
  /** Key → row. */
  readonly rows: Map<number, number>;
  /** The order in which the line's primary lets go; null while the line has no primary. */
  policy: EvictionPolicy | null;
  keeper: number;
  /** The order in which a sweep looks at it; null without one. */
  readonly order: SweepOrder | null;
}

/** Where a read finds the value: the write whose row a load brought, and the newest write that it has the last word over. */
export interface LoadedValue {
  readonly value: number;
  readonly after: number;
}

export class Residency {
  readonly #spec: ResidencySpec;
  readonly #history: History;
  readonly #observer: ResidencyObserver;
  readonly #stream: RandomStream;
  readonly #rows = new CacheRows();
  readonly #expiry: Expiry;
  /** Branch number → what is held on it. */
  readonly #holdings = new Map<number, Holding>();
  /** The holdings of each partition. */
  readonly #lines: Holding[][];
  /** Member → its order, where members have one for all their partitions. */
  readonly #policies = new Map<number, EvictionPolicy>();
  readonly #holdingOf: Holding[] = [];
  readonly #after: number[] = [];
  /** The write that brought an entry in: its row and number (0: it was loaded). */
  readonly #broughtBy: number[] = [];
  readonly #broughtByNumber: number[] = [];
  /** Order in which entries were stored. */
  readonly #storedAs: number[] = [];
  #stores = 0;
  #entries = 0;
  readonly #sweep: ExpirySweep | null;
  readonly #times: PolicyTimes;
  /** 1: its time is over, and no sweep has found it. */
  #over = new Uint8Array(256);

  constructor(
    simulation: Simulation,
    stream: RandomStream,
    history: History,
    spec: ResidencySpec,
    observer: ResidencyObserver,
  ) {
    this.#spec = spec;
    this.#history = history;
    this.#observer = observer;
    this.#stream = stream;
    this.#lines = history.partitions.map(() => []);
    this.#expiry = new Expiry(simulation, `cache/${spec.name}/expire`, spec, (row) => {
      if (this.#sweep === null) this.#expire(row);
      else this.#isOver(row);
    });
    this.#sweep = this.#sweepOf(simulation);
    this.#times = { now: () => simulation.now, endOf: (row) => this.#expiry.endOf(row) };
  }

  /** Whether the copy holds the key. */
  has(copy: Copy, key: number): boolean {
    return isAlive(this.#holdings.get(copy.branch.id), key, this.#over);
  }

  /** A read looks for the key: what is over leaves. */
  looked(copy: Copy, key: number): void {
    if (this.#sweep === null) return;
    const row = this.#holdings.get(copy.branch.id)?.rows.get(key);
    if (row !== undefined && this.#over[row] === 1) this.#expire(row);
  }

  /** A read found the key. What a backup answers its primary does not see. */
  read(copy: Copy, key: number): void {
    const holding = this.#at(copy);
    if (holding.keeper === copy.member) this.#use(holding, holding.rows.get(key)!);
  }

  /** Its primary applied the write in `row`, the newest of the key. */
  wrote(copy: Copy, key: number, row: number, number: number): void {
    this.looked(copy, key);
    const holding = this.#at(copy);
    const held = holding.rows.get(key);
    if (held === undefined) {
      const entry = this.#add(holding, key);
      this.#broughtBy[entry] = row;
      this.#broughtByNumber[entry] = number;
    } else this.#renew(holding, held);
  }

  /** A row of the store comes in, unless the key came in meanwhile. */
  load(copy: Copy, key: number, loaded: LoadedValue): void {
    if (!this.has(copy, key)) this.put(copy, key, loaded);
  }

  /** A row of the store comes in, over whatever is there. */
  put(copy: Copy, key: number, { value, after }: LoadedValue): void {
    this.looked(copy, key);
    const holding = this.#at(copy);
    const held = holding.rows.get(key);
    if (held !== undefined) this.#renew(holding, held);
    const row = held ?? this.#add(holding, key);
    this.#rows.value[row] = value;
    this.#after[row] = after;
  }

  /** Whether a full cache refuses writes, instead of letting go of something. */
  get refuses(): boolean {
    return this.#spec.refuses;
  }

  /** True when one more entry fits without another one leaving. */
  hasRoom(copy: Copy): boolean {
    const { policy } = this.#at(copy);
    return policy === null || policy.size < this.#spec.limit;
  }

  /** What a load brought and nothing newer than `newest` has replaced, or null: then the writes tell the value. */
  loadedValue(copy: Copy, key: number, newest: number): number | null {
    const row = this.#holdings.get(copy.branch.id)?.rows.get(key);
    return row === undefined || newest > this.#after[row]! ? null : this.#rows.value[row]!;
  }

  /** Whether any line of the partition holds the key. */
  isHeld(partition: Partition, key: number): boolean {
    return this.#lines[partition.index]!.some((holding) => isAlive(holding, key, this.#over));
  }

  /** `copy` became primary of a line that leaves `parent` where it stands. */
  forked(copy: Copy, parent: Branch): void {
    const holding = this.#begin(copy);
    const before = this.#holdings.get(parent.id);
    if (before === undefined) return;
    for (const row of this.#inOrderOfStoring(before))
      if (this.#over[row] === 0 && this.#reached(copy, row)) this.#takeOver(holding, row);
  }

  /** `copy` became primary of a line without a past. */
  began(copy: Copy): void {
    this.#begin(copy);
  }

  /** The copy is gone; if it was primary, nobody decides for its line until another one is promoted. */
  removed(copy: Copy): void {
    const holding = this.#holdings.get(copy.branch.id);
    if (holding === undefined || holding.keeper !== copy.member) return;
    const { policy } = holding;
    if (policy !== null) for (const row of holding.rows.values()) policy.removed(row);
    holding.policy = null;
    holding.keeper = -1;
  }

  /** Lines that no copy of the partition follows any more are forgotten. */
  settled(partition: Partition): void {
    const lines = this.#lines[partition.index]!;
    const left = lines.filter((holding) => this.#copiesOf(holding) === 0);
    if (left.length === 0) return;
    this.#lines[partition.index] = lines.filter((holding) => !left.includes(holding));
    for (const holding of left) {
      this.#holdings.delete(holding.line);
      for (const [key, row] of holding.rows) {
        const wasOver = this.#over[row] === 1;
        this.#remove(holding, row);
        if (!wasOver && !this.isHeld(partition, key)) this.#history.letGo(this.#spec.map, key);
      }
    }
  }

  /** Entries of the partition on the line of the copy. */
  entriesAt(copy: Copy): number {
    return this.#holdings.get(copy.branch.id)?.rows.size ?? 0;
  }

  /** Entries held over all copies, counted one holding after the other. */
  held(): number {
    let held = 0;
    for (const holding of this.#holdings.values()) held += holding.rows.size * this.#copiesOf(holding);
    return held;
  }

  /** Entries counted as they come and go are those that are there, in every order as often as it says, and none has too many. */
  check(): void {
    let [rows, ordered] = [0, 0];
    for (const { rows: held, policy } of this.#holdings.values()) {
      rows += held.size;
      if (policy !== null) ordered += held.size;
    }
    invariant(
      rows === this.#entries && rows === this.#rows.size,
      () => `${this.#spec.name}: ${this.#entries} entries counted, ${rows} held in ${this.#rows.size} rows`,
    );
    const policies = new Set([...this.#holdings.values()].map(({ policy }) => policy));
    let sum = 0;
    for (const policy of policies) {
      if (policy === null) continue;
      invariant(
        this.#spec.refuses || policy.size <= this.#spec.limit,
        () => `${this.#spec.name}: ${policy.size} entries in one cache`,
      );
      sum += policy.size;
    }
    invariant(sum === ordered, () => `${this.#spec.name}: ${ordered} entries held, ${sum} in an order of eviction`);
  }

  #at(copy: Copy): Holding {
    return this.#holdings.get(copy.branch.id) ?? this.#begin(copy);
  }

  #begin(copy: Copy): Holding {
    const partition = this.#history.partitions[copy.partition]!;
    const primary = copy.role === 'primary' ? copy : partition.copies.find(isPrimaryOf(copy.branch));
    const keeper = primary?.member ?? -1;
    const policy = keeper < 0 ? null : this.#policyOf(keeper);
    const order = this.#sweep?.order() ?? null;
    const holding = { partition, line: copy.branch.id, rows: new Map<number, number>(), policy, keeper, order };
    if (keeper >= 0) this.#sweep?.begins(keeper);
    this.#holdings.set(copy.branch.id, holding);
    this.#lines[copy.partition]!.push(holding);
    return holding;
  }

  #policyOf(member: number): EvictionPolicy {
    if (this.#spec.perPartition) return evictionPolicy(this.#spec, this.#rows, this.#stream, this.#times);
    const known = this.#policies.get(member);
    if (known !== undefined) return known;
    const made = evictionPolicy(this.#spec, this.#rows, this.#stream, this.#times);
    this.#policies.set(member, made);
    return made;
  }

  #use(holding: Holding, row: number): void {
    this.#rows.use(row);
    holding.policy?.used(row);
    this.#expiry.used(row);
  }

  /** It was stored over: that is a use, and its time to live begins again. */
  #renew(holding: Holding, row: number): void {
    this.#use(holding, row);
    this.#expiry.stored(row);
    this.#storedAs[row] = ++this.#stores;
  }

  #add(holding: Holding, key: number): number {
    const row = this.#enter(holding, key);
    this.#expiry.added(row);
    return row;
  }

  #enter(holding: Holding, key: number): number {
    const { policy } = holding;
    while (policy !== null && !this.#spec.refuses && policy.size >= this.#spec.limit) {
      this.#observer.evicted(this.#spec.map);
      this.#leave(policy.victim());
    }
    const row = this.#rows.take(key);
    this.#over = grownBytes(this.#over, row + 1);
    this.#over[row] = 0;
    holding.order?.add(row);
    this.#holdingOf[row] = holding;
    this.#after[row] = 0;
    this.#broughtBy[row] = -1;
    this.#broughtByNumber[row] = 0;
    holding.rows.set(key, row);
    this.#entries++;
    this.#rows.use(row);
    policy?.added(row);
    this.#storedAs[row] = ++this.#stores;
    this.#observer.heldChanged(this.#spec.map, this.#copiesOf(holding));
    return row;
  }

  #sweepOf(simulation: Simulation): ExpirySweep | null {
    const { name, sweep } = this.#spec;
    if (sweep === undefined) return null;
    const ordersOf = (member: number): SweepOrder[] => {
      const orders: SweepOrder[] = [];
      for (const { keeper, order } of this.#holdings.values())
        if (keeper === member && order !== null) orders.push(order);
      return orders;
    };
    const leaves = (row: number): boolean => {
      const isOver = this.#over[row] === 1;
      if (isOver) this.#expire(row);
      return isOver;
    };
    return new ExpirySweep(simulation, name, sweep.rule, sweep.stream, this.#lines.length, { ordersOf, leaves });
  }

  #expire(row: number): void {
    this.#observer.expired(this.#spec.map, this.#rows.key[row]!, this.#holdingOf[row]!.keeper);
    this.#leave(row);
  }

  /** Nobody is answered with it from now on; it takes its room until somebody looks. */
  #isOver(row: number): void {
    this.#expiry.removed(row);
    this.#over[row] = 1;
    this.#observer.overChanged(1);
    this.#forgo(row);
  }

  /** Where no line has the key of the row any more, its writes need not be followed. */
  #forgo(row: number): void {
    const key = this.#rows.key[row]!;
    if (!this.isHeld(this.#holdingOf[row]!.partition, key)) this.#history.letGo(this.#spec.map, key);
  }

  /** An entry is given up on purpose; where no line has it any more, its writes need not be followed. */
  #leave(row: number): void {
    const holding = this.#holdingOf[row]!;
    const key = this.#rows.key[row]!;
    const wasOver = this.#over[row] === 1;
    this.#remove(holding, row);
    this.#observer.heldChanged(this.#spec.map, -this.#copiesOf(holding));
    if (!wasOver && !this.isHeld(holding.partition, key)) this.#history.letGo(this.#spec.map, key);
  }

  #remove(holding: Holding, row: number): void {
    holding.policy?.removed(row);
    holding.order?.remove(row);
    if (this.#over[row] === 1) this.#observer.overChanged(-1);
    else this.#expiry.removed(row);
    this.#over[row] = 0;
    holding.rows.delete(this.#rows.key[row]!);
    this.#rows.give(row);
    this.#entries--;
  }

  /** The promoted copy goes on with an entry of the line before. */
  #takeOver(holding: Holding, from: number): void {
    const row = this.#enter(holding, this.#rows.key[from]!);
    this.#rows.value[row] = this.#rows.value[from]!;
    this.#after[row] = this.#after[from]!;
    this.#broughtBy[row] = this.#broughtBy[from]!;
    this.#broughtByNumber[row] = this.#broughtByNumber[from]!;
    this.#expiry.copied(row, from);
  }

  /** An entry that a write brought in is at a backup only if that write has reached it. */
  #reached(copy: Copy, row: number): boolean {
    const write = this.#broughtBy[row]!;
    return !this.#history.writes.holds(write, this.#broughtByNumber[row]!) || this.#history.holds(copy, write);
  }

  #inOrderOfStoring({ rows }: Holding): number[] {
    return [...rows.values()].sort((a, b) => this.#storedAs[a]! - this.#storedAs[b]!);
  }

  /** Complete copies that follow the line. */
  #copiesOf({ partition, line }: Holding): number {
    let copies = 0;
    for (const { role, branch } of partition.copies) if (role !== 'syncing' && branch.id === line) copies++;
    return copies;
  }
}

/** Whether the line holds the key, and its time is not over. */
function isAlive(holding: Holding | undefined, key: number, over: Uint8Array): boolean {
  const row = holding?.rows.get(key);
  return row !== undefined && over[row] === 0;
}

function isPrimaryOf(branch: Branch): (copy: Copy) => boolean {
  return (copy) => copy.role === 'primary' && copy.branch === branch;
}
