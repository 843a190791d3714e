/** run_scenario with maps that are not partitioned, services, regions, autoscaler and middleware: answers, within its size. */
import { beforeAll, expect, test } from 'vitest';
import { type Connection, connect } from './connection.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await connect();
});

test.each([
  ['slow-dependency', 'responseTime{service:gateway}'],
  ['quorum-staleness', 'versionStaleness'],
  ['leaderboard', 'mergeConflicts'],
  ['where-the-grid-buys-nothing', 'storeWrites'],
  ['region-lost', 'wanLag'],
  ['autoscaler-flapping', 'scaleEvents'],
  ['affinity-stale-cache', 'sessionHitRatio'],
])('%s answers with %s', async (scenario, metric) => {
  const { isError, text, structured } = await connection.call('run_scenario', { scenario, replications: 2 });
  expect(isError, text).toBe(false);
  expect(structured.metrics).toHaveProperty([metric]);
  expect(JSON.stringify(structured).length).toBeLessThan(25_000);
});

test('the decision record of a quorum map is drafted from its run', async () => {
  const { isError, text, structured } = await connection.call('draft_adr', { scenarios: ['quorum-staleness'] });
  expect(isError, text).toBe(false);
  expect(JSON.stringify(structured)).toContain('without a leader, N = 3');
  expect(JSON.stringify(structured)).not.toContain('partition table');
}, 60_000);
