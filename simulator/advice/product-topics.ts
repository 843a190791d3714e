/**
 * The products: what each is good for, its times, what it loses when, and on which basis each part stands. Found by kind, title, version and
 * the names under which people look for it.
 */

import { type Product, product, productKinds, settingsOf, versionsOf } from '../model/product.ts';
import { threeDigits } from '../model/quantity-text.ts';
import { fieldsOf } from '../model/schema-words.ts';
import { type ConductTopic, conductTitles } from '../products/conduct.ts';
import { type Loss, type ProductProfile, profileTopics } from '../products/product-profile.ts';
import { profileOf } from '../products/profile-of.ts';
import type { TimeRange } from '../products/time-range.ts';
import type { Topic } from './topic.ts';

/** Other names by kind; those with a version are added. */
const names: Readonly<Record<Product['kind'], readonly string[]>> = {
  generic: ['generic grid'],
  hazelcast: ['hazelcast 5', 'hazelcast imdg'],
  ignite: ['apache ignite', 'gridgain'],
  'redis-cluster': ['redis'],
  valkey: ['valkey cluster'],
  'redis-sentinel': ['sentinel', 'redis'],
};

export function productTopics(): readonly Topic[] {
  return [...productKinds.flatMap(topicsOf), listTopic()];
}

/** The forms of a product that have a profile of their own, at their defaults. */
export function formsOf(kind: Product['kind']): readonly Product[] {
  const versions = kind === 'ignite' ? ['2', '3'] : [undefined];
  return versions.map((version) => product.parse(version === undefined ? { kind } : { kind, version }));
}

export interface ToldTime {
  readonly what: string;
  readonly time: Pick<TimeRange, 'formula' | 'source' | 'basis'> & { readonly mean: string; readonly range: string };
}

/** The cluster of the examples: three primaries where the product has several, and so many backups that one loss can be survived. */
export function exampleCluster(profile: ProductProfile) {
  const delay = 0.5e6;
  const backups = 'never' in profile.failover({ members: 6, backups: 1, delay }, 'crash') ? 2 : 1;
  return { members: profile.membersFor(3, backups), backups, delay };
}

/** Detection and failover at the settings of the profile; one row where the death of a process and the loss of its host take as long. */
export function timesOf(profile: ProductProfile): readonly ToldTime[] {
  const cluster = exampleCluster(profile);
  const failovers = (loss: Loss) => {
    const failover = profile.failover(cluster, loss);
    return 'never' in failover ? [] : [{ name: 'failover', range: failover }];
  };
  const of = (loss: Loss) => [{ name: 'detection', range: profile.detection(cluster, loss) }, ...failovers(loss)];
  const told = (words: string, ranges: ReturnType<typeof of>) =>
    ranges.map(({ name, range }) => ({ what: `${name}, ${words}`, time: shownRange(range) }));
  const [crash, hostLoss] = [of('crash'), of('host-loss')];
  return crash[0]!.range.mean === hostLoss[0]!.range.mean
    ? told('process or host', crash)
    : [...told('a process dies', crash), ...told('its host is lost', hostLoss)];
}

function shownRange({ mean, low, high, formula, source, basis }: TimeRange): ToldTime['time'] {
  const text = (time: number) => (time < 1e9 ? `${threeDigits(time / 1e6)} ms` : `${threeDigits(time / 1e9)} s`);
  return { mean: text(mean), range: `${text(low)} … ${text(high)}`, formula, source, basis };
}

function topicsOf(kind: Product['kind']): readonly Topic[] {
  const forms = formsOf(kind);
  const versions = versionsOf(kind);
  const fields = Object.keys(fieldsOf(settingsOf(kind))!).filter((key) => key !== 'kind');
  return forms.map((form, index): Topic => {
    const profile = profileOf(form);
    const own = forms.length === 1 ? versions : versions.filter((each) => (each === '3') === (index === 1));
    return {
      name: index === 0 ? kind : `${kind} 3`,
      kind: 'product',
      text: topicText(profile, kind),
      also: [
        ...(index === 0 ? names[kind] : []),
        ...[kind, ...names[kind]].flatMap((name) => own.map((version) => `${name} ${version}`)),
      ],
      see: fields.map((key) => `design.product.${key}`),
    };
  });
}

function topicText(profile: ProductProfile, kind: Product['kind']): string {
  const { members, backups } = exampleCluster(profile);
  return [
    `${profile.title}. Replication is ${profile.replication} unless a map says otherwise; ${profile.threads} thread${profile.threads === 1 ? '' : 's'} a member; least number of primaries ${profile.leastPrimaries}: ${profile.leastPrimariesSource}.`,
    ...Object.entries(conductTitles).map(([topic, title]) => {
      const { text, basis } = profile.conduct[topic as ConductTopic];
      return `${title} (${basis}): ${text.replace(/\[([^\]]*)\]\([^)]*\)/, 'references/$1')}`;
    }),
    ...timesOf(profile).map(
      ({ what, time }) =>
        `${what} (${time.basis}; defaults, ${members} members, ${backups} backup${backups === 1 ? '' : 's'}): ${time.mean} in the mean, ${time.range}; ${time.formula}.`,
    ),
    ...profileTopics.map((topic) => `${topic} (${profile.basis[topic].basis}): ${profile.basis[topic].source}.`),
    `Memory is planned to be filled to ${profile.memoryFill.share * 100} % (${profile.memoryFill.source}); an entry takes ${profile.entryFormula}.`,
    `All of it, with settings and what is not modelled: references/products/${kind}.md.`,
  ].join('\n');
}

function listTopic(): Topic {
  const lines = productKinds.flatMap(formsOf).map((form) => {
    const { title, conduct } = profileOf(form);
    return `${form.kind} (${title}): ${conduct.goodFor.text} Measured: ${conduct.measured.text.replace(/ What agrees.*/, '')}`;
  });
  return {
    name: 'products',
    kind: 'product',
    text: lines.join('\n'),
    also: ['imdg products', 'grid products', 'in-memory data grid products', 'supported products', 'product'],
    see: ['design.product'],
  };
}
