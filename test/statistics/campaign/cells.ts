/** Every kind of interval that the judge prints, on laws with a known truth, at the sizes that studies have. */
import type { RandomStream } from '../../../simulator/kernel/random-stream.ts';
import { clusteredRatio } from '../../../simulator/statistics/clustered-ratio.ts';
import { meanInterval, meanOf } from '../../../simulator/statistics/mean-interval.ts';
import { skewedMeanInterval } from '../../../simulator/statistics/skewed-mean.ts';
import { serialDependence } from '../../../simulator/statistics/von-neumann.ts';
import { zeroCountBound } from '../../../simulator/statistics/zero-count.ts';
import { mm1Delays } from '../queue-model.ts';
import { type Asked, type Cell, NOMINAL } from './cell.ts';
import { errorLaws, MEAN_DELAY, PAIRED_TRUTH, pairedDelays, requestLaws, type ScalarLaw, scalarLaws } from './laws.ts';
import { quantileOf } from './quantile-of.ts';
import { sequentialCells } from './sequential-cells.ts';

const SIZES = [5, 10, 20, 40, 80];
const MANY = 5000;
const FEW = 1000;

export function allCells(): readonly Cell[] {
  return [
    ...means('mean: Student’s t alone (not printed)', meanInterval),
    ...means('mean', skewedMeanInterval),
    ...quantiles(),
    ...faultQuantiles(),
    ...ratios(),
    ...zeroCounts(),
    ...pairs(),
    ...batches(),
    ...sequentialCells(),
  ];
}

function times<T>(count: number, of: () => T): T[] {
  return Array.from({ length: count }, of);
}

function means(kind: string, interval: (values: readonly number[], confidence: number) => Asked): Cell[] {
  return scalarLaws.flatMap(({ name, mean, draw }) =>
    SIZES.map((n) => ({
      kind,
      law: name,
      n: String(n),
      truth: mean,
      experiments: name.includes('2000') ? 500 : MANY,
      ask: (random: RandomStream) =>
        interval(
          times(n, () => draw(random)),
          NOMINAL,
        ),
    })),
  );
}

function quantiles(): Cell[] {
  return [0.5, 0.9, 0.99, 0.999].flatMap((q) =>
    requestLaws.flatMap(({ name, draw, quantile }) =>
      SIZES.map((n) => ({
        kind: `quantile p${String(q * 100).replace('.', '')}`,
        law: name,
        n: String(n),
        truth: quantile(q),
        experiments: n === 80 ? 200 : 400,
        ask: (random: RandomStream) =>
          quantileOf(
            times(n, () => draw(random)),
            q,
            NOMINAL,
          ),
      })),
    ),
  );
}

/** What happens once a fault: one value a replication, or two that share the luck of their replication. */
function faultQuantiles(): Cell[] {
  const one = (q: number, law: ScalarLaw, truth: number) =>
    SIZES.map((n) => ({
      kind: `per-fault p${q * 100}`,
      law: `${law.name}, 1 fault a replication`,
      n: String(n),
      truth,
      experiments: MANY,
      ask: (random: RandomStream) =>
        quantileOf(
          times(n, () => [law.draw(random)]),
          q,
          NOMINAL,
        ),
    }));
  const exponential = scalarLaws.find(({ name }) => name === 'exponential')!;
  const two = SIZES.map((n) => ({
    kind: 'per-fault p50',
    law: 'normal, 2 faults a replication, correlation 0.5',
    n: String(n),
    truth: 10,
    experiments: MANY,
    ask: (random: RandomStream) =>
      quantileOf(
        times(n, () => {
          const common = 10 + random.normal();
          return [common + random.normal(), common + random.normal()];
        }),
        0.5,
        NOMINAL,
      ),
  }));
  return [...one(0.5, exponential, Math.LN2), ...one(0.9, exponential, Math.LN10), ...two];
}

function ratios(): Cell[] {
  return errorLaws.flatMap(({ name, ratio, draw }) =>
    SIZES.map((n) => ({
      kind: 'ratio',
      law: name,
      n: String(n),
      truth: ratio,
      experiments: MANY,
      ask: (random: RandomStream) =>
        clusteredRatio(
          times(n, () => draw(random)),
          NOMINAL,
        ),
    })),
  );
}

/** The worst probability for the bound: one just above what n replications without an event would print. */
function zeroCounts(): Cell[] {
  return SIZES.map((n) => {
    const truth = zeroCountBound(n, NOMINAL) + 1e-12;
    return {
      kind: 'count that must be 0',
      law: 'a violation as likely as the bound',
      n: String(n),
      truth,
      experiments: MANY,
      ask: (random: RandomStream) => {
        const violated = times(n, () => random.uniform() < truth).includes(true);
        return violated ? { low: 0, high: 1 } : { low: 0, high: zeroCountBound(n, NOMINAL) };
      },
    };
  });
}

function pairs(): Cell[] {
  return SIZES.map((n) => ({
    kind: 'paired difference',
    law: 'M/M/1 0.8 and 0.77, common random numbers',
    n: String(n),
    truth: PAIRED_TRUTH,
    experiments: FEW,
    ask: (random: RandomStream) =>
      skewedMeanInterval(
        times(n, () => pairedDelays(random).difference),
        NOMINAL,
      ),
  }));
}

/** Batches of one run of M/M/1, long and far too short. */
function batches(): Cell[] {
  const parts = (run: Float64Array, n: number) => {
    const size = Math.floor(run.length / n);
    return Array.from({ length: n }, (_, batch) => run.subarray(batch * size, (batch + 1) * size));
  };
  return [100_000, 20_000, 2560].flatMap((length) =>
    [10, 20, 40, 80].flatMap((n) => {
      const common = {
        law: `M/M/1 0.8, one run of ${length}`,
        n: String(n),
        experiments: length > 50_000 ? 500 : 1000,
      };
      const run = (random: RandomStream) => parts(mm1Delays(random, 0.8, length, 'stationary'), n);
      const means = [
        {
          ...common,
          kind: 'batch means',
          truth: MEAN_DELAY,
          ask: (random: RandomStream) => {
            const averages = run(random).map((part) => meanOf(part, 0, part.length));
            return {
              ...skewedMeanInterval(averages, NOMINAL),
              warned: serialDependence(averages, 1 - NOMINAL).isSignificant,
            };
          },
        },
      ];
      if (length > 50_000) return means;
      return [
        ...means,
        {
          ...common,
          kind: 'batch means, quantile p90',
          truth: 4 * Math.log(8),
          ask: (random: RandomStream) => quantileOf(run(random), 0.9, NOMINAL),
        },
      ];
    }),
  );
}
