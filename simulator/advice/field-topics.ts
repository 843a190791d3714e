/**
 * The fields of the scenario and of the flat design as topics, from the descriptions in their schemas: nothing is written twice.
 *
 * A field is named by its path with `[]` for list items (`design.maps[].entries`). A field that exists in several forms of one place (the
 * settings of each product, the parameters of each fault kind) is one topic that says for which forms it holds.
 */
import * as z from 'zod';
import { scenarioSchema } from '../model/scenario.ts';
import { sizingCard } from '../model/sizing-card.ts';
import type { Topic, TopicKind } from './topic.ts';

export interface Schema {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

export interface Field {
  readonly path: string;
  readonly schema: Schema;
  readonly required: boolean;
  /** Which form of its object has it, for example `kind redis-cluster`; empty when there is but one. */
  readonly form: string;
}

export function fieldTopics(): readonly Topic[] {
  return topicsOf(scenarioSchema, 'field');
}

/** Every field of the scenario in each of its forms. */
export function scenarioFields(): readonly Field[] {
  const root = z.toJSONSchema(scenarioSchema, { io: 'input' }) as Schema;
  return [...fieldsOf(root, '', '', root, new Set())];
}

/** The flat design of `size`, `init` and the MCP tools. */
export function designTopics(): readonly Topic[] {
  return topicsOf(sizingCard, 'design number');
}

function topicsOf(schema: z.ZodType, kind: TopicKind): readonly Topic[] {
  const root = z.toJSONSchema(schema, { io: 'input' }) as Schema;
  const byPath = new Map<string, Field[]>();
  for (const field of fieldsOf(root, '', '', root, new Set()))
    byPath.set(field.path, [...(byPath.get(field.path) ?? []), field]);
  return [...byPath].map(([name, fields]) => ({
    name,
    kind,
    text: fieldText(fields, formsBeside(name, byPath)),
    see: parentOf(name),
  }));
}

/** Depth first, in the order of the schema. A definition is followed once on a path, since distributions hold distributions. */
function* fieldsOf(
  schema: Schema,
  path: string,
  form: string,
  root: Schema,
  seen: ReadonlySet<string>,
): Generator<Field> {
  if (schema.$ref !== undefined) {
    if (seen.has(schema.$ref)) return;
    const target = root.$defs?.[schema.$ref.split('/').at(-1)!];
    // The inside of a distribution is the same everywhere; its forms are told once, in words.
    if (target !== undefined && !schema.$ref.endsWith('Distribution'))
      yield* fieldsOf(target, path, form, root, new Set([...seen, schema.$ref]));
    return;
  }
  for (const branch of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])])
    yield* fieldsOf(branch, path, formOf(branch) ?? form, root, seen);
  if (schema.items !== undefined) yield* fieldsOf(schema.items, `${path}[]`, form, root, seen);
  for (const [key, inner] of Object.entries(schema.properties ?? {})) {
    const here = path === '' ? key : `${path}.${key}`;
    yield {
      path: here,
      schema: inner,
      required: schema.required?.includes(key) === true && inner.default === undefined,
      form,
    };
    yield* fieldsOf(inner, here, form, root, seen);
  }
}

/** `kind redis-cluster` for the branch of a union whose objects say so. */
function formOf({ properties }: Schema): string | undefined {
  const kind = properties?.kind?.const;
  return typeof kind === 'string' ? `kind ${kind}` : undefined;
}

/** How many forms the object of a field has: one that all of them have needs no list of them. */
function formsBeside(path: string, byPath: ReadonlyMap<string, readonly Field[]>): number {
  const parent = path.slice(0, path.lastIndexOf('.') + 1);
  const beside = [...byPath].filter(
    ([other]) => other.startsWith(parent) && other.lastIndexOf('.') === parent.length - 1,
  );
  return new Set(beside.flatMap(([, fields]) => fields.map(({ form }) => form))).size;
}

function fieldText(fields: readonly Field[], allForms: number): string {
  const texts = new Map<string, string[]>();
  for (const { schema, required, form } of fields) {
    const text = [schema.description ?? '', valueText(schema), defaultText(schema, required)]
      .filter((part) => part !== '')
      .join(' ');
    texts.set(text, [...(texts.get(text) ?? []), ...(form === '' ? [] : [form])]);
  }
  return [...texts]
    .map(([text, forms]) => (forms.length === 0 || forms.length === allForms ? text : `${text} (${forms.join(', ')})`))
    .join('\n');
}

function valueText(schema: Schema): string {
  if (schema.const !== undefined) return `Always ${JSON.stringify(schema.const)}.`;
  if (schema.enum !== undefined) return `One of ${schema.enum.map(String).join(', ')}.`;
  const titles = [
    schema.title,
    ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].map(
      (branch) => branch.title ?? branch.enum?.map(String).join(', '),
    ),
  ];
  const words = [...new Set(titles.filter((title) => title !== undefined))];
  if (words.length > 0) return `Value: ${words.join('; or ')}.`;
  if (schema.$ref?.endsWith('Distribution') === true)
    return 'Value: a duration, or a distribution such as {exponential: 100us}.';
  if (typeof schema.type !== 'string') return '';
  const range = [schema.minimum, schema.maximum].every((bound) => bound !== undefined)
    ? ` from ${schema.minimum} to ${schema.maximum}`
    : '';
  return schema.type === 'object' ? '' : `Value: ${typeWords[schema.type] ?? schema.type}${range}.`;
}

const typeWords: Readonly<Record<string, string>> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
};

function defaultText(schema: Schema, required: boolean): string {
  if (schema.default !== undefined)
    return `Default: ${typeof schema.default === 'string' ? schema.default : JSON.stringify(schema.default)}.`;
  return required ? 'Required.' : '';
}

function parentOf(path: string): readonly string[] {
  const parent = path.slice(0, Math.max(0, path.lastIndexOf('.'))).replace(/\[\]$/, '');
  return parent === '' ? [] : [parent];
}
