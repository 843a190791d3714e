/** Results of replications may come in any order and more than once; what is kept is as if one thread had made them one after the other. */
import { describe, expect, test } from 'vitest';
import { ImpossibleState } from '../../simulator/kernel/invariant.ts';
import type { ReplicationSummary } from '../../simulator/run/replication-summary.ts';
import { ReplicationLedger } from '../../simulator/study/replication-ledger.ts';

/** Sums of these depend on the order in which they are added. */
const parts = [1e16, 1, -1e16, 1, 0.1, 0.2];

function summary(replication: number, digest = `digest ${replication}`): ReplicationSummary {
  return {
    replication,
    events: 1,
    digest,
    seconds: [1, 0, 0],
    distributions: {},
    ratios: {},
    occurrences: {},
    levels: {},
    endLevels: {},
    counts: {},
    perFault: {},
    faults: [],
    timeline: { answered: [parts[replication]!] },
    lossCauses: {},
    dropCauses: {},
    differences: [],
  };
}

function ledgerOf(order: readonly number[]): ReplicationLedger {
  const ledger = new ReplicationLedger();
  for (const replication of order) ledger.take({ replication, summary: summary(replication) });
  return ledger;
}

describe('the ledger of replications', () => {
  test('any order of arrival gives the sums of the order of the indices, to the last bit', () => {
    const inOrder = ledgerOf([0, 1, 2, 3, 4, 5]);
    for (const order of [
      [5, 4, 3, 2, 1, 0],
      [2, 0, 5, 1, 4, 3],
    ]) {
      const ledger = ledgerOf(order);
      expect(ledger.timeline).toEqual(inOrder.timeline);
      expect(ledger.summaries.map(({ replication }) => replication)).toEqual([0, 1, 2, 3, 4, 5]);
    }
  });

  test('what has no predecessor waits, and is counted as arrived', () => {
    const ledger = ledgerOf([0, 1, 3, 5]);
    expect([ledger.summaries.length, ledger.arrived]).toEqual([2, 4]);
  });

  test('a result that comes again is dropped', () => {
    const ledger = ledgerOf([0, 2, 0, 2, 1, 1]);
    expect([ledger.summaries.length, ledger.timeline]).toEqual([3, { answered: [0] }]);
  });

  test('one that comes again with another digest is a defect of the simulator', () => {
    for (const known of [0, 2]) {
      const ledger = ledgerOf([0, 2]);
      expect(() => ledger.take({ replication: known, summary: summary(known, 'another') })).toThrow(
        `replication ${known} came back with another digest`,
      );
    }
  });

  test('of several failures the first by index ends the study, whichever came first', () => {
    const [early, late] = [new ImpossibleState('early', 1, 1), new ImpossibleState('late', 2, 2)];
    const ledger = new ReplicationLedger();
    ledger.take({ replication: 4, failure: late });
    expect(ledger.ended).toBeUndefined();
    ledger.take({ replication: 1, failure: early });
    ledger.take({ replication: 0, summary: summary(0) });
    expect(ledger.ended).toBe(early);
    expect(ledger.summaries.length).toBe(1);
  });
});
