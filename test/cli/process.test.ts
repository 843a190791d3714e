/** The real process: exit code, streams, a broken pipe, an interrupt. Few, because each starts a new Node. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, passing, quickScenario, sba } from './command.ts';

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
  // Its first word of progress shows that it is at work.
  child.stderr.once('data', () => child.kill('SIGINT'));
  const { code, stdout } = await finished;
  expect(code).toBe(130);
  const result = JSON.parse(stdout) as { runId?: string; replications: number };
  expect(result.runId).toBeUndefined();
  expect(result.replications).toBeGreaterThan(0);
});

test('an interrupt of several files with several threads writes what there is, names what was not run, and ends with 130', async () => {
  const long = quickScenario('long', 'errorRatio < 50%').replace('replications: 3', 'replications: 100000');
  const place = folder({ 'first.yaml': long, 'second.yaml': long });
  const files = [`${place.path}/first.yaml`, `${place.path}/second.yaml`];
  const { child, finished } = start(['run', ...files, '--format', 'json', '--workers', '2'], '');
  let told = '';
  // The first line of progress comes after two seconds: the threads are at work.
  child.stderr.on('data', (chunk: Buffer) => {
    if (told === '') child.kill('SIGTERM');
    told += chunk.toString();
  });
  const { code, stdout, stderr } = await finished;
  place.remove();
  expect(stderr).toMatch(/^\[1\/2\] \S+first\.yaml {2}\d+ of 100000 replications(, about \d+ (s|min) left)?\n$/);
  expect(code).toBe(130);
  const report = JSON.parse(stdout) as { results: { runId?: string; replications: number }[]; notRun: string[] };
  expect(report.results.map(({ runId }) => runId)).toEqual([undefined]);
  expect(report.results[0]!.replications).toBeGreaterThan(0);
  expect(report.notRun).toEqual([files[1]]);
});

test('a shard that is killed in the middle leaves nothing behind, and made again it joins to the same bytes', async () => {
  const { path, remove } = folder({ 'pass.yaml': passing });
  try {
    const there = { directory: path };
    const words = ['run', 'pass.yaml', '--replications', '100'];
    const first = [...words, '--shard', '1/2', '--out'];
    const { child, finished } = start(
      ['run', join(path, 'pass.yaml'), '--replications', '200000', '--shard', '1/2', '--out', join(path, 'one.json')],
      '',
    );
    child.stderr.once('data', () => child.kill('SIGKILL'));
    await finished;
    expect(existsSync(join(path, 'one.json'))).toBe(false);
    expect((await sba([...first, 'one.json'], there)).code).toBe(0);
    expect((await sba([...words, '--shard', '2/2', '--out', 'two.json'], there)).code).toBe(0);
    const joined = await sba(['merge', 'one.json', 'two.json', '--format', 'json'], there);
    expect(joined.stdout).toBe((await sba([...words, '--format', 'json'], there)).stdout);
  } finally {
    remove();
  }
});
