/**
 * The durable store: rows per second it can take, a latency on top, and times when it refuses everything.
 *
 * Rows queue in front of one server of `writesPerSecond`; a batch of n rows holds it for n / rate and is durable a latency later.
 * A batch fails when the store is down at any moment between its start and its end. What rows mean is not known here.
 */
import { type DistributionSpec, type Sampler, sampler } from '../kernel/distribution.ts';
import type { RandomStream } from '../kernel/random-stream.ts';
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { Streams } from '../kernel/stream-seed.ts';
import { SECOND } from '../kernel/time.ts';

export interface StoreSettings {
  /** Rows per second; absent: no limit. */
  readonly writesPerSecond?: number | undefined;
  readonly latency: DistributionSpec;
}

export class Store {
  readonly #simulation: Simulation;
  readonly #nanosecondsPerRow: number;
  readonly #latency: Sampler;
  readonly #stream: RandomStream;
  #freeAt = 0;
  #outages = 0;
  #lastOutage = -1;

  constructor(simulation: Simulation, settings: StoreSettings, streams: Streams) {
    this.#simulation = simulation;
    this.#nanosecondsPerRow = settings.writesPerSecond === undefined ? 0 : SECOND / settings.writesPerSecond;
    this.#latency = sampler(settings.latency);
    this.#stream = streams.named('store/latency');
  }

  get isDown(): boolean {
    return this.#outages > 0;
  }

  /** Sends `rows`; `done` runs with (a, startedAt) when they are durable or failed — ask `failedSince(startedAt)` there. */
  write(rows: number, done: HandlerId, a: number, b: number): void {
    const { now } = this.#simulation;
    const begin = Math.max(now, this.#freeAt);
    const busy = Math.round(rows * this.#nanosecondsPerRow);
    if (!this.isDown) this.#freeAt = begin + busy;
    this.#simulation.scheduleAt(begin + busy + this.#latency.sample(this.#stream), done, a, b, now);
  }

  /** True when the store was down at some moment since `startedAt`. */
  failedSince(startedAt: number): boolean {
    return this.isDown || this.#lastOutage >= startedAt;
  }

  fail(): void {
    this.#outages++;
    this.#lastOutage = this.#simulation.now;
  }

  recover(): void {
    this.#outages--;
    this.#lastOutage = this.#simulation.now;
    if (!this.isDown) this.#freeAt = Math.max(this.#freeAt, this.#simulation.now);
  }
}
