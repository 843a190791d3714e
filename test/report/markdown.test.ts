/** Markdown for a summary page: escaped, and cut before GitHub drops it as a whole. */
import { expect, test } from 'vitest';
import { markdownReport } from '../../simulator/report/markdown.ts';
import { crashResult, oneRun } from './crash-result.ts';

test('the verdict table comes first, with headings from level 3', () => {
  const lines = markdownReport(oneRun).split('\n');
  expect(lines[0]).toBe('### fail: 1 scenario: 1 fail');
  expect(lines[2]).toBe('| verdict | scenario | summary |');
});

test('text from a scenario makes neither tags nor table cells', () => {
  const expectations = [{ ...crashResult.expectations[0]!, text: 'a | b ` <x>', explanation: '<img src=x> | *c*\nd' }];
  const text = markdownReport({ ...oneRun, runs: [{ ...oneRun.runs[0]!, result: { ...crashResult, expectations } }] });
  const row = text.split('\n').find((line) => line.includes("a \\| b ' <x>"))!;
  expect(row).toContain('&lt;img src=x&gt; \\| \\*c\\* d');
  expect(row.replaceAll('\\|', '').split('|')).toHaveLength(8);
});

test('thousands of scenarios stay below the limit of a summary page, and what is left out is counted', () => {
  const text = markdownReport({ ...oneRun, single: false, runs: Array.from({ length: 1500 }, () => oneRun.runs[0]!) });
  expect(Buffer.byteLength(text)).toBeLessThan(1_000_100);
  expect(text).toMatch(/\d+ more left out/);
});
