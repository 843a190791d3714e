/** The report for people at a terminal. */
import { expect, test } from 'vitest';
import { shownInterval, shownNumber, shownQuantity } from '../../simulator/report/shown-number.ts';
import { textReport } from '../../simulator/report/text.ts';
import { crashResult, oneRun, wholeFolder } from './crash-result.ts';

const csi = '\u001b[';

test('the verdict is the first thing said, and what was asked comes before any number', () => {
  const text = textReport(oneRun);
  expect(text.split('\n')[0]).toBe('primary-crash: FAIL');
  expect(text.indexOf('How long are')).toBeLessThan(text.indexOf('Expectations'));
});

test('colour is put on only when asked for, and moves no column', () => {
  const coloured = textReport(oneRun, { colour: true });
  expect(textReport(oneRun)).not.toContain(csi);
  expect(coloured).toContain(`${csi}31mFAIL`);
  expect(coloured.replaceAll(/\p{Cc}\[\d+m/gu, '').replaceAll(/ +$/gm, '')).toBe(textReport(oneRun));
});

test('quiet keeps the verdict and what did not pass', () => {
  const text = textReport(oneRun, { detail: 'quiet' });
  expect(text).toContain('writeOutage p90 < 5s per-fault');
  expect(text).not.toContain('acknowledgedWritesLost == 0');
  expect(text).not.toContain('Metrics');
  expect(textReport(wholeFolder, { detail: 'quiet' })).toContain('REFUSED');
});

test('verbose says why a metric has no value; normal only that there are some', () => {
  expect(textReport(oneRun)).toContain('1 more without a value');
  expect(textReport(oneRun, { detail: 'verbose' })).toContain('staleReadRatio: unknown, no read was answered');
});

test('a partial result is marked in its first line and claims no run id', () => {
  const { runId: _runId, ...partial } = crashResult;
  const text = textReport({ ...oneRun, runs: [{ ...oneRun.runs[0]!, result: partial, complete: false }] });
  expect(text.split('\n')[0]).toContain('interrupted');
  expect(text).toContain('cannot be made again exactly');
});

test('control characters of a scenario never reach the terminal', () => {
  const findings = [{ severity: 'error' as const, code: 'x', text: `a${csi}2Jb\u0007`, advice: '\u009bc' }];
  const text = textReport({ ...oneRun, runs: [{ ...oneRun.runs[0]!, result: { ...crashResult, findings } }] });
  expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});

test.each([
  [0, 'ms', '0 ms'],
  [0.000_45, 'ms', '450 ns'],
  [0.25, 'ms', '250 us'],
  [999.96, 'ms', '1 s'],
  [4451, 'ms', '4.451 s'],
  [90_000, 'ms', '90 s'],
  [3_600_000, 'ms', '60 min'],
  [86_400_000, 'ms', '24 h'],
  [1536, 'bytes', '1.5 KiB'],
  [682_622_976, 'bytes', '651 MiB'],
  [0.001, 'ratio', '0.1%'],
  [0.042_956_2, 'ratio', '4.296%'],
  [1_234_567, 'count', '1 234 567'],
  [0.123_456, 'count', '0.1235'],
  [20_350.5, '1/s', '20 350/s'],
  [1e-9, 'count', '1e-9'],
])('%d %s is shown as %s', (value, unit, shown) => {
  expect(shownQuantity(value, unit)).toBe(shown);
});

test('an interval that is open on one side says so', () => {
  expect(shownInterval(4.2, undefined, 'ms')).toBe('4.2 ms .. unbounded');
  expect(shownInterval(undefined, undefined, 'ms')).toBe('');
  expect(shownNumber(-1234.5)).toBe('-1 235');
});
