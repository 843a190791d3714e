/** The event loop: how runs end, what it refuses, how failures are located, timers, and the trace hash. */
import { describe, expect, test } from 'vitest';
import { ImpossibleState, invariant } from '../../simulator/kernel/invariant.ts';
import { Simulation } from '../../simulator/kernel/simulation.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { MAX_TIME, SECOND } from '../../simulator/kernel/time.ts';

function recorder(simulation: Simulation) {
  const log: string[] = [];
  const note = simulation.handler('note', (a, b, x) => log.push(`${simulation.now}:${a},${b},${x}`));
  return { log, note };
}

describe('the end of a run', () => {
  test('a run includes the events at its horizon and sets the clock to it', () => {
    const simulation = new Simulation();
    const { log, note } = recorder(simulation);
    simulation.schedule(10, note, 1);
    simulation.schedule(11, note, 2);
    expect(simulation.run(10)).toBe('reached');
    expect(log).toEqual(['10:1,0,0']);
    expect(simulation.run(20)).toBe('idle');
    expect(log).toEqual(['10:1,0,0', '11:2,0,0']);
    expect(simulation.now).toBe(20);
    expect(simulation.run(Number.POSITIVE_INFINITY)).toBe('idle');
    expect(simulation.now).toBe(20);
  });

  test('stop() ends it after the present event; a later run goes on', () => {
    const simulation = new Simulation();
    const { log, note } = recorder(simulation);
    const stop = simulation.handler('stop', () => simulation.stop());
    simulation.schedule(5, stop);
    simulation.schedule(5, note);
    expect(simulation.run(100)).toBe('stopped');
    expect([simulation.now, simulation.pending, simulation.executed]).toEqual([5, 1, 1]);
    expect(simulation.run(100)).toBe('idle');
    expect(log).toEqual(['5:0,0,0']);
  });

  test('the event limit ends a run that would never end', () => {
    const simulation = new Simulation({ eventLimit: 1000 });
    const again = simulation.handler('again', () => simulation.schedule(0, again));
    simulation.schedule(0, again);
    expect(simulation.run(SECOND)).toBe('event-limit');
    expect(simulation.executed).toBe(1000);
  });

  test('events at one instant run in order of scheduling, whichever way they were scheduled', () => {
    const simulation = new Simulation();
    const { log, note } = recorder(simulation);
    const first = simulation.handler('first', () => {
      simulation.schedule(0, note, 3);
      simulation.arm(simulation.lane(0), note, 4);
      simulation.scheduleAt(10, note, 5);
      simulation.schedule(0.4, note, 6);
    });
    simulation.schedule(10, first);
    simulation.arm(simulation.lane(10), note, 1);
    simulation.scheduleAt(10, note, 2);
    simulation.run(10);
    expect(log.map((line) => line.slice(0, 4))).toEqual(['10:1', '10:2', '10:3', '10:4', '10:5', '10:6']);
  });

  test('operands are two int32 and a double', () => {
    const simulation = new Simulation();
    const { log, note } = recorder(simulation);
    simulation.schedule(1, note, -7, 2 ** 31 - 1, 0.1);
    simulation.run(1);
    expect(log).toEqual(['1:-7,2147483647,0.1']);
  });
});

describe('what no model may do', () => {
  test.each([-1, -0.6, Number.NaN, Number.POSITIVE_INFINITY, MAX_TIME + 10])('a delay of %d is impossible', (delay) => {
    const simulation = new Simulation();
    const { note } = recorder(simulation);
    expect(() => simulation.schedule(delay, note)).toThrow(ImpossibleState);
    expect(() => simulation.scheduleAt(delay, note)).toThrow(ImpossibleState);
    expect(() => simulation.lane(delay)).toThrow(ImpossibleState);
  });

  test('minus zero is zero, and the last instant can be scheduled', () => {
    const simulation = new Simulation();
    const { log, note } = recorder(simulation);
    simulation.schedule(-0, note, 1);
    simulation.scheduleAt(MAX_TIME, note, 2);
    simulation.run(MAX_TIME);
    expect(log).toEqual(['0:1,0,0', `${MAX_TIME}:2,0,0`]);
    expect(() => simulation.schedule(1, note)).toThrow("'note'");
  });

  test('an unregistered handler, a time before now and a run into the past are impossible', () => {
    const simulation = new Simulation();
    const { note } = recorder(simulation);
    expect(() => simulation.schedule(1, 7)).toThrow('handler 7');
    expect(() => simulation.schedule(1, -1)).toThrow('handler -1');
    expect(() => simulation.arm(0, note)).toThrow('no timer lane 0');
    simulation.run(10);
    expect(() => simulation.scheduleAt(9, note)).toThrow(ImpossibleState);
    expect(() => simulation.run(9)).toThrow(ImpossibleState);
  });

  test('an impossible state tells at what time and in which event it was found', () => {
    const simulation = new Simulation();
    const fail = simulation.handler('fail', (a) => invariant(a < 2, () => `a is ${a}`));
    for (let a = 0; a < 4; a++) simulation.schedule(100 * a, fail, a);
    let caught: unknown;
    try {
      simulation.run(SECOND);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(ImpossibleState);
    expect(caught).toMatchObject({ message: 'a is 2', time: 200, event: 3 });
  });

  test('any other error passes through as it is', () => {
    const simulation = new Simulation();
    const error = new RangeError('mine');
    const fail = simulation.handler('fail', () => {
      throw error;
    });
    simulation.schedule(1, fail);
    expect(() => simulation.run(2)).toThrow(error);
  });
});

describe('timers', () => {
  test('a cancelled timer does not fire, and cancelling again or after firing does nothing', () => {
    const simulation = new Simulation();
    const { log, note } = recorder(simulation);
    const lane = simulation.lane(10);
    expect(simulation.lane(10)).toBe(lane);
    const handles = [1, 2, 3].map((a) => simulation.arm(lane, note, a));
    expect(simulation.cancel(handles[0]!)).toBe(true);
    expect(simulation.cancel(handles[0]!)).toBe(false);
    expect(simulation.pending).toBe(2);
    simulation.run(10);
    expect(log).toEqual(['10:2,0,0', '10:3,0,0']);
    expect(simulation.cancel(handles[1]!)).toBe(false);
    expect(simulation.pending).toBe(0);
  });

  test('a stale handle does not touch the timer that now has its slot', () => {
    const simulation = new Simulation();
    const { log, note } = recorder(simulation);
    const lane = simulation.lane(10);
    const stale = simulation.arm(lane, note, 1);
    simulation.cancel(stale);
    simulation.arm(lane, note, 2);
    expect(simulation.cancel(stale)).toBe(false);
    simulation.run(10);
    expect(log).toEqual(['10:2,0,0']);
  });

  test.each([0, -1, 1.5, Number.NaN, 2 ** 53, 12345])('%d is no timer, and cancelling it does nothing', (handle) => {
    const simulation = new Simulation();
    const { note } = recorder(simulation);
    simulation.arm(simulation.lane(10), note);
    expect(simulation.cancel(handle)).toBe(false);
    expect(simulation.pending).toBe(1);
  });

  test('the clock does not stop where a cancelled timer would have fired', () => {
    const simulation = new Simulation();
    const { log, note } = recorder(simulation);
    simulation.cancel(simulation.arm(simulation.lane(10), note, 1));
    simulation.schedule(20, note, 2);
    expect(simulation.run(Number.POSITIVE_INFINITY)).toBe('idle');
    expect(log).toEqual(['20:2,0,0']);
    expect(simulation.executed).toBe(1);
  });
});

describe('the trace hash', () => {
  /** Exponential, lognormal and tied delays, timers and cancels: everything an engine might do differently. */
  function trace(seed: number): string {
    const simulation = new Simulation();
    const streams = new Streams(seed, 0);
    const work = streams.named('work');
    const lane = simulation.lane(3 * SECOND);
    const timers = new Float64Array(1000);
    const expire = simulation.handler('expire', (a) => simulation.schedule(0, step, a, 1));
    const step = simulation.handler('step', (a) => {
      simulation.cancel(timers[a]!);
      timers[a] = simulation.arm(lane, expire, a);
      const tied = work.below(3) * SECOND;
      simulation.schedule(tied > 0 ? tied : SECOND * (work.exponential() + Math.abs(work.normal())), step, a);
    });
    for (let a = 0; a < 1000; a++) simulation.schedule(a, step, a);
    simulation.run(100 * SECOND);
    return simulation.digest();
  }

  test('G02: the same seed gives the same trace, another seed another', () => {
    expect(trace(1)).toBe(trace(1));
    expect(trace(2)).not.toBe(trace(1));
  });

  test('the trace is the golden one, on every engine', () => {
    expect(trace(1)).toBe('24713f79c8b2e2ad');
  });

  test.each([
    ['the time', 2, 0, 1, 1],
    ['the handler', 1, 1, 1, 1],
    ['the first operand', 1, 0, 2, 1],
    ['the second operand', 1, 0, 1, 2],
  ])('%s enters the hash', (_what, time, handler, a, b) => {
    const digest = (...event: [number, number, number, number]) => {
      const simulation = new Simulation();
      for (const name of ['zero', 'one']) simulation.handler(name, () => {});
      simulation.schedule(...event);
      simulation.run(10);
      return simulation.digest();
    };
    expect(digest(time, handler, a, b)).not.toBe(digest(1, 0, 1, 1));
  });
});

test('a run taken event by event is the same run, and names its events', () => {
  const build = () => {
    const simulation = new Simulation();
    const lane = simulation.lane(7);
    const tick = simulation.handler('tick', (a, b) => {
      if (a < 40) simulation.schedule((a * 13) % 5, tick, a + 1, b);
      const timer = simulation.arm(lane, ring, a, 1);
      if (a % 3 === 0) simulation.cancel(timer);
    });
    const ring = simulation.handler('ring', () => {});
    simulation.schedule(3, tick, 0, 1);
    simulation.schedule(3, tick, 20, 2);
    return simulation;
  };
  const whole = build();
  whole.run(200);
  const single = build();
  const names: string[] = [];
  for (let event = single.step(200); event !== undefined; event = single.step(200)) names.push(event.name);
  expect(single.digest()).toBe(whole.digest());
  expect([single.now, single.executed, names.length]).toEqual([whole.now, whole.executed, whole.executed]);
  expect(new Set(names)).toEqual(new Set(['tick', 'ring']));
});
