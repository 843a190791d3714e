/**
 * How the near caches of one map learn of writes: by a message for every write, or by batches that each member collects (Hazelcast: 100
 * keys or 10 s, whichever comes first; the phase of a member's period is drawn). A message goes from the member that applied the write to
 * every location that has a cache, as fast as the network is then; one that meets a cut is gone. What waits at a member dies with it.
 * With reconciliation they are numbered, and messages from one member to one location keep their order, as on the connection they share.
 */
import type { NearCaches } from '../grid/cache/near-caches.ts';
import type { Members } from '../grid/members.ts';
import { type Sampler, sampler } from '../kernel/distribution.ts';
import type { RandomStream } from '../kernel/random-stream.ts';
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { Streams } from '../kernel/stream-seed.ts';
import type { GridMap } from '../model/scenario.ts';
import type { Network } from '../network/network.ts';
import type { NearReconciliation } from './near-reconciliation.ts';

export interface InvalidationGround {
  readonly simulation: Simulation;
  readonly streams: Streams;
  readonly members: Members;
  readonly network: Network;
}

type Settings = NonNullable<GridMap['nearCache']>['invalidate'];

/** The place of an invalidation in the numbering of its partition. */
interface Ordinal {
  readonly partition: number;
  readonly life: number;
  readonly number: number;
}

/** Keys with the numbers of their writes, sent together; the ordinals only with reconciliation. */
interface Message {
  readonly member: number;
  readonly keys: readonly number[];
  readonly numbers: readonly number[];
  readonly ordinals: readonly Ordinal[];
  /** Deliveries that are still under way. */
  open: number;
}

interface Waiting {
  keys: number[];
  numbers: number[];
  ordinals: Ordinal[];
}

const NONE: readonly Ordinal[] = [];

export class Invalidations {
  readonly #ground: InvalidationGround;
  readonly #caches: NearCaches;
  readonly #settings: Exclude<Settings, { kind: 'none' }>;
  readonly #dropped: () => void;
  /** Null where lost messages are never found. */
  readonly #reconciliation: NearReconciliation | null;
  /** By member and location: when the last message arrives there; only with reconciliation. */
  readonly #arrivals: number[][] = [];
  readonly #delay: Sampler | null;
  readonly #delays: RandomStream;
  readonly #waiting: (Waiting | undefined)[] = [];
  readonly #messages: (Message | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #send: HandlerId;
  readonly #arrive: HandlerId;
  readonly #flush: HandlerId;

  /** `dropped`: a near cache lost an entry by a message. */
  constructor(
    ground: InvalidationGround,
    caches: NearCaches,
    name: string,
    settings: Exclude<Settings, { kind: 'none' }>,
    dropped: () => void,
    reconciliation: NearReconciliation | null,
  ) {
    this.#ground = ground;
    this.#caches = caches;
    this.#settings = settings;
    this.#dropped = dropped;
    this.#reconciliation = reconciliation;
    const { simulation, streams } = ground;
    this.#delay = settings.kind === 'onWrite' ? sampler(settings.delay) : null;
    this.#delays = streams.named(`near-cache/${name}/delay`);
    this.#send = simulation.handler(`near-cache/${name}/send`, (message) => this.#onSend(message));
    this.#arrive = simulation.handler(`near-cache/${name}/arrive`, (message, location) =>
      this.#onArrive(message, location),
    );
    this.#flush = simulation.handler(`near-cache/${name}/flush`, (member) => this.#onFlush(member));
  }

  /** `member` applied write `number` of the key as primary of the partition. */
  written(member: number, key: number, number: number, partition: number): void {
    const ordinals = this.#ordinalsOf(partition);
    if (this.#caches.locations.length === 0) return;
    if (this.#settings.kind === 'onWrite') {
      const message = this.#keep({ member, keys: [key], numbers: [number], ordinals, open: 0 });
      this.#ground.simulation.schedule(this.#delay!.sample(this.#delays), this.#send, message);
      return;
    }
    const waiting = this.#waitingAt(member);
    waiting.keys.push(key);
    waiting.numbers.push(number);
    waiting.ordinals.push(...ordinals);
    if (waiting.keys.length >= this.#settings.size) this.#sendWaiting(member);
  }

  memberStopped(member: number): void {
    const waiting = this.#waiting[member];
    if (waiting === undefined) return;
    waiting.keys = [];
    waiting.numbers = [];
    waiting.ordinals = [];
  }

  #ordinalsOf(partition: number): readonly Ordinal[] {
    if (this.#reconciliation === null) return NONE;
    const { numbers } = this.#reconciliation;
    return [{ partition, life: numbers.life[partition]!, number: numbers.next(partition) }];
  }

  /** What waits at a member; with the first entry its period begins, at a phase of its own. */
  #waitingAt(member: number): Waiting {
    const known = this.#waiting[member];
    if (known !== undefined) return known;
    const made = { keys: [], numbers: [], ordinals: [] };
    this.#waiting[member] = made;
    if (this.#settings.kind === 'batch') {
      const phase = Math.floor(this.#delays.uniform() * this.#settings.interval);
      this.#ground.simulation.schedule(phase, this.#flush, member);
    }
    return made;
  }

  #onFlush(member: number): void {
    if (this.#settings.kind !== 'batch') return;
    const { simulation, members } = this.#ground;
    if (members.isRunning(member)) this.#sendWaiting(member);
    simulation.schedule(this.#settings.interval, this.#flush, member);
  }

  #sendWaiting(member: number): void {
    const waiting = this.#waiting[member]!;
    if (waiting.keys.length === 0) return;
    const message = this.#keep({ member, ...waiting, open: 0 });
    waiting.keys = [];
    waiting.numbers = [];
    waiting.ordinals = [];
    this.#onSend(message);
  }

  #onSend(index: number): void {
    const { simulation, network, members } = this.#ground;
    const message = this.#messages[index]!;
    const { member } = message;
    if (members.isPaused(member)) {
      members.deferMessage(member, this.#send, index, 0, 0);
      return;
    }
    if (members.isUp(member)) {
      for (const location of this.#caches.locations) {
        if (!network.passes(member, location)) continue;
        const delay = network.delay(member, location) + network.retransmission(member, location);
        message.open++;
        simulation.schedule(this.#inOrder(member, location, delay), this.#arrive, index, location);
      }
    }
    if (message.open === 0) this.#forget(index);
  }

  /** The delay, lengthened where an earlier message would be passed. */
  #inOrder(member: number, location: number, delay: number): number {
    if (this.#reconciliation === null) return delay;
    const { now } = this.#ground.simulation;
    this.#arrivals[member] ??= [];
    const arrivals = this.#arrivals[member];
    const at = Math.max(now + delay, arrivals[location] ?? 0);
    arrivals[location] = at;
    return at - now;
  }

  #onArrive(index: number, location: number): void {
    const message = this.#messages[index]!;
    const { member, keys, numbers, ordinals } = message;
    if (this.#ground.network.passes(member, location)) {
      for (let at = 0; at < keys.length; at++)
        if (this.#caches.invalidate(location, keys[at]!, numbers[at]!)) this.#dropped();
      for (const { partition, life, number } of ordinals)
        this.#reconciliation?.heard(location, partition, life, number);
    }
    message.open--;
    if (message.open === 0) this.#forget(index);
  }

  #keep(message: Message): number {
    const index = this.#free.pop() ?? this.#messages.length;
    this.#messages[index] = message;
    return index;
  }

  #forget(index: number): void {
    this.#messages[index] = undefined;
    this.#free.push(index);
  }
}
