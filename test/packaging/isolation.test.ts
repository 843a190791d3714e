/**
 * What SECURITY.md promises, held by Node's permission model (no file written, no process started) and by a preload that ends the
 * process at the first socket. Each guard is shown to bite before it is trusted.
 */
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyOutside, root, shippedFiles } from './checkout.ts';

let copy: string;
beforeAll(() => {
  copy = copyOutside(shippedFiles());
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const guard = join(root, 'test/packaging/no-side-effects.cjs');

/** Node 20 and 22 call the switch experimental. */
const permission = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';

const guarded = (args: readonly string[], input = '') =>
  spawnSync(
    process.execPath,
    [permission, '--allow-fs-read=*', '--allow-worker', '--no-warnings', '--require', guard, ...args],
    {
      cwd: copy,
      input,
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '' },
      timeout: 60_000,
    },
  );

describe('the guards bite', () => {
  const run = (code: string) => {
    writeFileSync(join(copy, 'probe.mjs'), code);
    return guarded(['probe.mjs']);
  };
  test.each([
    ["import { connect } from 'node:net'; connect(9, '127.0.0.1');", 'socket connect'],
    ["import { createServer } from 'node:http'; createServer().listen(0);", 'socket listen'],
    ["await fetch('http://127.0.0.1:9/');", 'fetch'],
    ["import { request } from 'node:http'; request('http://127.0.0.1:9/').end();", 'socket connect'],
    ["import { lookup } from 'node:dns/promises'; await lookup('localhost');", 'name lookup'],
  ])('%s', (code, what) => {
    const { status, stderr } = run(code);
    expect(stderr).toContain(`forbidden: ${what}`);
    expect(status).toBe(97);
  });
  test('a file written is refused', () => {
    expect(run("import { writeFileSync } from 'node:fs'; writeFileSync('x.txt', 'x');").stderr).toContain(
      'ERR_ACCESS_DENIED',
    );
  });
});

describe('a copy of the shipped files, with nothing installed above it, opens no socket and writes no file', () => {
  test('the command line runs the main scenario', () => {
    const { status, stdout, stderr } = guarded([
      'dist/sba.mjs',
      'run',
      'scenarios/flash-sale.yaml',
      '--format',
      'json',
    ]);
    expect(stderr).not.toContain('forbidden');
    expect([0, 1, 2]).toContain(status);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 'sba/result/v1' });
  });

  test.each(['dist/mcp.mjs', 'dist/sba.mjs mcp'])(
    'the MCP server (%s) answers a call and ends with its input',
    (command) => {
      const messages = [
        {
          jsonrpc: '2.0',
          id: 1,
          method: 'initialize',
          params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '0' } },
        },
        { jsonrpc: '2.0', method: 'notifications/initialized' },
        {
          jsonrpc: '2.0',
          id: 2,
          method: 'tools/call',
          params: { name: 'size_partitions', arguments: { design: { entries: '2M' } } },
        },
      ];
      const { status, stdout, stderr } = guarded(
        command.split(' '),
        messages.map((message) => `${JSON.stringify(message)}\n`).join(''),
      );
      expect(stderr).toBe('');
      expect(status).toBe(0);
      const answers = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { id: number; result: { structuredContent?: { summary: string } } });
      expect(answers.map(({ id }) => id)).toEqual([1, 2]);
      expect(answers[1]?.result.structuredContent?.summary).toMatch(/\d/);
    },
  );
});
