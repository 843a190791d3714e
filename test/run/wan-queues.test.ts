/** Queues between regions as Hazelcast bounds them: what a full one does, and what an early answer costs. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { highest, samples, share, simulate } from './simulate.ts';

interface Story {
  readonly product?: string;
  readonly rate?: string;
  readonly faults?: string;
  readonly backups?: number;
}

function scenario(wan: string, story: Story = {}): string {
  const { product = '{kind: hazelcast, partitions: 12}', rate = '1000/s', faults = '', backups = 1 } = story;
  return `
apiVersion: sba/v1
name: queues
question: What does a full queue do?
design:
  product: ${product}
  regions: [{name: eu, zones: 1}, {name: us, zones: 1}]
  members: 4
  backups: ${backups}
  network: {sameZone: 100us, crossZone: 1ms, crossRegion: 40ms}
  maps: [{name: things, entries: 100000, entrySize: 1KiB}]
  wan: {${wan}}
workload: [{name: eu, map: things, rate: ${rate}, op: put, from: eu-a, service: 100us, client: {timeout: 400ms}}]
run: {duration: 30s, warmup: 0s, settle: 90s, seed: 3}
faults: [${faults}]
`;
}

const run = (wan: string, story?: Story) => simulate(scenario(`acknowledgeTimeout: 1s, ${wan}`, story)).summary;

/** Nothing crosses the ocean for 17 s, nor until the next try: a second for the one that fails, a second of pause. */
const ocean = '{id: ocean, kind: split, target: {zone: us-a}, at: 5s, duration: 17s}';
const errors = (summary: ReturnType<typeof run>) => share(summary, 'errorRatio').hits;

describe('a region that cannot be reached for 17 s at 1000 writes a second', () => {
  test('with Hazelcast’s usual queue of 10000 a member loses nothing, with a tenth of it most', () => {
    const usual = run('', { faults: ocean });
    expect(usual.counts.wanDropped).toBe(0);
    // Two members of the region share the writes, so a queue would be full after 20 s.
    expect(highest(usual, 'wanBacklog')).toBeGreaterThan(16_500);
    expect(highest(usual, 'wanBacklog')).toBeLessThan(20_000);
    const small = run('queueCapacity: 1000', { faults: ocean });
    expect(highest(small, 'wanBacklog')).toBeLessThanOrEqual(2000);
    expect(small.counts.wanDropped).toBeGreaterThan(14_000);
    expect(errors(small)).toBe(0);
  });

  test('fills the queue in capacity / rate seconds, from when writes fail instead where Hazelcast throws', () => {
    const thrown = run('queueCapacity: 1000, queueFull: THROW_EXCEPTION', { faults: ocean });
    expect(thrown.counts.wanDropped).toBe(0);
    expect(highest(thrown, 'wanBacklog')).toBeLessThanOrEqual(2000);
    // 2 s of 17 to 19 pass until both queues are full.
    expect(errors(thrown)).toBeGreaterThan(14_000);
    expect(errors(thrown)).toBeLessThan(17_500);
    const active = run('queueCapacity: 1000, queueFull: THROW_EXCEPTION_ONLY_IF_REPLICATION_ACTIVE', { faults: ocean });
    expect(errors(active)).toBe(errors(thrown));
  });

  test('and a full queue keeps what waited, where drop-oldest keeps what came', () => {
    const discards = run('queueCapacity: 1000', { faults: ocean });
    const dropsOldest = run('queueLimit: {entries: 1000, whenFull: drop-oldest}', { faults: ocean });
    // Of what crosses after the heal: 2000 from the beginning of the split, or the 1000 that were on their way and 1000 new ones.
    expect(samples(discards, 'wanLag').mean).toBeGreaterThan(1.4 * samples(dropsOldest, 'wanLag').mean);
  });
});

describe('an answer on receipt', () => {
  const crash =
    '{id: crash, kind: host-loss, at: 8s, target: {member: 2}}, {id: both, kind: host-loss, at: 12s, target: {member: 3}}';

  test('loses what its receiver could not apply before it died, where an answer on completion sends it again', () => {
    const story = { faults: crash, backups: 0, rate: '200/s', product: '{kind: generic, partitions: 12}' };
    const complete = run('delay: 100ms, acknowledgeType: ACK_ON_OPERATION_COMPLETE', story);
    const receipt = run('delay: 100ms, acknowledgeType: ACK_ON_RECEIPT', story);
    expect(complete.counts.wanDropped).toBe(0);
    expect(receipt.counts.wanDropped).toBeGreaterThan(50);
  });

  test('is the same in calm weather', () => {
    const [complete, receipt] = ['ACK_ON_OPERATION_COMPLETE', 'ACK_ON_RECEIPT'].map((type) =>
      run(`acknowledgeType: ${type}`, { rate: '200/s' }),
    );
    expect(receipt!.counts.wanDropped).toBe(0);
    expect(receipt!.distributions.wanLag).toEqual(complete!.distributions.wanLag);
  });
});

test('two ways to bound the queue are refused', () => {
  const checked = parseScenario(scenario('queueLimit: {entries: 10}, queueCapacity: 10'), {
    source: '<text>',
    parameters: {},
  });
  expect(checked.ok ? [] : checked.problems.map(({ path, suggestion }) => `${path}: ${suggestion}`)).toEqual([
    'design.wan.queueCapacity: remove queueLimit',
  ]);
});
