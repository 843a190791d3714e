/** What the pages show works: local links lead somewhere, command lines are read by the command line, scenarios in them are valid. */
import { existsSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCommandLine } from '../../simulator/cli/flags.ts';
import { isWrong } from '../../simulator/cli/io.ts';
import type { Verb } from '../../simulator/cli/verb.ts';
import { compare } from '../../simulator/cli/verbs/compare.ts';
import { draft } from '../../simulator/cli/verbs/draft.ts';
import { explainVerb } from '../../simulator/cli/verbs/explain.ts';
import { find } from '../../simulator/cli/verbs/find.ts';
import { init } from '../../simulator/cli/verbs/init.ts';
import { mcp } from '../../simulator/cli/verbs/mcp.ts';
import { merge } from '../../simulator/cli/verbs/merge.ts';
import { run } from '../../simulator/cli/verbs/run.ts';
import { sizeVerb } from '../../simulator/cli/verbs/size.ts';
import { validate } from '../../simulator/cli/verbs/validate.ts';
import { parseExpectation } from '../../simulator/model/parse-expectation.ts';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { filesUnder, root, textOf } from './sources.ts';

const verbs = new Map<string, Verb>(
  [init, validate, run, merge, sizeVerb, compare, find, draft, explainVerb, mcp].map((verb) => [verb.name, verb]),
);
/** What a piece of a scenario in a page (from `design:` on) needs before it; references/scenario-format.md says so, too. */
const pieceHead = 'apiVersion: sba/v1\nname: piece\nquestion: What does this do?\nrun: {duration: 20s}\n';
const pages = ['README.md', 'SKILL.md', 'ARCHITECTURE.md', ...filesUnder('references', '.md')];

/** In-line code and lines of code blocks that call `sba` or the bundle, up to a comment or a redirection. */
function commandLines(text: string): string[] {
  const code = [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1]!);
  const blocks = text
    .split('\n')
    .filter((line) => /^(?: {4}|- ).*|^sba /.test(line))
    .map((line) => line.trim());
  return [...code, ...blocks]
    .map((line) =>
      /^(?:node dist\/sba\.mjs|sba) (.*)$/
        .exec(line)?.[1]
        ?.replace(/\s(?:#|[|<>]\s).*$/, '')
        .trim(),
    )
    .filter((line) => line !== undefined);
}

/** Words as a shell splits them; `…` stands for more of the same and is left out. */
function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]!).filter((word) => word !== '…');
}

function complaint(line: string): string | undefined {
  const [name = '', ...rest] = words(line);
  if (name === '--help' || name === 'VERB') return undefined;
  const verb = verbs.get(name);
  if (verb === undefined) return `there is no verb "${name}"`;
  const read = readCommandLine(rest, verb.flags);
  return isWrong(read) ? read.wrong : undefined;
}

test('a wrong command line would be seen', () => {
  const shown = commandLines(
    'Try `sba run a.yaml --sede 7`.\n\n    sba fly a.yaml   # up\n    sba size --entries 2M | head',
  );
  expect(shown).toEqual(['run a.yaml --sede 7', 'fly a.yaml', 'size --entries 2M']);
  expect(shown.map((line) => complaint(line) !== undefined)).toEqual([true, true, false]);
});

describe.each(pages)('%s', (page) => {
  const text = textOf(page);
  // Examples in code are not links.
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');

  test('its local links lead somewhere', () => {
    const links = [...prose.matchAll(/\]\(([^)#\s]+)/g)]
      .map((match) => match[1]!)
      .filter((link) => !/^[a-z]+:/.test(link));
    expect(links.filter((link) => !existsSync(root + posix.join(posix.dirname(page), link)))).toEqual([]);
  });

  test('its command lines are read by the command line', () => {
    expect(commandLines(text).flatMap((line) => complaint(line) ?? [])).toEqual([]);
  });

  test('its scenarios and expectations are valid', () => {
    const scenarios = [...text.matchAll(/^```yaml\n((?:apiVersion|design)[\s\S]*?)^```$/gm)].map((match) => match[1]!);
    const whole = scenarios.map((scenario) => (scenario.startsWith('design') ? pieceHead + scenario : scenario));
    const checked = whole.map((scenario) => parseScenario(scenario, { source: page, parameters: {} }));
    expect(checked.flatMap((each) => (each.ok ? [] : each.problems))).toEqual([]);
    const expectations = [...text.matchAll(/"(\w+(?:\{[^}]*\})? [\w ]*[<>=]=? [^"]+)"/g)].map((match) => match[1]!);
    expect(expectations.map((each) => parseExpectation(each)).filter(({ ok }) => !ok)).toEqual([]);
  });
});

test('pages show command lines and a scenario at all', () => {
  expect(pages.length).toBeGreaterThan(8);
  expect(pages.flatMap((page) => commandLines(textOf(page))).length).toBeGreaterThan(25);
  expect(pages.filter((page) => /^```yaml\napiVersion/m.test(textOf(page)))).not.toEqual([]);
});

test('every file that ARCHITECTURE.md names is there', () => {
  const text = textOf('ARCHITECTURE.md');
  const named = [...text.matchAll(/`((?:[a-z-]+\/)+[a-z0-9.-]*)`/g)].map((match) => match[1]!);
  expect(named.length).toBeGreaterThan(40);
  const isThere = (path: string): boolean => existsSync(root + path) || existsSync(`${root}simulator/${path}`);
  // In the row of its folder in the code map a subfolder is named alone.
  const grid = ['cache/', 'replicated/', 'quorum/', 'merge/', 'redis-cluster/'];
  const subfolders = [...grid, 'checkers/', 'validity/', 'oracles/', 'architecture/', 'routing/'];
  expect(named.filter((path) => !isThere(path) && !subfolders.includes(path))).toEqual([]);
});

test('the tables of references/ name every verdict code, finding, fault kind and exit code there is', () => {
  const files = readdirSync(`${root}simulator/judge`).filter((file) => file.endsWith('findings.ts'));
  expect(files.length).toBeGreaterThan(3);
  const judged = files.map((file) => textOf(`simulator/judge/${file}`)).join('\n');
  const codes = [...judged.matchAll(/code: '([a-z-]+)'/g)].map((match) => match[1]!);
  expect(codes.length).toBeGreaterThan(5);
  expect(codes.filter((code) => !textOf('references/result-format.md').includes(`\`${code}\``))).toEqual([]);
  const kinds = ['fault', 'fault-packets', 'fault-clocks', 'fault-load'].flatMap((name) =>
    [...textOf(`simulator/model/${name}.ts`).matchAll(/\.literal\('([a-z-]+)'\)/g)].map((match) => match[1]!),
  );
  expect(kinds.length).toBeGreaterThan(5);
  expect(kinds.filter((kind) => !textOf('references/faults.md').includes(`| \`${kind}\``))).toEqual([]);
  const exits = [...verbs.values()].flatMap((verb) => verb.exits);
  expect(exits.filter((code) => !textOf('references/result-format.md').includes(`\n| ${code} |`))).toEqual([]);
});
