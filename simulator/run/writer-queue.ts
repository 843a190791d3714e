/**
 * Writes that meet a full pump: refused at once, or held until there is room, first come, first served.
 *
 * A held write keeps its thread, as a caller of a blocking queue does; the unit behind it fills up. Nothing is held for a stopped member.
 */
import type { Members } from '../grid/members.ts';
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { DataPump } from '../persistence/data-pump.ts';

type Answer = (admitted: boolean) => void;

/** What becomes of writes that meet a full pump. */
export interface Writers {
  /** A write would like to enter the pump of `member`; `waits`: its key is there already and takes no further room. */
  ask(member: number, waits: boolean, whenDone: Answer): void;
  roomMade(member: number): void;
  memberStopped(member: number): void;
}

export class WriterQueue implements Writers {
  readonly #members: Members;
  readonly #pump: () => DataPump;
  readonly #blocks: boolean;
  readonly #held: Answer[][];
  readonly #resumed: HandlerId;

  constructor(simulation: Simulation, members: Members, name: string, blocks: boolean, pump: () => DataPump) {
    this.#members = members;
    this.#pump = pump;
    this.#blocks = blocks;
    this.#held = Array.from({ length: members.count }, () => []);
    this.#resumed = simulation.handler(`pump/${name}/room`, (member) => this.roomMade(member));
  }

  /** A write would like to enter the pump of `member`; `waits`: its key is there already and takes no further room. */
  ask(member: number, waits: boolean, whenDone: Answer): void {
    const held = this.#held[member]!;
    if (waits || (held.length === 0 && this.#pump().hasRoom(member))) whenDone(true);
    else if (this.#blocks) held.push(whenDone);
    else whenDone(false);
  }

  roomMade(member: number): void {
    const held = this.#held[member]!;
    if (held.length === 0) return;
    if (!this.#members.isRunning(member)) {
      this.#members.deferMessage(member, this.#resumed, member, 0, 0);
      return;
    }
    while (held.length > 0 && this.#pump().hasRoom(member)) held.shift()!(true);
  }

  memberStopped(member: number): void {
    this.#held[member] = [];
  }
}
