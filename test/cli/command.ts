/** Runs a command line inside this process, with streams that remember what was written. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScenario } from '../../simulator/api.ts';
import type { Io } from '../../simulator/cli/io.ts';
import { main } from '../../simulator/cli/main.ts';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions extends Partial<Pick<Io, 'env' | 'directory' | 'signal' | 'now' | 'simulate'>> {
  readonly input?: string;
  readonly terminal?: boolean;
}

export async function sba(words: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const output = (name: keyof typeof written) => ({
    write: (text: string) => {
      written[name] += text;
    },
    isTTY: options.terminal ?? false,
    columns: 100,
  });
  const code = await main(words, {
    stdout: output('stdout'),
    stderr: output('stderr'),
    readInput: async () => options.input ?? '',
    env: options.env ?? {},
    directory: options.directory ?? process.cwd(),
    signal: options.signal ?? new AbortController().signal,
    now: options.now ?? (() => 0),
    simulate: options.simulate ?? runScenario,
  });
  return { code, ...written };
}

/** A folder with the given files; removed by the returned function. */
export function folder(files: Readonly<Record<string, string>>): {
  readonly path: string;
  readonly remove: () => void;
} {
  const path = mkdtempSync(join(tmpdir(), 'sba-cli-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A queue that is simulated in milliseconds; `expect` decides how it ends. */
export function quickScenario(name: string, ...expect: readonly string[]): string {
  return `apiVersion: sba/v1
name: ${name}
question: Does one unit keep up?
parameters: {rate: 100/s}
design: {members: 1, backups: 0, network: none, maps: []}
workload:
  - {name: load, rate: $rate, service: {exponential: 1ms}}
run: {duration: 2s, warmup: 0s, replications: 3, seed: 5}
expect:
${expect.map((text) => `  - ${JSON.stringify(text)}\n`).join('')}`;
}

export const passing = quickScenario('passes', 'errorRatio < 50%');
export const failing = quickScenario('fails', 'throughput > 1000/s');
/** Without a map nothing is ever read stale, so nothing is shown about it. */
export const unexercised = quickScenario('vacuous', 'staleness p99 < 1s');
export const invalid = passing.replace('members: 1', 'membrs: 1');
