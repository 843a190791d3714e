/**
 * JUnit XML: one suite a scenario, one case an expectation, and one case that says the run was completed.
 *
 * fail is a failure. inconclusive and not exercised are errors of those types: build servers turn red on both, while a skipped case would
 * look green and hide that nothing was shown. A refused file is a suite whose one case is an error with every problem in it; so is a file
 * that an interruption left unrun. Findings go to system-out. No time, time stamp or host: reports are artifacts and stay the same bytes.
 */
import type { ExpectationResult, RunResult } from '../model/result.ts';
import { problemLine, type RefusedFile, type Report, type ReportedRun, reportSummary } from './report.ts';
import { reproduceCommand } from './reproduce.ts';
import { shownInterval, shownQuantity } from './shown-number.ts';
import { type Element, xmlDocument } from './xml.ts';

export function junitReport(report: Report): string {
  const suites = [...report.runs.map(runSuite), ...report.refused.map(refusedSuite), ...report.notRun.map(notRunSuite)];
  const counts = suites.map(countsOf);
  const total = { tests: sum(counts, 'tests'), failures: sum(counts, 'failures'), errors: sum(counts, 'errors') };
  return xmlDocument({
    name: 'testsuites',
    attributes: { name: `sba: ${reportSummary(report)}`, ...total },
    children: suites,
  });
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Element[];
  readonly properties?: readonly Element[];
  readonly output?: string;
}

function suite({ name, cases, properties = [], output = '' }: Suite): Element {
  const failed = (kind: string): number =>
    cases.filter(({ children }) => children?.some((child) => typeof child !== 'string' && child.name === kind)).length;
  const attributes = { name, tests: cases.length, failures: failed('failure'), errors: failed('error'), skipped: 0 };
  const head = properties.length === 0 ? [] : [{ name: 'properties', attributes: {}, children: properties }];
  const tail = output === '' ? [] : [{ name: 'system-out', attributes: {}, children: [output] }];
  return { name: 'testsuite', attributes, children: [...head, ...cases, ...tail] };
}

function runSuite(run: ReportedRun): Element {
  const { result } = run;
  const { name } = result.scenario;
  const command = reproduceCommand(result, run.source);
  const judged = result.expectations.map((entry) => expectationCase(name, entry, command));
  const completed = testcase(
    name,
    'run completed',
    run.complete
      ? []
      : [
          problem(
            'error',
            'interrupted',
            'interrupted: the numbers cover only the replications that were finished',
            command,
          ),
        ],
  );
  return suite({ name, cases: [...judged, completed], properties: properties(run), output: findingText(result) });
}

function expectationCase(classname: string, entry: ExpectationResult, command: string): Element {
  if (entry.verdict === 'pass') return testcase(classname, entry.text, []);
  const unit = entry.unit ?? '';
  const shown = (value: number | undefined): string => (value === undefined ? 'unknown' : shownQuantity(value, unit));
  const details = [
    entry.explanation,
    `estimate ${shown(entry.estimate)}, 95 % interval ${shownInterval(entry.low, entry.high, unit) || 'unknown'}, limit ${shown(entry.limit)}`,
    `method ${entry.method}, n = ${entry.n}`,
    `reproduce: ${command}`,
  ];
  const kind = entry.verdict === 'fail' ? 'failure' : 'error';
  return testcase(classname, entry.text, [problem(kind, entry.verdict, entry.explanation, details.join('\n'))]);
}

function refusedSuite({ source, problems }: RefusedFile): Element {
  const lines = problems.map(problemLine);
  return suite({
    name: source,
    cases: [
      testcase(source, 'scenario is valid', [problem('error', 'refused', lines[0] ?? 'refused', lines.join('\n'))]),
    ],
  });
}

function notRunSuite(source: string): Element {
  return suite({
    name: source,
    cases: [
      testcase(source, 'run completed', [problem('error', 'interrupted', 'interrupted before this file was run', '')]),
    ],
  });
}

function testcase(classname: string, name: string, children: readonly Element[]): Element {
  return { name: 'testcase', attributes: { name, classname }, children };
}

function problem(kind: 'failure' | 'error', type: string, message: string, details: string): Element {
  return { name: kind, attributes: { type, message }, children: details === '' ? [] : [details] };
}

function properties({ source, result }: ReportedRun): readonly Element[] {
  const entries: readonly (readonly [string, string | number | boolean])[] = [
    ['file', source],
    ['verdict', result.verdict],
    ['runId', result.runId ?? 'none: partial result'],
    ['seed', result.seed],
    ['replications', result.replications],
    ['engine', `${result.engine.name} ${result.engine.version}`],
    ['scenarioDigest', result.scenario.digest],
    ['traceDigest', result.traceDigest],
    ...Object.entries(result.scenario.parameters).map(([name, value]) => [`parameter.${name}`, value] as const),
  ];
  return entries.map(([name, value]) => ({ name: 'property', attributes: { name, value: String(value) } }));
}

function findingText({ summary, findings }: RunResult): string {
  const lines = findings.map(
    ({ severity, code, text, advice }) => `${severity} ${code}: ${text}${advice === undefined ? '' : ` ${advice}`}`,
  );
  return [summary, ...lines].join('\n');
}

type Counts = Readonly<Record<'tests' | 'failures' | 'errors', number>>;

function countsOf({ attributes }: Element): Counts {
  return { tests: Number(attributes.tests), failures: Number(attributes.failures), errors: Number(attributes.errors) };
}

function sum(counts: readonly Counts[], key: keyof Counts): number {
  return counts.reduce((total, entry) => total + entry[key], 0);
}
