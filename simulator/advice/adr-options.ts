/**
 * Runs grouped into the options of a decision: runs of one design under different faults or loads are evidence for one option.
 *
 * Two runs are of one design when the canonical forms of their designs are equal, parameters put in. A result without its scenario's text
 * is an option of its own.
 */
import { canonicalJson } from '../model/canonical.ts';
import { type Verdict, worstVerdict } from '../model/result.ts';
import type { Scenario } from '../model/scenario.ts';
import { scenarioOfResult } from '../model/scenario-of-result.ts';
import type { WholeRun } from './evidence.ts';

export interface EvidencedRun {
  readonly run: WholeRun;
  /** The scenario as it was run; absent when the result does not carry its text. */
  readonly scenario?: Scenario;
}

export interface AdrOption {
  /** `Option A`. */
  readonly label: string;
  readonly runs: readonly EvidencedRun[];
  readonly verdict: Verdict;
}

export function optionsOf(runs: readonly WholeRun[]): readonly AdrOption[] {
  const groups = new Map<string, EvidencedRun[]>();
  for (const run of runs) {
    const scenario = scenarioOfResult(run.scenario)?.scenario;
    const key = scenario === undefined ? run.runId : canonicalJson(scenario.design);
    groups.set(key, [...(groups.get(key) ?? []), scenario === undefined ? { run } : { run, scenario }]);
  }
  return [...groups.values()].map((group, index) => ({
    label: `Option ${letters(index)}`,
    runs: group,
    verdict: worstVerdict(group.map(({ run }) => run.verdict)),
  }));
}

/** A … Z, AA, AB, … */
function letters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}
