/** A search for people: the answer, why, what lost, where it changes, and every candidate with its fate. */
import type { SearchResult } from '../model/design-search.ts';
import { jsonText } from './json.ts';
import { shownInterval, shownNumber, shownQuantity } from './shown-number.ts';
import { plainPaint, tableLines, wrapped } from './text-table.ts';

export const searchFormats = ['text', 'json', 'markdown'] as const;
export type SearchFormat = (typeof searchFormats)[number];

/** Without prices the first counts members, with a part of one for memory. */
function titlesOf({ objective }: SearchResult): readonly string[] {
  const hasPrices = objective.startsWith('cost');
  return ['fate', hasPrices ? '>a month' : '>members', '>at least', '>n', 'because'];
}

export function renderSearch(result: SearchResult, format: SearchFormat): string {
  if (format === 'json') return jsonText(result);
  return format === 'markdown' ? markdown(result) : text(result);
}

function text(result: SearchResult): string {
  return `${[
    ...wrapped(result.summary, ''),
    '',
    ...told(result).flatMap((line) => wrapped(line, '  ')),
    '',
    ...tableLines(
      { titles: [...result.grid.map(({ parameter }) => `>${parameter}`), ...titlesOf(result)], rows: rowsOf(result) },
      plainPaint,
    ),
  ].join('\n')}\n`;
}

function markdown(result: SearchResult): string {
  const row = (parts: readonly string[]) => `| ${parts.map((part) => part.replaceAll('|', '\\|')).join(' | ')} |`;
  const heads = [
    ...result.grid.map(({ parameter }) => parameter),
    ...titlesOf(result).map((title) => title.replace('>', '')),
  ];
  return `${[
    `# ${result.scenario.name}: the cheapest design`,
    '',
    result.summary,
    '',
    ...told(result).map((line) => `- ${line}`),
    '',
    row(heads),
    row(heads.map(() => '---')),
    ...rowsOf(result).map(row),
  ].join('\n')}\n`;
}

function told({ objective, confidence, winner, runnerUp, binding, changes }: SearchResult): readonly string[] {
  const names = (parameters: Readonly<Record<string, string>>) =>
    Object.entries(parameters)
      .map(([name, value]) => `${name}=${value}`)
      .join(' ');
  return [
    `made small: ${objective}`,
    ...(confidence === undefined
      ? []
      : [
          `demanded: every expectation met in at least ${shownNumber(100 * confidence)} % of the draws of the uncertain inputs`,
        ]),
    ...(winner === undefined
      ? []
      : [`answer: ${names(winner.parameters)}${winner.runId === undefined ? '' : ` (run ${winner.runId})`}`]),
    ...likely('answer', winner),
    ...(binding === undefined ? [] : [`binding: "${binding.expectation}"; ${binding.text}`]),
    ...(runnerUp === undefined ? [] : [`runner-up: ${names(runnerUp.parameters)}; ${runnerUp.why}`]),
    ...likely('runner-up', runnerUp),
    ...changes.map(({ text: what }) => `changes: ${what}`),
  ];
}

/** How likely a design keeps its promises, all of them and one by one. */
function likely(who: string, design: SearchResult['winner']): readonly string[] {
  if (design?.met === undefined) return [];
  const { draws, replications, expectations, shortened, ...all } = design.met;
  const share = ({ probability, low, high }: Pick<typeof all, 'probability' | 'low' | 'high'>) =>
    `${shownQuantity(probability, 'ratio')} (${shownInterval(low, high, 'ratio')})`;
  const each = expectations.map((expectation) => `"${expectation.text}" ${share(expectation)}`);
  const cut = shortened === undefined ? '' : `; ${shortened}`;
  return [
    `likely: ${who} meets all with ${share(all)}: ${each.join(', ')}; ${draws} draws × ${replications} replication${replications === 1 ? '' : 's'}${cut}`,
  ];
}

function rowsOf({ grid, candidates }: SearchResult): readonly (readonly string[])[] {
  const number = (value: number | undefined) => (value === undefined ? '' : shownNumber(value));
  return candidates.map(({ parameters, fate, costs, bound, replications, because, expectation }) => [
    ...grid.map(({ parameter }) => parameters[parameter]!),
    fate,
    number(costs),
    number(bound),
    number(replications),
    [expectation, because].filter((part) => part !== undefined).join(': '),
  ]);
}
