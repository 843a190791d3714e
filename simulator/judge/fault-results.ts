/**
 * What each fault did over all replications, and whether it did what the scenario says it must: a fault without effect makes what is
 * expected of it "not exercised", never a pass. Every cause must follow in every replication, but `loss`, which is chance: once is enough.
 * A fault that strikes only sometimes (probability, a target by chance, or after one that does) must strike once, and have its causes there.
 */
import { MILLISECOND } from '../kernel/time.ts';
import type { FaultResult } from '../model/result.ts';
import type { Fault, Scenario } from '../model/scenario.ts';
import type { FaultOutcome, ReplicationSummary } from '../run/replication-summary.ts';

export function faultResults(scenario: Scenario, summaries: readonly ReplicationSummary[]): FaultResult[] {
  return scenario.faults.map((fault, index) => {
    const outcomes = summaries.map((summary) => summary.faults[index]!);
    const share = (has: (outcome: FaultOutcome) => boolean) =>
      outcomes.filter(has).length / Math.max(1, outcomes.length);
    const struck = share(({ at }) => at !== undefined);
    const effects = {
      detection: share((outcome) => outcome.effects.includes('detection')),
      failover: share((outcome) => outcome.effects.includes('failover')),
      'write-outage': share((outcome) => outcome.effects.includes('write-outage')),
      loss: share((outcome) => outcome.effects.includes('loss')),
      ...(fault.mustCause.includes('restart')
        ? { restart: share((outcome) => outcome.effects.includes('restart')) }
        : {}),
    };
    const followed = fault.mustCause.every((cause) =>
      cause === 'loss' ? effects.loss > 0 : effects[cause] === struck,
    );
    return {
      id: fault.id,
      kind: fault.kind,
      tookEffect: (isSure(fault, scenario) ? struck === 1 : struck > 0) && followed,
      effects,
      ...meanOf('atMs', outcomes, ({ at }) => at),
      ...meanOf('detectedMs', outcomes, ({ detected }) => detected),
      ...meanOf('restoredMs', outcomes, ({ restored }) => restored),
    };
  });
}

/** False for a fault that need not strike in every replication. */
function isSure(fault: Fault, scenario: Scenario): boolean {
  const { probability, at } = fault;
  if (probability !== undefined || ('target' in fault && fault.target.kind === 'chance')) return false;
  if (at.kind !== 'after') return true;
  return isSure(scenario.faults.find(({ id }) => id === at.fault)!, scenario);
}

function meanOf(
  key: 'atMs' | 'detectedMs' | 'restoredMs',
  outcomes: readonly FaultOutcome[],
  pick: (outcome: FaultOutcome) => number | undefined,
) {
  const values = outcomes.map(pick).filter((value) => value !== undefined);
  return values.length === 0
    ? {}
    : { [key]: values.reduce((sum, value) => sum + value, 0) / values.length / MILLISECOND };
}
