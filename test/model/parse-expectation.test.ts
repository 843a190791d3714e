import { describe, expect, it } from 'vitest';
import { metricNames, metrics } from '../../simulator/model/metrics.ts';
import { modesOf, parseExpectation, statisticsOf } from '../../simulator/model/parse-expectation.ts';

const understood = (text: Parameters<typeof parseExpectation>[0]) => {
  const result = parseExpectation(text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.expectation;
};

const refused = (text: string): readonly string[] => {
  const result = parseExpectation(text);
  if (result.ok) throw new Error(`understood: ${text}`);
  return result.problems.map(
    ({ found, expected, suggestion }) =>
      `${found}, expected ${expected}${suggestion === undefined ? '' : `; ${suggestion}`}`,
  );
};

describe('an expectation in one line', () => {
  it('has metric, workload, statistic, comparison, limit and mode', () => {
    expect(understood('responseTime{workload:checkout} p99 < 20ms outside-faults')).toEqual({
      text: 'responseTime{workload:checkout} p99 < 20ms outside-faults',
      metric: 'responseTime',
      workload: 'checkout',
      statistic: 'p99',
      comparison: '<',
      limit: 20_000_000,
      mode: 'outside-faults',
    });
  });

  it.each([
    ['acknowledgedWritesLost == 0', 'value', 0, 'always'],
    ['acknowledgedWritesLost <= 2k end', 'value', 2000, 'end'],
    ['errorRatio<0.1%', 'value', 0.001, 'always'],
    ['throughput >= 1.5k/s', 'value', 1500, 'always'],
    ['memoryUsed max < 12 MiB', 'max', 12 * 1024 ** 2, 'always'],
    ['replicationLag < 5ms', 'mean', 5_000_000, 'always'],
    ['writeOutage   p90 <  5 min   per-fault', 'p90', 300e9, 'per-fault'],
    ['pumpBacklog < 10 settle', 'mean', 10, 'settle'],
  ])('%s', (text, statistic, limit, mode) => {
    expect(understood(text)).toMatchObject({ statistic, limit, mode });
  });

  it('has the same parts when written as keys', () => {
    const structured = understood({ metric: 'writeOutage', statistic: 'p90', is: '<', value: '5s', mode: 'per-fault' });
    expect(structured).toEqual(understood('writeOutage p90 < 5s per-fault'));
    expect(understood({ metric: 'failovers', is: '==', value: 1, mode: 'always' })).toEqual(
      understood('failovers == 1'),
    );
  });

  it('keeps one spelling of its text, whatever the spaces', () => {
    expect(understood('  failovers   ==  1 ').text).toBe('failovers == 1');
  });
});

describe('a wrong expectation is told everything at once', () => {
  it.each([
    [
      'writeOutge p90 < 5s',
      ['unknown metric "writeOutge", expected a metric (sba explain lists them); did you mean "writeOutage"?'],
    ],
    ['writeOutage p90 < 5', ['"5", expected a duration such as 250ms (the unit of writeOutage); write 5ms or 5s']],
    ['acknowledgedWritesLost p99 == 0', ['"p99", expected no statistic (it is one value)']],
    ['errorRatio < 0.01', ['"0.01", expected a share such as 70% (the unit of errorRatio); write 1%']],
    ['errorRatio < 120%', ['"120%", expected a share such as 70%, at most 100% (the unit of errorRatio)']],
    ['failovers = 1', ['the comparison "=", expected one of < <= == >= >; write ==']],
    [
      'failovers == 1 allways',
      [
        'unknown mode "allways", expected a mode that suits the metric: always, end, settle, sometimes; did you mean "always"?',
      ],
    ],
    [
      'failovers == 1 per-fault',
      ['"per-fault", expected a mode that suits the metric: always, end, settle, sometimes'],
    ],
    [
      'responseTime median < 5ms',
      [
        'unknown statistic "median", expected a statistic that suits the metric: mean, min, p10, p50, p90, p95, p99, p999, max; write p50',
      ],
    ],
    [
      'writeOutage{workload:a} < 5s',
      [
        'writeOutage{workload:a}, expected no workload, since only responseTime, throughput, errorRatio, concurrentWriteRatio, staleReadRatio, versionStaleness are kept by workload',
      ],
    ],
    ['writeOutage{zone:a} < 5s', ['{zone:a}, expected {workload:NAME} or {service:NAME} after the metric']],
    ['writeOutage <', ['no value after the comparison, expected a duration such as 250ms (the unit of writeOutage)']],
    [
      'all is well',
      ['"all is well", expected METRIC [STATISTIC] COMPARISON VALUE [MODE], as in "responseTime p99 < 20ms"'],
    ],
  ])('%s', (text, problems) => {
    expect(refused(text)).toEqual(problems);
  });

  it('several mistakes in one line', () => {
    expect(refused('writeOutage p42 = 5 per-falt')).toHaveLength(4);
  });
});

it('every metric can be expected something of, with each of its statistics and modes', () => {
  const values = { ms: '5ms', count: '5', ratio: '5%', '1/s': '5/s', bytes: '5MiB' } as const;
  for (const metric of metricNames) {
    const { shape, unit } = metrics[metric];
    for (const statistic of statisticsOf[shape]) {
      for (const mode of modesOf[shape]) {
        expect(understood(`${metric} ${statistic} < ${values[unit]} ${mode}`)).toMatchObject({
          metric,
          statistic,
          mode,
        });
      }
    }
  }
});
