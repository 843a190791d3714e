/** Apache Ignite 2 when no copy of a partition is left: partitionLossPolicy, resetLostPartitions, and what each half of a split has lost. */
import { describe, expect, test } from 'vitest';
import { simulate } from '../run/simulate.ts';
import { smallScenario } from '../run/small-scenario.ts';

const client = 'client: {timeout: 300ms, retries: 0}';
const source = (op: string, from = '') => `{name: ${op}${from}, map: map, op: ${op}, rate: 100/s${from}, ${client}}`;
const product = (settings: string) =>
  `{kind: ignite, partitions: 32, failureDetectionTimeout: 1s, restartAfter: 1s${settings}}`;

const both = ['{id: both, kind: crash, at: 5s, duration: 3s, target: {members: [1, 2]}}'];

const run = (settings: string, { op = 'put', faults = both } = {}) =>
  simulate(smallScenario({ product: product(settings), members: 4, workload: [source(op)], duration: '20s', faults }));

/** Share of the writes that were acknowledged between 12 and 20 s, long after both nodes are back. */
const writtenLate = (settings: string) =>
  run(settings).witness.acknowledged.filter(({ at }) => at > 12e9 && at < 20e9).length / 800;

describe('two of four nodes fail, and with them all copies of some partitions', () => {
  test('IGNORE begins those anew, empty', () => {
    const { counts } = run('').summary;
    expect(counts.partitionsLost).toBeGreaterThan(2);
    expect(counts.acknowledgedWritesLost).toBeGreaterThan(40);
    expect(writtenLate('')).toBeGreaterThan(0.98);
  });

  test('READ_WRITE_SAFE refuses those, and only those, even when their nodes are back with the data', () => {
    for (const settings of [', partitionLossPolicy: READ_WRITE_SAFE', ', persistenceEnabled: true']) {
      expect(writtenLate(settings)).toBeGreaterThan(0.6);
      expect(writtenLate(settings)).toBeLessThan(0.95);
    }
    expect(run(', persistenceEnabled: true').summary.counts.acknowledgedWritesLost).toBe(0);
  });

  test('READ_ONLY_SAFE refuses every write meanwhile', () => {
    expect(writtenLate(', partitionLossPolicy: READ_ONLY_SAFE')).toBe(0);
    expect(writtenLate(', persistenceEnabled: true, partitionLossPolicy: READ_ONLY_SAFE')).toBe(0);
  });

  test('reset, they are served with the data of nodes that are back, and empty without persistence', () => {
    const reset = ', partitionLossPolicy: READ_ONLY_SAFE, resetLostPartitionsAfter: 2s';
    expect(writtenLate(reset)).toBeGreaterThan(0.98);
    expect(run(reset).summary.counts.acknowledgedWritesLost).toBeGreaterThan(40);
    expect(writtenLate(`${reset}, persistenceEnabled: true`)).toBeGreaterThan(0.98);
    expect(run(`${reset}, persistenceEnabled: true`).summary.counts.acknowledgedWritesLost).toBe(0);
  });

  test('reset while no node of the baseline that holds them is there, they stay lost until one is', () => {
    const faults = ['{id: both, kind: crash, at: 5s, target: {members: [1, 2]}}'];
    const late = (settings: string) =>
      run(`, persistenceEnabled: true, resetLostPartitionsAfter: 2s${settings}`, {
        faults,
      }).witness.acknowledged.filter(({ at }) => at > 12e9 && at < 20e9).length / 800;
    expect(late('')).toBeLessThan(0.95);
    // Off the baseline, others are to hold them: they begin empty there.
    expect(late(', baselineAutoAdjustEnabled: true, baselineAutoAdjustTimeout: 500ms')).toBeGreaterThan(0.98);
  });

  test('stays lost without persistence, too, while the baseline still names the absent', () => {
    const faults = ['{id: both, kind: crash, at: 5s, target: {members: [1, 2]}}'];
    const late = (settings: string) =>
      run(`${settings}, resetLostPartitionsAfter: 2s`, { faults }).witness.acknowledged.filter(({ at }) => at > 12e9)
        .length / 800;
    expect(late(', partitionLossPolicy: READ_WRITE_SAFE')).toBeGreaterThan(0.98);
    expect(late(', baselineAutoAdjustEnabled: false')).toBeLessThan(0.95);
  });
});

describe('a split that leaves all copies of some partitions on the other side', () => {
  const faults = ['{id: cut, kind: split, at: 5s, duration: 8s, target: {zone: eu-a}}'];
  const sides = ['eu-a', 'eu-b'].map(
    (from) => `{name: ${from}, map: map, op: put, rate: 100/s, from: ${from}, client: {timeout: 300ms, retries: 0}}`,
  );
  const split = (settings: string) =>
    simulate(
      smallScenario({ product: product(settings), members: 6, zones: 2, workload: sides, duration: '20s', faults }),
    );
  const during = (settings: string) =>
    split(settings).witness.acknowledged.filter(({ at }) => at > 8e9 && at < 13e9).length / 1_000;

  test('with IGNORE they begin anew on this one, and both sides serve everything', () => {
    expect(during('')).toBeGreaterThan(0.97);
    const { counts } = split('').summary;
    expect(counts.partitionsLost).toBeGreaterThan(5);
    expect(counts.acknowledgedWritesLost).toBeGreaterThan(100);
  });

  test('with READ_WRITE_SAFE each side serves what it has a copy of', () => {
    // Three nodes of six on each side: one of five pairs of nodes is on the other side.
    expect(during(', persistenceEnabled: true')).toBeGreaterThan(0.6);
    expect(during(', persistenceEnabled: true')).toBeLessThan(0.95);
  });

  test('each side has a baseline of its own: reset, both begin anew what the other side took along', () => {
    const settings =
      ', partitionLossPolicy: READ_WRITE_SAFE, baselineAutoAdjustTimeout: 500ms, resetLostPartitionsAfter: 1s';
    const cut = ['{id: cut, kind: split, at: 5s, duration: 12s, target: {zone: eu-a}}'];
    const { witness } = simulate(
      smallScenario({
        product: product(settings),
        members: 6,
        zones: 2,
        workload: sides,
        duration: '20s',
        faults: cut,
      }),
    );
    expect(witness.acknowledged.filter(({ at }) => at > 11e9 && at < 16e9).length / 1_000).toBeGreaterThan(0.97);
  });

  test('after the heal the list of the larger side holds, until somebody resets it', () => {
    const late = (settings: string) =>
      split(settings).witness.acknowledged.filter(({ at }) => at > 17e9 && at < 20e9).length / 600;
    expect(late(', persistenceEnabled: true')).toBeLessThan(0.95);
    expect(late(', persistenceEnabled: true, resetLostPartitionsAfter: 1s')).toBeGreaterThan(0.97);
  });
});
