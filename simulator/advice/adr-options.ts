/**
 * Runs grouped into the options of a decision: runs of one design under different faults or loads are evidence for one option.
 *
 * Two runs are of one design when the canonical forms of their designs are equal, parameters put in. A result without its scenario's text
 * is an option of its own.
 */
import { canonicalJson } from '../model/canonical.ts';
import { parseScenario } from '../model/parse-scenario.ts';
import { type Verdict, worstVerdict } from '../model/result.ts';
import type { Scenario } from '../model/scenario.ts';
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
    const scenario = scenarioOf(run);
    const key = scenario === undefined ? run.runId : canonicalJson(scenario.design);
    groups.set(key, [...(groups.get(key) ?? []), scenario === undefined ? { run } : { run, scenario }]);
  }
  return [...groups.values()].map((group, index) => ({
    label: `Option ${letters(index)}`,
    runs: group,
    verdict: worstVerdict(group.map(({ run }) => run.verdict)),
  }));
}

function scenarioOf({ scenario: { text, parameters } }: WholeRun): Scenario | undefined {
  if (text === undefined) return undefined;
  const given = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
  const checked = parseScenario(text, { source: '<result>', parameters: given });
  return checked.ok ? checked.value.scenario : undefined;
}

/** A … Z, AA, AB, … */
function letters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}
