/** Maps without a leader under faults: what is available, what is stale, what is lost, and what each kind of repair brings back. */
import { describe, expect, test } from 'vitest';
import { type Simulated, samples, share, simulate } from '../run/simulate.ts';

interface Story {
  readonly members?: number;
  readonly quorum: string;
  readonly entries?: string;
  readonly startsEmpty?: boolean;
  readonly network?: string;
  readonly workload: readonly string[];
  readonly faults?: readonly string[];
  readonly seconds: number;
}

function story(
  { members = 3, quorum, entries = '1T', network = 'one-zone', ...law }: Story,
  replication = 0,
): Simulated {
  return simulate(
    `
apiVersion: sba/v1
name: story
question: What does the fault do to a map without a leader?
design:
  product: {kind: generic, partitions: 31, heartbeatInterval: 100ms, heartbeatTimeout: 500ms}
  members: ${members}
  network: ${network}
  maps: [{name: rows, entries: ${entries}, startsEmpty: ${law.startsEmpty ?? true}, kind: {quorum: {${quorum}}}}]
workload: [${law.workload.join(', ')}]
run: {duration: ${law.seconds}s, warmup: 0s}
faults: [${(law.faults ?? []).join(', ')}]
`,
    { seed: 1, replication },
  );
}

const writers = (rate: number, timeout = '200ms') =>
  `{name: writers, map: rows, op: put, rate: ${rate}/s, arrivals: constant, service: 0s, client: {timeout: ${timeout}}}`;
const readers = (delay: string, timeout = '200ms') =>
  `{name: readers, map: rows, op: get, after: {source: writers, delay: ${delay}}, service: 0s, client: {timeout: ${timeout}}}`;

const stale = ({ summary }: Simulated) => share(summary, 'staleReadRatio');
const failed = ({ summary }: Simulated, source: string) => share(summary, `errorRatio{workload:${source}}`);
const counts = ({ summary }: Simulated) => summary.counts as Readonly<Record<string, number>>;

describe('strict quorums while replicas are away', () => {
  test.each([
    ['a crash', '{id: away, kind: crash, at: 3s, target: {member: 2}}'],
    ['a lost host', '{id: away, kind: host-loss, at: 3s, target: {member: 2}}'],
    ['a pause', '{id: away, kind: pause, at: 3s, duration: 4s, target: {member: 2}}'],
    ['a split', '{id: away, kind: split, at: 3s, duration: 4s, target: {member: 2}}'],
  ])('R = W = 2 of 3: after %s of one replica every read is fresh, and nothing is lost', (_, fault) => {
    const workload = [writers(200), readers('0s'), readers('5s').replace('readers', 'late-readers')];
    const run = story({ quorum: 'coordinator: client', workload, faults: [fault], seconds: 15 });
    expect(stale(run).hits).toBe(0);
    expect(stale(run).of).toBeGreaterThan(4500);
    expect(failed(run, 'writers').hits).toBe(0);
    expect(failed(run, 'readers').hits).toBe(0);
    expect(counts(run).acknowledgedWritesLost).toBe(0);
  });

  test('W = 3 of 3 without a replica: a refused connection makes writes fail at once, while reads of one go on', () => {
    const faults = ['{id: away, kind: crash, at: 5s, target: {member: 2}}'];
    const quorum = 'write: 3, read: 1, coordinator: client';
    const workload = [
      '{name: writers, map: rows, op: put, clients: 1, service: 0s, think: 10ms, client: {timeout: 100ms}}',
      readers('10ms'),
    ];
    const run = story({ quorum, workload, faults, seconds: 10, network: 'none' });
    // One failure every 10 ms in 5 s.
    expect(Math.abs(failed(run, 'writers').hits - 500)).toBeLessThanOrEqual(2);
    expect(failed(run, 'readers').hits).toBe(0);
  });

  test('a silent host costs the time limit of the client until it is suspected; then the answer is unavailable at once', () => {
    const faults = ['{id: away, kind: host-loss, at: 5s, target: {member: 2}}'];
    const quorum = 'write: 3, coordinator: client';
    const workload = [
      '{name: writers, map: rows, op: put, clients: 1, service: 0s, think: 10ms, client: {timeout: 100ms}}',
    ];
    const run = story({ quorum, workload, faults, seconds: 10 });
    // Suspected after 0.45 s ± 0.05 s: some four time-outs of 110 ms, then a refusal every 10 ms.
    const { hits } = failed(run, 'writers');
    expect(hits).toBeGreaterThan(4 + 4.4 / 0.01 - 20);
    expect(hits).toBeLessThan(6 + 4.6 / 0.01);
  });

  test('coordinators that die take their operations with them, and a retry elsewhere succeeds', () => {
    const workload = [
      '{name: writers, map: rows, op: put, rate: 500/s, service: 0s, client: {timeout: 100ms, retries: 3, backoff: 50ms}}',
      readers('1s'),
    ];
    const faults = ['{id: away, kind: crash, at: 3s, target: {member: 1}}'];
    const run = story({ quorum: 'coordinator: replica', workload, faults, seconds: 6, network: '{sameZone: 5ms}' });
    expect(failed(run, 'writers').hits).toBe(0);
    expect(stale(run).hits).toBe(0);
    expect(run.summary.seconds[2]).toBeLessThan(1);
  });
});

describe('memory that is lost', () => {
  const workload = [writers(300)];
  const crash = ['{id: dies, kind: crash, at: 9990ms, target: {member: 0}}'];

  test('W = 1 that does not expand: every third write was at the member that died; W = 2: all survive', () => {
    const one = story({
      quorum: 'read: 1, write: 1, expanding: false, coordinator: client',
      workload,
      faults: crash,
      seconds: 10,
    });
    expect(Math.abs(counts(one).acknowledgedWritesLost! - 1000)).toBeLessThan(4 * Math.sqrt(3000 * (2 / 9)));
    expect(counts(one).keysLost).toBe(counts(one).acknowledgedWritesLost);
    expect(one.summary.lossCauses).toEqual({
      'every replica that had it lost its memory': counts(one).acknowledgedWritesLost,
    });
    const two = story({
      quorum: 'read: 1, write: 2, expanding: false, coordinator: client',
      workload,
      faults: crash,
      seconds: 10,
    });
    expect(counts(two).acknowledgedWritesLost).toBe(0);
  });

  test('W = 1 that expands: the messages to the other replicas are on their way, so one crash loses nothing', () => {
    const quorum = 'read: 1, write: 1, coordinator: member, legs: {write: {exponential: 100ms}}';
    const run = story({ quorum, workload, faults: crash, seconds: 11 });
    expect(counts(run).acknowledgedWritesLost).toBe(0);
  });

  test('a newer write of the same key supersedes what is gone', () => {
    const quorum = 'read: 1, write: 1, expanding: false, coordinator: client';
    const run = story({ quorum, entries: '1', workload, faults: crash, seconds: 12 });
    expect(counts(run).acknowledgedWritesLost).toBe(0);
  });

  test('a replica that came back empty makes strict quorums stale: two of three have forgotten in the end', () => {
    const faults = ['{id: dies, kind: crash, at: 5s, duration: 1s, target: {member: 2}}'];
    // Written to exactly two, of which one may be the one that forgot; read from two: stale if the third never had it.
    const quorum = 'read: 2, write: 2, expanding: false, coordinator: client';
    const run = story({ quorum, workload: [writers(300), readers('6s')], faults, seconds: 11 });
    // Of the writes of the first 5 s, 2/3 were at the dead member; 1/3 of the reads of those ask it and the one that never had it.
    const { hits } = stale(run);
    expect(Math.abs(hits - (1500 * 2) / 9)).toBeLessThan(4 * Math.sqrt(1500 * (2 / 9) * (7 / 9)));
  });
});

describe('what a replica missed while it was cut off', () => {
  const split = ['{id: away, kind: split, at: 5s, duration: 10s, target: {member: 2}}'];
  const after = [writers(100), readers('14s')];
  const cutOff = (repair: string, seconds = 30) =>
    story({ quorum: `read: 1, write: 1, coordinator: client, ${repair}`, workload: after, faults: split, seconds });

  test('without repair a third of the reads misses it for ever', () => {
    const run = cutOff('readRepair: false');
    // 1000 writes were missed; all are read after the split is over.
    const { hits } = stale(run);
    expect(Math.abs(hits - 1000 / 3)).toBeLessThan(4 * Math.sqrt(1000 * (2 / 9)));
  });

  test('hinted handoff: every missed write is kept and delivered, and no read after that is stale', () => {
    const run = cutOff('hintedHandoff: {keep: 1h}');
    const { hintsStored, hintsDelivered } = counts(run);
    expect(Math.abs(hintsStored! - 1000)).toBeLessThanOrEqual(2);
    expect(hintsDelivered).toBe(hintsStored);
    expect(stale(run).hits).toBe(0);
  });

  test('hints that are kept for 2 s bridge only the end of an absence of 10 s', () => {
    const run = cutOff('hintedHandoff: {keep: 2s, after: 1s}');
    const { hintsStored, hintsDelivered } = counts(run);
    expect(hintsStored).toBeGreaterThan(990);
    // Tried once a second, the last try before the heal throwing away what is older than 2 s.
    expect(hintsDelivered).toBeGreaterThan(100);
    expect(hintsDelivered).toBeLessThan(310);
  });

  test('anti-entropy: the missed versions come with the first exchanges', () => {
    const run = cutOff('antiEntropy: {every: 500ms}');
    expect(Math.abs(counts(run).antiEntropyRepairs! - 1000)).toBeLessThanOrEqual(2);
    expect(stale(run).hits).toBe(0);
  });

  test('read repair: each key is mended by the first read that sees it, so the first read is stale as often and the second never', () => {
    const again = readers('20s').replace('readers', 'readers-again');
    const quorum = 'read: 1, write: 1, coordinator: client, readRepair: true';
    const run = story({ quorum, workload: [...after, again], faults: split, seconds: 36 });
    expect(Math.abs(counts(run).readRepairs! - 1000)).toBeLessThanOrEqual(2);
    const first = share(run.summary, 'staleReadRatio{workload:readers}');
    expect(Math.abs(first.hits - 1000 / 3)).toBeLessThan(4 * Math.sqrt(1000 * (2 / 9)));
    expect(share(run.summary, 'staleReadRatio{workload:readers-again}').hits).toBe(0);
  });
});

describe('a process that comes back empty', () => {
  const faults = ['{id: restarts, kind: crash, at: 2s, duration: 2s, target: {member: 2}}'];
  const scan = '{name: readers, map: rows, op: get, rate: 200/s, service: 0s, client: {timeout: 200ms}}';
  const restart = (repair: string) =>
    story({
      quorum: `read: 1, write: 2, coordinator: client, ${repair}`,
      entries: '100',
      startsEmpty: false,
      workload: [scan],
      faults,
      seconds: 24,
    });

  test('without repair it answers a third of the reads with nothing, one version behind', () => {
    const run = restart('readRepair: false');
    const { hits } = stale(run);
    expect(Math.abs(hits - 4000 / 3)).toBeLessThan(4 * Math.sqrt(4000 * (2 / 9)));
    expect(samples(run.summary, 'versionStaleness').maximum).toBe(1);
  });

  test('read repair brings each of the 100 keys back once', () => {
    const run = restart('readRepair: true');
    expect(counts(run).readRepairs).toBe(100);
    expect(stale(run).hits).toBeLessThan(100);
  });

  test('anti-entropy brings everything back with the first exchange', () => {
    const run = restart('antiEntropy: {every: 100ms}');
    expect(counts(run).antiEntropyRepairs).toBe(100);
    expect(stale(run).hits).toBeLessThan(30);
  });

  test('hints have nothing of what it had before: only writes of its absence are kept', () => {
    const run = restart('hintedHandoff: {keep: 1h}');
    expect(counts(run).hintsStored).toBe(0);
    expect(Math.abs(stale(run).hits - 4000 / 3)).toBeLessThan(4 * Math.sqrt(4000 * (2 / 9)));
  });
});

describe('sloppy quorums', () => {
  const faults = ['{id: away, kind: split, at: 5s, duration: 10s, target: {members: [0, 1]}}'];
  const sloppy = (option: string) =>
    story({
      members: 6,
      quorum: `write: 3, read: 1, coordinator: client, hintedHandoff: {}, ${option}`,
      workload: [writers(100), readers('0s')],
      faults,
      seconds: 20,
    });

  test('take writes that strict ones refuse, and reads do not see them all', () => {
    const strict = sloppy('sloppy: false');
    const loose = sloppy('sloppy: true');
    const share = (run: Simulated) => failed(run, 'writers').hits / failed(run, 'writers').of;
    expect(share(strict)).toBeGreaterThan(0.3);
    // Until the two are suspected, writes wait for them; the detector takes half a second.
    expect(share(loose)).toBeLessThan(0.03);
    expect(stale(strict).hits).toBe(0);
    expect(stale(loose).of).toBeGreaterThan(stale(strict).of);
    expect(counts(loose).hintsDelivered).toBe(counts(loose).hintsStored);
    expect(counts(loose).acknowledgedWritesLost).toBe(0);
  });
});

describe('whatever happens', () => {
  const faults = [
    '{id: f, kind: crash, at: 1s, duration: 1s, target: any}',
    '{id: f, kind: host-loss, at: 1s, duration: 1s, target: {count: 2}}',
    '{id: f, kind: pause, at: 1s, duration: 1s, target: {count: 2}}',
    '{id: f, kind: split, at: 1s, duration: 2s, target: {count: 2}}',
    '{id: f, kind: loss, share: 5%, at: 1s, duration: 1s, target: any}',
    '{id: f, kind: delay, add: 50ms, at: 1s, duration: 1s, target: any}',
    '{id: f, kind: rolling-restart, at: 1s, downtime: 200ms}, {id: g, kind: pause, at: 1200ms, duration: 500ms, target: {count: 3}}',
    '{id: f, kind: pause, at: 1s, duration: 2s, target: {member: 1}}, {id: g, kind: crash, at: 2s, duration: 500ms, target: {member: 1}}',
  ];
  const options = [
    'coordinator: member',
    'coordinator: client, read: 1, write: 1, readRepair: true, antiEntropy: {every: 300ms}',
    'coordinator: replica, hintedHandoff: {after: 100ms}, readRepair: true',
    'coordinator: member, replicas: 4, write: 4, sloppy: true, hintedHandoff: {after: 100ms, keep: 1s}',
    'coordinator: replica, expanding: false, antiEntropy: {every: 1s}',
    'replicas: 5, read: 5, write: 1, legs: {write: {exponential: 30ms}}, hintedHandoff: {}, antiEntropy: {every: 1s}',
  ];

  test.each(options)(
    '%s: every operation ends, every acknowledged write is accounted for, and the run comes to rest',
    (quorum) => {
      const mixed =
        '{name: users, map: rows, rate: 400/s, mix: {put: 50%, get: 50%}, service: {exponential: 1ms}, client: {timeout: 80ms, retries: 1}}';
      faults.forEach((fault, replication) => {
        for (const startsEmpty of [true, false]) {
          const law = {
            members: 5,
            quorum,
            entries: '40',
            startsEmpty,
            workload: [mixed],
            faults: [fault],
            seconds: 4,
          };
          const { summary } = story(law, replication);
          expect(summary.seconds[2], fault).toBeLessThan(20);
        }
      });
    },
  );
});
