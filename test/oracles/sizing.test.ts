/**
 * Closed forms against their oracles: availability (A01, A02, A04), durability (W06–W08), scalability (S01, S02), tails (S06), contention
 * (R04). Exact ones to 1e-9, published ones to the digits that were published; two of them by simulation as well.
 */
import { describe, expect, test } from 'vitest';
import { explain } from '../../simulator/advice/explain.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import {
  anyPartitionLossProbability,
  downtimePerYear,
  evenSplitProbability,
  MINUTES_PER_YEAR,
  partitionLossProbability,
  quorumAvailability,
} from '../../simulator/sizing/availability.ts';
import { callsUnderContention } from '../../simulator/sizing/contention.ts';
import { copysetLossProbability, copysetsByPermutation } from '../../simulator/sizing/copysets.ts';
import {
  amdahlSpeedup,
  gustafsonSpeedup,
  scalabilityPeak,
  universalScalability,
} from '../../simulator/sizing/scalability.ts';
import { fitScalability, type Measurement } from '../../simulator/sizing/scalability-fit.ts';
import {
  exponentialQuorumMean,
  exponentialQuorumQuantile,
  leafQuantile,
} from '../../simulator/sizing/tail-at-scale.ts';
import { meanTimeToLoss } from '../../simulator/sizing/time-to-loss.ts';
import { expectWithin } from './scenario-oracle.ts';

describe('availability', () => {
  test('A01: minutes a year of 2, 3, 4 and 5 nines, seconds a month of four', () => {
    const minutes = [0.99, 0.999, 0.9999, 0.99999].map((nines) => Number(downtimePerYear(nines).toPrecision(9)));
    expect(minutes).toEqual([5256, 525.6, 52.56, 5.256]);
    expect((downtimePerYear(0.9999) / MINUTES_PER_YEAR) * 30 * 86_400).toBeCloseTo(259.2, 9);
  });

  test.each([
    [3, 2, 0.99, 0.999702],
    [5, 3, 0.99, 0.9999901494],
    [3, 2, 0.999, 0.999997002],
    [3, 1, 0.99, 0.999999],
    [3, 3, 0.99, 0.970299],
  ])('A02: of %i members at least %i are up, each %f: %f', (n, quorum, p, expected) => {
    expectWithin(1e-9, quorumAvailability(n, quorum, p), expected);
  });

  test('A04: a random split of an even number often has no majority, of an odd one always', () => {
    expect([4, 6, 8, 5].map(evenSplitProbability)).toEqual([0.375, 0.3125, 0.2734375, 0]);
  });
});

describe('durability', () => {
  const outage = { members: 5000, copies: 3, failed: 50 };

  test('W06: copysets (Cidon et al.): 1 % of 5000 members with three copies', () => {
    expectWithin(1e-6, partitionLossProbability(5000, 3, 50), 9.4136474e-7);
    expectWithin(1e-6, copysetLossProbability(outage, 1.33e7), 0.99999646);
    expect([2, 10].map((width) => copysetsByPermutation(5000, 3, width))).toEqual([1666, 8330]);
    expectWithin(1e-6, copysetLossProbability(outage, 1666), 0.001567085);
    expectWithin(1e-6, copysetLossProbability(outage, 8330), 0.007810907);
    expectWithin(1e-6, copysetLossProbability(outage, 275_000), 0.2280808);
    expect(Math.round(1 / copysetLossProbability(outage, 1666))).toBe(638);
  });

  test('W07: mean time to data loss, three ways', () => {
    const law = { failureRate: 1 / 1000, repairRate: 1 };
    expectWithin(1e-9, meanTimeToLoss({ ...law, copies: 2, repairs: 'in-parallel' }), 501_500);
    const [l, m] = [1 / 1000, 1];
    const three = (11 * l * l + 7 * l * m + 2 * m * m) / (6 * l * l * l);
    expectWithin(1e-9, meanTimeToLoss({ ...law, copies: 3, repairs: 'in-parallel' }), three);
    expectWithin(1e-9, three, 334_501_833.333333);
    expectWithin(1e-9, meanTimeToLoss({ ...law, copies: 3, repairs: 'one-at-a-time' }), 167_335_166.666667);
    expectWithin(1e-9, meanTimeToLoss({ copies: 2, failureRate: 1 / 20, repairRate: 1, repairs: 'in-parallel' }), 230);
  });

  test('W07: pairs that fail every 20 h and are repaired in 1 h last 230 h', () => {
    const stream = new Streams(7, 0).named('pairs');
    const pairs = 20_000;
    let total = 0;
    for (let pair = 0; pair < pairs; pair++) {
      for (let failed = 0; failed < 2; ) {
        const rate = (2 - failed) / 20 + failed;
        total += stream.exponential() / rate;
        failed += stream.uniform() < (2 - failed) / 20 / rate ? 1 : -1;
      }
    }
    expectWithin(0.02, total / pairs, 230);
  });

  test.each([
    { members: 10, probability: 0.997735, lost: 6.0222 },
    { members: 20, probability: 0.760711, lost: 1.4263 },
  ])('W08: 271 partitions, two copies on $members members, two die: $probability', ({ members, probability, lost }) => {
    const one = partitionLossProbability(members, 2, 2);
    expectWithin(1e-6, anyPartitionLossProbability(271, one), probability);
    expectWithin(1e-4, 271 * one, lost);
    expect(partitionLossProbability(members, 2, 1)).toBe(0);
    // The same by 4000 placements, members 0 and 1 being the ones that die.
    const stream = new Streams(8, members).named('placements');
    let [any, all] = [0, 0];
    for (let placement = 0; placement < 4000; placement++) {
      let gone = 0;
      for (let partition = 0; partition < 271; partition++) {
        const primary = stream.below(members);
        const backup = (primary + 1 + stream.below(members - 1)) % members;
        if (primary < 2 && backup < 2) gone++;
      }
      all += gone;
      if (gone > 0) any++;
    }
    const error = Math.sqrt((probability * (1 - probability)) / 4000);
    expect(Math.abs(any / 4000 - probability)).toBeLessThanOrEqual(4 * error);
    expectWithin(0.03, all / 4000, lost);
  });
});

describe('scalability', () => {
  /** A Cisco appliance under 1 to 32 load generators: Schwartz, Practical Scalability Analysis with the Universal Scalability Law. */
  const cisco = [
    955.16, 1878.91, 2688.01, 3548.68, 4315.54, 5130.43, 5931.37, 6531.08, 7219.8, 7867.61, 8278.71, 8646.7, 9047.84,
    9426.55, 9645.37, 9897.24, 10097.6, 10240.5, 10532.39, 10798.52, 11151.43, 11518.63, 11806, 12089.37, 12075.41,
    12177.29, 12211.41, 12158.93, 12155.27, 12118.04, 12140.4, 12074.39,
  ].map((throughput, index): Measurement => ({ n: index + 1, throughput }));

  test('S01: the Universal Scalability Law fitted to published measurements', () => {
    const fitted = fitScalability(cisco)!;
    expectWithin(2e-4, fitted.single, 995.6486);
    expectWithin(2e-4, fitted.contention, 0.02671591);
    expectWithin(2e-4, fitted.coherency, 7.690945e-4);
    expectWithin(2e-4, fitted.single * universalScalability(fitted, 20), 11_063.6331);
    expectWithin(2e-4, fitted.single * universalScalability(fitted, 35), 12_341.7457);
    expectWithin(2e-4, scalabilityPeak(fitted), 35.574);
  });

  test('S01: throughputs that follow the law give its coefficients back, and two points give nothing', () => {
    const law = { contention: 0.05, coherency: 0.001 };
    const exact = [1, 4, 9, 16, 40].map((n) => ({ n, throughput: 700 * universalScalability(law, n) }));
    const fitted = fitScalability(exact)!;
    expectWithin(1e-9, fitted.single, 700);
    expectWithin(1e-9, fitted.contention, 0.05);
    expectWithin(1e-9, fitted.coherency, 0.001);
    expect(fitScalability([...exact.slice(0, 2), exact[0]!])).toBeUndefined();
  });

  test('S02: Amdahl, Gustafson and the shape of the Universal Scalability Law', () => {
    expectWithin(1e-6, amdahlSpeedup(0.95, 8), 5.925926);
    expectWithin(1e-6, amdahlSpeedup(0.95, 64), 15.421687);
    expectWithin(1e-9, amdahlSpeedup(0.95, Number.POSITIVE_INFINITY), 20);
    expectWithin(1e-9, gustafsonSpeedup(0.05, 64), 60.85);
    const shape = [1, 2, 4, 6, 8, 10].map((n) => universalScalability({ contention: 0.02, coherency: 0.02 }, n));
    expect(shape.map((value) => value.toFixed(4))).toEqual([
      '1.0000',
      '1.8868',
      '3.0769',
      '3.5294',
      '3.5398',
      '3.3557',
    ]);
    expectWithin(1e-6, scalabilityPeak({ contention: 0.001, coherency: 1e-5 }), 316.0696);
  });
});

test('S06: the tail of two of three, of the slowest of 100, and the quantile that each of 100 must keep', () => {
  expectWithin(1e-6, exponentialQuorumQuantile(0.99, 3, 2, 1), 2.831861);
  expectWithin(1e-7, leafQuantile(0.99, 100), 0.9998995);
  expectWithin(1e-6, exponentialQuorumMean(100, 100, 1), 5.187378);
  expectWithin(1e-6, exponentialQuorumQuantile(0.99, 100, 100, 1), 9.20537);
});

test('R04: contention without backoff', () => {
  expect([10, 50, 100].map(callsUnderContention)).toEqual([55, 1275, 5050]);
});

test.each([
  ['nines', '5.256'],
  ['majorityAvailability', '99.9702%'],
  ['evenSplit', '37.5%'],
  ['copysets', '1666 copysets'],
  ['meanTimeToDataLoss', '501500 h'],
  ['amdahl', '5.92593'],
  ['gustafson', '60.85'],
  ['universalScalability', 'peak'],
  ['leafQuantile', '99.98995'],
  ['callsUnderContention', '5050'],
])('explain %s says the formula, an example and a source', (name, part) => {
  const explained = explain(name);
  expect(explained.ok).toBe(true);
  expect(explained.text).toContain(part);
  expect(explained.text).toContain('Source: ');
});
