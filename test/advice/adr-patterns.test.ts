/** The patterns of a decision record: those that the design has, under their own names. */
import { expect, test } from 'vitest';
import { draftAdr, runScenario } from '../../simulator/api.ts';

async function recordOf(design: string, workload: string): Promise<string> {
  const text = `
apiVersion: sba/v1
name: patterns
question: Which patterns does it use?
design: ${design}
workload: ${workload}
run: {duration: 5s, warmup: 0s, replications: 2}
expect: [errorRatio < 1%]
`;
  const checked = await runScenario(text, {});
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems, undefined, 2));
  const { result } = checked.value;
  return draftAdr([{ ...result, scenario: { ...result.scenario, text } }]);
}

const writers = '[{name: writers, map: rows, rate: 50/s, mix: {put: 50%, get: 50%}, service: 1ms}]';

test.each([
  ['{replicated: {resolve: counter}}', 'map rows replicated to every unit, counter'],
  ['{quorum: {read: 1, write: 2}}', 'map rows without a leader, N = 3, R = 1, W = 2'],
  ['database', 'map rows as a table of the store'],
])('a map of kind %s is called what it is, and not partitioned', async (kind, name) => {
  const design = `{members: 3, backups: 0, network: none, maps: [{name: rows, entries: 1k, kind: ${kind}}], store: {latency: 1ms}}`;
  const record = await recordOf(design, writers);
  expect(record).toContain(name);
  expect(record).not.toContain('partition table');
  expect(record).not.toContain('synchronous replication');
});

test('beside a partitioned map both are there', async () => {
  const maps = '[{name: rows, entries: 1k}, {name: rates, entries: 10, kind: {replicated: {}}}]';
  const record = await recordOf(`{members: 3, backups: 1, network: none, maps: ${maps}}`, writers);
  expect(record).toContain('partition table');
  expect(record).toContain('map rates replicated to every unit');
});

test('balancer, registry, detector and autoscaler have their rows', async () => {
  const design =
    '{members: 2, backups: 0, network: none, maps: [{name: rows, entries: 1k}], middleware: {balancer: two-choices, registry: {}, sessionCache: {}}}';
  const record = await recordOf(design, writers.replace('map: rows', 'map: rows, via: balancer'));
  expect(record).toContain('load balancer, two-choices, with a registry that polls');
  expect(record).toContain('units keep what they read and write of a session');
  const scaled =
    '{members: 2, backups: 0, network: none, maps: [{name: rows, entries: 1k}], autoscaler: {rule: target, target: 50%, maximum: 4}}';
  expect(await recordOf(scaled, writers)).toContain('autoscaler, rule target');
});

test('regions that send one another their writes', async () => {
  const design =
    '{product: {kind: generic, partitions: 12}, regions: [{name: eu, zones: 1}, {name: us, zones: 1}], members: 4, backups: 1, network: two-regions, maps: [{name: rows, entries: 1k}], wan: {delay: 100ms}}';
  expect(await recordOf(design, writers)).toContain('2 grids that send one another their writes, last-write-wins');
});
