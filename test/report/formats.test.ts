/** What each format looks like, as golden files; and what holds in all of them. */
import { expect, test } from 'vitest';
import { type ReportFormat, renderReport, reportFormats } from '../../simulator/report/formats.ts';
import { oneRun, wholeFolder } from './crash-result.ts';

const endings: Readonly<Record<ReportFormat, string>> = {
  text: 'txt',
  json: 'json',
  junit: 'xml',
  markdown: 'md',
  github: 'log',
};

test.each(reportFormats)('one scenario as %s', async (format) => {
  await expect(renderReport(oneRun, format)).toMatchFileSnapshot(`golden/one-run.${endings[format]}`);
});

test.each(reportFormats)('a folder with a refused file as %s', async (format) => {
  await expect(renderReport(wholeFolder, format)).toMatchFileSnapshot(`golden/folder.${endings[format]}`);
});

test.each(reportFormats)('%s ends in exactly one newline and is the same bytes twice', (format) => {
  const text = renderReport(wholeFolder, format);
  expect(text).toMatch(/[^\n]\n$/);
  expect(renderReport(wholeFolder, format)).toBe(text);
});

test.each(reportFormats)('%s names every verdict that is not a pass and the refused file', (format) => {
  const text = renderReport(wholeFolder, format).toLowerCase();
  for (const word of ['fail', 'inconclusive', 'not exercised', 'typo.yaml']) expect(text).toContain(word);
});
