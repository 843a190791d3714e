/**
 * A zod schema in words, and what it accepts: the shared ground of error messages, field reference and JSON Schema.
 *
 * A schema with a `title` speaks for itself; the rest is described by its structure. Wrappers (default, optional, pipe, lazy) are
 * looked through, down to what a person writes in the file.
 */
import * as z from 'zod';
import type { Path } from './place-index.ts';

export type Schema = z.core.$ZodType;
export type Sort = 'text' | 'number' | 'truth' | 'list' | 'object';

const definition = (schema: Schema) => (schema as z.core.$ZodTypes)._zod.def;

/** Meta data of the outermost layer that has the key. */
export function metaOf(schema: Schema, key: 'title' | 'description'): string | undefined {
  for (let layer: Schema | undefined = schema; layer !== undefined; layer = innerOf(layer)) {
    const value = z.globalRegistry.get(layer as z.ZodType)?.[key];
    if (value !== undefined) return value;
  }
  return undefined;
}

function innerOf(schema: Schema): Schema | undefined {
  const def = definition(schema);
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
    case 'readonly':
      return def.innerType;
    case 'lazy':
      return def.getter();
    case 'pipe':
      return definition(def.in).type === 'transform' ? def.out : def.in;
    default:
      return undefined;
  }
}

/** What is left when every wrapper is taken off. */
export function core(schema: Schema): Schema {
  let layer = schema;
  for (let inner = innerOf(layer); inner !== undefined; inner = innerOf(layer)) layer = inner;
  return layer;
}

/** The default as a person would write it; undefined when there is none. */
export function defaultOf(schema: Schema): unknown {
  const def = definition(schema);
  return def.type === 'default' || def.type === 'prefault' ? def.defaultValue : undefined;
}

export function isOptional(schema: Schema): boolean {
  return definition(schema).type === 'optional';
}

/** Keys and schemas of an object; undefined for anything else. */
export function fieldsOf(schema: Schema): Readonly<Record<string, Schema>> | undefined {
  const def = definition(core(schema));
  return def.type === 'object' ? def.shape : undefined;
}

/** Branches of a union, those of unions inside it included; the schema alone for anything else. */
export function branchesOf(schema: Schema): readonly Schema[] {
  if (metaOf(schema, 'title') !== undefined) return [schema];
  const def = definition(core(schema));
  return def.type === 'union' ? def.options.flatMap(branchesOf) : [schema];
}

/** The forms a union allows, one level deep; none for anything else. */
export function optionsOf(schema: Schema): readonly Schema[] {
  const def = definition(core(schema));
  return def.type === 'union' ? def.options : [];
}

export function elementOf(schema: Schema): Schema | undefined {
  const def = definition(core(schema));
  if (def.type === 'array') return def.element;
  return undefined;
}

/** Texts (and other values) that an enumeration or literal allows, over all branches. */
export function choicesOf(schema: Schema): readonly string[] {
  return branchesOf(schema).flatMap((branch) => {
    const def = definition(core(branch));
    if (def.type === 'enum') return Object.values(def.entries).map(String);
    return def.type === 'literal' ? def.values.map(String) : [];
  });
}

/** The sorts of values that a schema could accept at all. */
export function sortsOf(schema: Schema): readonly Sort[] {
  const def = definition(core(schema));
  switch (def.type) {
    case 'unknown':
      return ['text', 'number'];
    case 'string':
    case 'enum':
      return ['text'];
    case 'number':
      return ['number'];
    case 'boolean':
      return ['truth'];
    case 'literal':
      return def.values.map((value) => (typeof value === 'boolean' ? 'truth' : 'text'));
    case 'array':
      return ['list'];
    case 'object':
    case 'record':
      return ['object'];
    case 'union':
      return def.options.flatMap(sortsOf);
    default:
      return [];
  }
}

export function sortOf(value: unknown): Sort | undefined {
  if (Array.isArray(value)) return 'list';
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'number':
      return 'number';
    case 'boolean':
      return 'truth';
    default:
      return value === null || value === undefined ? undefined : 'object';
  }
}

/** The branches of a union that a value of this sort could have been meant for; of objects the one that knows most of its keys. */
export function branchesFor(options: readonly Schema[], value: unknown): readonly Schema[] {
  const sort = sortOf(value);
  const fitting = options.filter((option) => sort !== undefined && sortsOf(option).includes(sort));
  if (sort !== 'object' || fitting.length < 2) return fitting;
  const keys = Object.keys(value as object);
  const known = fitting.map((option) => keys.filter((key) => Object.hasOwn(fieldsOf(option) ?? {}, key)).length);
  return [fitting[known.indexOf(Math.max(...known))]!];
}

/** The schema that judged the value at a path; undefined when the path leaves what the schema knows. */
export function schemaAt(schema: Schema, value: unknown, path: Path): Schema | undefined {
  if (path.length === 0) return schema;
  const [step, ...rest] = path;
  const def = definition(core(schema));
  const below = (
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step!] : undefined
  ) as unknown;
  if (def.type === 'object') {
    const field = Object.hasOwn(def.shape, step!) ? def.shape[step!] : undefined;
    return field === undefined ? undefined : schemaAt(field, below, rest);
  }
  if (def.type === 'array') return schemaAt(def.element, below, rest);
  if (def.type === 'record') return schemaAt(def.valueType, below, rest);
  if (def.type !== 'union') return undefined;
  const chosen = discriminated(schema, value) ?? branchesFor(def.options, value)[0];
  return chosen === undefined ? undefined : schemaAt(chosen, value, path);
}

/** The branch of a discriminated union that the value names. */
export function discriminated(schema: Schema, value: unknown): Schema | undefined {
  const def = definition(core(schema));
  if (def.type !== 'union' || !('discriminator' in def)) return undefined;
  const key = def.discriminator as string;
  const named = typeof value === 'string' ? value : (value as Record<string, unknown> | null)?.[key];
  return def.options.find((option) => choicesOf(fieldsOf(option)?.[key] ?? z.never()).includes(String(named)));
}

/** What a person should write: `a duration such as 250ms`, `one of put, get`, `a list`. */
export function words(schema: Schema): string {
  const title = metaOf(schema, 'title');
  if (title !== undefined) return title;
  const def = definition(core(schema));
  switch (def.type) {
    case 'enum':
      return `one of ${Object.values(def.entries).join(', ')}`;
    case 'literal':
      return def.values.map((value) => (typeof value === 'string' ? `"${value}"` : String(value))).join(' or ');
    case 'number':
      return numberWords(core(schema) as z.ZodNumber);
    case 'boolean':
      return 'true or false';
    case 'string':
      return 'text';
    case 'array':
      return `a list (each: ${words(def.element)})`;
    case 'object':
      return objectWords(def.shape);
    case 'record':
      return 'an object of names and values';
    case 'union':
      return [...new Set(branchesOf(schema).map(words))].join(' or ');
    default:
      return 'a value';
  }
}

function objectWords(shape: Readonly<Record<string, Schema>>): string {
  const keys = Object.entries(shape).map(([key, field]) => {
    const def = definition(core(field));
    return def.type === 'literal' ? `${key}: ${def.values.join(', ')}` : key;
  });
  return `an object with ${keys.slice(0, 6).join(', ')}${keys.length > 6 ? ', …' : ''}`;
}

function numberWords(schema: z.ZodNumber): string {
  const { minValue, maxValue } = schema;
  const whole = schema.isInt ? 'a whole number' : 'a number';
  const low = minValue !== null && minValue > Number.MIN_SAFE_INTEGER ? `${minValue}` : undefined;
  const high = maxValue !== null && maxValue < Number.MAX_SAFE_INTEGER ? `${maxValue}` : undefined;
  if (low !== undefined && high !== undefined) return `${whole} from ${low} to ${high}`;
  if (low !== undefined) return `${whole} of at least ${low}`;
  return high === undefined ? whole : `${whole} of at most ${high}`;
}
