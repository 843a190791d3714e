/** Oracle Q12 and what else is known of the disciplines of a unit, as scenarios. One time unit of an oracle is one millisecond here. */
import { describe, expect, test, vi } from 'vitest';
import { expectMean, expectTwins, full, queue, scenario, simulate, testTimeout } from './scenario-oracle.ts';

vi.setConfig({ testTimeout });

const HYPEREXPONENTIAL =
  '{mixture: [{weight: 90%, of: {exponential: 500us}}, {weight: 10%, of: {exponential: 5500us}}]}';
const widest = full ? 0.0025 : 0.04;

function under(discipline: string, law: Parameters<typeof queue>[1]): string {
  return queue(discipline, law).replace('units: {', `units: {discipline: ${discipline}, `);
}

describe('Q12: processor sharing does not care how service times are distributed (Kleinrock 1967)', () => {
  test.each([
    ['exponential', '{exponential: 1ms}'],
    ['constant', '1ms'],
    ['hyperexponential', HYPEREXPONENTIAL],
  ])('%s service at 70 %% load: W 3.333, and nobody waits for a thread', async (_, service) => {
    const law = { rate: '700/s', service, seconds: 100, longer: 60 };
    const result = await simulate(under('processor-sharing', law));
    expectMean(result, 'responseTime', 3.3333333, widest);
    expectMean(result, 'utilisation', 0.7);
    expect(result.metrics.queueWait?.max).toBe(0);
    expectTwins(result, ['utilisation', 'response time under processor sharing']);
  });

  test('every request takes 3.333 times its service time, short or long', async () => {
    const source = (name: string, rate: string, service: string) =>
      `  - {name: ${name}, rate: ${rate}, service: ${service}, client: {timeout: 1h}}`;
    const text = scenario(
      'slowdown',
      `
design: {product: generic, members: 1, backups: 0, network: none, units: {threads: 1, discipline: processor-sharing}}
workload:
${source('short', '630/s', '500us')}
${source('long', '70/s', '5500us')}
run: {duration: ${full ? 3600 : 100}s, warmup: 1s}
expect: ["responseTime{workload:short} mean < 1h", "responseTime{workload:long} mean < 1h"]
`,
    );
    const { expectations } = await simulate(text);
    const [short, long] = expectations.map(({ estimate }) => estimate!);
    expect(Math.abs(short! / (0.5 / 0.3) - 1)).toBeLessThan(full ? 0.01 : 0.03);
    expect(Math.abs(long! / (5.5 / 0.3) - 1)).toBeLessThan(full ? 0.01 : 0.03);
  });
});

describe('G06 through scenario text', () => {
  test('the same utilisation under every discipline; lifo waits as long as fifo on average, the shortest first less', async () => {
    const law = { rate: '800/s', service: '{exponential: 1ms}', seconds: 60, longer: 16 };
    const [fifo, lifo, shortest, sharing] = await Promise.all(
      ['fifo', 'lifo', 'shortest-first', 'processor-sharing'].map((discipline) => simulate(under(discipline, law))),
    );
    const utilisation = fifo!.metrics.utilisation!.mean!;
    for (const other of [lifo, shortest, sharing])
      expect(Math.abs(other!.metrics.utilisation!.mean! / utilisation - 1)).toBeLessThan(1e-9);
    expectTwins(lifo!, ['utilisation', 'mean wait in queue']);
    expectMean(sharing!, 'responseTime', 5, widest);
    // Cobham and Phipps: the integral of the two-class formula over an exponential law at 80 % load.
    expectMean(shortest!, 'queueWait', shortestFirstWait(0.8), widest);
  });
});

/** Mean wait of M/M/1 shortest first (Phipps 1956): ∫ λE[S²]/2 / (1 − λ∫₀ˣ t dF)² dF, with mean 1. */
function shortestFirstWait(load: number): number {
  const steps = 200_000;
  let sum = 0;
  for (let step = 0; step < steps; step++) {
    // Even in probability: the quantile of the middle of each step.
    const x = -Math.log(1 - (step + 0.5) / steps);
    const below = 1 - (1 + x) * Math.exp(-x);
    sum += load / (1 - load * below) ** 2;
  }
  return sum / steps;
}
