/** Corners of the products that random scenarios came upon (random-scenarios.test.ts), each told as the story it is. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { answered, perFault, share, simulate } from './simulate.ts';

interface Story {
  readonly product: string;
  readonly members?: number;
  readonly backups?: number;
  readonly regions?: string;
  readonly network?: string;
  readonly more?: string;
  readonly map?: string;
  readonly source?: string;
  readonly faults?: readonly string[];
}

const puts = 'op: put, rate: 50/s, service: 50us, client: {timeout: 100ms}';

function story({ product, members = 4, backups = 1, regions, network, more, map, source, faults = [] }: Story): string {
  return `apiVersion: sba/v1
name: edge
question: Does anything impossible happen?
design:
  product: ${product}
  regions: ${regions ?? '[{name: eu, zones: 1}]'}
  members: ${members}
  backups: ${backups}
  network: ${network ?? 'one-zone'}
${more === undefined ? '' : `  ${more}\n`}  maps: [{name: m, entries: 100${map ?? ''}}]
workload: [{name: users, map: m, ${source ?? puts}}]
run: {duration: 20s, warmup: 0s, settle: 30s, eventLimit: 60000}
faults: [${faults.join(', ')}]
`;
}

function problems(parts: Story) {
  const checked = parseScenario(story(parts), { source: '<text>' });
  return checked.ok ? [] : checked.problems.map(({ path, suggestion }) => `${path}: ${suggestion}`);
}

test('copies for which there is no zone are not made, and nobody asks for them', () => {
  const product = '{kind: ignite, partitions: 8, affinityBackupFilter: zone}';
  const source = 'mix: {put: 50%, get: 50%}, rate: 100/s, service: 50us, client: {timeout: 100ms, retries: 2}';
  const run = simulate(story({ product, map: ', readFrom: any-copy', source, backups: 2 }));
  expect(answered(run.summary, 'users')).toBeGreaterThan(1800);
  expect(share(run.summary, 'errorRatio').hits).toBe(0);
});

test('a ring that looked past two members ends its search when all can be reached again', () => {
  const product = '{kind: ignite, partitions: 8, failureDetectionTimeout: 10ms, connectionRecoveryTimeout: 10s}';
  const faults = ['{id: cut, kind: split, at: 1628ms, duration: 50ms, target: {member: 0}}'];
  const run = simulate(story({ product, members: 8, backups: 0, network: 'loopback', faults }));
  expect(run.eventLimitReached).toBe(false);
});

test('the last member of a ring tries the addresses of the others again, without hurry, until it must halt', () => {
  const gone = [1, 3, 4].map((member) => `{id: crash-${member}, kind: crash, at: 5s, target: {member: ${member}}}`);
  const faults = [...gone, '{id: host, kind: host-loss, at: 5s, target: {member: 2}}'];
  const product = '{kind: ignite, partitions: 8, failureDetectionTimeout: 1s, connectionRecoveryTimeout: 2s}';
  const run = simulate(story({ product, members: 5, network: 'none', faults }));
  expect(run.eventLimitReached).toBe(false);
});

test('what is on the disk of a primary is not lost while its host is away', () => {
  const product = '{kind: redis-sentinel, downAfter: 1s, sentinels: 2, save: [{after: 1s, changes: 1}]}';
  const faults = ['{id: all, kind: region-loss, at: 10s, region: eu}'];
  // Nothing reaches the store before the region is gone.
  const map = ', persistence: {writeBehind: {delay: 60s, batch: 1000000, coalesce: false, queueOnBackups: false}}';
  const { summary } = simulate(story({ product, members: 2, map, more: 'store: {latency: 1ms}', faults }));
  // About a second of writes is younger than the last snapshot.
  expect(summary.counts.acknowledgedWritesLost).toBeGreaterThan(0);
  expect(summary.counts.acknowledgedWritesLost).toBeLessThan(120);
});

test('a key among more than 2^32 can be the one that gets hot', () => {
  const design = { product: 'generic', map: '', source: `keys: uniform, ${puts}` };
  const text = story({ ...design, faults: ['{id: hot, kind: hot-key, at: 5s, map: m, share: 50%}'] });
  const run = simulate(text.replace('entries: 100', 'entries: 20000000000'));
  expect(answered(run.summary, 'users')).toBeGreaterThan(900);
});

const far = '[{name: eu, zones: 2}, {name: us}]';

test('regions of their own are refused for products that do not replicate between clusters', () => {
  const wan = { regions: far, members: 4, more: 'wan: {}' };
  for (const product of ['ignite', '{kind: ignite, version: "3"}'])
    expect(problems({ ...wan, product })).toEqual(['design.wan: remove wan']);
  expect(problems({ ...wan, product: 'hazelcast' })).toEqual([]);
});

test('zone-aware groups are counted in each region where each is a grid of its own', () => {
  const product = '{kind: hazelcast, partitionGroup: zone-aware}';
  expect(problems({ product, regions: far })).toEqual([]);
  expect(problems({ product, regions: far, more: 'wan: {}' })).toEqual([
    'design.product.partitionGroup: write per-member',
  ]);
});

test('who asks Redis for minCopies is told of minReplicasToWrite', () => {
  expect(problems({ product: 'redis-sentinel', members: 2, map: ', minCopies: 2' })).toEqual([
    'design.maps[0].minCopies: remove minCopies, and write minReplicasToWrite: 1 in design.product',
  ]);
});

describe('a copy that one side of a split has made anew', () => {
  const product = (promotion: string) =>
    `{kind: generic, partitions: 30, promotion: ${promotion}, heartbeatInterval: 100ms, heartbeatTimeout: 500ms}`;
  const cut = '{id: cut, kind: split, at: 2s, duration: 16s, target: {member: 0}}';
  const gone = '{id: gone, kind: host-loss, at: 10s, target: {member: 1}}';

  test.each(['majority', 'any-side'])('survives there, so that one more loss loses nothing (%s)', (promotion) => {
    const text = story({ product: product(promotion), members: 5, faults: [cut, gone] });
    const { summary, witness } = simulate(text);
    expect(Object.keys(summary.lossCauses)).not.toContain('the members that held it failed');
    expect(summary.counts.acknowledgedWritesLost).toBe(witness.lost().length);
  });
});

test('two histories side by side are no redundancy: a member lost in a split is made up for when one of them is left', () => {
  const { summary } = simulate(`apiVersion: sba/v1
name: two-histories
question: When are there two copies of one history again?
design:
  product: {kind: generic, partitions: 30, promotion: any-side, heartbeatInterval: 100ms, heartbeatTimeout: 500ms}
  members: 3
  backups: 1
  maps: [{name: m, entries: 100}]
workload: [{name: users, map: m, op: put, rate: 50/s, client: {timeout: 100ms}}]
run: {duration: 30s, warmup: 0s, settle: 30s}
faults:
  - {id: cut, kind: split, at: 5s, duration: 20s, target: {member: 0}}
  - {id: gone, kind: host-loss, at: 15s, target: {member: 1}}
`);
  // Members 0 and 2 each go on alone until 25 s, ten seconds after the loss.
  expect(perFault(summary, 'redundancyRestored', 'gone')[0]).toBeGreaterThan(10_000);
});
