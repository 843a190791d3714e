/**
 * `sba mcp`: the MCP server on standard input and output. It is a bundle of its own beside this one, loaded only here; once loaded it has
 * the process to itself and ends it when its input ends.
 */
import { exit } from '../exit-code.ts';
import type { CommandLine } from '../flags.ts';
import { type Io, type Outcome, wrong } from '../io.ts';
import { shared, type Verb } from '../verb.ts';

export const mcp: Verb = {
  name: 'mcp',
  usage: ['mcp'],
  about: [
    'Serves the tools to an agent over standard input and output (Model Context Protocol). It reads and writes no file of yours,',
    'opens no connection, and ends with its input.',
  ],
  flags: { help: shared.help },
  examples: [['claude mcp add sba -- node dist/sba.mjs mcp', 'adds it to Claude Code']],
  exits: [0, 64, 70],
  perform,
};

async function perform(line: CommandLine, io: Io): Promise<Outcome> {
  if (line.names.length > 0) return wrong('mcp takes no names');
  // Not a literal: the bundler must leave it alone.
  const server = new URL('./mcp.mjs', import.meta.url).href;
  try {
    await import(server);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    if (!missing) throw error;
    io.stderr.write('sba: mcp.mjs is not beside this file; both are made by npm run build\n');
    return exit.internal;
  }
  return new Promise<Outcome>(() => {});
}
