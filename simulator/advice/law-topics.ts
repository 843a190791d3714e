/**
 * Laws that are not numbers of a sizing, as topics: the formula, its source, and an example worked out by the very function, so that words
 * and function cannot drift apart.
 */
import { downtimePerYear, evenSplitProbability, quorumAvailability } from '../sizing/availability.ts';
import { callsUnderContention } from '../sizing/contention.ts';
import { copysetLossProbability, copysetsByPermutation } from '../sizing/copysets.ts';
import { attemptsPerRequest } from '../sizing/retries.ts';
import { amdahlSpeedup, gustafsonSpeedup, scalabilityPeak, universalScalability } from '../sizing/scalability.ts';
import { exponentialQuorumQuantile, leafQuantile } from '../sizing/tail-at-scale.ts';
import { meanTimeToLoss } from '../sizing/time-to-loss.ts';
import type { Topic } from './topic.ts';

interface Law {
  readonly name: string;
  readonly formula: string;
  readonly source: string;
  readonly example: string;
  readonly see?: readonly string[];
}

export function lawTopics(): readonly Topic[] {
  return [...availabilityLaws(), ...durabilityLaws(), ...scalabilityLaws(), ...tailLaws()].map(
    ({ name, formula, source, example, see = [] }): Topic => ({
      name,
      kind: 'formula',
      text: `${formula}.\nFor example, ${example}.\nSource: ${source}.`,
      see,
    }),
  );
}

function availabilityLaws(): readonly Law[] {
  const minutes = (availability: number) => shown(downtimePerYear(availability));
  return [
    {
      name: 'nines',
      formula: 'Downtime = (1 − availability) × period',
      source: 'definition',
      example: `99.9% leave ${minutes(0.999)} minutes in a year of 365 days, 99.99% ${minutes(0.9999)}, 99.999% ${minutes(0.99999)}`,
      see: ['writeOutage', 'majorityAvailability'],
    },
    {
      name: 'majorityAvailability',
      formula:
        'P(at least q of n are up) = Σ_{k=q}^{n} C(n,k) p^k (1−p)^(n−k), each up with probability p, independently',
      source: 'binomial distribution',
      example: `with p = 99%, a majority of 3 is up ${percent(quorumAvailability(3, 2, 0.99))}, of 5 ${percent(quorumAvailability(5, 3, 0.99))}; one of 3 (read one) ${percent(quorumAvailability(3, 1, 0.99))}, all 3 (write all) ${percent(quorumAvailability(3, 3, 0.99))}`,
      see: ['nines', 'evenSplit', 'promotion'],
    },
    {
      name: 'evenSplit',
      formula:
        'P(no side of a random split has a majority) = C(n, n/2) / 2^n for an even number n of members, 0 for an odd one',
      source: 'binomial distribution',
      example: `${percent(evenSplitProbability(4))} with 4 members, ${percent(evenSplitProbability(8))} with 8`,
      see: ['majorityAvailability', 'split'],
    },
  ];
}

function durabilityLaws(): readonly Law[] {
  const outage = { members: 5000, copies: 3, failed: 50 };
  const hours = { copies: 3, failureRate: 1 / 1000, repairRate: 1 };
  const few = copysetsByPermutation(5000, 3, 2);
  return [
    {
      name: 'copysets',
      formula:
        'P(data lost) = 1 − (1 − C(F,R) / C(N,R))^copysets when F of N members with R copies die together; random placement has about as many copysets as chunks, permutations ⌈S / (R − 1)⌉ × ⌊N / R⌋ for a scatter width S',
      source: 'Cidon et al., Copysets (USENIX ATC 2013)',
      example: `1% of 5000 members, 3 copies: ${percent(copysetLossProbability(outage, 1.33e7))} with 13.3 million random chunks, ${percent(copysetLossProbability(outage, few))} with the ${few} copysets of scatter width 2`,
      see: ['meanTimeToDataLoss', 'backups'],
    },
    {
      name: 'meanTimeToDataLoss',
      formula:
        'Σ_{i=0}^{r−1} T_i with T_i = (1 + m_i T_{i−1}) / ((r − i) λ): r copies that fail at rate λ each; m_i = i μ when failed copies are repaired in parallel, μ when one at a time; for r = 2 that is (3λ + μ) / (2λ²)',
      source: 'birth-and-death chain, first passage (Feller 1968); independent failures, so real systems lose earlier',
      example: `a copy that fails every 1000 h and is repaired in 1 h: ${shown(meanTimeToLoss({ ...hours, copies: 2, repairs: 'in-parallel' }))} h with 2 copies, ${shown(meanTimeToLoss({ ...hours, repairs: 'in-parallel' }))} h with 3, ${shown(meanTimeToLoss({ ...hours, repairs: 'one-at-a-time' }))} h with 3 repaired one at a time`,
      see: ['copysets', 'acknowledgedWritesLost'],
    },
  ];
}

function scalabilityLaws(): readonly Law[] {
  const cost = { contention: 0.02, coherency: 0.0005 };
  const times = (n: number) => shown(universalScalability(cost, n));
  return [
    {
      name: 'amdahl',
      formula:
        'Speedup of n = 1 / ((1 − p) + p / n), at most 1 / (1 − p), where p is the share that can be done in parallel',
      source: 'Amdahl, AFIPS 1967; the scenario scaling-stops shows it for a hot key',
      example: `p = 95%: ${shown(amdahlSpeedup(0.95, 8))} with 8, ${shown(amdahlSpeedup(0.95, 64))} with 64, never 20`,
      see: ['gustafson', 'universalScalability'],
    },
    {
      name: 'gustafson',
      formula: 'Scaled speedup of n = s + (1 − s) n, when the work grows with n and s is the serial share of the time',
      source: 'Gustafson, CACM 1988',
      example: `s = 5%: ${shown(gustafsonSpeedup(0.05, 64))} with 64`,
      see: ['amdahl'],
    },
    {
      name: 'universalScalability',
      formula:
        'Capacity of n = n / (1 + σ (n − 1) + κ n (n − 1)), σ for contention and κ for coherency (everybody tells everybody); its peak is at √((1 − σ) / κ), beyond which more members are slower',
      source: 'Gunther, Guerrilla Capacity Planning (2007)',
      example: `σ = 2%, κ = 0.05%: ${times(10)} with 10, ${times(40)} with 40, ${times(100)} with 100; the peak is at ${shown(scalabilityPeak(cost))}`,
      see: ['amdahl', 'throughput'],
    },
  ];
}

function tailLaws(): readonly Law[] {
  return [
    {
      name: 'leafQuantile',
      formula:
        'Quantile q of a request that waits for n answers = quantile q^(1/n) of one answer; for k of n answers, the F with Σ_{j=k}^{n} C(n,j) F^j (1−F)^(n−j) = q',
      source: 'Dean & Barroso, The Tail at Scale (CACM 2013); order statistics',
      example: `the p99 of a fan-out of 100 is the ${percent(leafQuantile(0.99, 100))} quantile of a leaf; of 2 of 3 exponential answers of mean 1 it is ${shown(exponentialQuorumQuantile(0.99, 3, 2, 1))}`,
      see: ['fanOut', 'responseTime'],
    },
    {
      name: 'retryAmplification',
      formula:
        'Attempts per request = (1 − p^(r+1)) / (1 − p), r + 1 when all fail, with up to r retries of attempts that fail with probability p; layers that each retry multiply',
      source:
        'Google, Site Reliability Engineering, chapter 22; independent failures, so a system that is down sees more',
      example: `with 3 retries ${shown(attemptsPerRequest({ failing: 0.1, retries: 3 }))} at 10% failures, ${shown(attemptsPerRequest({ failing: 0.5, retries: 3 }))} at half, ${shown(attemptsPerRequest({ failing: 1, retries: 3 }))} when all fail; then three such layers make ${shown(attemptsPerRequest({ failing: 1, retries: 3, layers: 3 }))}`,
      see: ['retries', 'retryBudget', 'attempts'],
    },
    {
      name: 'callsUnderContention',
      formula:
        'N clients that change one thing with optimistic concurrency and no backoff make N (N + 1) / 2 calls, since one succeeds a round',
      source: 'Brooker, Exponential Backoff and Jitter (AWS Architecture Blog 2015)',
      example: `${callsUnderContention(10)} calls of 10 clients, ${callsUnderContention(100)} of 100`,
      see: ['jitter', 'backoff', 'lostUpdates'],
    },
  ];
}

/** Six significant digits. */
function shown(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** Enough digits to see how far from everything it is. */
function percent(share: number): string {
  return `${Number((100 * share).toPrecision(9))}%`;
}
