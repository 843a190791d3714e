/**
 * The words that may stand as values in a scenario (lru, sticky, last-write-wins), each with the fields it belongs to. What it means is taken
 * from the description of the field, which tells its words as `word: meaning`. Left out: kinds of faults and products, metrics and the
 * words of expectations, which are topics of their own.
 */
import { type Field, type Schema, scenarioFields } from './field-topics.ts';
import type { Topic } from './topic.ts';

export function valueTopics(): readonly Topic[] {
  const fields = scenarioFields();
  const paths = new Set(fields.map(({ path }) => path));
  const places = new Map<string, Map<string, string>>();
  for (const field of fields) {
    if (isToldElsewhere(field)) continue;
    const words = [...wordsOf(field.schema)];
    for (const word of words) {
      // A word that can also be written with settings is a field itself.
      if (paths.has(`${field.path}.${word}`)) continue;
      const known = places.get(word) ?? new Map<string, string>();
      if (!known.has(field.path)) known.set(field.path, meaningOf(word, words, field.schema.description ?? ''));
      places.set(word, known);
    }
  }
  return [...places].map(([name, meanings]) => ({
    name,
    kind: 'value',
    text: told(meanings),
    see: [...meanings.keys()],
  }));
}

/** Fields that say the same are told together. */
function told(meanings: ReadonlyMap<string, string>): string {
  return [...new Set(meanings.values())]
    .map((meaning) => {
      const paths = [...meanings].filter(([, other]) => other === meaning).map(([path]) => path);
      return `Of ${paths.join(', ')}: ${meaning}`;
    })
    .join('\n');
}

function isToldElsewhere({ path, schema }: Field): boolean {
  const isKind = path.endsWith('.kind') && schema.const !== undefined;
  return isKind || path === 'apiVersion' || path.startsWith('expect') || path.startsWith('shows');
}

function* wordsOf(schema: Schema): Generator<string> {
  for (const value of [schema.const, ...(schema.enum ?? [])]) if (typeof value === 'string') yield value;
  for (const branch of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) yield* wordsOf(branch);
  if (schema.items !== undefined) yield* wordsOf(schema.items);
}

/** `lru: whom nobody used. lfu: …` told of lru is the part up to lfu; a description that is not told so is told whole. */
function meaningOf(word: string, words: readonly string[], description: string): string {
  const isBegin = (text: string, at: number, of: string) =>
    text.startsWith(`${of}:`, at) || text.startsWith(`${of}, `, at);
  const starts = [...description.matchAll(/(?:^|[.;:] |, )(?=[a-z])/g)].map((match) => match.index + match[0].length);
  const begin = starts.find((at) => isBegin(description, at, word) && /^[a-z, -]+: /.test(description.slice(at)));
  if (begin === undefined) return description;
  const told = description.indexOf(': ', begin);
  const next = starts.find(
    (at) => at > told && words.some((other) => other !== word && isBegin(description, at, other)),
  );
  return description.slice(begin, next).trim().replace(/[;,]$/, '.');
}
