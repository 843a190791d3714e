/**
 * Draws from a distribution: one class with a switch over the law, so that the call in a model's hot path always has the
 * same target, which a class for every law would not.
 *
 * Everything continuous is made of the exponential and normal draws of RandomStream and the portable exp: a Pareto is
 * minimum * e^(E / shape), because -ln U is an exponential E; an Erlang is a sum of exponentials. Rounding to whole ns
 * happens once, at the end.
 */
import type { DistributionSpec, MixturePart, Sampler } from './distribution.ts';
import { exp, ln } from './portable-math.ts';
import type { RandomStream } from './random-stream.ts';
import type { Nanoseconds } from './time.ts';

/** The 99 % quantile of the standard normal, which ties the p99 of a lognormal to its spread. */
export const NORMAL_P99 = 2.3263478740408408;

const NO_TABLE = new Float64Array(0);
const UNBOUNDED = Number.POSITIVE_INFINITY;

/** Literals in the switch below and not named numbers: those become variables in a bundle, loaded for every case. */
type LawName = Exclude<DistributionSpec['kind'], 'lognormalMeanCv'>;

/** A specification as numbers: what scale, form, table and parts mean depends on the law, see lawOf. */
interface Law {
  readonly law: LawName;
  readonly maximum: Nanoseconds;
  readonly scale?: number;
  readonly form?: number;
  readonly table?: Float64Array;
  readonly parts?: readonly SpecSampler[];
}

export class SpecSampler implements Sampler {
  readonly mean: Nanoseconds;
  readonly maximum: Nanoseconds;
  private readonly law: LawName;
  private readonly scale: number;
  private readonly form: number;
  private readonly table: Float64Array;
  private readonly parts: readonly SpecSampler[];

  /** The specification must be possible; the mean is its mean. Use sampler() of distribution.ts. */
  constructor(spec: DistributionSpec, mean: Nanoseconds) {
    const { law, maximum, scale = 0, form = 0, table = NO_TABLE, parts = [] } = lawOf(spec);
    this.mean = mean;
    this.maximum = maximum;
    this.law = law;
    this.scale = scale;
    this.form = form;
    this.table = table;
    this.parts = parts;
  }

  sample(stream: RandomStream): Nanoseconds {
    switch (this.law) {
      case 'constant':
        return this.scale;
      case 'exponential':
        return wholeTime(this.scale * stream.exponential());
      case 'uniform':
        return wholeTime(this.scale + this.form * stream.uniform());
      case 'lognormal':
        return wholeTime(exp(this.scale + this.form * stream.normal()));
      case 'pareto':
        return wholeTime(this.scale * exp(this.form * stream.exponential()));
      case 'erlang':
        return this.sampleErlang(stream);
      case 'mixture':
        return this.sampleMixture(stream);
      default:
        return this.table[stream.below(this.table.length)]!;
    }
  }

  private sampleErlang(stream: RandomStream): Nanoseconds {
    let total = 0;
    for (let stage = 0; stage < this.form; stage++) total += stream.exponential();
    return wholeTime(this.scale * total);
  }

  private sampleMixture(stream: RandomStream): Nanoseconds {
    const u = stream.uniform();
    let part = 0;
    while (u >= this.table[part]!) part++;
    return this.parts[part]!.sample(stream);
  }
}

function lawOf(spec: DistributionSpec): Law {
  switch (spec.kind) {
    case 'constant':
      return constant(spec.value);
    case 'uniform':
      return { law: 'uniform', maximum: wholeTime(spec.high), scale: spec.low, form: spec.high - spec.low };
    case 'exponential':
      return { law: 'exponential', maximum: UNBOUNDED, scale: spec.mean };
    case 'erlang':
      return { law: 'erlang', maximum: UNBOUNDED, scale: spec.mean / spec.shape, form: spec.shape };
    case 'lognormal':
      return spec.p99 === spec.median
        ? constant(spec.median)
        : lognormal(ln(spec.median), ln(spec.p99 / spec.median) / NORMAL_P99);
    case 'lognormalMeanCv': {
      const variance = ln(1 + spec.cv * spec.cv);
      return spec.cv === 0 ? constant(spec.mean) : lognormal(ln(spec.mean) - variance / 2, Math.sqrt(variance));
    }
    case 'pareto':
      return { law: 'pareto', maximum: UNBOUNDED, scale: spec.minimum, form: 1 / spec.shape };
    case 'mixture': {
      // A part's own mean is not asked for.
      const parts = spec.parts.map((part) => new SpecSampler(part.of, Number.NaN));
      const maximum = parts.reduce((largest, part) => Math.max(largest, part.maximum), 0);
      return { law: 'mixture', maximum, table: cumulativeShares(spec.parts), parts };
    }
    case 'empirical': {
      const table = Float64Array.from(spec.values, wholeTime);
      return { law: 'empirical', maximum: table.reduce((a, b) => Math.max(a, b), 0), table };
    }
  }
}

function constant(value: Nanoseconds): Law {
  return { law: 'constant', maximum: wholeTime(value), scale: wholeTime(value) };
}

/** @param location mean of the logarithm @param deviation standard deviation of the logarithm */
function lognormal(location: number, deviation: number): Law {
  return { law: 'lognormal', maximum: UNBOUNDED, scale: location, form: deviation };
}

function cumulativeShares(parts: readonly MixturePart[]): Float64Array {
  const total = parts.reduce((sum, part) => sum + part.weight, 0);
  let running = 0;
  const shares = Float64Array.from(parts, (part) => {
    running += part.weight;
    return running / total;
  });
  shares[parts.length - 1] = 1;
  return shares;
}

function wholeTime(span: number): Nanoseconds {
  return Math.min(Math.floor(span + 0.5), Number.MAX_SAFE_INTEGER);
}
