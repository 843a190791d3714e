/**
 * Hinted handoff: writes for replicas that were away, kept at other members until these are back (DeCandia et al., Dynamo, SOSP 2007, 4.6).
 *
 * A member with hints tries once a second to reach those they are for, and hands over what it has when the connection is made. A hint
 * goes when it was delivered, when it is too old, or with the process that keeps it. Left out: a limit on how fast hints are handed over.
 */
import type { HandlerId } from '../../kernel/simulation.ts';
import { SECOND } from '../../kernel/time.ts';
import type { MendingParts } from './deliveries.ts';
import { NOTHING } from './replicas.ts';

export interface Hint {
  readonly keeper: number;
  /** Row of the key, and which of its replicas the write is for. */
  readonly row: number;
  readonly replica: number;
  readonly version: number;
  readonly storedAt: number;
  underWay: boolean;
  gone: boolean;
}

/** How often a member tries to hand over its hints. */
const TRY = SECOND;

export class Hints {
  /** Hints thrown away because they were too old. */
  expired = 0;
  readonly #parts: MendingParts;
  readonly #keep: number;
  readonly #try: HandlerId;
  readonly #kept: Hint[][];
  /** 1: the next try of that member is scheduled. */
  readonly #trying: Uint8Array;

  /** @param keep ns after which a hint is too old */
  constructor(parts: MendingParts, keep: number) {
    this.#parts = parts;
    this.#keep = keep;
    this.#kept = Array.from({ length: parts.members.count }, () => []);
    this.#trying = new Uint8Array(parts.members.count);
    this.#try = parts.simulation.handler(`quorum/${parts.name}/hand-off`, (keeper) => this.#onTry(keeper));
  }

  store(keeper: number, row: number, replica: number, version: number): void {
    const storedAt = this.#parts.simulation.now;
    this.#kept[keeper]!.push({ keeper, row, replica, version, storedAt, underWay: false, gone: false });
    this.#tryLater(keeper);
  }

  /** The delivery of a hint has ended. */
  ended(hint: Hint, arrived: boolean): void {
    hint.underWay = false;
    if (arrived) hint.gone = true;
  }

  /** The process of `member` ended, and its hints with it. */
  memberStopped(member: number): void {
    for (const hint of this.#kept[member]!) hint.gone = true;
    this.#kept[member] = [];
  }

  /** Whether some hint can be delivered as things are. */
  get isIdle(): boolean {
    return this.#kept.every((hints) => hints.every((hint) => hint.gone || !this.#canReach(hint)));
  }

  /** Raises `newest`, one version a key, to what hints have. */
  raise(newest: Float64Array): void {
    for (const hints of this.#kept) {
      for (const { row, version, gone } of hints) {
        if (!gone && version > (newest[row] ?? NOTHING)) newest[row] = version;
      }
    }
  }

  #tryLater(keeper: number): void {
    if (this.#trying[keeper] === 1) return;
    this.#trying[keeper] = 1;
    this.#parts.simulation.schedule(TRY, this.#try, keeper);
  }

  #onTry(keeper: number): void {
    if (this.#parts.wires.waitsFor(keeper, this.#try, keeper, 0, 0)) return;
    this.#trying[keeper] = 0;
    const { now } = this.#parts.simulation;
    const kept: Hint[] = [];
    for (const hint of this.#kept[keeper]!) {
      if (hint.gone) continue;
      if (!hint.underWay && now - hint.storedAt > this.#keep) this.expired++;
      else kept.push(hint);
    }
    this.#kept[keeper] = kept;
    if (kept.length === 0) return;
    for (const hint of kept) if (!hint.underWay && this.#canReach(hint)) this.#handOver(hint);
    this.#tryLater(keeper);
  }

  #handOver(hint: Hint): void {
    hint.underWay = true;
    const { keeper, row, replica, version } = hint;
    this.#parts.deliveries.send({ errand: hint, from: keeper, row, replica, version });
  }

  #canReach({ keeper, row, replica }: Hint): boolean {
    const target = this.#parts.replicas.member(row, replica);
    return (
      this.#parts.members.isUp(target) &&
      this.#parts.wires.reaches(keeper, target) &&
      this.#parts.wires.reaches(target, keeper)
    );
  }
}
