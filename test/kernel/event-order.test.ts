/**
 * The order of events is (time, sequence number), whatever the population, the delays and the structure inside.
 *
 * Small populations run against the most naive queue there is. Large ones are checked by the definition itself: a run is
 * right if and only if the executed (time, sequence) pairs increase and nothing scheduled is missing.
 */
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../simulator/kernel/random-stream.ts';
import { Simulation } from '../../simulator/kernel/simulation.ts';
import { MILLISECOND, SECOND } from '../../simulator/kernel/time.ts';
import { NaiveSimulation } from './naive-simulation.ts';

/** Delays as they come in models and as they hurt queues. */
const DELAYS: Record<string, (stream: RandomStream) => number> = {
  exponential: (stream) => SECOND * stream.exponential(),
  'whole seconds, a quarter zero': (stream) => (stream.below(4) === 0 ? 0 : stream.below(5) * SECOND),
  'single nanoseconds': (stream) => stream.below(20),
  'a grain of 0.1 ns': (stream) => 0.1 * stream.below(300),
  'a grain of 0.7 ms': (stream) => 0.7 * MILLISECOND * stream.below(1000),
  'hops, services, heartbeats and leases': (stream) =>
    [0.001, 1, 100, 10000][stream.below(4)]! * SECOND * stream.exponential(),
  'almost constant': (stream) => SECOND + stream.below(3),
  'bursts, then a quiet hour': (stream) => (stream.below(1000) === 0 ? 3600 * SECOND : stream.below(1000)),
};

type Engine = Pick<Simulation, 'handler' | 'schedule' | 'lane' | 'arm' | 'cancel' | 'run' | 'pending' | 'now'>;

/** A program of events that schedule, arm and cancel at random, the population wandering; returns what ran and when. */
function runProgram(engine: Engine, seed: number, delay: (stream: RandomStream) => number, events: number): number[] {
  const stream = RandomStream.fromWords(seed, 2, 3, 4);
  const log: number[] = [];
  const timers: number[] = [];
  let serial = 0;
  let budget = events;
  const lanes = [0, 1, 1000, SECOND, 10 * SECOND].map((span) => engine.lane(span));
  const run = (a: number) => {
    log.push(engine.now, a);
    // Growing in the first half of the budget, shrinking in the second.
    const offspring = budget-- <= 0 ? 0 : stream.below(budget > events / 2 ? 4 : 2) + stream.below(2);
    for (let i = 0; i < offspring; i++) {
      if (stream.below(3) === 0) timers.push(engine.arm(lanes[stream.below(lanes.length)]!, handler, serial++));
      else engine.schedule(delay(stream), handler, serial++);
    }
    if (timers.length > 0 && stream.below(2) === 0) log.push(+engine.cancel(timers[stream.below(timers.length)]!));
  };
  const handler = engine.handler('run', run);
  for (let i = 0; i < 20; i++) engine.schedule(delay(stream), handler, serial++);
  // In stages, because run() must leave off and take up again without disturbing the order.
  for (let until = SECOND; engine.pending > 0; until *= 2) engine.run(Math.min(until, 2 ** 53 - 1));
  return log;
}

describe.each(Object.entries(DELAYS))('delays: %s', (_name, delay) => {
  test('events run as in a sorted array, with timers armed and cancelled', () => {
    for (let seed = 1; seed <= 15; seed++) {
      const events = seed % 3 === 0 ? 3000 : 300;
      const ours = runProgram(new Simulation(), seed, delay, events);
      expect(ours).toEqual(runProgram(new NaiveSimulation(), seed, delay, events));
      expect(ours.length).toBeGreaterThan(events);
    }
  });

  test('growing past 100,000 pending events and shrinking to none keeps the order and loses nothing', () => {
    const stream = RandomStream.fromWords(9, 9, 9, 9);
    const simulation = new Simulation();
    let sequence = 0;
    let lastTime = -1;
    let lastSequence = -1;
    let disorder = 0;
    let largest = 0;
    const schedule = () => simulation.schedule(delay(stream), handler, sequence++);
    const handler = simulation.handler('run', (mine) => {
      if (simulation.now < lastTime || (simulation.now === lastTime && mine < lastSequence)) disorder++;
      lastTime = simulation.now;
      lastSequence = mine;
      largest = Math.max(largest, simulation.pending);
      const target = sequence < 250_000 ? 2 : sequence < 400_000 ? 1 : 0;
      for (let i = 0; i < target; i++) schedule();
    });
    for (let i = 0; i < 1000; i++) schedule();
    expect(simulation.run(Number.POSITIVE_INFINITY)).toBe('idle');
    expect(disorder).toBe(0);
    expect(simulation.executed).toBe(sequence);
    expect(largest).toBeGreaterThan(100_000);
  });
});

test('a timer lane gives the same order as scheduling the same delays one by one', () => {
  const lane = new Simulation();
  const plain = new Simulation();
  const delays = [5, 70, 70, 1000];
  for (const engine of [lane, plain]) {
    const stream = RandomStream.fromWords(1, 1, 1, 1);
    const end = engine.handler('end', () => {});
    const step = engine.handler('step', (i) => {
      const delay = delays[stream.below(4)]!;
      if (engine === lane) engine.arm(engine.lane(delay), end, i);
      else engine.schedule(delay, end, i);
      if (i < 5000) engine.schedule(stream.below(4) * 5, step, i + 1);
    });
    engine.schedule(0, step, 0);
    engine.run(SECOND);
  }
  expect(lane.digest()).toBe(plain.digest());
});
