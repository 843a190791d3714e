/** Annotations of GitHub Actions: at the right line, escaped, never more than GitHub shows. */
import { expect, test } from 'vitest';
import { expectationLine } from '../../simulator/report/expectation-line.ts';
import { githubReport } from '../../simulator/report/github.ts';
import { crashResult, crashText, oneRun, wholeFolder } from './crash-result.ts';

test('a failed expectation is an error at its line, also when its limit is a parameter', () => {
  expect(githubReport(oneRun)).toContain(
    '::error file=scenarios/primary-crash.yaml,line=16,title=fail%3A writeOutage p90 < 5s per-fault::',
  );
});

test('the structured form of an expectation is found at expect:', () => {
  expect(expectationLine('name: x\nexpect:\n  - {metric: keysLost, is: "==", value: 0}\n', 'keysLost == 0')).toBe(2);
  expect(expectationLine('name: x\n', 'keysLost == 0')).toBeUndefined();
  expect(expectationLine(crashText, 'acknowledgedWritesLost == 0')).toBe(17);
});

test('inconclusive and not exercised are warnings; a refused file is an error at its line and column', () => {
  const lines = githubReport(wholeFolder).split('\n');
  expect(lines.filter((line) => line.startsWith('::warning'))).toHaveLength(2);
  expect(lines[0]).toBe(
    '::error file=scenarios/typo.yaml,line=4,col=3,title=refused%3A design.membrs::found the key "membrs", expected a key of the design; did you mean "members"?',
  );
});

test('GitHub drops what is beyond ten of a kind, so the tenth says how many more there are', () => {
  const expectations = Array.from({ length: 30 }, () => crashResult.expectations[0]!);
  const run = { ...oneRun.runs[0]!, result: { ...crashResult, expectations } };
  const errors = githubReport({ ...oneRun, runs: [run] })
    .split('\n')
    .filter((line) => line.startsWith('::error'));
  expect(errors).toHaveLength(10);
  expect(errors.at(-1)).toContain('21 more');
});

test('text from a scenario cannot start a command of its own or end one', () => {
  const expectations = [{ ...crashResult.expectations[0]!, explanation: 'a\n::error::b,c:d%0A' }];
  const run = {
    ...oneRun.runs[0]!,
    source: '::set-env a,b.yaml',
    result: { ...crashResult, summary: '::stop-commands::x\n::error::y', expectations },
  };
  const lines = githubReport({ ...oneRun, runs: [run] })
    .trimEnd()
    .split('\n');
  expect(lines.filter((line) => line.startsWith('::'))).toHaveLength(2);
  expect(lines[0]).toContain('::a%0A::error::b,c:d%250A%0Areproduce');
  expect(lines[0]).toContain('file=%3A%3Aset-env a%2Cb.yaml');
});
