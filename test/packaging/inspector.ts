/**
 * Judge: the protocol's official Inspector, from its command line, lists and calls every tool of the shipped bundle, and finds nothing in
 * the schemas that some host could not read.
 *
 * `npm run judge:inspector`. 0.15.0 is the last version for Node 20; of 2.12.0 the command line runs there, too, and has --strict.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { toolExamples } from '../mcp/tool-examples.ts';
import { copyOutside, shippedFiles } from './checkout.ts';
import { withPackages } from './scratch-install.ts';

const inspector = '@modelcontextprotocol/inspector@0.15.0';
const strictInspector = '@modelcontextprotocol/inspector@2.12.0';

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

const inspect = (folder: string, args: readonly string[]) =>
  spawnSync(
    join(folder, 'node_modules/.bin/mcp-inspector'),
    ['--cli', process.execPath, join(copy, 'dist/mcp.mjs'), ...args],
    { cwd: copy, encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, HOME: folder } },
  );

const callEveryTool = async (folder: string): Promise<void> => {
  const ask = (...args: readonly string[]): unknown => {
    const { status, stdout, stderr } = inspect(folder, args);
    if (status !== 0) throw new Error(`the Inspector ended with ${status}: ${stderr}${stdout}`);
    return JSON.parse(stdout);
  };
  const { tools } = ask('--method', 'tools/list') as { tools: readonly { name: string }[] };
  judge(`tools/list: ${tools.map(({ name }) => name).join(', ')}`, tools.length === Object.keys(toolExamples).length);
  for (const { name } of tools) {
    const args = Object.entries(toolExamples[name] ?? {}).flatMap(([key, value]) => [
      '--tool-arg',
      `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ]);
    const result = ask('--method', 'tools/call', '--tool-name', name, ...args) as CallResult;
    const summary = result.structuredContent?.summary;
    judge(`${name}: ${summary?.slice(0, 140)}`, result.isError !== true && summary !== undefined);
  }
};

const checkSchemas = async (folder: string): Promise<void> => {
  const { status, stdout, stderr } = inspect(folder, ['--method', 'tools/list', '--strict']);
  const remarks = (stdout + stderr).split('\n').filter((line) => /^(Warning|Error)\b/.test(line));
  judge(
    `tools/list --strict: exit ${status}, ${remarks.length} remarks ${remarks.join('; ')}`,
    status === 0 && remarks.length === 0,
  );
};

try {
  await withPackages([inspector], callEveryTool);
  await withPackages([strictInspector], checkSchemas);
} finally {
  rmSync(copy, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;
