/** JSON is the contract: its keys, their order, numbers as numbers. */
import { expect, test } from 'vitest';
import { type RunResult, runResult } from '../../simulator/model/result.ts';
import { conciseResult, jsonReport, jsonText } from '../../simulator/report/json.ts';
import { orderedResult } from '../../simulator/report/ordered-result.ts';
import { reportVerdict } from '../../simulator/report/report.ts';
import { crashResult, oneRun, wholeFolder } from './crash-result.ts';

const jsonResult = (result: RunResult) => jsonText(orderedResult(result));

test('the keys come in the order of the contract, whatever order they were made in', () => {
  const shuffled = Object.fromEntries(Object.entries(crashResult).reverse()) as typeof crashResult;
  const keys = Object.keys(JSON.parse(jsonResult(shuffled)) as object);
  expect(keys.join(' ')).toBe(
    'summary verdict schemaVersion scenario engine runId seed replications expectations metrics faults findings assumptions twins timeline traceDigest',
  );
  expect(jsonResult(shuffled)).toBe(jsonResult(crashResult));
});

test('what is written can be read back as a result, number for number', () => {
  const read = runResult.parse(JSON.parse(jsonResult(crashResult)));
  expect(read).toEqual(crashResult);
});

test('metrics come in the order of the metrics table, one of a workload behind the whole', () => {
  const { metrics } = JSON.parse(jsonResult(crashResult)) as { metrics: object };
  expect(Object.keys(metrics).slice(0, 4)).toEqual([
    'responseTime',
    'responseTime{workload:checkout}',
    'throughput',
    'writeOutage',
  ]);
});

test('keys that the contract does not name come last, by name', () => {
  const added = { ...crashResult, zeta: 1, alpha: 2 };
  expect(Object.keys(JSON.parse(jsonResult(added)) as object).slice(-3)).toEqual(['traceDigest', 'alpha', 'zeta']);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])(
  '%s can never be written: it is an impossible state that names its place',
  (value) => {
    const broken = { ...crashResult, metrics: { writeOutage: { ...crashResult.metrics.writeOutage!, mean: value } } };
    expect(() => jsonResult(broken)).toThrow(/metrics\.writeOutage\.mean/);
  },
);

test('one file gives its result itself, a folder a list with the worst verdict', () => {
  expect(JSON.parse(jsonReport(oneRun))).toMatchObject({ runId: crashResult.runId });
  const list = JSON.parse(jsonReport(wholeFolder)) as { results: unknown[]; refused: unknown[]; verdict: string };
  expect(Object.keys(list)).toEqual(['summary', 'verdict', 'schemaVersion', 'results', 'refused']);
  expect(list.results).toHaveLength(2);
  expect(list.verdict).toBe('fail');
});

test('a refused file keeps a folder from passing, even when everything else passed', () => {
  const passing = { ...wholeFolder, runs: wholeFolder.runs.slice(0, 1) };
  expect(reportVerdict(passing)).toBe('not exercised');
  expect(reportVerdict({ ...passing, refused: [] })).toBe('pass');
  expect(reportVerdict({ ...passing, refused: [], runs: [] })).toBe('not exercised');
});

test('the concise form leaves out exactly what is documented', () => {
  const short = conciseResult(crashResult) as unknown as typeof crashResult;
  expect(Object.keys(short.metrics)).not.toContain('staleReadRatio');
  expect(short.scenario).not.toHaveProperty('text');
  expect(short).not.toHaveProperty('timeline');
  expect(Object.keys(short.metrics.writeOutage!)).toEqual([
    'unit',
    'count',
    'mean',
    'ci95',
    'p50',
    'p90',
    'p99',
    'max',
    'basis',
  ]);
  expect(short.twins.map(({ name }) => name)).toEqual(['failover']);
  expect(short.expectations).toEqual(crashResult.expectations);
  expect(jsonText(short).length).toBeLessThan(jsonResult(crashResult).length);
});
