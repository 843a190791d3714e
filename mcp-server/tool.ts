/**
 * A tool as plain data with a pure handler: nothing here or under tools/ knows the protocol, its SDK, a stream or a file.
 *
 * A handler gets checked arguments and a context; it answers with an object whose first keys are `summary` and `verdict` (hosts show
 * the model the structured content and may cut it after 2 KB), or it refuses with a text that says what to do instead.
 */
import * as z from 'zod';
import type { Progress, ThreadPool } from '../simulator/api.ts';
import { explainArguments } from './refusal.ts';
import type { RunMemory } from './run-memory.ts';

export interface ToolContext {
  /** Aborts when the client cancels the call or the connection ends. */
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
  readonly runs: RunMemory;
  /** Texts of the scenarios that come with the product, by name. */
  readonly shipped: Readonly<Record<string, string>>;
  /** Threads that runs may use; all calls share them. */
  readonly pool?: ThreadPool;
}

export type Answer = { readonly summary: string } & Readonly<Record<string, unknown>>;
export type ToolOutcome =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly refusal: string };

interface ToolDefinition<Input extends z.ZodType> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: Input;
  readonly output: z.ZodType;
  readonly handle: (given: z.output<Input>, context: ToolContext) => Promise<ToolOutcome>;
}

export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** JSON Schema 2020-12, as published: the arguments before defaults are filled in. */
  readonly inputSchema: JsonObjectSchema;
  readonly outputSchema: JsonObjectSchema;
  readonly call: (given: unknown, context: ToolContext) => Promise<ToolOutcome>;
}

export type JsonObjectSchema = { readonly type: 'object' } & Readonly<Record<string, unknown>>;

export const answer = (content: Answer): ToolOutcome => ({ ok: true, answer: content });
export const refuse = (refusal: string): ToolOutcome => ({ ok: false, refusal });

export const defineTool = <Input extends z.ZodType>(definition: ToolDefinition<Input>): Tool => ({
  name: definition.name,
  title: definition.title,
  description: definition.description,
  inputSchema: published(definition.input, 'input'),
  outputSchema: published(definition.output, 'output'),
  call: async (given, context) => {
    const value = given ?? {};
    const checked = definition.input.safeParse(value);
    if (checked.success) return definition.handle(checked.data, context);
    return refuse(explainArguments(definition.name, definition.input, value, checked.error.issues));
  },
});

/**
 * No references and no definitions: several hosts do not follow them. No patterns, lengths and examples either, and no words for
 * a format that the default shows: they cost more than they tell, and the refusals say better what to write.
 */
const published = (schema: z.ZodType, io: 'input' | 'output'): JsonObjectSchema => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    reused: 'inline',
    override: ({ jsonSchema }) => {
      if (jsonSchema.fieldsElsewhere === true) {
        delete jsonSchema.fieldsElsewhere;
        delete jsonSchema.properties;
        jsonSchema.additionalProperties = true;
      }
      delete jsonSchema.pattern;
      delete jsonSchema.examples;
      delete jsonSchema.propertyNames;
      delete jsonSchema.minLength;
      delete jsonSchema.maxLength;
      if (jsonSchema.default !== undefined) delete jsonSchema.title;
      for (const branch of jsonSchema.anyOf ?? []) delete branch.title;
      if (isEmpty(jsonSchema.additionalProperties)) jsonSchema.additionalProperties = true;
    },
  });
  return ofOneType(rest) as JsonObjectSchema;
};

/** Several clients know schemas of one type only; zod joins the types of a union once everything else is done. */
const ofOneType = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(ofOneType);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { type, ...rest } = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, ofOneType(value)]));
  if (!Array.isArray(type)) return type === undefined ? rest : { type, ...rest };
  return { anyOf: type.map((one) => ({ type: one })), ...rest };
};

/** `{}` and true say the same; checkers of schemas take the first for a slip. */
const isEmpty = (schema: unknown): boolean =>
  typeof schema === 'object' && schema !== null && Object.keys(schema).length === 0;
