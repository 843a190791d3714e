/** Which scenario shows which promise, and by which expected metric: made from the `shows` of the shipped scenarios. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { filesBeside } from '../simulator/cli/files-beside.ts';
import { parseScenario } from '../simulator/model/parse-scenario.ts';
import type { Scenario } from '../simulator/model/scenario.ts';
import { promiseRows } from './promise-rows.ts';

const scenarios = new URL('../scenarios/', import.meta.url);
const folder = fileURLToPath(scenarios);

interface Showing {
  readonly row: string;
  readonly scenario: string;
  readonly question: string;
  /** Expectations that speak of the metrics, as written. */
  readonly expectations: readonly string[];
}

/** Read and checked, by name of the file. */
export function shippedScenarios(): readonly Scenario[] {
  const files = readdirSync(scenarios).filter((file) => file.endsWith('.yaml'));
  return files.sort().map((file) => {
    const checked = parseScenario(readFileSync(new URL(file, scenarios), 'utf8'), {
      source: file,
      files: filesBeside('', folder),
    });
    if (!checked.ok) throw new Error(`${file}: ${JSON.stringify(checked.problems)}`);
    return checked.value.scenario;
  });
}

/** Everything the shipped scenarios show, by row in the order of the rows. */
export function showings(): readonly Showing[] {
  const all = shippedScenarios().flatMap(({ name, question, shows, expect }) =>
    Object.entries(shows ?? {}).map(([row, metrics]) => ({
      row,
      scenario: name,
      question,
      expectations: expect.filter(({ metric }) => metrics.includes(metric)).map(({ text }) => text),
    })),
  );
  const unknown = all.find(({ row }) => promiseRows[row] === undefined);
  if (unknown !== undefined)
    throw new Error(`scenarios/${unknown.scenario}.yaml shows ${unknown.row}, which is no row of promise-rows.ts`);
  return Object.keys(promiseRows).flatMap((row) => all.filter((showing) => showing.row === row));
}

export function promiseTable(): string {
  const shown = showings();
  const open = Object.entries(promiseRows).filter(([row]) => !shown.some((showing) => showing.row === row));
  return `${[
    '# Promises and the scenarios that show them',
    '',
    'Generated from `shows` in the scenarios by `npm run generate`; do not edit. Each line can be run: `sba run scenarios/NAME.yaml` fails when',
    'an expectation in it no longer holds.',
    '',
    '| row | promise | scenario | question | shown by |',
    '|---|---|---|---|---|',
    ...shown.map(
      ({ row, scenario, question, expectations }) =>
        `| ${row} | ${promiseRows[row]} | [${scenario}](../scenarios/${scenario}.yaml) | ${question} | ${expectations.map((text) => `\`${text.replaceAll('|', '\\|')}\``).join('<br>')} |`,
    ),
    ...(open.length === 0
      ? []
      : ['', 'Without a scenario yet:', '', ...open.map(([row, promise]) => `- ${row}: ${promise}`)]),
  ].join('\n')}\n`;
}
