/** Every oracle of the list has a test that names it, and the report says so of the tests that there are now. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type OracleFile, oracleFiles, oraclesIn } from '../../scripts/oracle-tests.ts';
import { oracles } from './oracle-list.ts';

// Titles of this file show how titles are read; they meet no oracle.
const files = oracleFiles().filter(({ path }) => !path.endsWith('coverage.test.ts'));
const meeting = (id: string): readonly OracleFile[] => files.filter(({ ids }) => ids.includes(id));

test('titles are read as they are meant', () => {
  expect(oraclesIn('Q02, Q03: several servers')).toEqual(['Q02', 'Q03']);
  expect(oraclesIn('near caches (oracles C04, C05)')).toEqual(['C04', 'C05']);
  expect(oraclesIn('at Q02 nothing is said')).toEqual([]);
});

describe('every oracle has a test that names it', () => {
  test.each(Object.keys(oracles))('%s', (id) => {
    expect(meeting(id).map(({ path }) => path)).not.toEqual([]);
  });
});

test('no test names an oracle that is not in the list', () => {
  const unknown = files.flatMap(({ path, ids }) =>
    ids.filter((id) => oracles[id] === undefined).map((id) => [path, id]),
  );
  expect(unknown).toEqual([]);
});

test('the report has a row for each of them, with the files that name it', () => {
  const report = readFileSync(new URL('../../references/oracles.md', import.meta.url), 'utf8');
  const rows = report.split('\n').filter((line) => /^\| [A-Z]\d\d \|/.test(line));
  const shown = rows.map((row) => {
    const [id, , , paths] = row.slice(2).split(' | ');
    return [id, [...paths!.matchAll(/\(\.\.\/([^)]*)\)/g)].map((match) => match[1])];
  });
  expect(shown).toEqual(Object.keys(oracles).map((id) => [id, meeting(id).map(({ path }) => path)]));
});
