/**
 * Connections of units to the store: a fixed number a unit, and in each unit a line of those who wait for one, first come first served.
 * A process that stops takes its connections and its line with it. Leaves out: the time to open a connection, limits of the store's side.
 */
export class ConnectionPool {
  readonly #size: number;
  readonly #taken: Int32Array;
  readonly #lines: number[][];
  /** Position in each line of who is next; what is before it has been served. */
  readonly #heads: Int32Array;

  constructor(units: number, size: number) {
    this.#size = size;
    this.#taken = new Int32Array(units);
    this.#lines = Array.from({ length: units }, () => []);
    this.#heads = new Int32Array(units);
  }

  /** True: a connection of `unit` is the operation's now. False: the operation waits in line. */
  take(unit: number, operation: number): boolean {
    if (this.#taken[unit]! < this.#size) {
      this.#taken[unit]!++;
      return true;
    }
    this.#lines[unit]!.push(operation);
    return false;
  }

  /** A connection of `unit` is free again: the operation that has it from now on, or −1. */
  release(unit: number): number {
    const line = this.#lines[unit]!;
    const head = this.#heads[unit]!;
    if (head === line.length) {
      this.#taken[unit]!--;
      return -1;
    }
    if (head + 1 === line.length || head >= 1024) {
      const [next] = line.splice(0, head + 1).slice(head);
      this.#heads[unit] = 0;
      return next!;
    }
    this.#heads[unit]!++;
    return line[head]!;
  }

  /** The process of `unit` is gone. */
  reset(unit: number): void {
    this.#taken[unit] = 0;
    this.#lines[unit] = [];
    this.#heads[unit] = 0;
  }
}
