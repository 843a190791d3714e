/** The products: what is modelled, on which basis each part stands, from which source, and the defaults of their settings. */
import { product, productKinds } from '../model/product.ts';
import { profileTopics } from '../products/product-profile.ts';
import { profileOf } from '../products/profile-of.ts';
import type { Topic } from './topic.ts';

export function productTopics(): readonly Topic[] {
  return productKinds.map((kind): Topic => {
    const settings = product.parse({ kind });
    const profile = profileOf(settings);
    const parts = profileTopics.map(
      (topic) => `${topic} (${profile.basis[topic].basis}): ${profile.basis[topic].source}.`,
    );
    const text = [
      `${profile.title}. Replication is ${profile.replication} unless a map says otherwise; ${profile.threads} thread${profile.threads === 1 ? '' : 's'} a member; at least ${profile.leastPrimaries} primaries to decide on a failure.`,
      ...parts,
      `Memory is planned to be filled to ${profile.memoryFill.share * 100} % (${profile.memoryFill.source}); an entry takes ${profile.entryFormula}.`,
    ].join('\n');
    const fields = Object.keys(settings).filter((key) => key !== 'kind');
    return { name: kind, kind: 'product', text, see: fields.map((key) => `design.product.${key}`) };
  });
}
