/** What is shipped or shown names no path of the machine it was made on and no host that packages came from. */
import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { filesUnder, root, textOf } from './sources.ts';

const folders = ['simulator', 'mcp-server', 'scripts', 'scenarios', 'references', 'test', '.claude-plugin'];
const endings = ['.ts', '.cjs', '.json', '.yaml', '.md', '.cpp', '.txt'];
const top = readdirSync(root).filter((name) => endings.some((ending) => name.endsWith(ending)));
const files = [
  ...top,
  ...folders
    .filter((folder) => existsSync(root + folder))
    .flatMap((folder) => endings.flatMap((ending) => filesUnder(folder, ending))),
].filter((path) => !path.endsWith('places.test.ts'));

const machinePaths = /(?<![\w.-])\/(?:work|tmp|root|home\/[a-z]+)\/|(?<![\w./-])\/root\b/;
const packageHosts = /registry\.npmjs|registry\.yarnpkg|npm\.pkg\.github|pypi\.org|artifactory|"resolved":/i;

test.each([
  ['path of a machine', machinePaths],
  ['host of packages', packageHosts],
])('no file names a %s', (_, pattern) => {
  expect(files.length).toBeGreaterThan(200);
  const lines = files.flatMap((path) =>
    textOf(path)
      .split('\n')
      .map((line, at) => ({ place: `${path}:${at + 1}`, line })),
  );
  expect(lines.filter(({ line }) => pattern.test(line)).map(({ place, line }) => `${place} ${line.trim()}`)).toEqual(
    [],
  );
});
