/**
 * Reads and writes of a leaderless map that are under way, one row each: whom the coordinator asked and what came back.
 *
 * A row lives until every message of its operation has landed somewhere, also after its client was answered: late acknowledgements and
 * answers still count for hints and repairs. Rows are used again.
 */
import { grownBytes, grownDoubles, grownIntegers } from '../../kernel/columns.ts';

export const READ = 0;
export const WRITE = 1;
export type OperationKind = typeof READ | typeof WRITE;

/** What is known of one replica. */
export const UNASKED = 0;
export const ASKED = 1;
export const ANSWERED = 2;
export const REFUSED = 3;

/** ok; unavailable: too few replicas are up, as far as the coordinator knows; none: nobody will ever answer. */
export type QuorumAnswer = 'ok' | 'unavailable' | 'none';

/** Called once: with the version that a read returns or that a write has made. */
export type Done = (answer: QuorumAnswer, version: number) => void;

/** Places of a row for its replicas. */
const STRIDE = 8;
const ROWS = 256;

export class Operations {
  kind = new Uint8Array(ROWS);
  /** Row of the key. */
  key = new Int32Array(ROWS);
  /** Of a write: its version. Of a read: the newest one that came back. */
  version = new Float64Array(ROWS);
  /** Place of the coordinator, and which start of its process that was. */
  place = new Int32Array(ROWS);
  incarnation = new Int32Array(ROWS);
  /** Answers that were waited for, that came, and that may still make it as far as the coordinator knows. */
  need = new Int32Array(ROWS);
  answers = new Int32Array(ROWS);
  possible = new Int32Array(ROWS);
  /** Replicas asked that have neither answered nor refused. */
  silent = new Int32Array(ROWS);
  /** Messages and timers under way. */
  pending = new Int32Array(ROWS);
  /** Timer after which silent replicas get hints; 0: none. */
  timer: number[] = [];
  readonly #done: (Done | null)[] = [];
  #state = new Uint8Array(ROWS * STRIDE);
  #version = new Float64Array(ROWS * STRIDE);
  #keeper = new Int32Array(ROWS * STRIDE);
  readonly #free: number[] = [];
  #used = 0;

  /** Operations under way. */
  get size(): number {
    return this.#used - this.#free.length;
  }

  add(kind: OperationKind, key: number, need: number, done: Done): number {
    const operation = this.#free.pop() ?? this.#used++;
    if (operation >= this.kind.length) this.#grow();
    this.kind[operation] = kind;
    this.key[operation] = key;
    this.need[operation] = need;
    this.answers[operation] = 0;
    this.possible[operation] = 0;
    this.silent[operation] = 0;
    this.pending[operation] = 0;
    this.timer[operation] = 0;
    this.#done[operation] = done;
    const from = operation * STRIDE;
    this.#state.fill(UNASKED, from, from + STRIDE);
    this.#keeper.fill(-1, from, from + STRIDE);
    return operation;
  }

  /** Its client has no answer yet. */
  isOpen(operation: number): boolean {
    return this.#done[operation] !== null;
  }

  answer(operation: number, answer: QuorumAnswer): void {
    const done = this.#done[operation]!;
    this.#done[operation] = null;
    done?.(answer, this.version[operation]!);
  }

  remove(operation: number): void {
    this.#free.push(operation);
  }

  state(operation: number, replica: number): number {
    return this.#state[operation * STRIDE + replica]!;
  }

  setState(operation: number, replica: number, state: number): void {
    this.#state[operation * STRIDE + replica] = state;
  }

  /** Version that a replica had when a read came by. */
  versionOf(operation: number, replica: number): number {
    return this.#version[operation * STRIDE + replica]!;
  }

  setVersionOf(operation: number, replica: number, version: number): void {
    this.#version[operation * STRIDE + replica] = version;
  }

  /** Member that got the hint for a replica, or −1. */
  keeper(operation: number, replica: number): number {
    return this.#keeper[operation * STRIDE + replica]!;
  }

  setKeeper(operation: number, replica: number, member: number): void {
    this.#keeper[operation * STRIDE + replica] = member;
  }

  #grow(): void {
    const rows = 2 * this.kind.length;
    this.kind = grownBytes(this.kind, rows);
    this.key = grownIntegers(this.key, rows);
    this.version = grownDoubles(this.version, rows);
    this.place = grownIntegers(this.place, rows);
    this.incarnation = grownIntegers(this.incarnation, rows);
    this.need = grownIntegers(this.need, rows);
    this.answers = grownIntegers(this.answers, rows);
    this.possible = grownIntegers(this.possible, rows);
    this.silent = grownIntegers(this.silent, rows);
    this.pending = grownIntegers(this.pending, rows);
    this.#state = grownBytes(this.#state, rows * STRIDE);
    this.#version = grownDoubles(this.#version, rows * STRIDE);
    this.#keeper = grownIntegers(this.#keeper, rows * STRIDE);
  }
}
