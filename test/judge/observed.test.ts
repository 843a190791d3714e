/** Observed values beside simulated ones: what is compared, what is said, what is refused, and that nothing else changes. */
import { describe, expect, test } from 'vitest';
import { renderReport, runScenario, validateScenario } from '../../simulator/api.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import type { RunResult } from '../../simulator/model/result.ts';
import { quickScenario } from '../cli/command.ts';

/** An M/M/1 queue with λ = 500/s and μ = 1000/s: response times are exponential with mean 2 ms. */
const plain = quickScenario('queue', 'responseTime mean < 3ms')
  .replace('members: 1,', 'members: 1, units: {threads: 1},')
  .replace('rate: 100/s', 'rate: 500/s')
  .replace(/run: .*/, 'run: {duration: 21s, warmup: 1s, replications: 10, seed: 5}');
const withObserved = (observed: string) => plain.replace('expect:', `observed:\n  ${observed}\nexpect:`);

async function result(text: string): Promise<RunResult> {
  const checked = await runScenario(text);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.value.result;
}
const rows = async (observed: string) => (await result(withObserved(observed))).observed!;
const codes = ({ findings }: RunResult) => findings.map(({ code }) => code);

describe('an observed statistic', () => {
  test('stands beside the simulated one with its interval, the gap, how many measurements and from where', async () => {
    const [mean] = await rows('responseTime: {mean: 1.6ms, n: 30, source: "staging, 2026-10"}');
    expect(mean).toMatchObject({ metric: 'responseTime', statistic: 'mean', unit: 'ms', observed: 1.6, inside: false });
    expect(mean).toMatchObject({ n: 30, source: 'staging, 2026-10' });
    expect(mean!.low).toBeLessThan(2);
    expect(mean!.high).toBeGreaterThan(2);
    expect(mean!.gap).toBeCloseTo((mean!.simulated! - 1.6) / 1.6, 12);
  });

  test('is worth a finding only when it lies more than a tenth of itself outside the interval', async () => {
    const near = await result(withObserved('responseTime: {mean: 2.05ms, p90: 4.5ms, source: own}'));
    expect(near.observed!.map(({ inside }) => inside)).toContain(true);
    expect(codes(near)).not.toContain('observed-outside');
    const far = await result(withObserved('responseTime: {mean: 3ms, source: own}'));
    expect(far.findings.find(({ code }) => code === 'observed-outside')?.text).toMatch(/observed as 3 ms \(own\)/);
  });

  test('that the simulation has no value for is said to be so', async () => {
    const found = await result(withObserved('writeOutage: {p50: 3.8s, source: own}'));
    expect(found.observed).toMatchObject([{ metric: 'writeOutage', observed: 3800, source: 'own' }]);
    expect(found.observed![0]!.unknown).toBeTypeOf('string');
    expect(found.observed![0]).not.toHaveProperty('simulated');
    expect(codes(found)).toContain('observed-not-simulated');
  });

  test('of one source, of a rate, a share and a count is read in its unit', async () => {
    const found = await rows(
      '{"responseTime{workload:load}": {p99: 9.2ms, source: own}, throughput: {mean: 30k/min, source: own}, errorRatio: {value: 0%, source: own}, failovers: {value: 0, source: own}}',
    );
    expect(found.map(({ metric, observed, inside }) => [metric, observed, inside])).toEqual([
      ['responseTime{workload:load}', 9.2, true],
      ['throughput', 500, true],
      ['errorRatio', 0, true],
      ['failovers', 0, true],
    ]);
    expect(found[2]).not.toHaveProperty('gap');
  });
});

describe('observed samples', () => {
  const draws = (mean: number, count: number) => {
    const stream = new Streams(9, 0).named('samples');
    return Array.from({ length: count }, () => `${Math.round(stream.exponential() * mean * 1e6)}ns`).join(', ');
  };

  test('of the same law are told apart from it in no way that counts', async () => {
    const found = await result(withObserved(`responseTime: {samples: [${draws(2, 200)}], source: own}`));
    expect(found.observed!.map(({ statistic }) => statistic)).toEqual(['mean', 'p50', 'p90', 'p99', 'distribution']);
    const { ks } = found.observed!.at(-1)!;
    expect(ks!.limit).toBeCloseTo(1.3581 / Math.sqrt(200), 12);
    expect(ks!.differs).toBe(false);
    expect(codes(found)).not.toContain('observed-outside');
  });

  test('of another law differ by the largest distance between the two distribution functions', async () => {
    // Exponential with mean 1 against mean 2: at t = 2 ln 2 the distance is 1/2 − 1/4.
    const found = await result(withObserved(`responseTime: {samples: [${draws(1, 400)}], source: own}`));
    const { ks } = found.observed!.at(-1)!;
    expect(Math.abs(ks!.distance - 0.25)).toBeLessThan(ks!.limit);
    expect(ks!.differs).toBe(true);
    expect(codes(found)).toContain('observed-outside');
  });

  test('that are few have no far quantiles', async () => {
    const found = await rows('responseTime: {samples: [1ms, 2ms, 3ms], source: own}');
    expect(found.map(({ statistic }) => statistic)).toEqual(['mean', 'p50', 'distribution']);
    expect(found[0]).toMatchObject({ observed: 2, n: 3 });
  });
});

test('what was observed changes no number, no verdict and no run id, and is in every report', async () => {
  const without = await result(plain);
  const found = await result(withObserved('responseTime: {mean: 9ms, source: "own cluster"}'));
  const { observed, findings, scenario, ...rest } = found;
  expect(observed).toHaveLength(1);
  expect(rest).toEqual({ ...rest, ...without, findings: undefined, scenario: undefined });
  expect(findings.filter(({ code }) => code !== 'observed-outside')).toEqual(without.findings);
  expect(scenario.digest).toBe(without.scenario.digest);
  expect(found.runId).toBe(without.runId);
  expect(without).not.toHaveProperty('observed');
  const report = {
    runs: [{ source: 'queue.yaml', result: found, complete: true }],
    refused: [],
    notRun: [],
    single: true,
  };
  expect(renderReport(report, 'text')).toContain('Observed beside simulated');
  expect(renderReport(report, 'markdown')).toContain('| metric | statistic | observed | simulated |');
  expect(renderReport(report, 'json')).toContain('"observed": [');
});

describe('refused, with the place and a remedy, are', () => {
  test.each([
    ['responseTme: {mean: 1ms, source: own}', 'observed.responseTme.mean', 'did you mean "responseTime"?'],
    ['responseTime: {mean: 1, source: own}', 'observed.responseTime.mean', 'write 1ms or 1s'],
    ['responseTime: {value: 1ms, source: own}', 'observed.responseTime.value', undefined],
    ['responseTime: {source: own}', 'observed.responseTime', undefined],
    ['responseTime: {mean: 1ms}', 'observed.responseTime.source', undefined],
    ['responseTime: {p50: 2ms, p90: 1ms, source: own}', 'observed.responseTime.p90', undefined],
    ['responseTime: {samples: [1ms, 2ms], p50: 1ms, source: own}', 'observed.responseTime', 'remove p50'],
    ['throughput: {samples: [1/s, 2/s], source: own}', 'observed.throughput.samples', 'write value instead'],
    [
      '"responseTime{workload:lod}": {mean: 1ms, source: own}',
      'observed.responseTime{workload:lod}',
      'did you mean "load"?',
    ],
  ])('%s', (observed, path, suggestion) => {
    const checked = validateScenario(withObserved(observed));
    if (checked.ok) throw new Error('accepted');
    expect(checked.problems).toHaveLength(1);
    expect(checked.problems[0]!.path).toBe(path);
    expect(checked.problems[0]!.suggestion).toBe(suggestion);
    expect(checked.problems[0]!.line).toBeGreaterThan(8);
  });
});
