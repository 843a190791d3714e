/**
 * Sentinel agrees with the real processes that it was compared with: SIGKILL of the primary, 3 sentinels, quorum 2. The same seeds give the
 * same outcome every time. Nothing is fitted.
 */
import { describe, expect, test } from 'vitest';
import { compare, MEAN_TOLERANCE, meanOf } from './comparison.ts';
import { measuredOf } from './measured.ts';
import { downAfter5000, sentinelTrials } from './sentinel-trials.ts';
import { simulate, wholeVariants } from './whole-simulator.ts';

const TRIALS = 400;

function trialsOf(run: (seed: number) => Readonly<Record<string, readonly number[]>>): Record<string, number[]> {
  const quantities: Record<string, number[]> = {};
  for (let seed = 1; seed <= TRIALS; seed++)
    for (const [name, values] of Object.entries(run(seed))) {
      quantities[name] ??= [];
      quantities[name].push(...values);
    }
  for (const values of Object.values(quantities)) values.sort((a, b) => a - b);
  return quantities;
}

describe('Sentinels alone, down-after 2 s', () => {
  const trial = sentinelTrials[0]!;
  const real = measuredOf(trial.measured);
  const ours = trialsOf(trial.run);

  test.each(Object.keys(ours))('%s has the mean and the law of the measurements', (quantity) => {
    const sizes = { measured: real.trials, simulated: TRIALS };
    const { gap, distance, limit } = compare(real.quantities[quantity]!, ours[quantity]!, sizes);
    expect(Math.abs(gap!)).toBeLessThan(MEAN_TOLERANCE);
    expect(distance).toBeLessThan(limit);
  });

  test('what comes on top of down-after is that of the measurements within a tenth of a second', () => {
    for (const quantity of ['first +sdown', 'first +odown', '+elected-leader', '+promoted-slave'])
      expect(Math.abs(meanOf(ours[quantity]!) - meanOf(real.quantities[quantity]!))).toBeLessThan(100);
  });
});

describe('Sentinels alone, down-after 5 s', () => {
  const ours = trialsOf(downAfter5000.run);

  test.each(Object.entries(downAfter5000.means))(
    '%s comes on top of down-after as measured in 8 runs',
    (name, mean) => {
      expect(Math.abs(meanOf(ours[name]!) - mean)).toBeLessThan(100);
    },
  );
});

describe('The whole simulator with three sentinels', () => {
  const variant = wholeVariants.find(({ file }) => file === 'sentinel-kill-down2000')!;
  const real = measuredOf(variant.measured);
  const ours = simulate(variant, TRIALS, 7);

  test.each(['first +odown', 'first write acknowledged by the promoted replica'])(
    'has the measured mean of %s, in every replication',
    (quantity) => {
      expect(ours.quantities[quantity]).toHaveLength(TRIALS);
      const sizes = { measured: real.trials, simulated: TRIALS };
      expect(Math.abs(compare(real.quantities[quantity]!, ours.quantities[quantity]!, sizes).gap!)).toBeLessThan(0.05);
    },
  );

  test('loses no acknowledged write, as in every measured kill', () => {
    expect(ours.quantities['acknowledged writes lost']!.every((lost) => lost === 0)).toBe(true);
  });
});
