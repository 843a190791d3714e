/** When requests come: steps, ramps and recorded times, against the area under the rate. */
import { describe, expect, test } from 'vitest';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { Arrivals, type ArrivalTimes, type RateStep, RecordedArrivals } from '../../simulator/traffic/arrivals.ts';

const SECOND = 1e9;
const even = (steps: readonly RateStep[]) => new Arrivals(steps, false, new Streams(1, 0).named('arrivals'));

function timesBefore(arrivals: ArrivalTimes, end: number): number[] {
  const times: number[] = [];
  for (let time = arrivals.next(); time < end * SECOND; time = arrivals.next()) times.push(time / SECOND);
  return times;
}

describe('a ramp changes the rate in a straight line', () => {
  test('from 0 to 100/s within 10 s: the n-th request comes when t²·5 = n', () => {
    const times = timesBefore(even([{ at: 0, rate: 100, over: 10 * SECOND }]), 10.0001);
    expect(times).toHaveLength(500);
    times.forEach((time, index) => {
      expect(time).toBeCloseTo(Math.sqrt((index + 1) / 5), 9);
    });
  });

  test('after it the rate stays, and a falling ramp to nothing ends the load', () => {
    const steps = [
      { at: 0, rate: 10 },
      { at: 10 * SECOND, rate: 50, over: 10 * SECOND },
      { at: 30 * SECOND, rate: 0, over: 10 * SECOND },
    ];
    const times = timesBefore(even(steps), 1000);
    const between = (from: number, to: number) => times.filter((time) => time > from && time <= to + 1e-9).length;
    expect(between(0, 10)).toBe(100);
    expect(between(10, 20)).toBe(300);
    expect(between(20, 30)).toBe(500);
    expect(between(30, 40)).toBeGreaterThanOrEqual(249);
    expect(between(40, 1000)).toBe(0);
  });

  test('a ramp between equal rates is no ramp', () => {
    const steps = [{ at: 0, rate: 10 }];
    const flat = [...steps, { at: 5 * SECOND, rate: 10, over: SECOND }];
    expect(timesBefore(even(flat), 20)).toEqual(timesBefore(even(steps), 20));
  });

  test('random arrivals on a ramp are Poisson with the area as mean', () => {
    let total = 0;
    for (let replication = 0; replication < 200; replication++) {
      const stream = new Streams(7, replication).named('arrivals');
      total += timesBefore(new Arrivals([{ at: 0, rate: 40, over: 10 * SECOND }], true, stream), 10).length;
    }
    expect(Math.abs(total - 200 * 200)).toBeLessThan(4 * Math.sqrt(200 * 200));
  });
});

test('recorded requests come when they came, and then no more', () => {
  const recorded = new RecordedArrivals([5, 5, 9]);
  expect([recorded.next(), recorded.next(), recorded.next(), recorded.next()]).toEqual([
    5,
    5,
    9,
    Number.POSITIVE_INFINITY,
  ]);
});
