/**
 * The one file that knows the protocol's SDK (v1, protocol up to 2025-11-25): tools as plain data in, a server out.
 *
 * The low-level server is used and not the SDK's tool registry, because that one rewords refusals, publishes references inside schemas
 * and drops a top-level union without a word; here what is published is exactly what tool.ts made.
 */
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  type Tool as PublishedTool,
  type ServerNotification,
  type ServerRequest,
} from '@modelcontextprotocol/sdk/types.js';
import { engineVersion, type Progress, type ThreadPool } from '../simulator/api.ts';

import { instructions } from './instructions.ts';
import type { RunMemory } from './run-memory.ts';
import type { Tool, ToolContext, ToolOutcome } from './tool.ts';

/** Longest message accepted, in bytes; the longest argument is a list of scenarios of 256 KiB each. */
const messageLimit = 4 * 1024 * 1024;

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

export interface ServerParts {
  readonly tools: readonly Tool[];
  readonly runs: RunMemory;
  readonly shipped: Readonly<Record<string, string>>;
  /** Absent: every run is made in the thread that serves. */
  readonly pool?: ThreadPool;
}

export const createServer = (parts: ServerParts): Server => {
  const byName = new Map(parts.tools.map((tool) => [tool.name, tool]));
  const server = new Server(
    { name: 'sba', title: 'Space-based architecture simulator', version: engineVersion },
    { capabilities: { tools: {} }, instructions },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: parts.tools.map(publishedTool) }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra): Promise<CallToolResult> => {
    const tool = byName.get(params.name);
    if (tool === undefined)
      throw new McpError(
        ErrorCode.InvalidParams,
        `unknown tool "${params.name}"; this server has ${[...byName.keys()].join(', ')}`,
      );
    return callResult(await callSafely(tool, params.arguments, contextOf(parts, extra)));
  });
  return server;
};

export const stdioTransport = (): StdioServerTransport =>
  new StdioServerTransport(process.stdin, process.stdout, { maxBufferSize: messageLimit });

const publishedTool = (tool: Tool): PublishedTool => ({
  name: tool.name,
  title: tool.title,
  description: tool.description,
  inputSchema: tool.inputSchema as PublishedTool['inputSchema'],
  outputSchema: tool.outputSchema as NonNullable<PublishedTool['outputSchema']>,
  annotations: {
    title: tool.title,
    readOnlyHint: true,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: false,
  },
});

/** An impossible state inside the engine is told to the caller (with the command that reproduces it) and does not end the server. */
const callSafely = async (tool: Tool, given: unknown, context: ToolContext): Promise<ToolOutcome> => {
  try {
    return await tool.call(given, context);
  } catch (error) {
    return {
      ok: false,
      refusal: `${tool.name}: internal error. ${error instanceof Error ? error.message : String(error)}`,
    };
  }
};

const callResult = (outcome: ToolOutcome): CallToolResult =>
  outcome.ok
    ? { content: [{ type: 'text', text: outcome.answer.summary }], structuredContent: { ...outcome.answer } }
    : { content: [{ type: 'text', text: outcome.refusal }], isError: true };

const contextOf = (parts: ServerParts, extra: Extra): ToolContext => ({
  signal: extra.signal,
  progress: progressSender(extra),
  runs: parts.runs,
  shipped: parts.shipped,
  ...(parts.pool === undefined ? {} : { pool: parts.pool }),
});

/** Progress for those who asked for it. The protocol wants it to rise with every message; one that does not rise is left out. */
const progressSender = (extra: Extra): ((progress: Progress) => void) => {
  const token = extra._meta?.progressToken;
  if (token === undefined) return () => {};
  let last = -1;
  return ({ done, total, message }) => {
    if (done <= last || extra.signal.aborted) return;
    last = done;
    // A client that has gone away is noticed by the stream, not here.
    extra
      .sendNotification({
        method: 'notifications/progress',
        params: { progressToken: token, progress: done, total, message },
      })
      .catch(() => {});
  };
};
