/** A client of the SDK, connected to our server inside this process. */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { createServer } from '../../mcp-server/protocol.ts';
import { RunMemory } from '../../mcp-server/run-memory.ts';
import { shippedScenarios } from '../../mcp-server/shipped-scenarios.ts';
import { tools } from '../../mcp-server/tools.ts';

export interface Connection {
  readonly client: Client;
  readonly call: (name: string, args: Readonly<Record<string, unknown>>) => Promise<Called>;
}

export interface Called {
  readonly isError: boolean;
  readonly text: string;
  /** Keys in the order in which they were sent. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into results of every shape
  readonly structured: Record<string, any>;
}

export const connect = async (runs = new RunMemory()): Promise<Connection> => {
  const [near, far] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: 'test', version: '0' });
  await createServer({ tools, runs, shipped: shippedScenarios() }).connect(far);
  await client.connect(near);
  return {
    client,
    call: async (name, args) => called((await client.callTool({ name, arguments: { ...args } })) as CallToolResult),
  };
};

const called = (result: CallToolResult): Called => {
  const [block] = result.content;
  return {
    isError: result.isError === true,
    text: block?.type === 'text' ? block.text : '',
    structured: result.structuredContent ?? {},
  };
};
