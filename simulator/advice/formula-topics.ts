/** The closed forms of sizing as topics: taken from a sizing of an ordinary design, so that text and formula cannot drift apart. */
import { sizedKinds } from '../model/design-card.ts';
import { type SizingCard, sizingCard } from '../model/sizing-card.ts';
import { size } from '../sizing/size.ts';
import type { Sized } from '../sizing/sized.ts';
import type { Topic } from './topic.ts';

/** Cards that between them ask for every number there is. */
function cards(product: SizingCard['product']): readonly SizingCard[] {
  const card = { product, writeBehind: '5s', storeWrites: '3k/s' };
  const further = {
    failures: 2,
    indexes: '30%',
    timeToLive: '1h',
    nearCacheEntries: '10k',
    wanTargets: 1,
    journal: '1M',
  };
  const members = { persistence: 'log', replicaOutage: '60s' };
  return [card, { ...card, ...further, ...members, storage: 'heap' }].map((given) => sizingCard.parse(given));
}

export function formulaTopics(): readonly Topic[] {
  const topics = new Map<string, Topic>();
  for (const product of sizedKinds) {
    for (const number of cards(product).flatMap((card) => size(card).numbers)) {
      const known = topics.get(number.name);
      const text = formulaText(number, product);
      if (known === undefined)
        topics.set(number.name, { name: number.name, kind: 'formula', text: text.own, see: ['size'] });
      else if (!known.text.includes(number.formula))
        topics.set(number.name, { ...known, text: `${known.text}\n${text.forProduct}` });
    }
  }
  return [...topics.values()];
}

function formulaText(
  { formula, source, basis, unit, inputs }: Sized,
  product: string,
): { readonly own: string; readonly forProduct: string } {
  const from = Object.keys(inputs).join(', ');
  const text = `${formula}, in ${unit}${from === '' ? '' : `, from ${from}`}. Source (${basis}): ${source}.`;
  return { own: text, forProduct: `For ${product}: ${text}` };
}
