/**
 * What a product does in words: what it is good for, what is lost when what fails, what its disks keep, and what of this was measured.
 *
 * Every statement has its source and basis beside it, as every number of a profile has. A product without one of them does not compile.
 */
import type { Sourced } from './sourced.ts';

/** Titles in the order of the pages. */
export const conductTitles = {
  goodFor: 'Good for',
  processDies: 'A process dies',
  hostLost: 'A host is lost, with its link or without',
  networkSplits: 'The network splits',
  everythingDies: 'All members die',
  persistence: 'Persistence',
  versions: 'Versions',
  measured: 'Measured',
} as const;

export type ConductTopic = keyof typeof conductTitles;

export interface Statement extends Sourced {
  readonly text: string;
}

export type Conduct = Readonly<Record<ConductTopic, Statement>>;
