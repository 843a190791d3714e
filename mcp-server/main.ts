/**
 * The MCP server on standard input and output. Loading this file starts it: `node dist/mcp.mjs`, or `sba mcp`.
 *
 * stdout carries JSON-RPC and nothing else. The process ends when its input ends (calls that still run get a moment to answer), when its
 * output breaks, and on SIGINT or SIGTERM. It opens no socket and writes no file.
 */
import { Console } from 'node:console';
import { isReplicationThread, ThreadPool } from '../simulator/api.ts';
import { CallsInFlight } from './calls-in-flight.ts';
import { createServer, stdioTransport } from './protocol.ts';
import { RunMemory } from './run-memory.ts';
import { shippedScenarios } from './shipped-scenarios.ts';
import { tools } from './tools.ts';

/** How long calls in flight may still answer once the input has ended. */
const farewellMs = 1500;

const serve = async (): Promise<void> => {
  // A stray console.log of any dependency would break the connection.
  globalThis.console = new Console(process.stderr, process.stderr);

  const stop = (code: number): void => {
    process.exit(code);
  };
  const crash = (error: unknown): void => {
    process.stderr.write(
      `sba mcp: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    stop(70);
  };

  const calls = new CallsInFlight();
  const server = createServer({
    tools: tools.map((tool) => calls.count(tool)),
    runs: new RunMemory(),
    shipped: shippedScenarios(),
    pool: new ThreadPool({ now: () => performance.now() }),
  });

  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  process.on('SIGINT', () => stop(0));
  process.on('SIGTERM', () => stop(0));
  process.stdout.on('error', () => stop(0));
  process.stdin.on('end', () => {
    setTimeout(() => stop(0), farewellMs);
    calls.whenIdle(() => stop(0));
  });

  await server.connect(stdioTransport());
};

// A thread that helps with replications runs this same file, and has its work already.
if (!isReplicationThread) await serve();
