/**
 * The process: real streams, files, signals and exit code around main(). Nothing else in this folder touches `process`.
 *
 * The first interrupt ends the running work with a partial result; the second ends the process at once. A reader that goes away (`| head`)
 * is no failure of ours: what is left to write is dropped, and the exit code stays that of the result.
 */
import { isReplicationThread, runScenario, ThreadPool } from '../api.ts';
import { crashText } from './crash.ts';
import { exit } from './exit-code.ts';
import type { Output } from './io.ts';
import { main } from './main.ts';

const interrupt = new AbortController();

function onInterrupt(): void {
  if (interrupt.signal.aborted) process.exit(exit.interrupted);
  interrupt.abort();
}

function onCrash(error: unknown): void {
  process.stderr.write(crashText(error, { command: ['sba', ...process.argv.slice(2)] }));
  process.exit(exit.internal);
}

function output(stream: NodeJS.WriteStream): Output {
  let gone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') onCrash(error);
    gone = true;
  });
  return {
    write: (text) => {
      if (!gone) stream.write(text);
    },
    isTTY: stream.isTTY === true,
    columns: stream.columns ?? 80,
  };
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function start(): Promise<void> {
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  process.on('uncaughtException', onCrash);
  process.on('unhandledRejection', onCrash);
  const now = () => performance.now();
  process.exitCode = await main(process.argv.slice(2), {
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    readInput,
    env: process.env,
    directory: process.cwd(),
    signal: interrupt.signal,
    now,
    simulate: runScenario,
    pool: new ThreadPool({ now }),
  });
}

// A thread that helps with replications runs this same file, and has its work already.
if (!isReplicationThread) await start();
