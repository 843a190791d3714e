/** A drafted scenario and its closed form speak of the same loss: of a process, or of its host. */
import { expect, test } from 'vitest';
import { designCard } from '../../simulator/model/design-card.ts';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { sizingCard } from '../../simulator/model/sizing-card.ts';
import { draftScenario } from '../../simulator/sizing/scenario-draft.ts';
import { size } from '../../simulator/sizing/size.ts';

type Drafted = Readonly<{ product: 'hazelcast' | 'ignite' | 'valkey' | 'generic'; version?: string; backups?: number }>;

function limitOf(card: Drafted, fault: 'crash' | 'host-loss'): number {
  const text = draftScenario(designCard.parse(card), { name: 'drafted', question: 'How long?', fault });
  const read = parseScenario(text, { source: 'drafted' });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const { faults, expect: expected, run } = read.value.scenario;
  expect(faults.map(({ kind }) => kind)).toEqual([fault]);
  const [outage] = expected.filter(({ metric }) => metric === 'writeOutage');
  expect(run.duration).toBeGreaterThan(20e9 + outage!.limit);
  return outage!.limit / 1e9;
}

test.each([
  ['hazelcast', 0.6, 65],
  ['ignite', 0.5, 12.1],
  ['generic', 5, 5],
  ['valkey', 24.8, 24.8],
] as const)('%s is back within the time of the loss that strikes', (product, crash, hostLoss) => {
  for (const [fault, seconds] of [
    ['crash', crash],
    ['host-loss', hostLoss],
  ] as const) {
    const limit = limitOf({ product }, fault);
    expect(limit).toBeGreaterThanOrEqual(seconds);
    expect(limit).toBeLessThan(seconds * 1.1);
  }
});

test.each(['hazelcast', 'ignite'] as const)('sizing of %s tells both times, since they differ', (product) => {
  const { numbers, summary } = size(sizingCard.parse({ product }));
  const of = (name: string) => numbers.find((number) => number.name === name)?.value ?? Number.NaN;
  expect(of('failoverTimeHostLoss')).toBeGreaterThan(20 * of('failoverTime'));
  expect(summary).toContain('when its host is lost');
});

test('where a lost host is noticed as soon as a dead process, one time is told', () => {
  const { numbers, summary } = size(sizingCard.parse({ product: 'redis-cluster' }));
  expect(numbers.filter(({ name }) => name.endsWith('HostLoss')).map(({ name }) => name)).toEqual([
    'writesLostOnHostLoss',
  ]);
  expect(summary).not.toContain('host is lost');
});

test('Ignite 3 with two replicas has nobody who takes over, with three it waits for the lease', () => {
  const two = draftScenario(designCard.parse({ product: 'ignite', version: '3' }), { name: 'two', question: 'Who?' });
  expect(two).toContain('mustCause: [write-outage]');
  expect(limitOf({ product: 'ignite', version: '3', backups: 2 }, 'crash')).toBeCloseTo(5.2, 0);
});

test('Ignite 3 counts its partitions by its members', () => {
  const { partitions } = size(sizingCard.parse({ product: 'ignite', version: '3', members: 6, backups: 2 }));
  expect(partitions).toBe((6 * 8 * 3) / 3);
});

test('products without a majority rule ask for none', () => {
  const constraints = (product: string) =>
    size(sizingCard.parse({ product, failures: 2 })).constraints.map(({ constraint }) => constraint);
  expect(constraints('generic')).toContain('majority');
  expect(constraints('hazelcast')).not.toContain('majority');
  expect(constraints('ignite')).not.toContain('majority');
});

test.each([
  [{ product: 'ignite', version: '4' }, 'version', '2, 3, 2.8'],
  [{ product: 'hazelcast', version: '4.2' }, 'version', 'one of 5.0'],
  [{ product: 'ignite', version: '3', heartbeatTimeout: '4s' }, 'heartbeatTimeout', 'lease'],
])('%j is refused at %s', (card, field, words) => {
  const checked = designCard.safeParse(card);
  expect(checked.error?.issues.map(({ path, message }) => [path, message])).toEqual([
    [[field], expect.stringContaining(words)],
  ]);
});
