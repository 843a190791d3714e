/** Regions that are grids of their own send one another what was written; what had not left a lost region is gone with it. */
import { describe, expect, test } from 'vitest';
import { RegionVersions } from '../../simulator/grid/merge/region-versions.ts';
import { countOf, errorsOf, timesOf } from '../faults/stories.ts';
import { type Simulated, simulate } from './simulate.ts';

interface Two {
  readonly wan?: string;
  readonly workload?: readonly string[];
  readonly faults?: readonly string[];
  readonly map?: string;
}

const fromEurope = '{name: eu, map: map, rate: 200/s, op: put, from: eu-a, service: 100us, client: {timeout: 400ms}}';
const fromAmerica = '{name: us, map: map, rate: 200/s, op: put, from: us-a, service: 100us, client: {timeout: 400ms}}';

function twoRegions(
  { wan = 'delay: 200ms', workload = [fromEurope], faults = [], map = '' }: Two,
  seed = 1,
): Simulated {
  return simulate(
    `
apiVersion: sba/v1
name: two-regions
question: What reaches the other region?
design:
  product: {kind: generic, partitions: 6, heartbeatInterval: 500ms, heartbeatTimeout: 2s}
  regions: [{name: eu, zones: 1}, {name: us, zones: 1}]
  members: 6
  backups: 1
  network: {sameZone: 100us, crossZone: 1ms, crossRegion: 40ms}
  maps: [{name: map, entries: 500, entrySize: 1KiB${map}}]
  wan: {${wan}}
workload: [${workload.join(', ')}]
run: {duration: 20s, warmup: 0s, settle: 60s}
faults: [${faults.join(', ')}]
`,
    { seed },
  );
}

test('a write reaches the other region after its batch has waited and one way over the ocean', () => {
  const { mean, max, count } = timesOf(twoRegions({}), 'wanLag');
  expect(count).toBeGreaterThan(3800);
  // A batch leaves 200 ms after its first write, or later when the one before is still on its way (80 ms there and back).
  expect(max).toBeLessThan(40 + 200 + 80 + 1);
  expect(mean).toBeGreaterThan(40 + 60);
});

test('clients use the grid of their own region and never cross the ocean for it', () => {
  const { max } = timesOf(twoRegions({ workload: [fromEurope, fromAmerica] }), 'responseTime');
  expect(max).toBeLessThan(10);
});

test('a lost region takes with it what had not left, and nothing that the other region has', () => {
  const run = twoRegions({ faults: ['{id: gone, kind: host-loss, at: 10s, target: {zone: eu-a}}'] });
  const lost = run.summary.counts.acknowledgedWritesLost!;
  // 200/s; what waits at a random moment is at most 200 ms and the time of a round trip old.
  expect(lost).toBeGreaterThan(3);
  expect(lost).toBeLessThan(200 * 0.28 + 20);
  expect(countOf(run, 'throughput{workload:eu}')).toBeGreaterThan(1900);
});

test('the loss of one member of a region loses nothing: its backup knows what has not been sent', () => {
  const run = twoRegions({ faults: ['{id: gone, kind: crash, at: 10s, target: {member: 0}}'] });
  expect(run.summary.counts.acknowledgedWritesLost).toBe(0);
  expect(timesOf(run, 'wanLag').count).toBeGreaterThan(0.85 * 4000);
});

test('a majority is one of the members of a region, whether a fault is one that members notice or not', () => {
  for (const fault of [
    '{id: hot, kind: hot-key, map: map, share: 10%, at: 5s, duration: 1s}',
    '{id: gone, kind: pause, at: 5s, duration: 1s, target: {member: 0}}',
  ]) {
    const run = twoRegions({
      map: ', protection: {members: majority}',
      faults: [fault],
    });
    expect(countOf(run, 'throughput{workload:eu}')).toBeGreaterThan(3500);
  }
});

test('clients of a lost region change to the other one after the failover time, and not before', () => {
  const faults = ['{id: gone, kind: host-loss, at: 10s, target: {zone: eu-a}}'];
  expect(errorsOf(twoRegions({ faults }))).toBeGreaterThan(0.45);
  const after5 = errorsOf(twoRegions({ wan: 'delay: 200ms, failover: {after: 5s}', faults }));
  expect(after5).toBeGreaterThan(0.23);
  expect(after5).toBeLessThan(0.28);
});

test('a split between the regions is made up for when it heals; a bounded queue drops what it cannot hold', () => {
  const faults = ['{id: cut, kind: split, at: 5s, duration: 8s, target: {zone: eu-a}}'];
  // Clients stand in the zones, so those of the region are cut off with it and go on.
  const kept = twoRegions({ faults, wan: 'delay: 200ms, acknowledgeTimeout: 1s' });
  expect(kept.summary.counts.wanDropped).toBe(0);
  expect(timesOf(kept, 'wanLag').max).toBeGreaterThan(7900);
  const limit = 'queueLimit: {entries: 100, whenFull: drop-oldest}';
  const dropped = twoRegions({ faults, wan: `delay: 200ms, acknowledgeTimeout: 1s, ${limit}` });
  // Three members hold 100 each of the 1600 written meanwhile.
  expect(dropped.summary.counts.wanDropped).toBeGreaterThan(1100);
  expect(dropped.summary.counts.wanDropped).toBeLessThan(1600);
});

test('a full queue that rejects fails writes instead of dropping them', () => {
  const faults = ['{id: cut, kind: split, at: 5s, duration: 8s, target: {zone: eu-a}}'];
  const limit = 'queueLimit: {entries: 100, whenFull: reject}';
  const run = twoRegions({ faults, wan: `delay: 200ms, acknowledgeTimeout: 1s, ${limit}` });
  expect(run.summary.counts.wanDropped).toBe(0);
  expect(errorsOf(run)).toBeGreaterThan(0.25);
});

test('what both regions write meets as conflicts; alone, one region has none', () => {
  expect(twoRegions({}).summary.counts.mergeConflicts).toBe(0);
  const { counts } = twoRegions({ workload: [fromEurope, fromAmerica] }).summary;
  expect(counts.mergeConflicts).toBeGreaterThan(100);
  expect(counts.mergeConflicts).toBe(counts.mergeLosses! + counts.lostUpdates!);
});

test('a member is protected by the members of its own region', () => {
  const crash = '{id: dies, kind: crash, at: 10s, target: {member: 1}}';
  const calm = errorsOf(twoRegions({ faults: [crash] }));
  expect(errorsOf(twoRegions({ map: ', protection: {members: majority}', faults: [crash] }))).toEqual(calm);
  const lonely = '{id: alone, kind: split, at: 10s, target: {member: 1}}';
  const shares = errorsOf(twoRegions({ map: ', protection: {members: 3}', faults: [lonely] }));
  expect(shares).not.toEqual(calm);
});

describe('two regions agree on the value of every key', () => {
  const knowing = (...numbers: number[]) => Float64Array.from(numbers);

  test('under last write wins, in whatever order concurrent writes meet', () => {
    const versions = new RegionVersions(2, 'last-write-wins');
    const [inEurope, inAmerica] = [0, 1];
    const europe = versions.written(inEurope, 0, { member: 0, sequence: 1, timestamp: 100 });
    const america = versions.written(inAmerica, 1, { member: 1, sequence: 2, timestamp: 100 });
    expect(versions.received(inEurope, america)).toBe('overwrites');
    expect(versions.received(inAmerica, europe)).toBe('discarded');
    expect(versions.held(inEurope)).toEqual(versions.held(inAmerica));
    expect(versions.received(inAmerica, europe)).toBe('known');
  });

  test('and a write that knew of the other one replaces it without a conflict', () => {
    const versions = new RegionVersions(2, 'last-write-wins');
    const first = versions.written(0, 0, { member: 0, sequence: 1, timestamp: 500 });
    expect(versions.received(1, first)).toBe('applied');
    const second = versions.written(1, 1, { member: 1, sequence: 2, timestamp: 100 });
    expect(second.knows).toEqual(knowing(1, 2));
    expect(versions.received(0, second)).toBe('applied');
  });

  test('but not when each keeps its own', () => {
    const versions = new RegionVersions(2, 'put-if-absent');
    const europe = versions.written(0, 0, { member: 0, sequence: 1, timestamp: 100 });
    const america = versions.written(1, 1, { member: 1, sequence: 2, timestamp: 200 });
    expect([versions.received(0, america), versions.received(1, europe)]).toEqual(['discarded', 'discarded']);
    expect(versions.held(0)!.region).not.toBe(versions.held(1)!.region);
  });
});
