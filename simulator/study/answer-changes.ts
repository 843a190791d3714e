/**
 * The values at which the answer of a search changes: loads up to which the winner still keeps its promises, and prices at which the
 * runner-up becomes the cheaper one.
 *
 * A load is a parameter whose value is raised by steps of a quarter until the winner no longer passes, and then halved down between the
 * last that held and the first that did not, so that the answer is known to about 3 %. A price is exact: costs are linear in it.
 *
 *   price* = price + (cost of runner-up − cost of winner) / (quantity of winner − quantity of runner-up)
 */

import type { CostResult } from '../model/cost.ts';
import type { SearchResult } from '../model/design-search.ts';
import type { ParsedScenario } from '../model/parse-scenario.ts';
import type { Problem } from '../model/problem.ts';
import { amountOf } from '../model/unit.ts';
import type { Searched } from './design-search.ts';
import type { Axis } from './grid.ts';

export type Change = SearchResult['changes'][number];

/** Steps of a quarter: 1.25^8 is about 6. */
const MOST_STEPS = 8;
const HALVINGS = 3;

/** Whether the winner passes with this value of the parameter, or why it cannot be tried; undefined: interrupted. */
type Holds = (value: string) => Promise<boolean | Problem | undefined>;

/** The parameters to vary: those named, or those with a rate, which the grid does not vary by itself. A name that is none is a problem. */
export function variedParameters(
  { parameters }: ParsedScenario,
  axes: readonly Axis[],
  named: readonly string[] | undefined,
): readonly string[] | Problem {
  const free = Object.keys(parameters).filter((name) => !axes.some(({ parameter }) => parameter === name));
  if (named === undefined) return free.filter((name) => amountOf(String(parameters[name]))?.unit === '1/s');
  const wrong = named.find((name) => !free.includes(name) || amountOf(String(parameters[name])) === undefined);
  if (wrong === undefined) return named;
  const expected = `a parameter of the scenario that is a quantity and not in the grid: ${free.join(', ')}`;
  return { source: `--vary ${wrong}`, path: '', found: `"${wrong}"`, expected };
}

/** Where the answer of a search changes, `passes` telling whether a design will do, or why it cannot be tried (undefined: interrupted); nothing for one that found nothing or was interrupted. */
export async function answerChanges(
  { passing, complete }: Searched,
  varied: readonly string[],
  { parameters }: ParsedScenario,
  passes: (parameters: Readonly<Record<string, string>>) => Promise<boolean | Problem | undefined>,
): Promise<readonly Change[]> {
  const [winner, second] = passing;
  if (winner === undefined || !complete) return [];
  const changes: Change[] = [];
  for (const name of varied) {
    const change = await loadChange(name, String(parameters[name]), (value) =>
      passes({ ...winner.parameters, [name]: value }),
    );
    if (change !== undefined) changes.push(change);
  }
  const [one, other] = [winner.result.cost, second?.result.cost];
  return one === undefined || other === undefined ? changes : [...changes, ...priceChanges(one, other)];
}

/** `value` is that of the winner; undefined when it is no quantity, or the search was interrupted. */
async function loadChange(parameter: string, value: string, holds: Holds): Promise<Change | undefined> {
  const start = amountOf(value);
  if (start === undefined || start.value <= 0) return undefined;
  let held = 1;
  let failed: number | undefined;
  let refused: { readonly at: string; readonly problem: Problem } | undefined;
  const isOpen = () => failed === undefined && refused === undefined;
  for (let step = 0; step < MOST_STEPS && isOpen(); step++) {
    const next = scaled(value, held * 1.25);
    const found = await holds(next);
    if (found === undefined) return undefined;
    if (typeof found === 'object') refused = { at: next, problem: found };
    else if (found) held *= 1.25;
    else failed = held * 1.25;
  }
  for (let halving = 0; halving < HALVINGS && failed !== undefined; halving++) {
    const middle = (held + failed) / 2;
    const found = await holds(scaled(value, middle));
    if (found === undefined) return undefined;
    if (found === true) held = middle;
    else failed = middle;
  }
  const upTo = scaled(value, held);
  const head = { what: parameter, unit: start.unit, holdsUpTo: amountOf(upTo)!.value };
  if (failed === undefined) {
    const end =
      refused === undefined ? '' : `; ${refused.at} is refused (${refused.problem.path}: ${refused.problem.found})`;
    return { ...head, text: `right at least until ${parameter} = ${upTo}${end}` };
  }
  const at = scaled(value, failed);
  return { ...head, changesAt: amountOf(at)!.value, text: `right until ${parameter} = ${upTo}; no longer at ${at}` };
}

/** The text of a quantity times a factor, in its own unit; whole for counts. */
export function scaled(text: string, factor: number): string {
  const [, digits = '', unit = ''] = /^([\d._]+)\s?(.*)$/.exec(text) ?? [];
  const amount = Number(digits.replaceAll('_', '')) * factor;
  const isPlain = unit === '';
  return `${isPlain ? Math.round(amount) : Number(amount.toPrecision(4))}${unit}`;
}

const priceNames = {
  members: 'perMemberHour',
  memory: 'perGiBHour',
  storeWrites: 'perMillionStoreWrites',
  crossZone: 'perCrossZoneGiB',
} as const;

/** Prices at which both cost the same; those that would have to be negative are left out. */
export function priceChanges(winner: CostResult, runnerUp: CostResult): readonly Change[] {
  return winner.parts.flatMap((part): Change[] => {
    const other = runnerUp.parts.find(({ name }) => name === part.name)!;
    const { price, perMonth, quantity } = part;
    if (price === undefined || price === 0 || perMonth === undefined || quantity === undefined) return [];
    const more = quantity - (other.quantity ?? quantity);
    if (more === 0) return [];
    const perPrice = perMonth / quantity / price;
    const at = price + (runnerUp.known - winner.known) / (more * perPrice);
    if (!(at > 0) || !Number.isFinite(at)) return [];
    const [shownAt, shownPrice] = [at, price].map((value) => Number(value.toPrecision(4)));
    return [
      {
        what: priceNames[part.name],
        unit: winner.currency ?? '',
        changesAt: at,
        text: `the runner-up is as cheap at ${priceNames[part.name]} ${at > price ? 'from' : 'down to'} ${shownAt} (now ${shownPrice})`,
      },
    ];
  });
}
