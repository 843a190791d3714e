/**
 * The shipped scenario redis-master-crash.yaml agrees with the real clusters it was made from. 400 replications of one seed, so the outcome is
 * the same every time; the whole comparison, with what does not agree, is references/validity.md. Nothing is fitted.
 */
import { describe, expect, test } from 'vitest';
import { compare, MEAN_TOLERANCE } from './comparison.ts';
import { measuredOf } from './measured.ts';
import { simulate, wholeVariants } from './whole-simulator.ts';

const REPLICATIONS = 400;
const SEED = 7;
const quantities = ['FAIL', 'won', 'write outage, failed slots'];

describe.each(['kill 3x1 T=2000', 'kill 3x1 T=5000'])('%s', (name) => {
  const variant = wholeVariants.find((each) => each.name === name)!;
  const real = measuredOf(variant.measured);
  const ours = simulate(variant, REPLICATIONS, SEED);
  const compared = (quantity: string) =>
    compare(real.quantities[quantity]!, ours.quantities[quantity]!, { measured: real.trials, simulated: ours.count });

  test('every crash is detected, followed by one failover, and over before the run ends', () => {
    for (const quantity of quantities) expect(ours.quantities[quantity]).toHaveLength(REPLICATIONS);
    expect([ours.withoutFailover, ours.censored]).toEqual([0, 0]);
  });

  test.each(quantities)('the mean of %s is within 5 %% of the measured one', (quantity) => {
    expect(Math.abs(compared(quantity).gap!)).toBeLessThan(MEAN_TOLERANCE);
  });

  test('no acknowledged write is lost, as in every measured kill', () => {
    expect(real.quantities['acknowledged writes lost']!.every((lost) => lost === 0)).toBe(true);
    expect(ours.quantities['acknowledged writes lost']!.every((lost) => lost === 0)).toBe(true);
  });

  if (name.endsWith('T=2000')) {
    test.each([...quantities, 'write outage, healthy slots'])(
      'the law of %s is that of the measurements (KS, 5 %%)',
      (quantity) => {
        const { distance, limit } = compared(quantity);
        expect(distance).toBeLessThan(limit);
      },
    );
  }
});
