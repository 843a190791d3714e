/**
 * Judge: the protocol's official Inspector, from its command line, lists and calls every tool of the shipped bundle.
 *
 * `npm run judge:inspector`. 0.15.0 runs on Node 20; nobody of this project wrote it.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { toolExamples } from '../mcp/tool-examples.ts';
import { copyOutside, shippedFiles } from './checkout.ts';
import { withPackages } from './scratch-install.ts';

const inspector = '@modelcontextprotocol/inspector@0.15.0';

interface CallResult {
  readonly isError?: boolean;
  readonly structuredContent?: { readonly summary?: string };
}

const copy = copyOutside(shippedFiles());
let failed = 0;
const judge = (what: string, good: boolean): void => {
  console.log(`${good ? 'ok    ' : 'FAILED'} ${what}`);
  if (!good) failed += 1;
};

try {
  await withPackages([inspector], async (folder) => {
    const ask = (...args: readonly string[]): unknown => {
      const { status, stdout, stderr } = spawnSync(
        join(folder, 'node_modules/.bin/mcp-inspector'),
        ['--cli', process.execPath, join(copy, 'dist/mcp.mjs'), ...args],
        { cwd: copy, encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, HOME: folder } },
      );
      if (status !== 0) throw new Error(`the Inspector ended with ${status}: ${stderr}${stdout}`);
      return JSON.parse(stdout);
    };
    const { tools } = ask('--method', 'tools/list') as { tools: readonly { name: string }[] };
    judge(`tools/list: ${tools.map(({ name }) => name).join(', ')}`, tools.length === Object.keys(toolExamples).length);
    for (const { name } of tools) {
      const example = toolExamples[name];
      if (example === undefined) throw new Error(`no example for ${name}`);
      const args = Object.entries(example).flatMap(([key, value]) => ['--tool-arg', `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`]);
      const result = ask('--method', 'tools/call', '--tool-name', name, ...args) as CallResult;
      judge(`${name}: ${result.structuredContent?.summary?.slice(0, 140)}`, result.isError !== true && result.structuredContent?.summary !== undefined);
    }
  });
} finally {
  rmSync(copy, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;
