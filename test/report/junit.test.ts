/** JUnit XML as build servers read it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { junitReport } from '../../simulator/report/junit.ts';
import { xmlDocument } from '../../simulator/report/xml.ts';
import { crashResult, oneRun, wholeFolder } from './crash-result.ts';
import { readXml } from './read-xml.ts';

test('an expectation is a case: failed is a failure, inconclusive and not exercised are errors, never skipped', () => {
  const suite = readXml(junitReport(oneRun)).children[0]!;
  expect(suite.attributes).toMatchObject({
    name: 'primary-crash',
    tests: '5',
    failures: '1',
    errors: '2',
    skipped: '0',
  });
  const outcomes = suite.children
    .filter(({ name }) => name === 'testcase')
    .map(({ attributes, children }) => [
      attributes.name,
      children.map((child) => `${child.name} ${child.attributes.type}`).join(),
    ]);
  expect(outcomes).toEqual([
    ['writeOutage p90 < 5s per-fault', 'failure fail'],
    ['acknowledgedWritesLost == 0', ''],
    ['responseTime p99 < 5ms outside-faults', 'error inconclusive'],
    ['staleReadRatio < 1%', 'error not exercised'],
    ['run completed', ''],
  ]);
});

test('a refused file is a suite with an error, and an interrupted run says so', () => {
  const interrupted = {
    ...wholeFolder,
    runs: wholeFolder.runs.map((run) => ({ ...run, complete: false })),
    notRun: ['late.yaml'],
  };
  const root = readXml(junitReport(interrupted));
  const errors = root.children
    .flatMap((suite) => suite.children)
    .flatMap(({ children }) => children)
    .filter(({ name }) => name === 'error');
  expect(errors.map(({ attributes }) => attributes.type)).toEqual([
    'interrupted',
    'inconclusive',
    'not exercised',
    'interrupted',
    'refused',
    'interrupted',
  ]);
  expect(root.attributes.errors).toBe('6');
});

test('no time, time stamp or host: reports are the same bytes on every machine', () => {
  expect(junitReport(oneRun)).not.toMatch(/ (time|timestamp|hostname)=/);
});

test('whatever a scenario is called or says, the XML is well-formed and keeps what XML can hold', () => {
  const anything = fc.string({ unit: 'binary', maxLength: 40 });
  fc.assert(
    fc.property(anything, anything, (text, explanation) => {
      const expectations = [{ ...crashResult.expectations[0]!, text, explanation }];
      const run = { ...oneRun.runs[0]!, result: { ...crashResult, expectations } };
      const suite = readXml(junitReport({ ...oneRun, runs: [run] })).children[0]!;
      const testcase = suite.children.find(({ name }) => name === 'testcase')!;
      expect(testcase.attributes.name).toBe(
        text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}'),
      );
    }),
  );
});

test('an element without children closes itself; text keeps its line breaks', () => {
  const document = xmlDocument({
    name: 'a',
    attributes: { x: '"<&\n' },
    children: [
      { name: 'b', attributes: {} },
      { name: 'c', attributes: {}, children: ['1 < 2\n& 3'] },
    ],
  });
  expect(document).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<a x="&quot;&lt;&amp;&#10;">\n  <b/>\n  <c>1 &lt; 2\n&amp; 3</c>\n</a>\n',
  );
});
