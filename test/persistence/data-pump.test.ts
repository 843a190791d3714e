/** The pump alone, in front of a store: when batches leave, what they carry, what an outage does to them. */
import { describe, expect, test } from 'vitest';
import { type HandlerId, Simulation } from '../../simulator/kernel/simulation.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { MILLISECOND, SECOND } from '../../simulator/kernel/time.ts';
import { DataPump } from '../../simulator/persistence/data-pump.ts';
import type { PumpSettings } from '../../simulator/persistence/pump.ts';
import { Store } from '../../simulator/persistence/store.ts';

interface Landed {
  readonly entry: number;
  readonly value: number;
  readonly ms: number;
}

/** A member whose entries have the values of `values`, a pump and a store with a latency of 1 ms. */
class Bench {
  readonly simulation = new Simulation();
  readonly store: Store;
  readonly pump: DataPump;
  readonly values = new Map<number, number>();
  readonly landed: Landed[] = [];
  backlog = 0;
  running = true;
  readonly #waiting: [HandlerId, number, number, number][] = [];
  readonly #call: HandlerId;
  readonly #calls: (() => void)[] = [];

  constructor(settings: Partial<PumpSettings>, writesPerSecond?: number) {
    const { simulation } = this;
    const latency = { kind: 'constant' as const, value: MILLISECOND };
    this.store = new Store(simulation, { writesPerSecond, latency }, new Streams(1, 0));
    const defaults = { delay: SECOND, batch: 10, coalesce: true, retryDelay: 100 * MILLISECOND };
    this.pump = new DataPump(
      simulation,
      this.store,
      1,
      'bench',
      { ...defaults, ...settings },
      {
        valueOf: (_member, entry) => ({ row: 0, number: this.values.get(entry) ?? 0 }),
        stored: (entry, _row, value) => this.landed.push({ entry, value, ms: simulation.now / MILLISECOND }),
        backlogChanged: (delta) => {
          this.backlog += delta;
        },
        isRunning: () => this.running,
        dropped: () => {},
        launched: () => {},
        roomMade: () => {},
        waitFor: (_member, ...event) => this.#waiting.push([event[0], event[1], event[2], event[3]]),
      },
    );
    this.#call = simulation.handler('bench/call', (index) => this.#calls[index]!());
  }

  at(ms: number, call: () => void): void {
    this.simulation.scheduleAt(ms * MILLISECOND, this.#call, this.#calls.push(call) - 1);
  }

  write(ms: number, entry: number, value: number): void {
    this.at(ms, () => {
      this.values.set(entry, value);
      this.pump.enqueue(0, entry, value);
    });
  }

  /** The paused process goes on: what waited for it is due now. */
  resume(): void {
    this.running = true;
    for (const [handler, a, b, x] of this.#waiting.splice(0)) this.simulation.schedule(0, handler, a, b, x);
  }

  run(): readonly Landed[] {
    this.simulation.run(60 * SECOND);
    return this.landed;
  }
}

const timesOf = (landed: readonly Landed[]) => [...new Set(landed.map(({ ms }) => ms))];

describe('a batch leaves', () => {
  test('when the first entry has waited for the delay', () => {
    const bench = new Bench({});
    for (const ms of [100, 400, 900]) bench.write(ms, ms, 1);
    expect(timesOf(bench.run())).toEqual([1101]);
    expect(bench.landed.map(({ entry }) => entry)).toEqual([100, 400, 900]);
  });

  test('as soon as as many entries wait as a batch holds', () => {
    const bench = new Bench({ batch: 3 });
    for (const ms of [100, 400, 900]) bench.write(ms, ms, 1);
    expect(timesOf(bench.run())).toEqual([901]);
  });

  test('with no more entries than a batch holds, and the rest after it', () => {
    const bench = new Bench({ batch: 3 }, 1000);
    for (let entry = 0; entry < 7; entry++) bench.write(100, entry, 1);
    // Three rows take 3 ms of the store and 1 ms of latency; the last entry waits for its delay.
    expect(timesOf(bench.run())).toEqual([104, 108, 1102]);
  });

  test('with the value that the entry has then, not the one that made it wait', () => {
    const bench = new Bench({});
    bench.write(100, 7, 1);
    bench.at(500, () => bench.values.set(7, 2));
    expect(bench.run()).toEqual([{ entry: 7, value: 2, ms: 1101 }]);
  });
});

describe('a store that is down', () => {
  test('makes the batch come again, whole and in order, until it is taken', () => {
    const bench = new Bench({ batch: 2 });
    bench.at(50, () => bench.store.fail());
    bench.write(100, 1, 1);
    bench.write(100, 2, 1);
    bench.write(150, 3, 1);
    bench.at(950, () => bench.store.recover());
    expect(bench.run().map(({ entry }) => entry)).toEqual([1, 2, 3]);
    expect(timesOf(bench.landed)).toEqual([1010, 1151]);
    expect(bench.backlog).toBe(0);
  });

  test('for a moment while a batch is on its way fails that batch', () => {
    const bench = new Bench({ batch: 1 });
    bench.write(100, 1, 1);
    bench.at(100.5, () => bench.store.fail());
    bench.at(100.6, () => bench.store.recover());
    expect(timesOf(bench.run())).toEqual([202]);
  });
});

describe('a member', () => {
  test('that dies takes its queue and what was on its way with it', () => {
    const bench = new Bench({ batch: 2 });
    for (const entry of [1, 2, 3]) bench.write(100, entry, 1);
    bench.at(100.5, () => expect(bench.pump.memberStopped(0)).toEqual([1, 2, 3]));
    expect(bench.run()).toEqual([]);
    expect(bench.backlog).toBe(0);
  });

  test('that stands still sends nothing until it goes on', () => {
    const bench = new Bench({});
    bench.write(100, 1, 1);
    bench.at(200, () => {
      bench.running = false;
    });
    bench.at(5000, () => bench.resume());
    expect(timesOf(bench.run())).toEqual([5001]);
  });
});

describe('a flush size', () => {
  test('lets full batches wait, and then empties what waits, batch by batch', () => {
    const bench = new Bench({ batch: 10, flushSize: 25 });
    for (let entry = 0; entry < 24; entry++) bench.write(1, entry, 1);
    bench.write(500, 24, 1);
    bench.run();
    // Batches of 10, 10 and 5 after the 25th entry, each on its way for 1 ms.
    expect(bench.landed.map(({ ms }) => ms)).toEqual([
      ...new Array(10).fill(501),
      ...new Array(10).fill(502),
      ...new Array(5).fill(503),
    ]);
  });

  test('is not needed when the delay is over: all that waits is written then', () => {
    const bench = new Bench({ batch: 10, flushSize: 1000 });
    for (let entry = 0; entry < 12; entry++) bench.write(1, entry, 1);
    bench.run();
    expect(bench.landed.map(({ ms }) => ms)).toEqual([...new Array(10).fill(1002), 1003, 1003]);
  });
});
