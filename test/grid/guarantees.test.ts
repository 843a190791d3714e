/** Write guarantees and split-brain protection of partitioned maps while members fail and sides are cut off. */
import { describe, expect, test } from 'vitest';
import { randomScenario } from '../run/random-scenario.ts';
import { answered, perFault, samples, share, simulate } from '../run/simulate.ts';

interface Case {
  readonly map: string;
  readonly faults: string;
  readonly members?: number;
  readonly backups?: number;
  readonly product?: string;
  readonly workload?: string;
}

const WRITER =
  '{name: writer, map: rows, op: put, every: 10ms, from: beside-owner, service: 0s, client: {timeout: 100ms}}';

function grid({ map, faults, members = 3, backups = 2, product = '', workload = WRITER }: Case): string {
  return `apiVersion: sba/v1
name: guarantees
question: What is refused?
design:
  product: {kind: generic, partitions: 1, heartbeatInterval: 100ms, heartbeatTimeout: 500ms${product}}
  members: ${members}
  backups: ${backups}
  network: loopback
  maps: [{name: rows, entries: 100, ${map}}]
workload: [${workload}]
faults: [${faults}]
run: {duration: 20s, warmup: 0s}
`;
}

const failed = (one: Case) => share(simulate(grid(one)).summary, 'errorRatio').hits;
const down = (member: number, at: string, length = '10s') =>
  `{id: down-${member}, kind: crash, at: ${at}, duration: ${length}, target: {backupOf: 0}}`;

describe('minCopies', () => {
  test('2 of 3: one dead backup changes nothing, not even while nobody has noticed', () => {
    expect(failed({ map: 'minCopies: 2', faults: down(0, '5s') })).toBe(0);
  });

  test('3 of 3: a dead backup stops the writes until it is back, first by silence, then by refusal', () => {
    const { summary } = simulate(grid({ map: 'minCopies: 3', faults: down(0, '5s') }));
    const { hits } = share(summary, 'errorRatio');
    expect(hits).toBeGreaterThan(950);
    expect(hits).toBeLessThan(1100);
    expect(answered(summary, 'writer')).toBe(2000 - hits);
    // From the removal of the dead one (state knows nothing of its death before) until it has been copied anew.
    const [outage] = perFault(summary, 'healthyOutage');
    expect(outage).toBeGreaterThan(9_300);
    expect(outage).toBeLessThan(10_200);
    expect(summary.counts.acknowledgedWritesLost).toBe(0);
  });

  test('waiting for all reachable copies instead, the same death costs the time until it is noticed', () => {
    const hits = failed({ map: 'replication: sync', faults: down(0, '5s') });
    expect(hits).toBeGreaterThan(20);
    expect(hits).toBeLessThan(70);
  });

  test('a write that only the primary has is not acknowledged, so none is lost when the primary dies', () => {
    const both =
      '{id: cut, kind: split, at: 5s, target: {primaryOf: 0}}, {id: primary, kind: host-loss, at: 5300ms, target: {primaryOf: 0}}';
    const map = 'minCopies: 2';
    const { counts } = simulate(grid({ map, faults: both })).summary;
    expect(counts.acknowledgedWritesLost).toBe(0);
    expect(counts.failovers).toBe(1);
    const lost = simulate(grid({ map: 'replication: async', faults: both })).summary.counts.acknowledgedWritesLost!;
    expect(lost).toBeGreaterThan(0);
  });

  test('a slower map beside it waits for its own copies', () => {
    const text = grid({
      map: 'minCopies: 2}, {name: all, entries: 100, replication: sync',
      faults: '{id: late, kind: delay, at: 0s, target: {backupOf: 0}, add: 20ms}',
      workload: `${WRITER}, {name: all, map: all, op: put, every: 10ms, from: beside-owner, service: 0s}`,
    });
    const { summary } = simulate(text);
    const median = (workload: string) => samples(summary, `responseTime{workload:${workload}}`).quantile(0.5) / 1e6;
    expect(median('writer')).toBeLessThan(1);
    expect(median('all')).toBeGreaterThan(40);
  });

  test('members restarted one after the other: no acknowledged write is lost', () => {
    const faults = '{id: round, kind: rolling-restart, at: 2s, downtime: 1s, pause: 500ms}';
    const { counts } = simulate(grid({ map: 'minCopies: 2', faults })).summary;
    expect(counts.acknowledgedWritesLost).toBe(0);
  });
});

describe('protection', () => {
  const cut = '{id: cut, kind: split, at: 5s, duration: 10s, target: {members: [0, 1]}}';
  const everywhere = ['op: put', 'op: get'].map(
    (operation, at) =>
      `{name: source-${at}, map: rows, ${operation}, every: 10ms, target: each-owner, from: beside-owner, service: 0s, client: {timeout: 100ms}}`,
  );
  const five = { members: 5, backups: 4, product: ', promotion: any-side', workload: everywhere.join(', ') };

  test('any side may promote, but a map that wants a majority answers on one side only', () => {
    const open = simulate(grid({ ...five, map: 'replication: sync', faults: cut })).summary;
    const guarded = simulate(grid({ ...five, map: 'replication: sync, protection: {members: majority}', faults: cut }));
    expect(open.counts.acknowledgedWritesLost).toBeGreaterThan(0);
    expect(guarded.summary.counts.acknowledgedWritesLost).toBeLessThan(open.counts.acknowledgedWritesLost! / 10);
    expect(share(guarded.summary, 'errorRatio').hits).toBeGreaterThan(share(open, 'errorRatio').hits);
  });

  test('with every member wanted, one pause beyond the time limit stops the whole map for a while', () => {
    const faults = '{id: gc, kind: pause, at: 5s, duration: 3s, target: {member: 4}}';
    const all = { ...five, product: '', map: 'replication: sync, protection: {members: 5}', faults };
    const hits = failed(all);
    const without = failed({ ...all, map: 'replication: sync' });
    expect(hits).toBeGreaterThan(without + 450);
  });
});

test('whatever fails: the books balance under guarantees', () => {
  let offered = 0;
  for (let number = 0; number < 40; number++) {
    const { text } = randomScenario(number);
    if (text.includes('redis-cluster')) continue;
    const backups = Number(/backups: (\d)/.exec(text)![1]);
    const copies = 1 + (number % (backups + 1));
    const protection = number % 3 === 0 ? ', protection: {members: majority}' : '';
    const guarded = text.replaceAll(/replication: (sync|async), /g, (replication) =>
      number % 2 === 0 ? `minCopies: ${copies}${protection}, ` : `${replication}minCopies: ${copies}${protection}, `,
    );
    offered += share(simulate(guarded).summary, 'errorRatio').of;
  }
  expect(offered).toBeGreaterThan(1000);
});
