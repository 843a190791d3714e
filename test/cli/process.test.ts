/** The real process: exit code, streams, a broken pipe, an interrupt. Few, because each starts a new Node. */
import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { passing, quickScenario } from './command.ts';

const words = ['--import', 'tsx', 'simulator/cli/bin.ts'];

interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[], input: string) {
  const child = spawn(process.execPath, [...words, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '' },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdin.end(input);
  const finished = new Promise<Finished>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
  return { child, finished };
}

test('a result comes out whole, with the exit code of its verdict', async () => {
  const { code, stdout, stderr } = await start(['run', '-', '--format', 'json'], passing).finished;
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'pass' });
});

test('a reader that goes away is no failure of ours', async () => {
  const { child, finished } = start(['explain'], '');
  child.stdout.destroy();
  const { code, stderr } = await finished;
  expect([code, stderr]).toEqual([0, '']);
});

test('an interrupt writes a partial result and ends with 130', async () => {
  const long = quickScenario('long', 'errorRatio < 50%').replace('replications: 3', 'replications: 100000');
  const { child, finished } = start(['run', '-', '--format', 'json'], long);
  const timer = setTimeout(() => child.kill('SIGINT'), 3000);
  const { code, stdout } = await finished;
  clearTimeout(timer);
  expect(code).toBe(130);
  const result = JSON.parse(stdout) as { runId?: string; replications: number };
  expect(result.runId).toBeUndefined();
  expect(result.replications).toBeGreaterThan(0);
});
