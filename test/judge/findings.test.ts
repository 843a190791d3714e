/** Findings about the newer parts: each appears where its cause is, and not where its advice has been taken. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runScenario } from '../../simulator/api.ts';
import type { Finding } from '../../simulator/model/result.ts';

type Parameters = Readonly<Record<string, string>>;

async function findingsIn(text: string, parameters: Parameters = {}): Promise<readonly Finding[]> {
  const checked = await runScenario(text, { replications: 2, parameters });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems, undefined, 2));
  return checked.value.result.findings;
}

const shipped = (name: string) => readFileSync(new URL(`../../scenarios/${name}.yaml`, import.meta.url), 'utf8');
const codes = (findings: readonly Finding[]) => findings.map(({ code }) => code);

describe('shipped scenarios', () => {
  test.each<[code: string, scenario: string, seen: Parameters, gone: Parameters, advice: string]>([
    ['autoscaler-flapping', 'autoscaler-flapping', { below: '60%', add: '1' }, {}, 'scaleInBelow'],
    ['requests-cut-off', 'drain-too-short', { limit: '5s' }, {}, 'untilEmpty'],
    ['unit-removed-for-ever', 'spike-removes-unit', {}, { recovers: 'true' }, 'recovers: true'],
    ['routed-to-dead-units', 'stale-registry', { seesDead: 'false' }, {}, 'checkSeesDead: true'],
    ['herding', 'herding-on-stale-metrics', {}, { policy: 'two-choices' }, 'two-choices'],
    ['evicted-and-missed', 'cache-too-small', { maxEntries: '2k' }, { maxEntries: '100k' }, 'storeReads'],
    ['updates-lost', 'get-mutate-put-loses-updates', {}, { updates: 'versioned' }, 'entryProcessor'],
  ])('%s', async (code, scenario, seen, gone, advice) => {
    const found = (await findingsIn(shipped(scenario), seen)).find((finding) => finding.code === code);
    expect(found?.advice).toContain(advice);
    expect(codes(await findingsIn(shipped(scenario), gone))).not.toContain(code);
  });

  test.each([
    ['near-cache-staleness', 'near caches'],
    ['affinity-stale-cache', 'session caches'],
    ['quorum-staleness', 'R + W ≤ N'],
  ])('stale reads of %s come from %s', async (scenario, source) => {
    const found = (await findingsIn(shipped(scenario))).find(({ code }) => code === 'stale-reads');
    expect(found?.text).toContain(source);
  });

  test('quorums that overlap make no read stale', async () => {
    expect(codes(await findingsIn(shipped('quorum-staleness'), { read: '2', write: '2' }))).not.toContain(
      'stale-reads',
    );
  });

  test('a unit that stands still hears of writes late; others do not', async () => {
    expect(codes(await findingsIn(shipped('affinity-stale-cache')))).toContain('bus-lag');
    expect(codes(await findingsIn(shipped('affinity-stale-cache'), { pause: '1ms' }))).not.toContain('bus-lag');
  });
});

describe('replicas that stay different', () => {
  const text = (resolve: string, rest = '', faults = '') => `
apiVersion: sba/v1
name: replicas
question: Do they agree in the end?
parameters: {}
design:
  regions: [{name: eu, zones: 3}]
  members: 3
  backups: 0
  network: three-zones
  maps: [{name: rows, entries: 10k, kind: {replicated: {resolve: ${resolve}, clocks: {tick: 1s}, busDelay: 20ms${rest}}}}]
workload: [{name: updates, map: rows, op: put, rate: 2k/s, service: 20us}]
run: {duration: 5s, warmup: 0s}
faults: [${faults}]
`;
  const adviceOf = async (scenario: string) =>
    (await findingsIn(scenario)).find(({ code }) => code === 'replicas-diverged')?.advice;

  test('a resolver that goes by the order of arrival is named', async () => {
    expect(await adviceOf(text('seed-last-write-wins'))).toContain('With seed-last-write-wins');
    expect(await adviceOf(text('last-write-wins'))).toBeUndefined();
  });

  test('writes that a cut swallowed and nobody sends again', async () => {
    const cut = '{id: cut, kind: split, at: 3500ms, duration: 1s, target: {zone: eu-a}}';
    expect(await adviceOf(text('last-write-wins', ', reconcile: none', cut))).toContain('catch-up');
    expect(await adviceOf(text('last-write-wins', '', cut))).toBeUndefined();
  });

  test('updates lost on it are advised otherwise than those of clients', async () => {
    const advice = (await findingsIn(text('last-write-wins'))).find(({ code }) => code === 'updates-lost')?.advice;
    expect(advice).toContain('counter');
    expect(advice).not.toContain('entryProcessor');
    expect(codes(await findingsIn(text('counter')))).not.toContain('updates-lost');
  });
});

test('a merge after a split that kept one of two values; without a split nothing is merged', async () => {
  const text = shipped('split-brain-merge');
  const quiet = text.slice(0, text.indexOf('\nfaults:'));
  expect(codes(await findingsIn(text))).toContain('merge-losses');
  expect(codes(await findingsIn(quiet))).not.toContain('merge-losses');
});

describe('regions', () => {
  const text = (limit: string, duration: string) => `
apiVersion: sba/v1
name: regions
question: Does everything reach the other region?
design:
  product: {kind: generic, partitions: 12}
  regions: [{name: eu, zones: 1}, {name: us, zones: 1}]
  members: 4
  backups: 1
  network: two-regions
  maps: [{name: orders, entries: 10k}]
  wan: {delay: 100ms, acknowledgeTimeout: 1s${limit}}
workload: [{name: europe, map: orders, rate: 200/s, from: eu-a, op: put}]
run: {duration: 15s, warmup: 0s, settle: 20s}
faults: [{id: cut, kind: split, at: 3s${duration}, target: {region: us}}]
`;

  test('writes that a full queue dropped', async () => {
    const bounded = ', queueLimit: {entries: 50, whenFull: drop-oldest}';
    expect(codes(await findingsIn(text(bounded, ', duration: 8s')))).toContain('wan-dropped');
    const dropped = (await findingsIn(text(bounded, ', duration: 8s'))).find(({ code }) => code === 'wan-dropped');
    expect(dropped?.advice).toContain('queueCapacity');
    expect(codes(await findingsIn(text('', ', duration: 8s')))).not.toContain('wan-dropped');
  });

  test('writes that still wait in the end', async () => {
    expect(codes(await findingsIn(text('', '')))).toContain('wan-backlog-left');
    expect(codes(await findingsIn(text('', ', duration: 8s')))).not.toContain('wan-backlog-left');
  });
});

test('hints that grew too old before the replica was back', async () => {
  expect(codes(await findingsIn(shipped('hinted-handoff'), { keep: '5s' }))).toContain('hints-expired');
  expect(codes(await findingsIn(shipped('hinted-handoff')))).not.toContain('hints-expired');
});

test('garbage collections that were taken for deaths', async () => {
  const text = (pause: string) => `
apiVersion: sba/v1
name: pauses
question: Is who collects garbage taken for dead?
design:
  product: {kind: generic, partitions: 12, heartbeatInterval: 200ms, heartbeatTimeout: 1s}
  members: 4
  backups: 1
  units: {garbageCollection: {every: 5s, pause: ${pause}}}
  maps: [{name: orders, entries: 1k}]
workload: [{name: orders, map: orders, rate: 50/s, op: put}]
run: {duration: 20s, warmup: 0s}
`;
  expect(codes(await findingsIn(text('2s')))).toContain('pause-taken-for-death');
  expect(codes(await findingsIn(text('100ms')))).not.toContain('pause-taken-for-death');
});

test('a partition without copies begins empty only where no disk has it', async () => {
  const text = (settings: string) => `
apiVersion: sba/v1
name: lost
question: What becomes of partitions whose only node dies?
design:
  product: {kind: ignite, partitions: 12${settings}}
  members: 3
  backups: 0
  maps: [{name: orders, entries: 1k}]
workload: [{name: orders, map: orders, rate: 50/s, op: put}]
faults: [{id: dies, kind: crash, at: 5s, duration: 2s, target: {member: 1}}]
run: {duration: 20s, warmup: 0s}
`;
  const told = async (settings: string) =>
    (await findingsIn(text(settings))).find(({ code }) => code === 'partition-lost')?.text;
  expect(await told('')).toContain('began empty');
  expect(await told(', persistenceEnabled: true')).toContain('nobody called resetLostPartitions');
  expect(await told(', persistenceEnabled: true, resetLostPartitionsAfter: 1s')).toContain('on disk');
});
