/**
 * Intervals after a sequential stop, by the rule of `replications: auto`: looks at 10, 20, 40, …, each with its share of the 5 %, until the
 * limit of the expectation lies outside and half the interval is within 5 % of the estimate. The limit is 10 % beyond the truth, so that
 * deciding and stopping go together. `n`: the looks. Counts stop at the first violation, or when nothing else is left to decide.
 */
import type { RandomStream } from '../../../simulator/kernel/random-stream.ts';
import { clusteredRatio } from '../../../simulator/statistics/clustered-ratio.ts';
import { confidencePerLook, fixedLooks } from '../../../simulator/statistics/sequential.ts';
import { skewedMeanInterval } from '../../../simulator/statistics/skewed-mean.ts';
import { zeroCountBound } from '../../../simulator/statistics/zero-count.ts';
import { type Asked, type Cell, NOMINAL } from './cell.ts';
import { errorLaws, PAIRED_TRUTH, pairedDelays, requestLaws, scalarLaws } from './laws.ts';
import { quantileOf } from './quantile-of.ts';

const FIRST = 10;
const PRECISION = 0.05;
const EXPERIMENTS = 1000;

interface Procedure<One> {
  readonly kind: string;
  readonly law: string;
  readonly truth: number;
  /** The last look: what the event budget would pay for. */
  readonly most: number;
  readonly experiments?: number;
  readonly draw: (random: RandomStream) => One;
  readonly interval: (ones: readonly One[], confidence: number) => Asked & { readonly estimate: number };
}

export function sequentialCells(): readonly Cell[] {
  const sojourns = requestLaws.find(({ name }) => name.startsWith('M/M/1'))!;
  const middle = (found: Asked) => ({ ...found, estimate: (found.low + found.high) / 2 });
  const exponential = scalarLaws.find(({ name }) => name === 'exponential')!;
  return [
    ...scalarLaws.map(({ name, mean, draw }) =>
      sequential({
        kind: 'auto: mean',
        law: name,
        truth: mean,
        most: name.includes('2000') ? 160 : 640,
        draw,
        interval: skewedMeanInterval,
      }),
    ),
    sequential({
      kind: 'auto: quantile p99',
      law: sojourns.name,
      truth: sojourns.quantile(0.99),
      most: 80,
      experiments: 400,
      draw: sojourns.draw,
      interval: (groups, confidence) => middle(quantileOf(groups, 0.99, confidence)),
    }),
    ...errorLaws.map(({ name, ratio, draw }) =>
      sequential({ kind: 'auto: ratio', law: name, truth: ratio, most: 640, draw, interval: clusteredRatio }),
    ),
    sequential({
      kind: 'auto: per-fault p50',
      law: 'exponential, 1 fault a replication',
      truth: Math.LN2,
      most: 320,
      draw: (random) => [exponential.draw(random)],
      interval: (groups, confidence) => middle(quantileOf(groups, 0.5, confidence)),
    }),
    sequential({
      kind: 'auto: paired difference',
      law: 'M/M/1 0.8 and 0.77, common random numbers',
      truth: PAIRED_TRUTH,
      most: 160,
      draw: (random) => pairedDelays(random).difference,
      interval: skewedMeanInterval,
    }),
    ...[0.02, 0.05, 0.26].map(zeroCount),
  ];
}

function sequential<One>({ kind, law, truth, most, experiments, draw, interval }: Procedure<One>): Cell {
  const looks = fixedLooks(FIRST, most);
  const confidence = confidencePerLook(NOMINAL, looks.length);
  const limit = truth + 0.1 * Math.abs(truth);
  const ask = (random: RandomStream): Asked => {
    const ones: One[] = [];
    for (const look of looks) {
      while (ones.length < look) ones.push(draw(random));
      const found = interval(ones, confidence);
      const isDecided = limit < found.low || limit > found.high;
      const isPrecise = (found.high - found.low) / 2 <= PRECISION * Math.abs(found.estimate);
      if ((isDecided && isPrecise) || look === most) return found;
    }
    return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  };
  return { kind, law, n: `10 … ${most}`, truth, experiments: experiments ?? EXPERIMENTS, ask };
}

/** The rest of the study is decided at a look of its own chance, half of the time at each. */
function zeroCount(probability: number): Cell {
  const ask = (random: RandomStream): Asked => {
    let done = 0;
    for (const look of fixedLooks(FIRST, 640)) {
      for (; done < look; done++) if (random.uniform() < probability) return { low: 0, high: 1 };
      if (random.uniform() < 0.5 || look === 640) return { low: 0, high: zeroCountBound(look, NOMINAL) };
    }
    return { low: 0, high: 1 };
  };
  return {
    kind: 'auto: count that must be 0',
    law: `a violation in ${probability * 100} % of replications`,
    n: '10 … 640',
    truth: probability,
    experiments: 5000,
    ask,
  };
}
