/**
 * The autoscaler: every period it looks at how busy the units are and says how many there should be.
 *
 * thresholds: add so many above one utilisation, remove so many below another (seed 002: above 70 % two more, below 30 % one fewer).
 * target: ceil(units · utilisation / target), nothing within the tolerance (Kubernetes HorizontalPodAutoscaler). proportional: a share of
 * what is missing, so that gain and dead time can be studied. Left out: scaling by anything but utilisation, unit sizes, prices.
 */
import * as z from 'zod';
import { distribution } from './distribution.ts';
import { duration, positiveNumber, ratio } from './quantity.ts';

const common = {
  every: duration({ min: '1ms' })
    .prefault('15s')
    .describe(
      'Period of the decisions. Shorter reacts sooner and, with units that start slowly, decides again before the last decision shows.',
    ),
  window: duration({ min: '1us' })
    .optional()
    .describe(
      'Utilisation is averaged over this long before it is looked at. Longer is calmer and later. Absent: every.',
    ),
  metricDelay: duration()
    .prefault('0s')
    .describe(
      'Age of the newest utilisation that a decision sees: dead time, which makes every rule overshoot sooner.',
    ),
  cooldown: duration()
    .prefault('0s')
    .describe('After a change none follows for this long. Longer prevents flapping and makes a large change slow.'),
  minimum: z.int().min(1).max(10_000).default(1).describe('Never fewer units than this.'),
  maximum: z
    .int()
    .min(1)
    .max(10_000)
    .describe('Never more units than this; those beyond design.members are away until they are needed.'),
  startup: distribution()
    .optional()
    .describe(
      'From the decision until a new unit is ready. Absent: what units.lifecycle says, or at once. Longer than a surge lasts, new units come when they are no longer needed.',
    ),
};

const target = () =>
  ratio().describe('Utilisation to come to. Higher: fewer units, and less room for a surge while new ones start.');

export const autoscaler = z.discriminatedUnion('rule', [
  z.strictObject({
    rule: z.literal('thresholds').describe('So many units more above one utilisation, so many fewer below another.'),
    scaleOutAbove: ratio().prefault('70%').describe('Above this utilisation units are added.'),
    scaleInBelow: ratio()
      .prefault('30%')
      .describe(
        'Below this utilisation units are removed. Too near to scaleOutAbove, what was added is removed again.',
      ),
    add: z.int().min(1).max(1000).default(2).describe('Units added at once.'),
    remove: z.int().min(1).max(1000).default(1).describe('Units removed at once.'),
    ...common,
  }),
  z.strictObject({
    rule: z.literal('target').describe('As many units as would bring utilisation to the target, by proportion.'),
    target: target(),
    tolerance: ratio().prefault('10%').describe('No change while utilisation / target is this near to 1.'),
    stabilisation: duration()
      .prefault('5min')
      .describe('Units are removed only to the largest number that any decision of this long asked for.'),
    ...common,
  }),
  z.strictObject({
    rule: z.literal('proportional').describe('A share of the units that are missing or too many, period by period.'),
    target: target(),
    gain: positiveNumber().describe(
      'Share of the difference that one decision makes up for. With a dead time of d periods, above 2 sin(π / (2 (2 d + 1))) it oscillates ever more: 2, 1, 0.62, 0.45 for d = 0, 1, 2, 3.',
    ),
    ...common,
  }),
]);

export type AutoscalerPlan = z.output<typeof autoscaler>;
