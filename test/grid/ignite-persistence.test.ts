/** What Apache Ignite 2 with native persistence loses and gets back: by WAL mode, when processes die, when power fails, when nodes return. */
import { describe, expect, test } from 'vitest';
import { perFault, simulate } from '../run/simulate.ts';
import { smallScenario } from '../run/small-scenario.ts';

const client = 'client: {timeout: 300ms, retries: 0}';
const puts = `{name: puts, map: map, op: put, rate: 200/s, service: 0us, from: beside-owner, ${client}}`;
const product = (settings: string) => `{kind: ignite, partitions: 32, failureDetectionTimeout: 1s${settings}}`;
const onDisk = (settings = '') => product(`, persistenceEnabled: true${settings}`);

interface Case {
  readonly faults: readonly string[];
  readonly backups?: number;
  readonly map?: string;
  readonly duration?: string;
}

const run = (text: string, { faults, backups = 1, map = 'entries: 1000', duration = '12s' }: Case, replication = 0) =>
  simulate(smallScenario({ product: text, backups, map, workload: [puts], duration, faults }), { replication });

const lostBy = (text: string, parts: Case, replications = 5) =>
  Array.from(
    { length: replications },
    (_, replication) => run(text, parts, replication).summary.counts.acknowledgedWritesLost!,
  );

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('all nodes at once', () => {
  const all = 'at: {uniform: [5s, 6s]}, duration: 2s, target: {members: [0, 1, 2]}';
  const crash = { faults: [`{id: gone, kind: crash, ${all}}`] };
  const power = { faults: [`{id: gone, kind: host-loss, ${all}}`] };

  test('without persistence everything is lost', () => {
    expect(Math.min(...lostBy(product(''), crash))).toBeGreaterThan(900);
    expect(Math.min(...lostBy(product(''), power))).toBeGreaterThan(900);
  });

  test('FSYNC loses nothing', () => {
    expect(Math.max(...lostBy(onDisk(', walMode: FSYNC'), crash))).toBe(0);
    expect(Math.max(...lostBy(onDisk(', walMode: FSYNC'), power))).toBe(0);
  });

  test('LOG_ONLY, the default, loses nothing when processes die, and less than the segment sync timeout when power fails', () => {
    expect(Math.max(...lostBy(onDisk(), crash))).toBe(0);
    const lost = lostBy(onDisk(), power);
    expect(lost).toEqual(lostBy(onDisk(', walMode: LOG_ONLY'), power));
    expect(Math.min(...lost)).toBeGreaterThan(0);
    expect(Math.max(...lost)).toBeLessThan(110);
  });

  test('LOG_ONLY loses half a segment sync timeout of writes without backups, in the mean', () => {
    // 200 writes a second for a time that is uniform from 0 to 500 ms at each of three nodes: 50, standard error 5.
    const lost = lostBy(onDisk(), { ...power, backups: 0 }, 12);
    expect(Math.abs(mean(lost) - 50)).toBeLessThan(18);
    const slower = lostBy(onDisk(', walSegmentSyncTimeout: 2s'), { ...power, backups: 0 }, 12);
    expect(Math.abs(mean(slower) - 200)).toBeLessThan(70);
  });

  test('BACKGROUND is LOG_ONLY while its log is memory-mapped; without, a process loses what it had not flushed', () => {
    expect(Math.max(...lostBy(onDisk(', walMode: BACKGROUND'), crash))).toBe(0);
    const background = (settings: string) =>
      lostBy(onDisk(`, walMode: BACKGROUND, walMmap: false${settings}`), { ...crash, backups: 0 }, 12);
    expect(Math.abs(mean(background(', walSegmentSyncTimeout: 1h')) - 200)).toBeLessThan(70);
    // Forcing the log flushes it, too: by default twice a second, more often than every 2 s.
    expect(Math.abs(mean(background('')) - 50)).toBeLessThan(20);
  });

  test('NONE loses everything, however they fail', () => {
    expect(Math.min(...lostBy(onDisk(', walMode: NONE'), crash, 3))).toBeGreaterThan(900);
    expect(Math.min(...lostBy(onDisk(', walMode: NONE'), power, 3))).toBeGreaterThan(900);
  });

  test('serve again when the last of the baseline is back, not before', () => {
    const faults = [
      '{id: two, kind: crash, at: 5s, duration: 2s, target: {members: [0, 1]}}',
      '{id: third, kind: crash, at: 5s, duration: 6s, target: {members: [2]}}',
    ];
    const { summary, witness } = run(onDisk(), { faults, duration: '20s' });
    expect(summary.counts.acknowledgedWritesLost).toBe(0);
    expect(summary.counts.partitionsLost).toBe(0);
    expect(witness.acknowledged.filter(({ at }) => at > 5.1e9 && at < 11e9)).toEqual([]);
    expect(witness.acknowledged.filter(({ at }) => at > 12e9 && at < 20e9).length).toBeGreaterThan(1_500);
  });
});

describe('a node that comes back', () => {
  const many = 'entries: 32k';
  const crash = '{id: away, kind: crash, at: 4s, duration: 4s, target: {members: [1]}}';

  test('is sent what it missed; partitions with fewer than 500 entries, or fewer than it missed, are copied as a whole', () => {
    const moved = (map: string, text = onDisk()) => run(text, { faults: [crash], map }).summary.counts.partitionsMoved;
    expect(moved(many)).toBe(0);
    expect(moved('entries: 1000')).toBeGreaterThan(10);
    expect(moved(many, product(''))).toBeGreaterThan(10);
  });

  test('gives up what only it had: writes that had not reached the backup that took over', () => {
    const text = (settings: string) =>
      smallScenario({
        product: settings,
        network: '{sameZone: 50ms, crossZone: 50ms}',
        workload: [puts],
        duration: '12s',
        faults: ['{id: away, kind: host-loss, link: true, at: 4s, duration: 5s, target: {members: [1]}}'],
      });
    const lost = (settings: string) => simulate(text(settings)).summary.counts.acknowledgedWritesLost;
    expect(lost(onDisk(', walMode: FSYNC'))).toBe(lost(product('')));
    expect(lost(product(''))).toBeGreaterThan(1);
  });

  test('stopped in good order has all its data, whatever the mode', () => {
    const faults = ['{id: rolling, kind: rolling-restart, at: 3s, downtime: 1s, pause: 500ms}'];
    for (const settings of [', walMode: NONE', ', walMode: BACKGROUND, walMmap: false']) {
      const { counts } = run(onDisk(settings), { faults, map: many, duration: '15s' }).summary;
      expect(counts.partitionsMoved).toBe(0);
      expect(counts.acknowledgedWritesLost).toBe(0);
    }
    expect(run(product(''), { faults, map: many, duration: '15s' }).summary.counts.partitionsMoved).toBeGreaterThan(30);
  });
});

describe('the baseline', () => {
  /** ms from the failure to the end of the run. */
  const TO_THE_END = 8_000;
  const gone = { faults: ['{id: gone, kind: crash, at: 4s, target: {members: [1]}}'] };
  const restored = (text: string) => perFault(run(text, gone).summary, 'redundancyRestored', 'gone');

  test('adjusts by itself in memory and not with persistence, where lost copies stay lost until their node is back', () => {
    expect(Math.max(...restored(product('')))).toBeLessThan(1_000);
    expect(Math.max(...restored(onDisk()))).toBeGreaterThan(TO_THE_END);
    const back = { faults: ['{id: gone, kind: crash, at: 4s, duration: 3s, target: {members: [1]}}'] };
    const [time] = perFault(run(onDisk(), back).summary, 'redundancyRestored', 'gone');
    expect(time).toBeGreaterThan(3_000);
    expect(time).toBeLessThan(4_100);
  });

  test('adjusts with persistence when it is enabled, after its timeout', () => {
    const [time] = restored(onDisk(', baselineAutoAdjustEnabled: true, baselineAutoAdjustTimeout: 3s'));
    expect(time).toBeGreaterThan(3_000);
    expect(time).toBeLessThan(4_100);
    expect(Math.max(...restored(product(', baselineAutoAdjustEnabled: false')))).toBeGreaterThan(TO_THE_END);
  });
});
