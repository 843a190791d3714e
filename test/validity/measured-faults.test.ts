/**
 * Every measured fault of a real Redis Cluster, run through the whole simulator from its scenario file (scenarios/): 120 replications of one
 * seed, so the outcome is the same every time. The whole comparison, with what does not agree, is references/validity.md. Nothing is fitted.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { compare, MEAN_TOLERANCE } from './comparison.ts';
import { measuredOf } from './measured.ts';
import { scenarioOf, simulate, wholeVariants } from './whole-simulator.ts';

const REPLICATIONS = 120;
const SEED = 7;
const failover = ['FAIL', 'won', 'write outage, failed slots'];
const outages = ['write outage, failed slots', 'write outage, healthy slots'];
const LOST = 'acknowledged writes lost';

function compared(name: string) {
  const variant = wholeVariants.find((each) => each.name === name)!;
  const real = measuredOf(variant.measured);
  const ours = simulate(variant, REPLICATIONS, SEED);
  const trials = { measured: real.trials, simulated: ours.count };
  return {
    real,
    ours,
    of: (quantity: string) => compare(real.quantities[quantity]!, ours.quantities[quantity]!, trials),
  };
}

describe.each([
  { name: 'kill 3x1 T=2000', means: [...failover, 'write outage, healthy slots'], laws: [...failover, 'write outage, healthy slots'] },
  { name: 'kill 3x1 T=5000', means: [...failover, 'write outage, healthy slots'], laws: ['FAIL', 'write outage, healthy slots'] },
  { name: 'kill 3x1 T=2000, no full coverage', means: failover, laws: failover },
  { name: 'host loss with link 3x1 T=2000, 5 ms', means: [...failover, 'write outage, healthy slots'], laws: [...failover, LOST] },
  { name: 'partition 3x1 T=2000', means: [...failover, 'write outage, healthy slots', LOST], laws: [...failover, 'write outage, healthy slots', LOST] },
  { name: 'kill 3x2 T=2000', means: [], laws: ['write outage, healthy slots'] },
])('$name', ({ name, means, laws }) => {
  const { real, ours, of } = compared(name);

  test('every fault is detected, followed by one failover, and over before the run ends', () => {
    for (const quantity of failover) expect(ours.quantities[quantity]).toHaveLength(REPLICATIONS);
    expect([ours.withoutFailover, ours.censored]).toEqual([0, 0]);
  });

  test('the means are within 5 % of the measured ones', () => {
    const off = means.filter((quantity) => Math.abs(of(quantity).gap!) > MEAN_TOLERANCE);
    expect(off).toEqual([]);
  });

  test('the laws are those of the measurements (KS, 5 %)', () => {
    const off = laws.filter((quantity) => of(quantity).distance > of(quantity).limit);
    expect(off).toEqual([]);
  });

  if (name.startsWith('kill')) {
    test('no acknowledged write is lost, as in every measured kill', () => {
      expect(real.quantities[LOST]!.every((lost) => lost === 0)).toBe(true);
      expect(ours.quantities[LOST]!.every((lost) => lost === 0)).toBe(true);
    });
  }

  if (name === 'kill 3x2 T=2000') {
    test('with two replicas each the simulated failover is late, by less than 10 %', () => {
      for (const quantity of failover) {
        expect(of(quantity).gap).toBeGreaterThan(0);
        expect(of(quantity).gap).toBeLessThan(0.1);
      }
    });
  }
}); // biome-ignore format: a table

describe('kill pair 3x1 T=2000', () => {
  const { ours, of } = compared('kill pair 3x1 T=2000');

  test('nobody takes over, and both outages are within 5 % of the measured ones: restart and 2 s, and 2T after FAIL', () => {
    expect(ours.withoutFailover).toBe(REPLICATIONS);
    for (const quantity of outages) expect(Math.abs(of(quantity).gap!)).toBeLessThan(MEAN_TOLERANCE);
    expect(ours.quantities['write outage, healthy slots']![0]).toBeGreaterThan(4000);
  });

  test('what the shard had acknowledged is lost in every run', () => {
    expect(ours.quantities[LOST]!.every((lost) => lost > 0)).toBe(true);
    expect(Math.abs(of(LOST).gap!)).toBeLessThan(MEAN_TOLERANCE);
  });
});

describe('quick restart 3x1 T=5000', () => {
  const { ours, of } = compared('quick restart 3x1 T=5000');

  test('nobody declares it failed, and it writes again 2 s after its start', () => {
    expect(ours.quantities.FAIL).toBeUndefined();
    expect(ours.withoutFailover).toBe(REPLICATIONS);
    expect(Math.abs(of('write outage, failed slots').gap!)).toBeLessThan(MEAN_TOLERANCE);
    expect((ours.quantities['write outage, healthy slots'] ?? []).every((length) => length === 0)).toBe(true);
  });

  test('everything the shard had acknowledged is lost, because its replica empties itself too', () => {
    expect(ours.quantities[LOST]!.every((lost) => lost > 0)).toBe(true);
    expect(Math.abs(of(LOST).gap!)).toBeLessThan(MEAN_TOLERANCE);
  });
});

test('the shipped redis-master-crash.yaml is the measured kill, but for its load', () => {
  const shipped = parseScenario(
    readFileSync(new URL('../../scenarios/redis-master-crash.yaml', import.meta.url), 'utf8'),
    { source: 'redis-master-crash.yaml' },
  );
  const measured = scenarioOf(wholeVariants.find(({ name }) => name === 'kill 3x1 T=2000')!);
  expect(shipped.ok && shipped.value.scenario.design).toEqual(measured.design);
  expect(shipped.ok && shipped.value.scenario.faults).toEqual(measured.faults);
});
