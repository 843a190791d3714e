/** Sense of eviction policies under the names of products: the product has it, it finds something to evict, its settings are of it. */
import { SECOND } from '../kernel/time.ts';
import type { DraftProblem } from './draft-problem.ts';
import { hazelcastPolicies, ignitePolicies, redisPolicies } from './eviction.ts';
import type { Path } from './place-index.ts';
import { hasReplicaSets } from './product.ts';
import type { GridMap, Product } from './scenario.ts';
import { numbered, type SenseView, shownDuration } from './sense-view.ts';

type Eviction = NonNullable<GridMap['eviction']>;
type Policy = NonNullable<Eviction['policy']>;

const MINUTE = 60 * SECOND;

export function evictionPolicySense({ understood: { design } }: SenseView): DraftProblem[] {
  const { product } = design;
  return numbered(design.maps).flatMap(([index, { eviction, nearCache, reader }]) => {
    const path = ['design', 'maps', index];
    return [
      ...(product === undefined || eviction === undefined
        ? []
        : foreign(eviction.policy, product, [...path, 'eviction', 'policy'])),
      ...(nearCache === undefined ? [] : inNearCache(nearCache.policy, product, [...path, 'nearCache', 'policy'])),
      ...(eviction === undefined ? [] : lfuSettings(eviction, [...path, 'eviction'])),
      ...(eviction === undefined ? [] : nothingToEvict(eviction, reader !== undefined, [...path, 'eviction'])),
    ];
  });
}

/** The policies that a product has under its own names; a generic grid has none of these. */
function policiesOf(product: Product): readonly Policy[] {
  if (hasReplicaSets(product)) return redisPolicies;
  if (product.kind === 'hazelcast') return hazelcastPolicies;
  return product.kind === 'ignite' ? ignitePolicies : [];
}

function isOf(names: readonly Policy[], policy: Policy): boolean {
  return names.includes(policy);
}

function isOfSomeProduct(policy: Policy): boolean {
  return [hazelcastPolicies, ignitePolicies, redisPolicies].some((names) => isOf(names, policy));
}

function foreign(policy: Policy | undefined, product: Product, path: Path): DraftProblem[] {
  if (policy === undefined || !isOfSomeProduct(policy) || isOf(policiesOf(product), policy)) return [];
  const own = policiesOf(product);
  const expected =
    own.length === 0
      ? 'a policy of no product: lru, lfu, perfect-lfu, sampled-lru, sampled-lfu, random or none'
      : `a policy of ${product.kind}: ${own.join(', ')}`;
  return [{ path, found: `${policy} of another product`, expected, suggestion: `write ${own[0] ?? 'sampled-lru'}` }];
}

/** Only Hazelcast has near caches with policies of their own names. */
function inNearCache(policy: Policy | undefined, product: Product | undefined, path: Path): DraftProblem[] {
  if (policy === undefined || !isOfSomeProduct(policy)) return [];
  if (isOf(hazelcastPolicies, policy) && (product === undefined || product.kind === 'hazelcast')) return [];
  const expected = 'lru, lfu, random or another common policy; LRU, LFU, RANDOM and NONE with product hazelcast';
  return [{ path, found: `${policy} in a near cache`, expected, suggestion: 'write lru' }];
}

function lfuSettings({ policy, lfuLogFactor, lfuDecayTime }: Eviction, path: Path): DraftProblem[] {
  const isLfu = policy === 'allkeys-lfu' || policy === 'volatile-lfu';
  const given = lfuLogFactor !== undefined ? 'lfuLogFactor' : lfuDecayTime !== undefined ? 'lfuDecayTime' : undefined;
  if (given !== undefined && !isLfu) {
    const expected = `${given} beside allkeys-lfu or volatile-lfu, whose counts it shapes`;
    return [{ path: [...path, given], found: given, expected, suggestion: `remove ${given}`, atKey: true }];
  }
  if (lfuDecayTime === undefined || lfuDecayTime % MINUTE === 0) return [];
  const expected = 'whole minutes, in which Redis counts';
  const suggestion = `write ${Math.ceil(lfuDecayTime / MINUTE)}min`;
  return [{ path: [...path, 'lfuDecayTime'], found: shownDuration(lfuDecayTime), expected, suggestion }];
}

function nothingToEvict({ policy, timeToLive }: Eviction, hasReader: boolean, path: Path): DraftProblem[] {
  const at = [...path, 'policy'];
  if (policy?.startsWith('volatile-') === true && timeToLive === undefined) {
    const expected = 'timeToLive, since only entries with one are volatile: without, writes are refused for ever';
    return [{ path: at, found: `${policy} without timeToLive`, expected, suggestion: 'write noeviction' }];
  }
  if (policy !== 'noeviction' || !hasReader) return [];
  const expected = 'no reader: what it reads could not be put into a full grid';
  return [{ path: at, found: 'noeviction with a reader', expected, suggestion: 'write allkeys-lru' }];
}
