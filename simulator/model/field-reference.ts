/**
 * The reference of every field as Markdown: one table a section of the scenario file, generated from the schema that reads it.
 */
import { distributionTitle } from './distribution.ts';
import { scenarioSchema } from './scenario.ts';
import {
  choicesOf,
  defaultOf,
  elementOf,
  fieldsOf,
  isOptional,
  metaOf,
  optionsOf,
  type Schema,
  words,
} from './schema-words.ts';

interface Section {
  readonly title: string;
  readonly text?: string | undefined;
  readonly fields: Readonly<Record<string, Schema>>;
}

const introduction = `# Fields of a scenario

Generated from the schema (\`npm run generate\`); do not edit. \`sba explain FIELD\` prints one of these lines, \`sba validate FILE\` checks a file.

Quantities carry their unit. Durations: \`ns us ms s m h d\`. Sizes: \`B\`, \`kB MB GB TB\` (powers of 1000), \`KiB MiB GiB TiB\` (powers of 1024). Rates: \`300/s\`, \`20k/s\`,
\`90/min\`. Shares: \`70%\`. Counts: \`2M\` (2 000 000), \`2Mi\` (2 097 152), \`1_000_000\`. A number without its unit is an error, and so are
\`.nan\`, \`.inf\`, hexadecimal and octal numbers, duplicate keys, merge keys (\`<<\`) and YAML tags. \`$name\` stands for a parameter wherever a value is due,
\`{between: [low, high]}\` for an uncertain quantity (the ends of a 90 % interval).
`;

/** The text of references/scenario-fields.md. */
export function fieldReference(): string {
  const seen = new Set<Schema>();
  const parts = sectionsOf('Scenario', scenarioSchema, seen).map(shownSection);
  return [introduction, ...parts].join('\n');
}

/** The tables of one schema and of everything inside it, under headings that begin with `title`. */
export function schemaTables(title: string, schema: Schema): string {
  return sectionsOf(title, schema, new Set()).map(shownSection).join('\n');
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

/** A union: one section a form; of kinds, what they share comes first and is not repeated. */
function alternatives(title: string, schema: Schema, seen: Set<Schema>): Section[] {
  const options = optionsOf(schema);
  const name = metaOf(schema, 'title') === distributionTitle ? 'Distribution' : title;
  const forms = options.map((option) => fieldsOf(option));
  if (forms.every((fields) => fields?.kind !== undefined)) return kinds(name, schema, seen);
  const several = forms.filter((fields) => fields !== undefined).length > 1;
  return options.flatMap((option, index) => {
    const keys = Object.keys(forms[index] ?? {}).join(' and ');
    return sectionsOf(several ? `${name} by ${keys}` : name, option, seen);
  });
}

function kinds(title: string, schema: Schema, seen: Set<Schema>): Section[] {
  const forms = optionsOf(schema).map((option) => fieldsOf(option)!);
  const first = forms[0] ?? {};
  const shared = Object.entries(first).filter(([name, field]) => forms.every((fields) => fields[name] === field));
  const common: Section[] =
    shared.length === 0 ? [] : [{ title: `${title}, every kind`, fields: Object.fromEntries(shared) }];
  const own = forms.flatMap((fields) => {
    const { kind, ...rest } = fields;
    const proper = Object.entries(rest).filter(
      ([name, field]) => !shared.some(([other]) => other === name) || first[name] !== field,
    );
    const section = {
      title: `${title}, kind ${choicesOf(kind!)[0]}`,
      text: metaOf(kind!, 'description'),
      fields: Object.fromEntries(proper),
    };
    return [section, ...proper.flatMap(([name, field]) => sectionsOf(`${title}.${name}`, field, seen))];
  });
  return [...common, ...own];
}

const identity = (fields: object) => fields as unknown as Schema;

function titleOf(parent: string, name: string): string {
  return parent === 'Scenario' ? name : `${parent}.${name}`;
}

function shownSection({ title, text, fields }: Section): string {
  const rows = Object.entries(fields).map(([name, field]) => row(name, field));
  const head = [`## ${title}`, '', ...(text === undefined ? [] : [text, ''])];
  return rows.length === 0
    ? head.join('\n')
    : [...head, '| field | type | default | meaning |', '|---|---|---|---|', ...rows, ''].join('\n');
}

function row(name: string, field: Schema): string {
  const preset = defaultOf(field);
  const fallback = preset === undefined ? (isOptional(field) ? '' : 'required') : `\`${flow(preset)}\``;
  return `| ${[`\`${name}\``, typeOf(field), fallback, metaOf(field, 'description') ?? ''].map(cell).join(' | ')} |`;
}

/** The type in few words; what an object holds stands in its own section. */
function typeOf(schema: Schema): string {
  const title = metaOf(schema, 'title');
  if (title === distributionTitle) return 'duration or distribution';
  if (title !== undefined) return title.replace(/^an? /, '').replace(/ of lower-case.*| such as [^,]*/, '');
  const element = elementOf(schema);
  if (element !== undefined) return `list of: ${typeOf(element)}`;
  if (fieldsOf(schema) !== undefined) return 'object';
  const options = optionsOf(schema);
  return options.length === 0 ? words(schema).replace(/^an? /, '') : [...new Set(options.map(typeOf))].join(' or ');
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** A default as it would stand in the file, in flow style. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, entry]) => `${key}: ${flow(entry)}`)
    .join(', ')}}`;
}
