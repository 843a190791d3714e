/**
 * Reverse sizing: what a given cluster holds and carries at most. The exact inverse of `size`: it asks the same constraints.
 *
 *   most entries  = largest n whose constraints of the data ask for no more than the given members; n + 1 breaks one of them
 *   most requests = the same for whole requests a second and the constraint of the load
 *
 * Keys grow by a character at 10, 100, …, which moves bytes from value to key and may save some: each stretch of equally long keys is
 * searched by itself, the largest first. Left out: what entries and load do to one another (none of the formulas knows of it).
 */
import { roundedByteText, threeDigits } from '../model/quantity-text.ts';
import type { SizingCard } from '../model/sizing-card.ts';
import type { Constraint } from './capacity-case.ts';
import { capacityOf, chooseDesign } from './chosen-design.ts';
import { dataConstraints, loadConstraint, shapeConstraints } from './constraints.ts';
import { largestPassing } from './largest.ts';
import { draftDesign } from './scenario-draft.ts';
import { numbersOf } from './size.ts';
import { type Sized, sized } from './sized.ts';
import { assumptionsOf } from './sizing-notes.ts';

export type ClusterCard = SizingCard & { readonly members: number };

/** One constraint and the most that it alone would allow. */
export interface Limit {
  readonly constraint: Constraint['constraint'];
  readonly most: number;
  readonly unit: 'entries' | 'requests/s';
  readonly formula: string;
  readonly source: string;
}

export interface FitAnswer {
  readonly summary: string;
  readonly members: number;
  readonly primaries: number;
  /** Of the full cluster. */
  readonly partitions: number;
  readonly mostEntries: number;
  readonly mostRequests: number;
  /** Whether the entries and the load of the card fit into its members. */
  readonly fits: boolean;
  /** What stops the entries, tightest first; then what stops the load. */
  readonly limits: readonly Limit[];
  readonly numbers: readonly Sized[];
  readonly warnings: readonly string[];
  readonly assumptions: readonly string[];
  /** A scenario of the full cluster; absent when it holds nothing. */
  readonly scenario?: string;
}

const MOST_ENTRIES = 1e12;
const MOST_REQUESTS = 1e12;

export function fits(card: ClusterCard): FitAnswer {
  const mostEntries = mostEntriesOf(card, () => true);
  const mostRequests = mostRequestsOf(card);
  const full = chooseDesign({ ...card, ...loadOf(card, Math.max(0, mostRequests)), entries: Math.max(1, mostEntries) });
  const limits = limitsOf(card, mostRequests);
  const numbers = fitNumbers(card, mostEntries, mostRequests, numbersOf(full));
  const unmet = shapeConstraints(capacityOf(card)).filter(({ members }) => members > card.members);
  const requests = card.reads + card.writes;
  const holds = card.entries <= mostEntries && requests <= mostRequests && unmet.length === 0;
  const summary = summaryOf(card, full.profile.title, { mostEntries, mostRequests, limits, holds });
  return {
    summary,
    members: full.members,
    primaries: full.primaries,
    partitions: full.partitions,
    mostEntries,
    mostRequests: Math.max(0, mostRequests),
    fits: holds,
    limits,
    numbers,
    warnings: [
      ...unmet.map(({ constraint, members, text }) => `${constraint} asks for ${members} members: ${text}.`),
      ...(mostEntries === 0 ? ['Not one entry fits.'] : []),
      ...(mostRequests < 0 ? ['No member is left for the load once those that may be lost are set aside.'] : []),
      ...(mostEntries === MOST_ENTRIES
        ? ['The entries are limited by the vocabulary (10^12), not by the cluster.']
        : []),
    ],
    assumptions: assumptionsOf(full),
    ...(mostEntries === 0
      ? {}
      : {
          scenario: draftDesign(full, {
            name: `full-${card.product}`,
            question: 'Does the full cluster keep its numbers when a primary crashes?',
            preface: [summary],
          }),
        }),
  };
}

/** Most entries as the card counts them, growth still to come, by those data constraints that are chosen. */
function mostEntriesOf(card: ClusterCard, chosen: (constraint: Constraint) => boolean): number {
  const holds = (entries: number) =>
    dataConstraints(capacityOf({ ...card, entries })).every((one) => !chosen(one) || one.members <= card.members);
  for (let low = MOST_ENTRIES; low >= 1; low /= 10) {
    const most = largestPassing(low, Math.min(MOST_ENTRIES, low * 10 - 1), holds);
    if (most >= low) return most;
  }
  return 0;
}

/** Whole requests per second; -1 when not even an idle cluster has enough members. */
function mostRequestsOf(card: ClusterCard): number {
  const capacity = capacityOf(card);
  return largestPassing(0, MOST_REQUESTS, (requests) => loadConstraint(capacity, requests).members <= card.members);
}

/** So many requests in the mix of the card; all of them reads when it has none. */
function loadOf({ reads, writes }: SizingCard, requests: number): { readonly reads: number; readonly writes: number } {
  const written = reads + writes === 0 ? 0 : Math.round((requests * writes) / (reads + writes));
  return { reads: requests - written, writes: written };
}

function limitsOf(card: ClusterCard, mostRequests: number): readonly Limit[] {
  const capacity = capacityOf(card);
  const ofData = dataConstraints(capacity).map(({ constraint, formula, source }): Limit => {
    const most = mostEntriesOf(card, (one) => one.constraint === constraint);
    return { constraint, most, unit: 'entries', formula: `largest entries with ${formula} <= members`, source };
  });
  const { constraint, formula, source } = loadConstraint(capacity);
  const text = `largest requests with ${formula} <= members`;
  return [
    ...ofData.sort((a, b) => a.most - b.most),
    { constraint, most: Math.max(0, mostRequests), unit: 'requests/s', formula: text, source },
  ];
}

function fitNumbers(
  card: ClusterCard,
  mostEntries: number,
  mostRequests: number,
  full: readonly Sized[],
): readonly Sized[] {
  const source = 'the constraints of size, turned round';
  const requests = card.reads + card.writes;
  const text = { source, basis: 'documented' } as const;
  const used = { ...text, unit: 'ratio' } as const;
  return [
    sized(
      {
        ...text,
        name: 'mostEntries',
        unit: 'count',
        formula: 'largest entries that every constraint of the data allows',
      },
      { members: card.members, memberMemoryBytes: card.memberMemory, growth: card.growth },
      mostEntries,
    ),
    sized(
      { ...text, name: 'mostRequests', unit: '1/s', formula: 'largest load that the constraint of the load allows' },
      { members: card.members, targetUtilisation: card.targetUtilisation, serviceMs: card.serviceTime / 1e6 },
      mostRequests < 0 ? Number.NaN : mostRequests,
      'no member is left for the load',
    ),
    sized(
      { ...used, name: 'entriesUsed', formula: 'entries / mostEntries' },
      { entries: card.entries, mostEntries },
      card.entries / mostEntries,
      'nothing fits',
    ),
    sized(
      { ...used, name: 'loadUsed', formula: 'requests / mostRequests' },
      { requestsPerSecond: requests, mostRequestsPerSecond: Math.max(0, mostRequests) },
      mostRequests <= 0 ? Number.NaN : requests / mostRequests,
      'no load can be carried',
    ),
    ...full,
  ];
}

function summaryOf(
  card: ClusterCard,
  title: string,
  found: { mostEntries: number; mostRequests: number; limits: readonly Limit[]; holds: boolean },
): string {
  const { mostEntries, mostRequests, limits, holds } = found;
  const [first, second] = limits.filter(({ unit }) => unit === 'entries');
  const next = second === undefined ? '' : `, then ${second.constraint} (${second.most})`;
  return `${card.members} members of ${title} with ${roundedByteText(card.memberMemory)} each hold at most ${mostEntries} entries (${first!.constraint} decides${next}) and carry at most ${Math.max(0, mostRequests)} requests/s; ${card.entries} entries at ${threeDigits(card.reads + card.writes)}/s ${holds ? 'fit' : 'do not fit'}.`;
}
