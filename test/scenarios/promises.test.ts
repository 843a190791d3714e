/** The list of promises and the shipped scenarios know one another: no promise without a scenario, no scenario without a promise. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { promiseRows } from '../../scripts/promise-rows.ts';
import { promiseTable, showings } from '../../scripts/promise-table.ts';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { scenarioNames, shippedFiles } from './transcript.ts';

function scenarioText(name: string): string {
  return readFileSync(new URL(`../../scenarios/${name}.yaml`, import.meta.url), 'utf8');
}

test('every promise is shown by a scenario', () => {
  const shown = new Set(showings().map(({ row }) => row));
  expect(Object.keys(promiseRows).filter((row) => !shown.has(row))).toEqual([]);
  expect(promiseTable()).not.toContain('Without a scenario yet');
});

test('every scenario shows a promise, by an expectation of its own', () => {
  const all = showings();
  const shown = new Set(all.map(({ scenario }) => scenario));
  expect(scenarioNames().filter((name) => !shown.has(name))).toEqual([]);
  expect(all.filter(({ expectations }) => expectations.length === 0)).toEqual([]);
});

test('what scenarios show are rows of the list', () => {
  const unknown = scenarioNames().flatMap((name) => {
    const checked = parseScenario(scenarioText(name), { source: name, files: shippedFiles });
    if (!checked.ok) throw new Error(`${name}: ${JSON.stringify(checked.problems)}`);
    return Object.keys(checked.value.scenario.shows ?? {}).filter((row) => promiseRows[row] === undefined);
  });
  expect(unknown).toEqual([]);
});

test('every scenario says what to change to see another outcome, unless it has nothing to change', () => {
  const silent = scenarioNames().filter((name) => {
    const checked = parseScenario(scenarioText(name), { source: name, files: shippedFiles });
    if (!checked.ok) throw new Error(`${name}: ${JSON.stringify(checked.problems)}`);
    const { description, parameters } = checked.value.scenario;
    const tried = [...(description ?? '').matchAll(/(?<![\w-])([A-Za-z]\w*)=/g)].map(([, parameter]) => parameter!);
    return (
      Object.keys(parameters).length > 0 && !Object.keys(parameters).some((parameter) => tried.includes(parameter))
    );
  });
  expect(silent).toEqual([]);
});
