/**
 * Entries that the store took a short while ago and that backups still have in their copies of the write-behind queue: a backup that is
 * promoted stores them again (Hazelcast drops the copies some seconds after the entry was due, so stores are at least once).
 */
import type { Simulation } from '../kernel/simulation.ts';

interface Stored {
  readonly key: number;
  readonly partition: number;
  readonly at: number;
}

export class StoredLately {
  readonly #simulation: Simulation;
  /** ns. */
  readonly #kept: number;
  #entries: Stored[] = [];
  /** Entries before this one are too old. */
  #first = 0;

  constructor(simulation: Simulation, kept: number) {
    this.#simulation = simulation;
    this.#kept = kept;
  }

  add(key: number, partition: number): void {
    this.#entries.push({ key, partition, at: this.#simulation.now });
    this.#letGo();
  }

  /** Keys of the partition that backups still have in their queues, each once. */
  of(partition: number): readonly number[] {
    this.#letGo();
    const recent = this.#entries.slice(this.#first).filter((stored) => stored.partition === partition);
    return [...new Set(recent.map(({ key }) => key))];
  }

  #letGo(): void {
    const oldest = this.#simulation.now - this.#kept;
    while (this.#first < this.#entries.length && this.#entries[this.#first]!.at < oldest) this.#first++;
    if (this.#first < 1024 || 2 * this.#first < this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#first);
    this.#first = 0;
  }
}
