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

const lostBy = (text: string, parts: Case, replications = 10) =>
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
});
