/**
 * A paired study as the result object of model/comparison.ts: both designs, their differences, and which is better as far as anybody
 * said what better is. The verdict looks at what expectations ask about and at nothing else.
 */
import { digestOf } from '../model/canonical.ts';
import type { ComparedDraws } from '../model/compared-draws.ts';
import type { ComparisonResult, ComparisonSide, DifferenceRow } from '../model/comparison.ts';
import type { ParsedScenario } from '../model/parse-scenario.ts';
import { worstVerdict } from '../model/result.ts';
import { engine } from '../version.ts';
import type { PairedResult } from './paired-study.ts';
import { partialVerdict, runIdOf } from './run-result.ts';
import type { Study, StudySettings } from './study.ts';

export interface Compared {
  readonly a: { readonly source: string; readonly parsed: ParsedScenario };
  readonly b: { readonly source: string; readonly parsed: ParsedScenario };
  readonly settings: StudySettings;
  readonly result: PairedResult;
  readonly complete: boolean;
  readonly uncertainty: ComparedDraws | undefined;
}

export function comparisonResult({ a, b, settings, result, complete, uncertainty }: Compared): ComparisonResult {
  const replications = Math.min(result.a.summaries.length, result.b.summaries.length);
  const verdict = verdictOf(result.differences);
  const id = digestOf(JSON.stringify([runIdOf(a.parsed, settings), runIdOf(b.parsed, settings)])).slice(0, 16);
  return {
    summary: `${summaryOf(verdict, result.differences, replications, complete)}${likelihood(uncertainty)}`,
    verdict,
    schemaVersion: 'sba/comparison/v1',
    engine: { ...engine },
    ...(complete ? { comparisonId: id } : {}),
    seed: settings.seed,
    replications,
    a: sideOf(a.source, a.parsed, result.a, complete),
    b: sideOf(b.source, b.parsed, result.b, complete),
    differences: [...result.differences],
    ...(result.divergence === undefined ? {} : { divergence: result.divergence }),
    ...(uncertainty === undefined ? {} : { uncertainty }),
    assumptions: [
      'Common random numbers: both designs met the same arrivals, keys, sizes and chances wherever they have a source of the same name.',
      `Both measured from ${Number((result.a.warmUp.end / 1e9).toPrecision(4))} s on (${result.a.warmUp.method}).`,
      `Replications ended: ${result.stoppedBecause}.`,
      'Differences of what expectations ask about hold together with 95 %; the others each by itself.',
      ...(uncertainty === undefined
        ? []
        : ['Verdict, values and intervals are those of the medians of the uncertain inputs.']),
    ],
  };
}

function sideOf(
  source: string,
  { scenario, digest, parameters }: ParsedScenario,
  study: Study,
  complete: boolean,
): ComparisonSide {
  const worst = worstVerdict(study.expectations.map(({ verdict }) => verdict));
  return {
    source,
    name: scenario.name,
    digest,
    parameters: { ...parameters },
    verdict: complete ? worst : partialVerdict(worst),
    expectations: study.expectations.map(({ text, verdict, explanation }) => ({ text, verdict, explanation })),
    faults: [...study.faults],
  };
}

function verdictOf(differences: readonly DifferenceRow[]): ComparisonResult['verdict'] {
  const asked = differences.filter((row) => row.asked);
  if (asked.length === 0) return 'nothing to decide by';
  const forA = asked.some(({ better }) => better === 'a');
  const forB = asked.some(({ better }) => better === 'b');
  if (forA && forB) return 'mixed';
  if (forA) return 'a';
  return forB ? 'b' : 'no difference seen';
}

function summaryOf(
  verdict: ComparisonResult['verdict'],
  differences: readonly DifferenceRow[],
  replications: number,
  complete: boolean,
): string {
  const asked = differences.filter((row) => row.asked);
  const favouring = (side: 'a' | 'b') => asked.filter(({ better }) => better === side).map(nameOf);
  const budget = `${replications} pairs of replications${complete ? '' : ', ended early'}`;
  switch (verdict) {
    case 'nothing to decide by':
      return `No expectation says what better is, so there is no verdict (${budget}); the table shows what differs.`;
    case 'no difference seen':
      return `No difference seen at this budget (${budget}) in what the expectations ask about: ${asked.map(nameOf).join(', ')}.`;
    case 'mixed':
      return `Mixed: A is better in ${favouring('a').join(', ')}; B is better in ${favouring('b').join(', ')} (${budget}).`;
    default: {
      const open = asked.length - favouring(verdict).length;
      return `${verdict.toUpperCase()} is better in ${favouring(verdict).join(', ')}${open === 0 ? '' : `; in ${open} more no difference was seen or none could be`} (${budget}).`;
    }
  }
}

/** A verdict at the medians is not all that can be said. */
function likelihood(uncertainty: ComparedDraws | undefined): string {
  if (uncertainty === undefined) return '';
  const { draws, differences, measureFirst } = uncertainty;
  const percent = (share: number) => Math.round(100 * share);
  const asked = differences.filter((row) => row.asked);
  const rows = asked
    .filter(({ same }) => same < 1)
    .map((row) => {
      const interval = `95 %: ${percent(row.low)} to ${percent(row.high)} %`;
      return `in ${nameOf(row)} with probability ${percent(row.probability)} % (${interval})`;
    });
  if (asked.length === 0) return '';
  if (rows.length === 0) return ` Over ${draws} draws of the uncertain inputs both are the same in all of it.`;
  const first = measureFirst === undefined ? '' : ` ${measureFirst.text}`;
  return ` Over ${draws} draws of the uncertain inputs B is better ${rows.join(', ')}.${first}`;
}

function nameOf({ metric, statistic, mode, of }: Pick<DifferenceRow, 'metric' | 'statistic' | 'mode' | 'of'>): string {
  const part = of === undefined ? '' : ` of ${of}`;
  return `${metric}${part}${statistic === 'value' ? '' : ` ${statistic}`}${mode === 'always' ? '' : ` ${mode}`}`;
}
