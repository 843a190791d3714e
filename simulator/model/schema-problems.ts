/**
 * Zod's issues as problems a person can act on: what was found, what was expected, what to try.
 *
 * A union never says "invalid input": the branch that the value was meant for (by its sort and its keys) reports its own problems; when no
 * branch fits, the allowed forms are named. An unknown key that is a misspelling stands for the key it was meant to be.
 */
import type * as z from 'zod';
import type { DraftProblem } from './draft-problem.ts';
import { type Path, type PlaceIndex, valueAt } from './place-index.ts';
import type { Refusal } from './quantity.ts';
import {
  branchesFor,
  choicesOf,
  discriminated,
  fieldsOf,
  optionsOf,
  type Schema,
  schemaAt,
  sortOf,
  sortsOf,
  words,
} from './schema-words.ts';
import { excerpt, shownValue } from './shown-value.ts';
import { closestTo, didYouMean } from './suggest.ts';
import { countUnit, readQuantity } from './unit.ts';

type Issue = z.core.$ZodIssue;

/** What was judged: the whole file, its schema, and how its scalars were written. */
export interface Judged {
  readonly schema: Schema;
  readonly value: unknown;
  readonly places: PlaceIndex;
}

export function schemaProblems(issues: readonly Issue[], judged: Judged): DraftProblem[] {
  const drafts = issues.flatMap((issue) => describe(issue, judged.schema, [], judged));
  return withoutEchoes(drafts);
}

/** `schema` judged the value at `base`; the issue's path goes on from there. */
function describe(issue: Issue, schema: Schema, base: Path, judged: Judged): DraftProblem[] {
  const path = [...base, ...issue.path] as Path;
  const value = valueAt(judged.value, path);
  const own = schemaAt(schema, valueAt(judged.value, base), issue.path as Path);
  const place = { path, found: found(path, value, judged) };
  const refusal = refusalOf(issue);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey([...path, key], allowedKeys(own, value)));
  if (issue.code === 'invalid_key')
    return [
      {
        path,
        found: `the name "${excerpt(String(path.at(-1)))}"`,
        expected: 'a name of letters, digits and _, starting with a letter',
        atKey: true,
      },
    ];
  if (issue.code === 'invalid_union') {
    if (issue.errors.length > 0) return unionProblems(issue, own, path, judged);
    const union = schemaAt(schema, valueAt(judged.value, base), issue.path.slice(0, -1) as Path);
    return wrongKind(issue, union, path, judged);
  }
  if (value === undefined && !isRule(issue)) return [missing(path, own, refusal)];
  if (refusal !== undefined) {
    const exact = sortOf(value) === 'object' || sortOf(value) === 'list' ? refusal.found : place.found;
    return [{ ...place, found: exact, expected: refusal.expected, suggestion: refusal.suggestion }];
  }
  if (isRule(issue)) return [{ ...place, expected: issue.message }];
  if (own === undefined) return [{ ...place, expected: issue.message }];
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    const length = lengthWords(issue);
    if (length !== undefined) return [{ ...place, expected: length }];
  }
  return [{ ...place, expected: words(own), suggestion: remedy(value, own, place.found) }];
}

function found(path: Path, value: unknown, judged: Judged): string {
  const sort = sortOf(value);
  return (sort === 'list' || sort === 'object' ? undefined : judged.places.shown(path)) ?? shownValue(value);
}

const isRule = (issue: Issue) => issue.code === 'custom' && issue.params?.refusal === undefined;

function refusalOf(issue: Issue): Refusal | undefined {
  return issue.code === 'custom' ? (issue.params?.refusal as Refusal | undefined) : undefined;
}

/** Keys of an object; of a union those of the branch that a value was judged by. */
function allowedKeys(schema: Schema | undefined, value: unknown): readonly string[] {
  if (schema === undefined) return [];
  const fields = fieldsOf(schema);
  if (fields !== undefined) return Object.keys(fields);
  return allowedKeys(discriminated(schema, value) ?? branchesFor(optionsOf(schema), value)[0], value);
}

function unknownKey(path: Path, allowed: readonly string[]): DraftProblem {
  const key = String(path.at(-1));
  const expected = allowed.length === 0 ? 'no keys here' : `one of ${allowed.join(', ')}`;
  return { path, found: `unknown key "${excerpt(key)}"`, expected, suggestion: didYouMean(key, allowed), atKey: true };
}

function missing(path: Path, own: Schema | undefined, refusal: Refusal | undefined): DraftProblem {
  const expected = refusal?.expected ?? (own === undefined ? 'a value' : words(own));
  const key = path.at(-1);
  const text = key === undefined ? 'nothing' : `no key "${key}"`;
  return { path, found: text, expected, atKey: true };
}

type UnionIssue = Extract<Issue, { code: 'invalid_union' }>;

function unionProblems(issue: UnionIssue, own: Schema | undefined, path: Path, judged: Judged): DraftProblem[] {
  const value = valueAt(judged.value, path);
  const options = own === undefined ? [] : optionsOf(own);
  const fitting = branchesFor(options, value);
  const branches = fitting.map((option) => {
    const errors = issue.errors[options.indexOf(option)] ?? [];
    return errors.flatMap((error) => describe(error, option, path, judged));
  });
  const [only] = branches;
  if (branches.length === 1 && !isBare(only!, path)) return only!;
  if (value === undefined) return [missing(path, own, undefined)];
  const suggestion = branches.flat().find((draft) => draft.suggestion !== undefined)?.suggestion;
  const place = { path, found: found(path, value, judged) };
  const meant = fitting.length < 2 ? options : fitting;
  return [{ ...place, expected: [...new Set(meant.map(words))].join(' or '), suggestion }];
}

/** A problem of the value as a whole without a remedy: then the other forms of the field are worth naming. */
function isBare(drafts: readonly DraftProblem[], path: Path): boolean {
  return drafts.every(
    (draft) => draft.path.length === path.length && draft.suggestion === undefined && draft.atKey !== true,
  );
}

/** A kind that does not exist. When it is a misspelling, the rest is judged as what was meant. */
function wrongKind(issue: UnionIssue, union: Schema | undefined, path: Path, judged: Judged): DraftProblem[] {
  const kinds = ('options' in issue && Array.isArray(issue.options) ? issue.options : []).map(String);
  const expected = `one of ${kinds.join(', ')}`;
  const above = path.slice(0, -1);
  const owner = valueAt(judged.value, above);
  const where = sortOf(owner) === 'object' ? path : above;
  const value = valueAt(judged.value, where);
  if (value === undefined) return [{ path, found: `no key "${path.at(-1)}"`, expected, atKey: true }];
  const wrong = {
    path: where,
    found: found(where, value, judged),
    expected,
    suggestion: didYouMean(String(value), kinds),
  };
  const meant = closestTo(String(value), kinds);
  if (meant === undefined || where !== path || union === undefined) return [wrong];
  const corrected = { ...(owner as object), [String(path.at(-1))]: meant };
  const branch = discriminated(union, corrected);
  const rest = branch === undefined ? undefined : (branch as z.ZodType).safeParse(corrected);
  return [wrong, ...(rest?.error?.issues ?? []).flatMap((inner) => describe(inner, branch!, above, judged))];
}

function lengthWords(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string | undefined {
  const bound = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
  if (issue.origin === 'array')
    return `a list with ${issue.exact === true ? 'exactly' : bound.slice(0, 8).trim()} ${bound.split(' ').at(-1)} entries`;
  if (issue.origin === 'string')
    return issue.code === 'too_small' ? 'text that is not empty' : `text of ${bound} characters`;
  return undefined;
}

/** What to try for a value of the wrong sort or a word that is not on the list. */
function remedy(value: unknown, schema: Schema, written: string): string | undefined {
  const choices = choicesOf(schema);
  const sorts = sortsOf(schema);
  if (typeof value === 'string' && choices.length > 0) return didYouMean(value, choices);
  if (typeof value === 'number' && sorts.includes('text')) return `write "${written}" in quotes if it is text`;
  if (typeof value === 'string' && sorts.includes('truth')) return truthRemedy(value);
  if (typeof value === 'string' && sorts.includes('number') && /^\d+(\.\d+)?$/.test(value))
    return `write ${value} without quotes`;
  if (typeof value === 'string' && sorts.includes('number')) return suffixRemedy(value);
  if (sorts.includes('object') && sortOf(value) !== 'object') return objectRemedy(value, schema);
  if (sorts.includes('list') && sortOf(value) === 'object') return 'start each entry of the list with "- "';
  return undefined;
}

/** `eviction: lru` was probably meant as `eviction: {policy: lru}`, and `nearCache: true` as the usual one. */
function objectRemedy(value: unknown, schema: Schema): string | undefined {
  const accepts = (of: Schema, some: unknown): boolean => (of as z.ZodType).safeParse(some).success;
  if (value === true) return accepts(schema, {}) ? 'write {} for the usual settings' : undefined;
  if (typeof value !== 'string') return undefined;
  const key = Object.entries(fieldsOf(schema) ?? {}).find(([, field]) => accepts(field, value))?.[0];
  return key === undefined ? undefined : `write {${key}: ${excerpt(value)}}`;
}

/** Counts may be written with a suffix (2M), plain whole numbers not. */
function suffixRemedy(value: string): string | undefined {
  const reading = readQuantity(countUnit, value);
  return 'value' in reading ? `write ${reading.value}` : undefined;
}

function truthRemedy(value: string): string | undefined {
  if (/^(yes|on|true|y)$/i.test(value)) return 'write true';
  return /^(no|off|false|n)$/i.test(value) ? 'write false' : undefined;
}

/** A missing key whose misspelling stands beside it is the same mistake, told once. */
function withoutEchoes(drafts: readonly DraftProblem[]): DraftProblem[] {
  const misspelt = new Set<string>();
  const missingKeys = drafts.filter((draft) => draft.found.startsWith('no key "')).map((draft) => draft.path);
  for (const { path, found: text } of drafts) {
    if (!text.startsWith('unknown key "')) continue;
    const siblings = missingKeys.filter(
      (other) =>
        other.length === path.length && JSON.stringify(other.slice(0, -1)) === JSON.stringify(path.slice(0, -1)),
    );
    const meant = closestTo(
      String(path.at(-1)),
      siblings.map((other) => String(other.at(-1))),
    );
    if (meant !== undefined) misspelt.add(JSON.stringify([...path.slice(0, -1), meant]));
  }
  return drafts.filter((draft) => !(draft.found.startsWith('no key "') && misspelt.has(JSON.stringify(draft.path))));
}
