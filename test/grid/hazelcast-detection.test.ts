/** How soon Hazelcast notices a dead process on a living host, by how long a round trip takes; through scenario text. */
import { expect, test } from 'vitest';
import { perFault, simulate } from '../run/simulate.ts';
import { smallScenario } from '../run/small-scenario.ts';

const REPLICATIONS = 60;
const PAUSE = 100;
const FAULTS = 3;

/** Detection in ms; `delay` in us. */
function detections(delay: number): number[] {
  const scenario = smallScenario({
    product: '{kind: hazelcast, partitions: 7}',
    zones: 1,
    network: `{sameZone: ${delay}us}`,
    workload: ['{name: puts, map: map, op: put, rate: 1/s}'],
    duration: '12s',
    faults: ['{id: dies, kind: crash, at: 10s, target: any}'],
  });
  return Array.from({ length: REPLICATIONS }, (_, replication) =>
    perFault(simulate(scenario, { replication }).summary, 'detectionTime'),
  ).flat();
}

/**
 * The same from the rule alone, in ms: attempts come 100 ms and a round trip apart, and one counts when the clock in whole ms has moved by
 * more than 100 since the last that counted. `phase`: of the first attempt in its ms, from 0 to 1.
 */
function byRule(delay: number, phase: number): number {
  const roundTrip = (2 * delay) / 1000;
  let last = Math.floor(phase);
  let counted = 0;
  for (let attempt = 1; ; attempt++) {
    const passed = attempt * (PAUSE + roundTrip);
    const now = Math.floor(phase + passed);
    if (now - last <= PAUSE) continue;
    last = now;
    if (++counted === FAULTS) return delay / 1000 + roundTrip + passed;
  }
}

test('with a round trip of a millisecond or more every refusal counts, so that it is always the low end: 3 pauses', () => {
  for (const time of detections(500)) expect(time).toBeCloseTo(304.5, 6);
  for (const time of detections(700)) expect(time).toBeCloseTo(0.7 + 1.4 + 3 * 101.4, 6);
});

test.each([25, 100, 250, 400])(
  'in a fast network (%i us) it is 3 to 6 pauses, as the clock happens to tick between refusals',
  (delay) => {
    const expected = Array.from({ length: 2000 }, (_, at) => byRule(delay, (at + 0.5) / 2000));
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const center = mean(expected);
    const deviation = Math.sqrt(mean(expected.map((value) => (value - center) ** 2)));
    const times = detections(delay);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(Math.min(...expected) - 0.001);
    expect(Math.max(...times)).toBeLessThanOrEqual(Math.max(...expected) + 0.001);
    expect(new Set(times.map(Math.round)).size).toBeGreaterThan(1);
    expect(Math.abs(mean(times) - center)).toBeLessThan((4 * deviation) / Math.sqrt(times.length));
  },
);
