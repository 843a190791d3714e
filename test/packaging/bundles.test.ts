/** The committed bundles are what the sources give, and hold nothing that a reader would not expect in them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type Bundles, makeBundles } from '../../scripts/bundles.ts';
import { root } from './checkout.ts';

let bundles: Bundles;
beforeAll(async () => {
  bundles = await makeBundles();
});

const committed = (name: string): string => {
  const path = join(root, 'dist', name);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

test('dist is fresh: building again gives the committed bytes (npm run build when this fails)', () => {
  expect([...bundles.files.keys()]).toEqual(['sba.mjs', 'mcp.mjs', 'THIRD_PARTY_NOTICES.txt']);
  for (const [name, contents] of bundles.files) {
    expect(committed(name) === contents, `dist/${name} is stale`).toBe(true);
  }
});

test('building twice gives the same bytes', async () => {
  const again = await makeBundles();
  for (const [name, contents] of bundles.files) expect(again.files.get(name) === contents, name).toBe(true);
});

test('the bundles import a few modules of Node and none that reaches a network or another process', () => {
  const allowed = [
    'buffer',
    'node:console',
    'node:crypto',
    'node:fs',
    'node:fs/promises',
    'node:module',
    'node:os',
    'node:path',
    'node:process',
    'node:url',
    'node:util',
    'node:worker_threads',
    'process',
  ];
  expect(bundles.imports.length).toBeGreaterThan(1);
  expect(bundles.imports.filter((name) => !allowed.includes(name))).toEqual([]);
});

test('the bundles name nothing of Node 20 while they load, so that an older one lives to say which is needed', () => {
  const old =
    'Console|accessSync|constants|createHash|dirname|existsSync|isMainThread|join|parentPort|readFileSync|readdirSync|resolve|statSync|workerData|Worker|writeFileSync';
  for (const text of bundles.files.values()) {
    const named = [...text.matchAll(/^import \{([^}]*)\} from "node:[a-z_/]+"/gm)].flatMap((match) =>
      match[1]!.split(',').map((name) => name.trim().replace(/ as .*/, '')),
    );
    expect(named.filter((name) => !old.split('|').includes(name))).toEqual([]);
  }
});

test('the bundles are readable: no minified lines, no path of the machine that built them, no code made at run time', () => {
  for (const name of ['sba.mjs', 'mcp.mjs']) {
    const text = bundles.files.get(name) ?? '';
    expect(text.split('\n').length).toBeGreaterThan(1000);
    expect(text.includes(root), `${name} names ${root}`).toBe(false);
    expect(text).not.toMatch(/\beval\(/);
  }
});

test('the command line is not burdened with the protocol SDK', () => {
  expect(bundles.files.get('sba.mjs')).not.toContain('@modelcontextprotocol/sdk');
});

test('every package inside the bundles has its licence in the notices', () => {
  const notices = bundles.files.get('THIRD_PARTY_NOTICES.txt') ?? '';
  for (const name of ['@modelcontextprotocol/sdk 1.', 'zod 4.', 'yaml 2.', 'seedrandom 3.'])
    expect(notices).toContain(name);
  const inside = new Set(
    [...(bundles.files.get('mcp.mjs') ?? '').matchAll(/^\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)/gm)].map(
      (match) => match[1],
    ),
  );
  expect(inside.size).toBeGreaterThan(2);
  for (const name of inside) expect(notices).toContain(`\n${name} `);
});
