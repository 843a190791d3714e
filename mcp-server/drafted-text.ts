/**
 * A design as the scenario that a simulate tool runs: the engine's own draft, with the fault and the expectations that were asked for.
 * The draft is edited as a YAML document, so its comments (which say what was assumed) stay.
 */
import { type Document, parseDocument } from 'yaml';
import { draftScenario } from '../simulator/api.ts';
import type { DesignCard } from '../simulator/model/design-card.ts';

/** What can strike one primary; the words go into the scenario's question. */
export const strikes = {
  crash: 'its process dies',
  'host-loss': 'its host goes silent',
  pause: 'its process stands still',
  split: 'the network cuts it off',
} as const;

export interface Strike {
  readonly kind: keyof typeof strikes;
  /** Nanoseconds; absent: to the end of the run. */
  readonly duration?: number | undefined;
}

const SECOND = 1e9;
/** Left after the fault has healed, so that the run sees the end of it. */
const AFTERWARDS = 10 * SECOND;

export const lagDraft = (card: DesignCard, expect: readonly string[] | undefined): string => {
  const question = 'How far behind are the backups, and how stale are reads, when nothing fails?';
  return edited(draftScenario(card, { name: `lag-${card.product}`, question, fault: 'none' }), (document) =>
    expectInstead(document, expect),
  );
};

export const failoverDraft = (card: DesignCard, strike: Strike, expect: readonly string[] | undefined): string => {
  const question = `A primary is struck: ${strikes[strike.kind]}. How long are its partitions away, and what is lost?`;
  const text = draftScenario(card, {
    name: `${strike.kind}-${card.product}`,
    question,
    fault: strike.kind === 'crash' ? 'crash' : 'host-loss',
  });
  return edited(text, (document) => {
    strikeInstead(document, strike);
    expectInstead(document, expect);
  });
};

const edited = (text: string, edit: (document: Document) => void): string => {
  const document = parseDocument(text);
  edit(document);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
};

const expectInstead = (document: Document, expect: readonly string[] | undefined): void => {
  if (expect !== undefined) document.set('expect', expect);
};

const strikeInstead = (document: Document, { kind, duration }: Strike): void => {
  const fault = ['faults', 0];
  document.setIn([...fault, 'id'], kind);
  document.setIn([...fault, 'kind'], kind);
  // A pause or a short fault may end before anyone notices, and that is an answer.
  if (kind === 'pause' || duration !== undefined) document.deleteIn([...fault, 'mustCause']);
  if (duration === undefined) return;
  document.setIn([...fault, 'duration'], `${duration / 1e6}ms`);
  const at = seconds(document.getIn([...fault, 'at']));
  const end = seconds(document.getIn(['run', 'duration']));
  const needed = Math.ceil(at + (duration + AFTERWARDS) / SECOND);
  if (needed > end) document.setIn(['run', 'duration'], `${needed}s`);
};

/** Of the draft's own texts, which are whole seconds or minutes. */
const seconds = (text: unknown): number => {
  const match = /^([\d.]+)(s|min|m)$/.exec(String(text));
  if (match === null) throw new Error(`the draft holds ${String(text)} where seconds are due`);
  return Number(match[1]) * (match[2] === 's' ? 1 : 60);
};
