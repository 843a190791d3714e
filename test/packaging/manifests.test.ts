/** The manifests agree with package.json and make the folder, copied as it is, a skill and a connected MCP server. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { publint } from 'publint';
import { expect, test } from 'vitest';
import { tools } from '../../mcp-server/tools.ts';
import { missingOptionals } from '../../scripts/missing-optionals.ts';
import { engine } from '../../simulator/version.ts';
import { copyOutside, root, shippedFiles } from './checkout.ts';

const json = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const manifest = json('package.json');
const plugin = json('.claude-plugin/plugin.json');
const marketplace = json('.claude-plugin/marketplace.json');

test('name, version and licence are the same everywhere', () => {
  expect(plugin).toMatchObject({ name: manifest.name, version: manifest.version, license: manifest.license });
  expect(engine).toEqual({ name: manifest.name, version: manifest.version });
  expect(marketplace.plugins).toMatchObject([{ name: manifest.name, source: './' }]);
  expect(readFileSync(join(root, 'LICENSE'), 'utf8')).toContain('Apache License');
  expect(readFileSync(join(root, 'CHANGELOG.md'), 'utf8')).toContain(`## [${manifest.version}]`);
});

test('the plugin is the folder itself: its skill and its server are files of this repository', () => {
  expect(plugin.skills).toEqual(['./']);
  expect(existsSync(join(root, 'SKILL.md'))).toBe(true);
  const server = plugin.mcpServers.sba;
  expect(server.command).toBe('node');
  expect(server.args).toEqual([`\${CLAUDE_PLUGIN_ROOT}/dist/mcp.mjs`]);
  expect(existsSync(join(root, 'dist/mcp.mjs'))).toBe(true);
});

test('no second server configuration stands beside it: hosts would take the wrong one', () => {
  for (const file of ['.mcp.json', 'mcp.json', '.claude']) expect(existsSync(join(root, file)), file).toBe(false);
});

test('tool names stay within 60 characters behind the prefix of the plugin', () => {
  const [server] = Object.keys(plugin.mcpServers);
  for (const tool of tools)
    expect(`mcp__plugin_${plugin.name}_${server}__${tool.name}`.length, tool.name).toBeLessThanOrEqual(60);
});

test('nothing is needed at run time and nothing runs at install time', () => {
  expect(manifest.dependencies).toBeUndefined();
  for (const script of ['preinstall', 'install', 'postinstall', 'prepare'])
    expect(manifest.scripts[script]).toBeUndefined();
  for (const file of Object.values(manifest.bin as Record<string, string>))
    expect(existsSync(join(root, file)), file).toBe(true);
});

test('publint finds nothing wrong with what would be published', async () => {
  const folder = copyOutside([...shippedFiles(), 'package.json', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md']);
  try {
    expect((await publint({ pkgDir: folder, pack: false, level: 'warning' })).messages).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the lock file describes every optional package, or npm ci would refuse it (npx tsx scripts/complete-lockfile.ts)', () => {
  const { packages } = json('package-lock.json');
  expect(Object.keys(packages).length).toBeGreaterThan(100);
  expect(missingOptionals(packages).map(({ name }) => name)).toEqual([]);
});
