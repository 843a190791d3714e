/** The rules of `sba size` for one product, as a table made from an answer: what asks for members, and every number with its formula. */
import { sizedKinds } from '../simulator/model/design-card.ts';
import type { Product } from '../simulator/model/product.ts';
import { sizingCard } from '../simulator/model/sizing-card.ts';
import { size } from '../simulator/sizing/size.ts';

/** Everything that a card may ask for, so that every rule answers. */
const everything = {
  entries: '20M',
  writes: '3k/s',
  reads: '20k/s',
  failures: 1,
  timeToLive: '1h',
  storage: 'off-heap',
  persistence: 'log',
  nearCacheEntries: '10k',
  wanTargets: 1,
  journal: '1M',
  replicaOutage: '60s',
} as const;

export function sizingRules(kind: Product['kind']): string[] {
  const sizedKind = sizedKinds.find((each) => each === kind);
  if (sizedKind === undefined)
    return ['`sba size` does not take it: there is one primary, so there is nothing to choose but its memory.'];
  const { constraints, numbers } = size(sizingCard.parse({ product: sizedKind, ...everything }));
  return [
    'Every number that `sba size` can answer for this product; those that a feature asks for come with the feature ([sizing.md](../sizing.md)).',
    '',
    '| asks for members | formula | basis, source |',
    '|---|---|---|',
    ...constraints.map(({ constraint, formula, basis, source }) => row(constraint, formula, basis, source)),
    '',
    '| number | formula | basis, source |',
    '|---|---|---|',
    ...numbers.map(({ name, formula, basis, source }) => row(`\`${name}\``, formula, basis, source)),
  ];
}

function row(name: string, formula: string, basis: string, source: string): string {
  return `| ${name} | ${formula.replaceAll('|', '\\|')} | ${basis}: ${source.replaceAll('|', '\\|')} |`;
}
