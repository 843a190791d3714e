/**
 * SKILL.md by the rules of the Agent Skills specification (frontmatter parsed as YAML, not matched as text), and SKILL.md and README.md
 * against what is there: links, files, verbs, flags and tools.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { tools } from '../../mcp-server/tools.ts';
import { root } from './checkout.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const skill = read('SKILL.md');
const [, front = '', body = ''] = skill.match(/^---\n([\s\S]*?)\n---\n([\s\S]*)$/) ?? [];
const frontmatter = parse(front) as Record<string, unknown>;

describe('the frontmatter follows the specification', () => {
  test('no key outside the specification', () => {
    const known = ['name', 'description', 'license', 'compatibility', 'metadata', 'allowed-tools'];
    expect(Object.keys(frontmatter).filter((key) => !known.includes(key))).toEqual([]);
    expect(front).not.toMatch(/^---/m);
  });
  test('the name is the name of the package', () => {
    expect(frontmatter.name).toBe('space-based-architecture');
    expect(frontmatter.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });
  test('the description says what and when, in 1 to 1024 characters without angle brackets', () => {
    const description = String(frontmatter.description);
    expect(description.length).toBeGreaterThan(200);
    expect(description.length).toBeLessThanOrEqual(1024);
    expect(description).not.toMatch(/[<>]/);
    expect(description).toContain('Use when');
    expect(description).toContain('Not for');
  });
  test('compatibility is short and metadata maps strings to strings, with the version of the package', () => {
    expect(String(frontmatter.compatibility).length).toBeLessThanOrEqual(500);
    const metadata = frontmatter.metadata as Record<string, unknown>;
    expect(Object.values(metadata).every((value) => typeof value === 'string')).toBe(true);
    expect(metadata.version).toBe(JSON.parse(read('package.json')).version);
  });
});

describe('the body', () => {
  test('is short: under 200 lines and about 5,000 tokens', () => {
    expect(skill.split('\n').length).toBeLessThan(200);
    expect(body.length / 3.5).toBeLessThan(5000);
  });
  test('names every tool of the server and no other', () => {
    for (const tool of tools) expect(body).toContain(`\`${tool.name}\``);
  });
});

describe.each(['SKILL.md', 'README.md', 'SECURITY.md', 'CHANGELOG.md'])('%s', (file) => {
  const text = read(file);

  test('has no dead local link', () => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)/g)]
      .map((match) => match[1]!)
      .filter((link) => !/^[a-z]+:/.test(link));
    for (const link of links) expect(existsSync(join(root, link)), link).toBe(true);
  });

  test('shows only verbs and flags that the command line has', () => {
    for (const { verb, line } of commands(text)) {
      const flags = [...line.matchAll(/\s(--[a-z-]+)/g)].map((match) => match[1]!);
      const help = helpOf(verb);
      expect(help, line).not.toBe('');
      for (const flag of flags) expect(help, line).toContain(flag);
    }
  });

  test('shows only shipped scenarios', () => {
    for (const [path] of text.matchAll(/scenarios\/[a-z0-9-]+\.yaml/g))
      expect(existsSync(join(root, path)), path).toBe(true);
  });
});

test('the two commands of the contract are in the README', () => {
  const shown = read('README.md');
  expect(shown).toContain('node dist/sba.mjs run scenarios/flash-sale.yaml');
  expect(shown).toContain('npm cit');
  expect(shown.split('\n').length).toBeLessThan(70);
});

const helps = new Map<string, string>();

/** What `sba VERB --help` prints; nothing for a verb that is not there. */
function helpOf(verb: string): string {
  const known =
    helps.get(verb) ??
    spawnSync(process.execPath, [join(root, 'dist/sba.mjs'), verb, '--help'], { encoding: 'utf8' }).stdout;
  helps.set(verb, known);
  return known;
}

/** Every `sba VERB` or `node …sba.mjs VERB` in code. */
function commands(text: string): readonly { readonly verb: string; readonly line: string }[] {
  const code = [...text.matchAll(/```[a-z]*\n([\s\S]*?)```/g), ...text.matchAll(/`([^`\n]+)`/g)]
    .map((match) => match[1]!)
    .join('\n');
  return code
    .split('\n')
    .flatMap((line) =>
      [...line.matchAll(/(?:^|\s)(?:sba|node \S*sba\.mjs"?) ([a-z]+)/g)].map((match) => ({ verb: match[1]!, line })),
    );
}
