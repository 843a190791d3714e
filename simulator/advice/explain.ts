/**
 * What a name means, in words: every metric, field, value, fault, product, verdict, formula and command, and the usual words of the subject.
 *
 * A name may be a full path (`design.maps[0].entries`), its last part (`entries`), a metric with a statistic or a workload
 * (`writeOutage.p90`, `responseTime{workload:checkout}`). A name of several things explains each. An unknown one gets suggestions.
 */
import { didYouMean, editDistance } from '../model/suggest.ts';
import { commandTopics } from './command-topics.ts';
import { faultTopics } from './fault-topics.ts';
import { designTopics, fieldTopics } from './field-topics.ts';
import { formulaTopics } from './formula-topics.ts';
import { lawTopics } from './law-topics.ts';
import { productTopics } from './product-topics.ts';
import { type Topic, topicKinds } from './topic.ts';
import { valueTopics } from './value-topics.ts';
import { metricTopics, wordTopics } from './vocabulary-topics.ts';
import { fieldWords } from './word-topics.ts';

export type Explanation =
  | { readonly ok: true; readonly topics: readonly Topic[]; readonly text: string }
  | { readonly ok: false; readonly suggestions: readonly string[]; readonly text: string };

/** The topics of a name; without a name, the list of all names. */
export function explain(name?: string): Explanation {
  const topics = allTopics();
  if (name === undefined || name.trim() === '') return { ok: true, topics, text: listText(topics) };
  const found = topicsNamed(name, topics);
  if (found.length > 0) return { ok: true, topics: found, text: found.map(topicText).join('\n\n') };
  const suggestions = suggestionsFor(name, topics);
  const hint =
    suggestions.length === 0
      ? 'without a name, explain lists all names'
      : `did you mean ${suggestions.map((each) => `"${each}"`).join(' or ')}?`;
  return { ok: false, suggestions, text: `nothing is called "${name.slice(0, 100)}"; ${hint}` };
}

let topicsOnce: readonly Topic[] | undefined;

/** Made on first use: most commands never ask. */
function allTopics(): readonly Topic[] {
  topicsOnce ??= [
    ...metricTopics(),
    ...fieldTopics(),
    ...valueTopics(),
    ...faultTopics(),
    ...productTopics(),
    ...wordTopics(),
    ...formulaTopics(),
    ...lawTopics(),
    ...fieldWords(),
    ...commandTopics(),
    ...designTopics(),
  ];
  return topicsOnce;
}

/** The first of these ways that finds anything: the whole name, the whole name in other letters, its last part. */
function topicsNamed(name: string, topics: readonly Topic[]): readonly Topic[] {
  const wanted = plainName(name);
  const [metric = ''] = wanted.split(/[.{]/);
  const isAlso = ({ also = [] }: Topic) => also.some((each) => loose(each) === loose(wanted));
  const ways: readonly ((topic: Topic) => boolean)[] = [
    (topic) => plainName(topic.name) === wanted || isAlso(topic),
    (topic) => loose(topic.name) === loose(wanted),
    (topic) => topic.kind === 'metric' && /[.{]/.test(wanted) && topic.name === metric,
    (topic) => lastPart(topic.name) === wanted,
    (topic) => loose(lastPart(topic.name)) === loose(wanted),
  ];
  for (const [index, way] of ways.entries()) {
    const found = topics.filter(way);
    // A plain word may also be the last part of a path: then both are meant.
    if (found.length > 0)
      return index < 2 ? [...new Set([...found, ...topics.filter((topic) => lastPart(topic.name) === wanted)])] : found;
  }
  return [];
}

function suggestionsFor(name: string, topics: readonly Topic[]): readonly string[] {
  const names = [...new Set(topics.flatMap((topic) => [topic.name, lastPart(topic.name)]))];
  const wanted = loose(name);
  if (wanted === '' || wanted.length > 64) return [];
  const containing = names.filter((each) => wanted.length >= 3 && loose(each).includes(wanted));
  if (didYouMean(name, names) === undefined) return containing.slice(0, 5);
  const close = names
    .map((each) => ({ each, distance: editDistance(wanted, loose(each)) }))
    .filter(({ distance }) => distance <= 2)
    .sort((left, right) => left.distance - right.distance);
  return [...new Set([...close.map(({ each }) => each), ...containing])].slice(0, 5);
}

function plainName(name: string): string {
  return name
    .trim()
    .replaceAll('`', '')
    .replace(/^\$\.?/, '')
    .replace(/\[\d*\]/g, '');
}

function lastPart(name: string): string {
  return plainName(name).split('.').at(-1) ?? '';
}

function loose(name: string): string {
  return plainName(name)
    .toLowerCase()
    .replace(/[-_\s]/g, '');
}

function topicText({ name, kind, text, see }: Topic): string {
  const further = see.length === 0 ? '' : `\n  See also: ${see.join(', ')}.`;
  const body = text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
  return `${name} (${kind})\n${body}${further}`;
}

function listText(topics: readonly Topic[]): string {
  return topicKinds
    .map((kind) => ({ kind, names: topics.filter((topic) => topic.kind === kind).map(({ name }) => name) }))
    .filter(({ names }) => names.length > 0)
    .map(({ kind, names }) => `${kind}\n  ${names.join(', ')}`)
    .join('\n\n');
}
