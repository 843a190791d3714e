/**
 * Runs every test that names an oracle and writes references/oracles.md: what each oracle is about, how it is met, by which tests, and
 * what came out (`npm run oracles`; ORACLES=full for the sample sizes that the strictest tolerances ask for).
 *
 * usage: npm run oracles [-- PART…]   only files with one of the parts in their path; `-- none` runs nothing and brings the rows up to date.
 * A row keeps its result when not all of its files were run.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { oracles } from '../test/oracles/oracle-list.ts';
import { type OracleFile, oracleFiles, oraclesIn } from './oracle-tests.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const report = join(root, 'references/oracles.md');

interface Tested {
  readonly path: string;
  readonly ids: readonly string[];
  readonly passed: boolean;
}

/** What vitest's JSON reporter writes, as far as it is read here. */
interface JsonReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
    }[];
  }[];
}

function run(files: readonly OracleFile[]): readonly Tested[] {
  if (files.length === 0) return [];
  const folder = mkdtempSync(join(tmpdir(), 'oracles-'));
  const output = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${output}`];
    spawnSync('npx', ['vitest', 'run', ...reporters, ...files.map(({ path }) => path)], {
      cwd: root,
      stdio: 'inherit',
    });
    const { testResults } = JSON.parse(readFileSync(output, 'utf8')) as JsonReport;
    return testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ ancestorTitles, title, status }) => ({
        path: name.slice(name.indexOf('/test/') + 1),
        ids: [...ancestorTitles, title].flatMap(oraclesIn),
        passed: status === 'passed',
      })),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function row(id: string, files: readonly OracleFile[], tested: readonly Tested[]): string {
  const meeting = files.filter(({ ids }) => ids.includes(id));
  const ways = [...new Set(meeting.map(({ way }) => way))].sort((a, b) => (a > b ? -1 : 1));
  if (!meeting.every((file) => chosen.includes(file))) return shown(id, ways, meeting, before.get(id) ?? 'not run yet');
  const mine = tested.filter(({ ids }) => ids.includes(id));
  const passed = mine.filter((one) => one.passed).length;
  const result =
    mine.length > 0 && passed === mine.length ? `met (${passed} tests)` : `${passed} of ${mine.length} tests pass`;
  return shown(id, ways, meeting, result);
}

function shown(id: string, ways: readonly string[], meeting: readonly OracleFile[], result: string): string {
  const links = meeting.map(({ path }) => `[${path.slice(path.lastIndexOf('/') + 1)}](../${path})`);
  return `| ${id} | ${oracles[id]} | ${ways.join(', ')} | ${links.join(', ')} | ${result} |`;
}

/** What the report says so far, by oracle. */
function resultsBefore(): ReadonlyMap<string, string> {
  if (!existsSync(report)) return new Map();
  const rows = readFileSync(report, 'utf8').matchAll(/^\| ([A-Z]\d\d) \|.*\| ([^|]+) \|$/gm);
  return new Map([...rows].map(([, id, result]) => [id!, result!]));
}

const files = oracleFiles().filter(({ path }) => !path.endsWith('coverage.test.ts'));
const parts = process.argv.slice(2);
const chosen = parts.length === 0 ? files : files.filter(({ path }) => parts.some((part) => path.includes(part)));
const before = resultsBefore();
const tested = run(chosen);
const rows = Object.keys(oracles).map((id) => row(id, files, tested));
const size = process.env.ORACLES === 'full' ? 'the full sample sizes (ORACLES=full)' : 'the default sample sizes';
writeFileSync(
  report,
  `${[
    '# Oracles and the tests that meet them',
    '',
    'Results that theory, publications and definitions give, asked of the simulator: where a scenario can say it through scenario text, else of',
    'the library. Written by `npm run oracles`, which runs the tests; do not edit. An estimate passes within four standard errors of theory, if',
    'its standard error is small enough to mean something: `ORACLES=full npm run oracles` asks for 0.25 % of a mean and 0.5 % of a p99 and',
    'takes hours, without it limits are wider and stated in the tests. `npm run oracles:long` holds P03 to P06 with a million writes a cell.',
    '',
    `The results below are those of ${size}.`,
    '',
    '| oracle | about | asked through | tests | result |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n')}\n`,
);
if (tested.some(({ ids, passed }) => ids.length > 0 && !passed)) process.exitCode = 1;
