/** A call with a time limit leaves nothing behind, however it ends. */
import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { type CallGround, performLimited } from '../../mcp-server/limited-call.ts';
import { RunMemory } from '../../mcp-server/run-memory.ts';

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

test.each([
  [
    'throws before there is a promise',
    () => {
      throw new Error('defect');
    },
  ],
  ['is rejected', () => Promise.reject(new Error('defect'))],
] as const)('one that %s leaves no timer and no listener', async (_, call: (ground: CallGround) => Promise<never>) => {
  const { signal } = new AbortController();
  const before = timers();
  const limited = { maxSeconds: 600, call, invalid: '', outOfTime: () => '' };
  const context = { signal, progress: () => {}, runs: new RunMemory(), shipped: {} };
  await expect(performLimited(limited, context)).rejects.toThrow('defect');
  expect(timers()).toBe(before);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
