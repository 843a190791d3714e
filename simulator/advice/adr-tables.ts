/**
 * The two tables of a design review, from evidence alone: which failure does what and for how long, and which pattern answers which
 * concern at what price. A row without a measured number is not printed.
 */
import type { EvidencedRun } from './adr-options.ts';
import { type Pattern, patternsOf } from './adr-patterns.ts';
import { type Evidence, type EvidencePath, valueAt, type WholeRun } from './evidence.ts';

type Row = readonly string[];

/** Fault, impact, mitigation that was seen, recovery time that was measured. */
export function failureTable(evidence: Evidence, runs: readonly EvidencedRun[]): readonly string[] {
  const rows = runs.flatMap(({ run }) => run.faults.map((_, index) => failureRow(evidence, run, index)));
  return table(['Fault', 'Impact', 'Mitigation seen', 'Recovery (measured)'], rows);
}

function failureRow(evidence: Evidence, run: WholeRun, index: number): Row {
  const fault = run.faults[index]!;
  const name = `${fault.id} (${fault.kind}) ${evidence.cite(run, 'faults', index, 'id')}`;
  if (!fault.tookEffect) {
    const where = evidence.cite(run, 'faults', index, 'tookEffect');
    return [name, `did not take effect in every replication: nothing is shown ${where}`, '', ''];
  }
  // The metrics of a run cover all its faults; they can be laid at the door of one only when it was alone.
  const impact = run.faults.length === 1 ? impacts(evidence, run) : ['together with the other faults of this run'];
  const caused = Object.keys(fault.effects).map(
    (effect) => `${effect} in ${evidence.number(run, 'faults', index, 'effects', effect)}`,
  );
  const mitigations = caused.filter((text) => text.startsWith('failover') || text.startsWith('detection'));
  const recovery = [
    phrase('detected after', evidence.number(run, 'faults', index, 'detectedMs')),
    phrase('writes accepted again after', evidence.number(run, 'faults', index, 'restoredMs')),
    run.faults.length === 1
      ? phrase('all copies again after', evidence.number(run, 'metrics', 'redundancyRestored', 'mean'))
      : '',
  ];
  return [name, listed(impact), listed(mitigations), listed(recovery)];
}

const impactMetrics: readonly (readonly [string, EvidencePath])[] = [
  ['write outage p90', ['metrics', 'writeOutage', 'p90']],
  ['longest write outage', ['metrics', 'writeOutage', 'max']],
  ['longest outage of healthy owners', ['metrics', 'healthyOutage', 'max']],
  ['acknowledged writes lost, mean a replication', ['metrics', 'acknowledgedWritesLost', 'mean']],
  ['acknowledged writes lost, most', ['metrics', 'acknowledgedWritesLost', 'max']],
  ['rows stale in the store, most', ['metrics', 'storeStale', 'max']],
  ['failed requests', ['metrics', 'errorRatio', 'mean']],
];

function impacts(evidence: Evidence, run: WholeRun): readonly string[] {
  return impactMetrics
    .filter(([, path]) => path[1] === 'acknowledgedWritesLost' || valueAt(run, path) !== 0)
    .map(([words, path]) => phrase(words, evidence.number(run, ...path)));
}

/** Concern, pattern that the design uses, what speaks for it, what it costs. */
export function patternMatrix(evidence: Evidence, runs: readonly EvidencedRun[]): readonly string[] {
  const rows = runs.flatMap((evidenced) =>
    patternsOf(evidenced).flatMap((pattern) => patternRow(evidence, evidenced.run, pattern)),
  );
  return table(['Concern', 'Pattern', 'Rationale', 'Trade-off'], rows);
}

function patternRow(
  evidence: Evidence,
  run: WholeRun,
  { concern, pattern, rationale, tradeOff }: Pattern,
): readonly Row[] {
  const shown = (phrases: Pattern['rationale']): string =>
    listed(phrases.map(([words, path]) => phrase(words, evidence.number(run, ...path))));
  const because = shown(rationale);
  return because === ''
    ? []
    : [[concern, `${pattern} ${evidence.cite(run, 'scenario', 'digest')}`, because, shown(tradeOff)]];
}

function phrase(words: string, number: string | undefined): string {
  return number === undefined ? '' : `${words} ${number}`;
}

function listed(phrases: readonly string[]): string {
  return phrases.filter((text) => text !== '').join('; ');
}

export function table(titles: readonly string[], rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: Row): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)];
}
