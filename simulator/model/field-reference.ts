/**
 * The reference of every field as Markdown: one table a section of the scenario file, generated from the schema that reads it.
 */
import { scenarioSchema } from './scenario.ts';
import { choicesOf, defaultOf, elementOf, fieldsOf, isOptional, metaOf, optionsOf, type Schema, words } from './schema-words.ts';

interface Section {
  readonly title: string;
  readonly text?: string | undefined;
  readonly fields: Readonly<Record<string, Schema>>;
}

const introduction = `# Fields of a scenario

Generated from the schema (\`npm run generate\`); do not edit. \`sba explain FIELD\` prints one of these lines, \`sba validate FILE\` checks a file.

Quantities carry their unit. Durations: \`ns us ms s m h d\`. Sizes: \`B\`, \`kB MB GB TB\` (powers of 1000), \`KiB MiB GiB TiB\` (powers of 1024). Rates: \`300/s\`, \`20k/s\`,
\`90/min\`. Shares: \`70%\`. Counts: \`2M\` (2 000 000), \`2Mi\` (2 097 152), \`1_000_000\`. A number without its unit is an error, and so are
\`.nan\`, \`.inf\`, hexadecimal and octal numbers, duplicate keys, merge keys (\`<<\`) and YAML tags. \`$name\` stands for a parameter wherever a value is due.
`;

/** The text of references/scenario-fields.md. */
export function fieldReference(): string {
  const seen = new Set<Schema>();
  const parts = sectionsOf('Scenario', scenarioSchema, seen).map(shownSection);
  return `${[introduction, ...parts].join('\n')}`;
}

/** The section of a schema and those of everything inside it, in the order of the file; each schema once. */
function sectionsOf(title: string, schema: Schema, seen: Set<Schema>): Section[] {
  const element = elementOf(schema);
  if (element !== undefined) return sectionsOf(`${title}[]`, element, seen);
  const fields = fieldsOf(schema);
  if (fields === undefined) return alternatives(title, schema, seen);
  if (seen.has(identity(fields))) return [];
  seen.add(identity(fields));
  const own = { title, text: metaOf(schema, 'description'), fields };
  const inner = Object.entries(fields).flatMap(([name, field]) => sectionsOf(titleOf(title, name), field, seen));
  return [own, ...inner];
}

/** A union: one section a form; of a list of kinds, what they share first. */
function alternatives(title: string, schema: Schema, seen: Set<Schema>): Section[] {
  const options = optionsOf(schema);
  const distribution = metaOf(schema, 'title')?.includes('distribution') === true;
  const name = distribution ? 'Distribution' : title;
  const kinds = options.map((option) => fieldsOf(option)?.kind);
  if (options.length === 0 || kinds.some((kind) => kind === undefined)) {
    return options.flatMap((option) => sectionsOf(name, option, seen));
  }
  return options.flatMap((option, index) => {
    const kind = choicesOf(kinds[index]!)[0]!;
    const sections = sectionsOf(`${name}, kind ${kind}`, option, seen);
    const described = metaOf(kinds[index]!, 'description');
    return sections.map((section, position) => (position === 0 ? { ...section, text: described } : section));
  });
}

const identity = (fields: object) => fields as unknown as Schema;

function titleOf(parent: string, name: string): string {
  return parent === 'Scenario' ? name : `${parent}.${name}`;
}

function shownSection({ title, text, fields }: Section): string {
  const rows = Object.entries(fields).map(([name, field]) => row(name, field));
  return [`## ${title}`, '', ...(text === undefined ? [] : [text, '']), '| field | type | default | meaning |', '|---|---|---|---|', ...rows, ''].join('\n');
}

function row(name: string, field: Schema): string {
  const preset = defaultOf(field);
  const fallback = preset === undefined ? (isOptional(field) ? '' : 'required') : `\`${flow(preset)}\``;
  return `| ${[`\`${name}\``, words(field), fallback, metaOf(field, 'description') ?? ''].map(cell).join(' | ')} |`;
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** A default as it would stand in the file, in flow style. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value).map(([key, entry]) => `${key}: ${flow(entry)}`).join(', ')}}`;
}
