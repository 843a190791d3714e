/**
 * A decision record in the form of MADR 4.0.0, drafted from runs: every number names the run and the value it came from.
 *
 * It is a draft (status says so): the choice is made only where exactly one option passed everything. The last section holds the evidence
 * as JSON: for each run the scenario, digest, parameters, seed, replications, engine and trace digest, for each cited number its path and
 * exact value, so that a machine can run it again and say what still holds. A partial result has no run id and cannot be evidence.
 */
import { invariant } from '../kernel/invariant.ts';
import type { RunResult } from '../model/result.ts';
import type { SizingAnswer } from '../sizing/size.ts';
import { type EvidencedRun, optionsOf } from './adr-options.ts';
import {
  argumentLines,
  chosenOption,
  confirmationLines,
  driverLines,
  oneLine,
  optionLines,
  outcomeLines,
  problemLines,
} from './adr-sections.ts';
import { failureTable, patternMatrix, table } from './adr-tables.ts';
import { Evidence, type WholeRun } from './evidence.ts';
import { evidenceBlock } from './evidence-block.ts';

export interface AdrOptions {
  /** Absent: the question of the first run. */
  readonly title?: string;
  readonly sizing?: Pick<SizingAnswer, 'numbers'>;
  /** The command that makes a run again. */
  readonly commandOf: (run: RunResult) => string;
}

export function isWholeRun(run: RunResult): run is WholeRun {
  return run.runId !== undefined;
}

/** Markdown of the record. Callers refuse partial results and an empty list before they come here. */
export function adrText(results: readonly RunResult[], { title, sizing, commandOf }: AdrOptions): string {
  invariant(results.length > 0, 'a decision record needs at least one run');
  const whole = results.filter(isWholeRun);
  invariant(whole.length === results.length, 'a partial result has no run id and cannot be evidence');
  const distinct = whole.filter((run, index) => whole.findIndex(({ runId }) => runId === run.runId) === index);
  const evidence = new Evidence(distinct);
  const options = optionsOf(distinct);
  const runs = options.flatMap((option) => option.runs);
  const chosen = chosenOption(options);
  const others = options.filter((option) => option !== chosen);
  const lines = [
    '---',
    'status: draft',
    '---',
    '',
    `# ${oneLine(title ?? runs[0]!.scenario?.question ?? runs[0]!.run.scenario.name)}`,
    ...section('## Context and Problem Statement', problemLines(evidence, runs)),
    ...section('## Decision Drivers', driverLines(evidence, runs)),
    ...section('## Considered Options', optionLines(evidence, options)),
    ...section('## Decision Outcome', outcomeLines(evidence, options)),
    ...section('### Consequences', chosen === undefined ? [] : argumentLines(evidence, chosen)),
    ...section('### Confirmation', confirmationLines(evidence, runs, commandOf)),
    ...section(
      '## Pros and Cons of the Options',
      others.flatMap((option) => section(`### ${option.label}`, argumentLines(evidence, option))),
    ),
    ...section('## More Information', []),
    ...section('### Failure Scenario Table', failureTable(evidence, runs)),
    ...section('### Pattern Selection Matrix', patternMatrix(evidence, runs)),
    ...section('### Closed forms beside the simulation', twinTable(evidence, runs)),
    ...section('### Sizing', sizing === undefined ? [] : sizingTable(evidence, sizing)),
    ...section('### Assumptions', assumptionLines(evidence, runs)),
  ];
  const block = evidenceBlock(evidence, { runs: distinct, commandOf });
  return `${[...lines, '', '### Evidence', '', '```json', block, '```'].join('\n').replace(/\n{3,}/g, '\n\n')}\n`;
}

/** A heading with its lines; nothing at all when there are none, but for the heading under which others stand. */
function section(heading: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0 && heading !== '## More Information') return [];
  return ['', heading, '', ...lines];
}

function twinTable(evidence: Evidence, runs: readonly EvidencedRun[]): readonly string[] {
  const rows = runs.flatMap(({ run }) =>
    run.twins.map((twin, index) => [
      oneLine(twin.name),
      `\`${oneLine(twin.formula)}\` (${oneLine(twin.source)})`,
      evidence.number(run, 'twins', index, 'expected') ?? '',
      evidence.number(run, 'twins', index, 'simulated') ?? '',
      `${evidence.number(run, 'twins', index, 'gap')}${twin.comparison !== undefined ? ` (for comparison: ${oneLine(twin.comparison)})` : twin.agrees ? '' : ' DIFFERS'}`,
    ]),
  );
  return table(['Closed form', 'Formula', 'Expected', 'Simulated', 'Gap'], rows);
}

function sizingTable(evidence: Evidence, { numbers }: Pick<SizingAnswer, 'numbers'>): readonly string[] {
  const rows = numbers.flatMap((number) => {
    const value = evidence.sized(number);
    return value === undefined
      ? []
      : [[number.name, value, `\`${oneLine(number.formula)}\``, `${oneLine(number.source)} (${number.basis})`]];
  });
  return table(['Number', 'Value', 'Formula', 'Source'], rows);
}

function assumptionLines(evidence: Evidence, runs: readonly EvidencedRun[]): readonly string[] {
  const cited = new Map<string, string[]>();
  for (const { run } of runs) {
    for (const [index, text] of run.assumptions.entries())
      cited.set(text, [...(cited.get(text) ?? []), evidence.cite(run, 'assumptions', index)!]);
  }
  return [...cited].map(([text, where]) => `* ${oneLine(text)} ${where.join(' ')}`);
}
