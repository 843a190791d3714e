/** The closed forms of sizing as topics: taken from a sizing of an ordinary design, so that text and formula cannot drift apart. */
import { designCard, sizedKinds } from '../model/design-card.ts';
import { size } from '../sizing/size.ts';
import type { Sized } from '../sizing/sized.ts';
import type { Topic } from './topic.ts';

export function formulaTopics(): readonly Topic[] {
  const topics = new Map<string, Topic>();
  for (const product of sizedKinds) {
    for (const number of size(designCard.parse({ product, writeBehind: '5s', storeWrites: '3k/s' })).numbers) {
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
