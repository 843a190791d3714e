/**
 * The JSON Schema (2020-12) of a scenario file, for editors: completion, descriptions, and a first check while typing.
 *
 * Generated from `scenarioSchema`, from the side of what is written. Wherever a value with a unit, a number, a truth value or one of
 * several words is due, `$parameter` is allowed too, and `{between: [low, high]}` wherever a quantity is. What lies between fields (sense.ts) and inside expectations is checked by
 * `sba validate` alone.
 */
import * as z from 'zod';
import { balancer } from './middleware.ts';
import { product } from './product.ts';
import { scenarioSchema } from './scenario.ts';
import { choicesOf, fieldsOf, optionsOf } from './schema-words.ts';

type Json = Readonly<Record<string, unknown>>;

const parameterForm = { type: 'string', pattern: '^\\$[A-Za-z]\\w*$', description: 'The value of a parameter.' };
const parameterUse = { $ref: '#/$defs/Parameter' };
const uncertainForm = {
  title: '{between: [low, high]}',
  type: 'object',
  properties: { between: { type: 'array', items: { type: ['string', 'number'] }, minItems: 2, maxItems: 2 } },
  required: ['between'],
  additionalProperties: false,
  description: 'An uncertain quantity: the ends of a 90 % interval of its true value, the lower first.',
};
const uncertainUse = { $ref: '#/$defs/Uncertain' };

export function scenarioJsonSchema(): Json {
  const { $schema, ...generated } = z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-2020-12' });
  const { $defs = {}, ...root } = opened(generated) as { readonly $defs?: Json };
  return {
    $schema,
    title: 'Scenario of a space-based architecture (sba/v1)',
    ...root,
    $defs: { ...$defs, Parameter: parameterForm, Uncertain: uncertainForm },
  };
}

/** The schema as the text of scenarios/scenario.schema.json. */
export function scenarioJsonSchemaText(): string {
  return `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`;
}

/** The same schema with `$parameter` allowed for every scalar below. */
function opened(node: unknown, key = ''): unknown {
  if (Array.isArray(node)) return node.map((entry) => opened(entry));
  if (typeof node !== 'object' || node === null) return node;
  const schema = node as Json;
  if (key === 'apiVersion') return schema;
  if (key === 'parameters')
    return { ...schema, additionalProperties: uncertainToo(schema.additionalProperties as Json) };
  if (key === 'kind' && 'const' in schema) return schema;
  if (key === 'product') return withShortForm(schema, product, 'kind');
  if (key === 'balancer' && 'oneOf' in schema) return withShortForm(schema, balancer, 'policy');
  if (Array.isArray(schema.anyOf)) return { ...schema, anyOf: [...branches(schema.anyOf), ...usesOf(schema.anyOf)] };
  if (isClosedScalar(schema)) return withParameter(schema);
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, openedKeyword(name, value)]));
}

/** Keywords that hold schemas; everything else is a plain value. */
function openedKeyword(keyword: string, value: unknown): unknown {
  if (keyword === 'properties' || keyword === '$defs') {
    return Object.fromEntries(Object.entries(value as Json).map(([name, schema]) => [name, opened(schema, name)]));
  }
  return keyword === 'items' || keyword === 'prefixItems' || keyword === 'oneOf' ? opened(value) : value;
}

/** Branches of a union get one `$parameter` together, not one each. */
function branches(options: readonly unknown[]): unknown[] {
  return options.map((option) => (isClosedScalar(option as Json) ? option : opened(option)));
}

/** A scalar that does not accept any text as it is. */
function isClosedScalar(schema: Json): boolean {
  if ('enum' in schema || 'const' in schema) return true;
  return schema.type === 'string'
    ? 'pattern' in schema
    : ['integer', 'number', 'boolean'].includes(String(schema.type));
}

/** What may stand in the place of one of these forms: a parameter, and where one is a quantity an interval. */
function usesOf(forms: readonly unknown[]): readonly Json[] {
  return forms.some((form) => isQuantity(form as Json)) ? [parameterUse, uncertainUse] : [parameterUse];
}

function isQuantity({ type, pattern }: Json): boolean {
  return type === 'integer' || type === 'number' || (type === 'string' && String(pattern).startsWith('^\\d'));
}

function uncertainToo(schema: Json): Json {
  return { anyOf: [schema, uncertainUse] };
}

function withParameter(schema: Json): Json {
  const { title, description, default: preset, ...form } = schema;
  const annotations = { title, description, default: preset };
  const given = Object.entries(annotations).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(given), anyOf: [form, ...usesOf([form])] };
}

/** A product may be written as its kind alone, a balancer as its policy; zod does not know what its preprocessing accepts. */
function withShortForm(schema: Json, whole: z.ZodType, key: string): Json {
  const { oneOf, ...annotations } = schema;
  const words = optionsOf(whole).flatMap((option) => choicesOf(fieldsOf(option)![key]!));
  return { ...annotations, anyOf: [{ enum: words }, ...(opened(oneOf) as unknown[]), parameterUse] };
}
