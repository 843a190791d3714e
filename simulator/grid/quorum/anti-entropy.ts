/**
 * Anti-entropy: members compare their replicas pairwise in the background, and both get what they lack.
 *
 * Every member asks one random other member that shares keys with it, each period, from a random phase. What differs is found in one
 * round trip (as hash trees do); then the newer version of each such key is sent, from the one who was asked at once, from the one who asked a
 * way later. Values from before the run of keys that nobody touched come as a whole and are not counted.
 * Left out: the time to build hash trees, ranges that are compared in vain, bandwidth.
 */
import type { RandomStream } from '../../kernel/random-stream.ts';
import type { HandlerId } from '../../kernel/simulation.ts';
import type { MendingParts } from './deliveries.ts';
import { NEVER } from './wires.ts';

export interface AntiEntropyParts extends MendingParts {
  readonly stream: RandomStream;
  /** ns between two exchanges that one member begins. */
  readonly every: number;
  /** For each member, those that hold replicas of the same keys. */
  readonly peers: readonly (readonly number[])[];
}

export class AntiEntropy {
  readonly #parts: AntiEntropyParts;
  readonly #tick: HandlerId;
  readonly #compare: HandlerId;
  readonly #copyOld: HandlerId;

  constructor(parts: AntiEntropyParts) {
    this.#parts = parts;
    const { simulation, name, peers, every, stream } = parts;
    this.#tick = simulation.handler(`quorum/${name}/exchange`, (member) => this.#onTick(member));
    this.#compare = simulation.handler(`quorum/${name}/compare`, (asking, asked, incarnation) =>
      this.#onCompare(asking, asked, incarnation),
    );
    this.#copyOld = simulation.handler(`quorum/${name}/copy-old`, (member, other, incarnation) =>
      this.#onCopyOld(member, other, incarnation),
    );
    peers.forEach((others, member) => {
      if (others.length > 0) simulation.schedule(Math.floor(stream.uniform() * every), this.#tick, member);
    });
  }

  /** Whether members that can speak with one another have nothing to give. */
  get isIdle(): boolean {
    const { peers, replicas } = this.#parts;
    const speaks = peers.map((others, member) => others.filter((other) => this.#canExchange(member, other)));
    for (let member = 0; member < speaks.length; member++) {
      if (speaks[member]!.some((other) => replicas.lacksOld(member, other))) return false;
    }
    for (let row = 0; row < replicas.count; row++) {
      for (let i = 0; i < replicas.each; i++) {
        const others = speaks[replicas.member(row, i)]!;
        for (let j = 0; j < i; j++) {
          if (replicas.version(row, i) !== replicas.version(row, j) && others.includes(replicas.member(row, j)))
            return false;
        }
      }
    }
    return true;
  }

  #canExchange(member: number, other: number): boolean {
    const { members, wires } = this.#parts;
    return members.isUp(member) && members.isUp(other) && wires.reaches(member, other) && wires.reaches(other, member);
  }

  #onTick(member: number): void {
    const { simulation, members, wires, stream, peers, every } = this.#parts;
    simulation.schedule(every, this.#tick, member);
    if (!members.isRunning(member)) return;
    const others = peers[member]!;
    const other = others[stream.below(others.length)]!;
    const delay = wires.delay(member, other);
    if (delay !== NEVER) simulation.schedule(delay, this.#compare, member, other, wires.incarnation(other));
  }

  /** What `asking` has is at `asked`, which finds out what differs. */
  #onCompare(asking: number, asked: number, incarnation: number): void {
    const { wires, replicas } = this.#parts;
    if (!wires.reaches(asking, asked) || !wires.lives(asked, incarnation)) return;
    if (wires.waitsFor(asked, this.#compare, asking, asked, incarnation)) return;
    const back = wires.delay(asked, asking);
    if (back === NEVER) return;
    for (let row = 0; row < replicas.count; row++) {
      const i = replicas.indexOf(row, asking);
      if (i < 0) continue;
      const j = replicas.indexOf(row, asked);
      if (j >= 0) this.#even(row, i, j, back);
    }
    this.#sendOld(asking, asked, back);
    this.#sendOld(asked, asking, 2 * back);
  }

  /** Sends the newer of two versions to the replica that has the older; the one who asked hears of it a way later. */
  #even(row: number, asking: number, asked: number, back: number): void {
    const { replicas, deliveries } = this.#parts;
    const theirs = replicas.version(row, asking);
    const ours = replicas.version(row, asked);
    if (ours > theirs) {
      const from = replicas.member(row, asked);
      deliveries.send({ errand: 'exchange', from, row, replica: asking, version: ours });
    } else if (theirs > ours) {
      const from = replicas.member(row, asking);
      deliveries.send({ errand: 'exchange', from, row, replica: asked, version: theirs, leavesIn: back });
    }
  }

  #sendOld(member: number, other: number, delay: number): void {
    const { simulation, wires, replicas } = this.#parts;
    if (replicas.lacksOld(member, other))
      simulation.schedule(delay, this.#copyOld, member, other, wires.incarnation(member));
  }

  #onCopyOld(member: number, other: number, incarnation: number): void {
    const { wires, replicas } = this.#parts;
    if (!wires.reaches(other, member) || !wires.lives(member, incarnation)) return;
    if (wires.waitsFor(member, this.#copyOld, member, other, incarnation)) return;
    replicas.copyOld(member, other);
  }
}
