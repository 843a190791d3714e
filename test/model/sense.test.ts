import { describe, expect, it } from 'vitest';
import { goodExcept, problemsOf, wordsOf } from './examples.ts';

const crash = '{id: crash, kind: crash, target: {primaryOf: any}, at: 20s, mustCause: [failover]}';
const checkout = 'rate: 300/s, mix: {put: 70%, get: 30%}, map: orders';

describe('what does not fit together is refused with a remedy', () => {
  it.each([
    [
      'as many backups as members',
      'members: 6, backups: 1',
      'members: 2, backups: 2',
      'write at most 1 backups, or at least 3 members',
    ],
    [
      'members that do not divide into replica sets',
      'members: 6',
      'members: 7',
      'write members: 8 (4 primaries with 1 replica each)',
    ],
    [
      'two primaries, of which none is a majority',
      'members: 6',
      'members: 4',
      'write members: 6 (3 primaries with 1 replica each)',
    ],
    [
      'a heartbeat time limit below the interval',
      'product: {kind: redis-cluster, version: "7.0", nodeTimeout: $nodeTimeout, fullCoverage: true}',
      'product: {kind: generic, heartbeatInterval: 2s, heartbeatTimeout: 1s}',
      'write heartbeatTimeout: 10s',
    ],
    [
      'a flush by number beside a worker that goes by time',
      'writeBehind: {delay: 5s, ',
      'writeBehind: {delay: 5s, worker: 1s, flushSize: 2000, ',
      'remove flushSize, or remove worker',
    ],
    [
      'a durable map without a store',
      'store: {writesPerSecond: 3k/s, latency: {lognormal: {median: 4ms, p99: 30ms}}}',
      'units: {threads: 1}',
      'add store: {writesPerSecond: 3k/s, latency: 4ms}',
    ],
    [
      'a source with a map and no operation',
      checkout,
      'rate: 300/s, map: orders',
      'add mix: {put: 30%, get: 70%}, or op: put',
    ],
    ['an operation without a map', checkout, 'rate: 300/s, op: put', 'add map: NAME'],
    ['clients beside an owner without a map', checkout, 'rate: 300/s, from: beside-owner', 'write from: any-zone'],
    ['a map that does not exist', checkout, 'rate: 300/s, op: put, map: order', 'did you mean "orders"?'],
    ['a zone that does not exist', checkout, `${checkout}, from: eu-d`, 'did you mean "eu-a"?'],
    ['steps out of order', 'rate: 300/s', 'rate: [{at: 9s, rate: 1/s}, {at: 5s, rate: 2/s}]', undefined],
    [
      'a step after the end',
      'rate: 300/s',
      'rate: [{at: 90s, rate: 1/s}]',
      'take an earlier time, or a longer run.duration',
    ],
    [
      'a hot set that is colder than the rest',
      'keys: {zipf: 0.99}',
      'keys: {hotSet: {keys: 50%, requests: 10%}}',
      'for example {keys: 1%, requests: 90%}',
    ],
    [
      'a hot set without a single key',
      'keys: {zipf: 0.99}',
      'keys: {hotSet: {keys: 0.00001%, requests: 90%}}',
      'take a larger share',
    ],
    ['a fault after the end', 'at: 20s', 'at: 60s', 'take an earlier time, or a longer run.duration'],
    [
      'a fault that can be after the end',
      'at: 20s',
      'at: {uniform: [1s, 61s]}',
      'take an earlier time, or a longer run.duration',
    ],
    ['a member beyond the last', '{primaryOf: any}', '{members: [0, 6]}', undefined],
    ['more members than there are', '{primaryOf: any}', '{count: 7}', 'write target: all'],
    ['a replica set beyond the last', '{primaryOf: any}', '{primaryOf: 3}', undefined],
    ['a zone of a fault that does not exist', '{primaryOf: any}', '{zone: us-east}', undefined],
    [
      'a lost zone that does not exist',
      crash,
      '{id: gone, kind: zone-loss, zone: eu-d, at: 20s}',
      'did you mean "eu-a"?',
    ],
    [
      'somebody joins and nobody is away',
      crash,
      '{id: back, kind: join, target: any, at: 20s}',
      'add {id: go, kind: leave, target: any, at: 10s} before it',
    ],
    ['a warm-up as long as the run', 'warmup: auto', 'warmup: 60s', 'write warmup: auto'],
    [
      'more events than the limit',
      'rate: 300/s',
      'rate: 30M/s',
      'shorten run.duration to about 1s, lower the rates, or raise run.eventLimit',
    ],
    [
      'an outage without a fault',
      crash,
      '',
      'add faults: [{id: crash, kind: crash, at: 20s, target: {primaryOf: any}}], or remove the expectation',
    ],
    ['a workload that does not exist', '{workload:checkout}', '{workload:chekout}', 'did you mean "checkout"?'],
    [
      'an outage as a probe sees it without a probe',
      'target: each-owner, ',
      '',
      'add a source {name: probe, map: NAME, op: put, every: 10ms, target: each-owner}',
    ],
  ])('%s', (_, piece, replacement, suggestion) => {
    const whole =
      replacement === '' && piece === crash
        ? goodExcept(`faults:\n  - ${crash}`, 'faults: []')
        : goodExcept(piece, replacement);
    const text = piece.startsWith('target:')
      ? whole.replace('acknowledgedWritesLost == 0', 'clientOutage < 5s')
      : whole;
    const problems = problemsOf(text);
    expect(problems.map((problem) => problem.suggestion)).toEqual([suggestion]);
    expect(problems[0]!.line).toBeGreaterThan(1);
  });

  it('a store that goes down must exist', () => {
    const text = goodExcept('  store: {writesPerSecond: 3k/s, latency: {lognormal: {median: 4ms, p99: 30ms}}}\n', '')
      .replace('persistence: {writeBehind: {delay: 5s, batch: 1000, coalesce: true}}', 'startsEmpty: true')
      .replace('kind: crash, target: {primaryOf: any}', 'kind: store-down');
    expect(wordsOf(text)).toEqual([
      'faults[0].kind: found store-down and no store, expected design.store, for the fault to take down; add a store, or remove the fault',
    ]);
  });

  it('a pump that stalls must exist', () => {
    const text = goodExcept(
      'persistence: {writeBehind: {delay: 5s, batch: 1000, coalesce: true}}',
      'startsEmpty: true',
    ).replace('kind: crash', 'kind: pump-stall');
    expect(wordsOf(text)).toEqual([expect.stringContaining('found pump-stall and no map with a data pump')]);
  });

  it('who leaves needs somebody to hand over to', () => {
    const text = goodExcept('backups: 1, limit', 'backups: 0, limit').replace('kind: crash', 'kind: leave');
    expect(wordsOf(text)).toContainEqual(expect.stringContaining('found leave with backups: 0'));
  });

  it('metrics of the data pump need a map that is written behind', () => {
    const text = goodExcept(
      'persistence: {writeBehind: {delay: 5s, batch: 1000, coalesce: true}}',
      'startsEmpty: true',
    ).replace('acknowledgedWritesLost == 0', 'pumpBacklog < 10');
    expect(wordsOf(text)).toEqual([
      expect.stringContaining('expect[1]: found pumpBacklog, and no map is persisted that way'),
    ]);
  });

  it('rates that are all zero ask for nothing', () => {
    const text = goodExcept('rate: 300/s', 'rate: 0/s').replace(/ {2}- \{name: probe.*\n/, '');
    expect(wordsOf(text)).toEqual([
      'workload: found rates that are all zero, expected a rate above 0/s, or no request would ever arrive',
    ]);
  });

  it('names are given once', () => {
    const text = goodExcept('name: probe', 'name: checkout').replace(
      '[{name: eu, zones: 3}]',
      '[{name: eu}, {name: eu}]',
    );
    expect(problemsOf(text).map(({ path, found }) => `${path} ${found}`)).toEqual([
      'design.regions[1].name a second region "eu"',
      'workload[1].name a second source "checkout"',
    ]);
  });
});

describe('a part is not blamed for the mistake of another', () => {
  it('a map whose entry is broken still has its name', () => {
    expect(problemsOf(goodExcept('entries: 2M', 'entries: many')).map(({ path }) => path)).toEqual([
      'design.maps[0].entries',
    ]);
  });

  it('a source whose rate is broken still has its name', () => {
    expect(problemsOf(goodExcept('rate: 300/s', 'rate: 300')).map(({ path }) => path)).toEqual(['workload[0].rate']);
  });

  it('a store that is broken is still there', () => {
    expect(problemsOf(goodExcept('3k/s', '3k')).map(({ path }) => path)).toEqual(['design.store.writesPerSecond']);
  });

  it('sense is checked beside what is broken', () => {
    const text = goodExcept('entries: 2M', 'entries: many').replace('at: 20s', 'at: 90s');
    expect(problemsOf(text).map(({ path }) => path)).toEqual(['design.maps[0].entries', 'faults[0].at']);
  });
});
