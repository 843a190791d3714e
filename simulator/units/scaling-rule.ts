/**
 * How many units there should be, from how busy they are: the rules of autoscalers as pure functions.
 *
 * thresholds: seed 002, AutoScaler. target: Kubernetes, ceil(n · metric / target), no change while |metric / target − 1| ≤ tolerance; units
 * that are not ready yet count as idle when units would be added, so that what was ordered is not ordered again. proportional: a share of
 * what is missing, x(k+1) = x(k) − K · x(k−d) about the number that is needed; it grows beyond K = 2 sin(π / (2(2d + 1))) (Levin & May 1976).
 */
import { invariant } from '../kernel/invariant.ts';

/** What a decision sees. */
export interface Reading {
  /** Units that are there or on their way. */
  readonly wanted: number;
  /** Of these, those that are ready. */
  readonly ready: number;
  /** Busy share of the units that were measured. */
  readonly utilisation: number;
  /** Units that were measured, averaged over the window: with a dead time these are not those of now. */
  readonly measured: number;
}

export interface Thresholds {
  readonly scaleOutAbove: number;
  readonly scaleInBelow: number;
  readonly add: number;
  readonly remove: number;
}

export function byThresholds({ wanted, utilisation }: Reading, rule: Thresholds): number {
  if (utilisation > rule.scaleOutAbove) return wanted + rule.add;
  return utilisation < rule.scaleInBelow ? wanted - rule.remove : wanted;
}

export interface Target {
  readonly target: number;
  readonly tolerance: number;
}

export function byTarget({ wanted, ready, utilisation }: Reading, { target, tolerance }: Target): number {
  const isNear = (metric: number) => Math.abs(metric - target) <= tolerance * target;
  if (isNear(utilisation)) return wanted;
  // Multiplied before it is divided, so that a whole result is whole.
  if (utilisation < target || ready === wanted) return Math.ceil((wanted * utilisation) / target);
  const withIdle = (ready * utilisation) / wanted;
  return isNear(withIdle) || withIdle < target ? wanted : Math.ceil((ready * utilisation) / target);
}

export interface Proportional {
  readonly target: number;
  readonly gain: number;
}

/** `level` is the number of units before rounding, which the rule goes on from. */
export function byProportion(level: number, { utilisation, measured }: Reading, rule: Proportional): number {
  const needed = (measured * utilisation) / rule.target;
  return level + rule.gain * (needed - measured);
}

export type ScalingRule =
  | ({ readonly rule: 'thresholds' } & Thresholds)
  | ({ readonly rule: 'target'; readonly stabilisation: number } & Target)
  | ({ readonly rule: 'proportional' } & Proportional);

export type ScalingSettings = ScalingRule & {
  readonly cooldown: number;
  readonly minimum: number;
  readonly maximum: number;
};

/** A rule with what it remembers: its last change, the largest number asked for lately, the level before rounding. */
export class ScalingDecisions {
  readonly #settings: ScalingSettings;
  readonly #asked: { readonly at: number; readonly units: number }[] = [];
  #changedAt = Number.NEGATIVE_INFINITY;
  #level: number;

  constructor(settings: ScalingSettings, units: number) {
    invariant(settings.minimum <= settings.maximum, 'an autoscaler needs room between its limits');
    this.#settings = settings;
    this.#level = units;
  }

  /** Units that there should be from now on, ns; equal to `reading.wanted`: nothing is to be done. */
  decide(now: number, reading: Reading): number {
    const { cooldown } = this.#settings;
    const asked = this.#within(this.#stabilised(now, reading.wanted, this.#ask(reading)));
    if (asked === reading.wanted || now - this.#changedAt < cooldown) return reading.wanted;
    this.#changedAt = now;
    return asked;
  }

  #ask(reading: Reading): number {
    const settings = this.#settings;
    switch (settings.rule) {
      case 'thresholds':
        return byThresholds(reading, settings);
      case 'target':
        return byTarget(reading, settings);
      case 'proportional':
        this.#level = this.#within(byProportion(this.#level, reading, settings));
        return Math.round(this.#level);
    }
  }

  #within(units: number): number {
    return Math.min(this.#settings.maximum, Math.max(this.#settings.minimum, units));
  }

  /** Fewer units than now: only the largest number that was asked for lately. */
  #stabilised(now: number, wanted: number, units: number): number {
    const settings = this.#settings;
    if (settings.rule !== 'target') return units;
    this.#asked.push({ at: now, units });
    while (this.#asked[0]!.at < now - settings.stabilisation) this.#asked.shift();
    if (units >= wanted) return units;
    return Math.min(wanted, Math.max(...this.#asked.map((one) => one.units)));
  }
}
