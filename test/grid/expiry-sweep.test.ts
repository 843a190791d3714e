/** Expired entries that nobody has looked at yet: what they take, and how the products find them. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { highest, share, simulate } from '../run/simulate.ts';

interface Story {
  readonly product?: string;
  readonly members?: number;
  readonly load?: string;
  readonly duration?: string;
}

function scenario(eviction: string, story: Story): string {
  const { product = '{kind: generic, partitions: 7}', members = 3, duration = '40s' } = story;
  const { load = '{name: writers, map: things, rate: [{at: 0s, rate: 500/s}, {at: 10s, rate: 0/s}], op: put}' } = story;
  return `
apiVersion: sba/v1
name: sweep
question: Who holds what is over?
design:
  product: ${product}
  members: ${members}
  backups: 1
  network: none
  maps: [{name: things, entries: 1000000, entrySize: 1000B, startsEmpty: true, eviction: {${eviction}}}]
workload:
  - ${load}
run: {duration: ${duration}, warmup: 0s, seed: 4}
`;
}

function run(eviction: string, story: Story = {}) {
  return simulate(scenario(eviction, story)).summary;
}

function problems(eviction: string, story: Story = {}): readonly string[] {
  const checked = parseScenario(scenario(eviction, story), { source: '<text>', parameters: {} });
  return checked.ok ? [] : checked.problems.map(({ path, suggestion }) => `${path}: ${suggestion}`);
}

const ended = (summary: ReturnType<typeof run>, level: string) => summary.endLevels[level]!;

describe('an entry whose time is over', () => {
  test('takes memory until a sweep finds it, and none at all where entries leave at their very end', () => {
    const exact = run('timeToLive: 5s');
    const swept = run('timeToLive: 5s, sweep: {task: {every: 15s, share: 100%, partitions: 100%}}');
    expect(exact.levels.expiredEntries).toBeUndefined();
    expect(highest(swept, 'expiredEntries')).toBeGreaterThan(2000);
    expect(highest(swept, 'memoryUsed')).toBeGreaterThan(1.5 * highest(exact, 'memoryUsed'));
    // In the end all have left, one way or the other.
    expect([ended(exact, 'memoryUsed'), ended(swept, 'memoryUsed')]).toEqual([0, 0]);
    expect(swept.counts.expirations).toBe(exact.counts.expirations);
  });

  test('answers nobody: a read finds it as little as where it had left', () => {
    const load = '{name: both, map: things, rate: 400/s, mix: {get: 80%, put: 20%}, keys: {zipf: 0.9}}';
    const exact = run('timeToLive: 2s', { load });
    const swept = run('timeToLive: 2s, sweep: {task: {every: 30s}}', { load });
    expect(share(swept, 'hitRatio')).toEqual(share(exact, 'hitRatio'));
  });

  test('leaves when it is read or written, long before the sweep comes by', () => {
    const load =
      '{name: both, map: things, rate: 200/s, mix: {get: 99%, put: 1%}, keys: {hotSet: {keys: 0.001%, requests: 100%}}}';
    const exact = run('timeToLive: 2s', { load });
    const swept = run('timeToLive: 2s, sweep: {task: {every: 1000s}}', { load });
    expect(exact.counts.expirations).toBeGreaterThan(20);
    expect(exact.counts.expirations! - swept.counts.expirations!).toBeLessThanOrEqual(10);
    expect(highest(swept, 'expiredEntries')).toBeLessThan(highest(exact, 'memoryUsed') / 1000);
  });

  test('takes the room of others, so that something leaves to make room that need not', () => {
    const load = '{name: writers, map: things, rate: 100/s, op: put}';
    const exact = run('timeToLive: 1s, maxEntries: 60', { load });
    const swept = run('timeToLive: 1s, maxEntries: 60, sweep: {task: {every: 1000s}}', { load });
    expect(exact.counts.evictions).toBeLessThan(100);
    expect(swept.counts.evictions).toBeGreaterThan(3000);
  });
});

describe('the sweep of', () => {
  test('Hazelcast looks at a tenth of a partition, so expired entries stay for several visits', () => {
    const product = '{kind: hazelcast, partitions: 2}';
    const summary = run('timeToLive: 5s, sweep: product', { product, members: 2 });
    // 2500 entries a partition: 10 % of them every 5 s.
    expect(highest(summary, 'expiredEntries')).toBeGreaterThan(3000);
    expect(ended(summary, 'expiredEntries')).toBeGreaterThan(500);
    expect(ended(summary, 'expiredEntries')).toBeLessThan(highest(summary, 'expiredEntries'));
  });

  test('Hazelcast visits a tenth of all partitions each time, so more partitions wait longer', () => {
    const left = [5, 100].map((partitions) =>
      ended(
        run('timeToLive: 2s, sweep: {task: {every: 1s, share: 100%}}', {
          product: `{kind: generic, partitions: ${partitions}}`,
          members: 2,
          duration: '14s',
        }),
        'expiredEntries',
      ),
    );
    // Five: a tenth is none, so all are visited every second. A hundred: ten a second of about fifty.
    expect(left[0]).toBe(0);
    expect(left[1]).toBeGreaterThan(0);
  });

  test('Ignite finds everything within half a second', () => {
    const summary = run('timeToLive: 5s, sweep: product', { product: 'ignite' });
    expect(highest(summary, 'expiredEntries')).toBeLessThan(3 * 500 * 0.5);
    expect(ended(summary, 'expiredEntries')).toBe(0);
  });

  test('Redis goes on while more than a tenth is over, and leaves about as much', () => {
    const load = '{name: writers, map: things, rate: 500/s, op: put}';
    const summary = run('timeToLive: 5s, sweep: product', { product: 'redis-cluster', members: 6, load });
    const held = (ended(summary, 'memoryUsed') * 6) / 2 / 1000;
    const stale = ended(summary, 'expiredEntries') / held;
    expect(stale).toBeGreaterThan(0.01);
    expect(stale).toBeLessThan(0.15);
  });

  test('Redis stops after a quarter of its time, so what expires faster piles up', () => {
    const story = { product: 'redis-cluster', members: 6, duration: '12s' };
    const usual = run('timeToLive: 2s, sweep: product', story);
    const slow = run('timeToLive: 2s, sweep: {cycle: {perKey: 5ms}}', story);
    // 25 ms / 5 ms = 5 keys a cycle, 150 a second on three primaries, where 500 a second expire.
    expect(highest(slow, 'expiredEntries')).toBeGreaterThan(5 * highest(usual, 'expiredEntries'));
  });
});

describe('a sweep is refused', () => {
  test.each([
    ['where nothing expires', 'maxEntries: 10, sweep: {task: {}}', {}, 'add timeToLive: 60s'],
    ['where no product says how', 'timeToLive: 1s, sweep: product', {}, '{cycle: {}}'],
    [
      'that the product has not',
      'timeToLive: 1s, sweep: {cycle: {}}',
      { product: '{kind: hazelcast, partitions: 7}' },
      'write sweep: product',
    ],
  ])('%s', (_, eviction, story, remedy) => {
    expect(problems(eviction, story)).toEqual([expect.stringContaining(remedy)]);
  });
});
