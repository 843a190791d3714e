/**
 * The server as a host runs it: the committed bundle, over standard input and output. Mostly about a long run, during which the
 * server must stay awake: a ping is answered, progress is told, a cancelled call stops, and a call out of time says so.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { root } from '../packaging/checkout.ts';
import { StdioServer } from './stdio.ts';

const started: StdioServer[] = [];
const start = (): StdioServer => {
  const server = new StdioServer(['dist/mcp.mjs'], root);
  started.push(server);
  return server;
};
afterEach(async () => {
  for (const server of started.splice(0)) {
    server.process.kill('SIGKILL');
    await server.exited;
    expect(server.strayLines).toEqual([]);
  }
});

/** Each runs for minutes if nobody stops it. */
const longRuns = {
  'many short replications': { scenario: 'flash-sale', replications: 5000, max_seconds: 300 },
  'one endless replication': {
    scenario: 'flash-sale',
    replications: 1,
    parameters: { peak: '400k/s', threads: 200, units: 30 },
    max_seconds: 300,
  },
} as const;
const longRun = longRuns['many short replications'];
const call = (args: Readonly<Record<string, unknown>>) => ({ name: 'run_scenario', arguments: args });

describe.each(Object.entries(longRuns))('during a long run of %s', (_name, endless) => {
  test('a ping is answered within 500 ms, progress rises, and a cancelled call gets no answer and frees the server', async () => {
    const server = start();
    await server.initialize();
    const run = server.send('tools/call', { ...call(endless), _meta: { progressToken: 'p' } });
    await server.until((message) => message.method === 'notifications/progress');
    const pings: number[] = [];
    for (let round = 0; round < 5; round++) {
      const sent = performance.now();
      await server.ask('ping', {});
      pings.push(performance.now() - sent);
    }
    expect(Math.max(...pings)).toBeLessThan(500);

    const told = server.messages
      .filter((message) => message.method === 'notifications/progress')
      .map((message) => message.params!);
    const steps = told.map(({ progress }) => progress as number);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    expect(told[0]).toMatchObject({
      progressToken: 'p',
      total: expect.any(Number),
      message: expect.stringMatching(/\w/),
    });

    server.tell('notifications/cancelled', { requestId: run, reason: 'enough' });
    const sent = performance.now();
    const next = await server.ask('tools/call', { name: 'explain', arguments: {} });
    expect(performance.now() - sent).toBeLessThan(1000);
    expect(next.result?.isError).toBeUndefined();
    const seen = server.messages.length;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(server.messages.slice(seen)).toEqual([]);
    expect(server.messages.find(({ id }) => id === run)).toBeUndefined();
  });

  test('running out of max_seconds ends in a text that says what would fit, and no verdict', async () => {
    const server = start();
    await server.initialize();
    const sent = performance.now();
    const { result } = await server.ask('tools/call', call({ ...endless, max_seconds: 1 }));
    expect(performance.now() - sent).toBeLessThan(3000);
    expect(result).toMatchObject({ isError: true });
    expect(result).not.toHaveProperty('structuredContent');
    expect(JSON.stringify(result)).toMatch(
      /Stopped after max_seconds = 1 with \d+ of at most \d+ replications done; there is no verdict.*(set replications to|shorten run\.duration)/,
    );
  });
});

test('what the run says does not depend on what else the server is asked meanwhile', async () => {
  const threeRuns = {
    name: 'run_scenario',
    arguments: { scenario: 'flash-sale', replications: 3, parameters: { peak: '1k/s' } },
  };
  const quiet = start();
  await quiet.initialize();
  const alone = await quiet.ask('tools/call', threeRuns);
  const busy = start();
  await busy.initialize();
  const ids = [busy.send('tools/call', threeRuns), busy.send('tools/call', threeRuns)];
  for (let round = 0; round < 20; round++) await busy.ask('ping', {});
  for (const id of ids) expect((await busy.answerTo(id)).result).toEqual(alone.result);
});

describe('the process', () => {
  test('is ready quickly', async () => {
    const times: number[] = [];
    for (let round = 0; round < 3; round++) {
      const sent = performance.now();
      await start().initialize();
      times.push(performance.now() - sent);
    }
    expect(Math.min(...times)).toBeLessThan(1000);
  });

  test('ends when its input ends', async () => {
    const server = start();
    await server.initialize();
    server.process.stdin!.end();
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  test('answers a short call that was sent just before its input ended', async () => {
    const server = start();
    await server.initialize();
    const id = server.send('tools/call', { name: 'size_partitions', arguments: { design: {} } });
    server.process.stdin!.end();
    await server.exited;
    expect((await server.answerTo(id, 100)).result).toHaveProperty('structuredContent');
  });

  test.each(['input ends', 'SIGINT', 'SIGTERM'] as const)('ends in the middle of a long run: %s', async (what) => {
    const server = start();
    await server.initialize();
    server.send('tools/call', { ...call(longRun), _meta: { progressToken: 1 } });
    await server.until((message) => message.method === 'notifications/progress');
    const asked = performance.now();
    if (what === 'input ends') server.process.stdin!.end();
    else server.process.kill(what);
    expect(await server.exited).toEqual({ code: 0, signal: null });
    expect(performance.now() - asked).toBeLessThan(3000);
  });

  test('survives nonsense: broken JSON, unknown methods and tools', async () => {
    const server = start();
    server.process.stdin!.write('this is not JSON\n{"jsonrpc":"2.0"}\n');
    await server.initialize();
    expect((await server.ask('server/discover', {})).error).toMatchObject({ code: -32601 });
    expect((await server.ask('tools/call', { name: 'simulate_lg', arguments: {} })).error?.message).toContain(
      'simulate_lag',
    );
    expect((await server.ask('ping', {})).result).toEqual({});
  });
});
