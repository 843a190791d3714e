/** Updates that do not lose others: at the data in one step, or with a put that is refused when the key has changed (oracle R04). */
import { describe, expect, test } from 'vitest';
import { randomScenario } from '../run/random-scenario.ts';
import { share, simulate } from '../run/simulate.ts';

interface Case {
  readonly updates: string;
  readonly load: string;
  readonly design?: string;
  readonly faults?: string;
  readonly client?: string;
}

function updating({
  updates,
  load,
  design = 'members: 1, backups: 0',
  faults = '',
  client = 'timeout: 1h',
}: Case): string {
  return `apiVersion: sba/v1
name: updates
question: Do updates lose one another?
design: {${design}, network: none, units: {threads: 200}, maps: [{name: counters, entries: 1}]}
workload: [{name: users, map: counters, ${load}, mix: {update: 100%}, updates: ${updates}, service: 1ms, client: {${client}}}]
faults: [${faults}]
run: {duration: 10s, warmup: 0s}
`;
}

const atOnce = (clients: number) => `arrivals: {recorded: [${Array.from({ length: clients }, () => '1s').join(', ')}]}`;
const countsOf = (one: Case) => simulate(updating(one)).summary.counts;

describe('R04: clients that update one key at once, without backoff', () => {
  test.each([
    [10, 55],
    [50, 1275],
    [100, 5050],
  ])('%i clients: one succeeds a round, %i tries in all', (clients, tries) => {
    const counts = countsOf({ updates: `{versioned: {retries: ${clients - 1}}}`, load: atOnce(clients) });
    expect(counts.updateConflicts).toBe(tries - clients);
    expect(counts.attempts).toBe(2 * tries);
    expect(counts.lostUpdates).toBe(0);
  });

  test('with one retry less than it takes, the last one fails', () => {
    const { summary } = simulate(updating({ updates: '{versioned: {retries: 8}}', load: atOnce(10) }));
    expect(share(summary, 'errorRatio')).toEqual({ hits: 1, of: 10 });
    expect(summary.counts.lostUpdates).toBe(0);
  });

  test('plain, nine of ten are lost; at the data, each is one call and none is lost', () => {
    expect(countsOf({ updates: 'plain', load: atOnce(10) })).toMatchObject({ lostUpdates: 9, attempts: 20 });
    const counts = countsOf({ updates: 'entryProcessor', load: atOnce(10) });
    expect(counts).toMatchObject({ lostUpdates: 0, updateConflicts: 0, attempts: 10 });
  });

  test('a pause that doubles, spread at random, lets them pass one another with fewer tries', () => {
    const updates = '{versioned: {retries: 99, backoff: 10ms}}';
    const spread = countsOf({ updates, load: atOnce(50), client: 'timeout: 1h, jitter: full' });
    expect(spread.updateConflicts).toBeLessThan((1275 - 50) / 3);
    expect(spread.updateConflicts).toBeGreaterThan(0);
  });
});

test.each(['{versioned: {retries: 1000}}', 'entryProcessor'])(
  '8 clients in a closed loop, %s: nothing is lost',
  (updates) => {
    const { summary } = simulate(updating({ updates, load: 'clients: 8' }));
    expect(summary.counts.lostUpdates).toBe(0);
    // One update of the key at a time needs a read and a put; at the data, 8 clients fit into one service time.
    const answered = summary.occurrences['throughput{workload:users}']!.reduce((sum, count) => sum + count, 0);
    const expected = updates === 'entryProcessor' ? 80_000 : 5_000;
    // What was under way at the end of the load is still answered.
    expect(answered).toBeGreaterThanOrEqual(expected);
    expect(answered).toBeLessThanOrEqual(expected + 8);
  },
);

test('an update at the data sees a plain one coming: the plain one overwrites it, not the other way round', () => {
  const text = `apiVersion: sba/v1
name: mixed
question: Who loses?
design: {members: 1, backups: 0, network: none, units: {threads: 10}, maps: [{name: m, entries: 1}]}
workload:
  - {name: plain, map: m, arrivals: {recorded: [1s, 3010ms]}, mix: {update: 100%}, service: 10ms}
  - {name: processor, map: m, arrivals: {recorded: [1005ms, 3s]}, mix: {update: 100%}, updates: {entryProcessor: true}, service: 8ms}
run: {duration: 5s, warmup: 0s}
`;
  // Read 1010, processor 1013, put 1020: lost. Processor 3008, read 3020, put 3030: seen.
  expect(simulate(text).summary.counts.lostUpdates).toBe(1);
});

describe('when members die', () => {
  const crash = '{id: dies, kind: crash, at: 5s, duration: 2s, target: {primaryOf: any}}';
  const design =
    'product: {kind: generic, partitions: 3, heartbeatInterval: 50ms, heartbeatTimeout: 200ms}, members: 3, backups: 1';

  test.each(['{versioned: {retries: 50, backoff: 1ms}}', 'entryProcessor'])(
    '%s with copies in time: nothing acknowledged is lost, by nobody',
    (updates) => {
      const client = 'timeout: 100ms, retries: 5, backoff: 50ms';
      const { summary } = simulate(updating({ updates, load: 'rate: 200/s', design, faults: crash, client }));
      expect(summary.counts.lostUpdates).toBe(0);
      expect(summary.counts.acknowledgedWritesLost).toBe(0);
      expect(summary.counts.failovers).toBeGreaterThan(0);
    },
  );

  test('in random scenarios every request is answered, failed or waiting, and guarded updates lose none of their own kind', () => {
    let offered = 0;
    for (let number = 0; number < 24; number++) {
      const way = number % 2 === 0 ? 'entryProcessor' : '{versioned: {retries: 4, backoff: 2ms}}';
      const text = randomScenario(number)
        .text.replaceAll(/mix: \{put: 50%, get: 50%\}/g, `mix: {update: 80%, get: 20%}, updates: ${way}`)
        .replaceAll(/mix: \{put: (100|10)%(, get: 90%)?\}/g, `mix: {update: 100%}, updates: ${way}`);
      const { summary } = simulate(text);
      offered += share(summary, 'errorRatio').of;
      expect(summary.counts.lostUpdates, `scenario ${number}`).toBe(0);
    }
    expect(offered).toBeGreaterThan(1000);
  });
});
