/**
 * The durable store: rows per second it can take, a latency on top, and times when it refuses everything.
 *
 * Rows queue in front of one server of `writesPerSecond`; a batch of n rows holds it for n / rate and is durable a latency later.
 * A batch fails when the store is down at any moment between its start and its end, or by chance (`failureRatio`, drawn a call).
 * What rows mean is not known here.
 */
import { type DistributionSpec, type Sampler, sampler } from '../kernel/distribution.ts';
import type { RandomStream } from '../kernel/random-stream.ts';
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import type { Streams } from '../kernel/stream-seed.ts';
import { SECOND } from '../kernel/time.ts';

export interface StoreSettings {
  /** Rows per second; absent: no limit. */
  readonly writesPerSecond?: number | undefined;
  /** Rows per second, on a server of their own; absent: no limit. */
  readonly readsPerSecond?: number | undefined;
  readonly latency: DistributionSpec;
  /** Share of the calls refused by chance; absent: none. */
  readonly failureRatio?: number | undefined;
}

/** Stands for the start of a call that was refused by chance. */
const REFUSED = -1;

export class Store {
  readonly #simulation: Simulation;
  readonly #nanosecondsPerRow: number;
  readonly #latency: Sampler;
  readonly #stream: RandomStream;
  readonly #failureRatio: number;
  readonly #failures: RandomStream | null;
  /** How many times as long everything takes. */
  #slowness = 1;
  readonly #nanosecondsPerRead: number;
  readonly #readStream: RandomStream;
  #freeAt = 0;
  #readFreeAt = 0;
  #outages = 0;
  /** Called when the store went down or came back. */
  onOutage: () => void = () => {};
  #lastOutage = -1;

  constructor(simulation: Simulation, settings: StoreSettings, streams: Streams) {
    this.#simulation = simulation;
    this.#nanosecondsPerRow = settings.writesPerSecond === undefined ? 0 : SECOND / settings.writesPerSecond;
    this.#latency = sampler(settings.latency);
    this.#stream = streams.named('store/latency');
    this.#nanosecondsPerRead = settings.readsPerSecond === undefined ? 0 : SECOND / settings.readsPerSecond;
    this.#readStream = streams.named('store/read-latency');
    this.#failureRatio = settings.failureRatio ?? 0;
    this.#failures = this.#failureRatio > 0 ? streams.named('store/failures') : null;
  }

  get isDown(): boolean {
    return this.#outages > 0;
  }

  /** Sends `rows`; `done` runs with (a, startedAt) when they are durable or failed — ask `failedSince(startedAt)` there. */
  write(rows: number, done: HandlerId, a: number, b: number): void {
    const { now } = this.#simulation;
    const begin = Math.max(now, this.#freeAt);
    const busy = Math.round(rows * this.#nanosecondsPerRow * this.#slowness);
    if (!this.isDown) this.#freeAt = begin + busy;
    const refused = this.#failures !== null && this.#failures.uniform() < this.#failureRatio;
    this.#simulation.scheduleAt(
      begin + busy + this.#latency.sample(this.#stream) * this.#slowness,
      done,
      a,
      b,
      refused ? REFUSED : now,
    );
  }

  /** Reads `rows`; `done` runs with (a, 0, startedAt) when they are there or the store failed. Reads and writes do not queue for one another. */
  read(rows: number, done: HandlerId, a: number): void {
    const { now } = this.#simulation;
    const begin = Math.max(now, this.#readFreeAt);
    const busy = Math.round(rows * this.#nanosecondsPerRead * this.#slowness);
    if (!this.isDown) this.#readFreeAt = begin + busy;
    this.#simulation.scheduleAt(
      begin + busy + this.#latency.sample(this.#readStream) * this.#slowness,
      done,
      a,
      0,
      now,
    );
  }

  /** True when the call that began at `startedAt` was refused, or the store was down at some moment since. */
  failedSince(startedAt: number): boolean {
    return startedAt === REFUSED || this.isDown || this.#lastOutage >= startedAt;
  }

  /** From now on calls take `factor` times as long as before; 1 / factor takes that back. */
  slow(factor: number): void {
    this.#slowness *= factor;
  }

  fail(): void {
    this.#outages++;
    this.#lastOutage = this.#simulation.now;
    this.onOutage();
  }

  recover(): void {
    this.#outages--;
    this.#lastOutage = this.#simulation.now;
    if (!this.isDown) this.#freeAt = Math.max(this.#freeAt, this.#simulation.now);
    this.onOutage();
  }
}
