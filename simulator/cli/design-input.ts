/**
 * The flat design from flags, from a file, or both (flags win). The flags are made from the schema of the design, in kebab-case, so that a
 * new number of the design is a new flag without a line here.
 */
import * as z from 'zod';

import { splitBetween, type UncertainCard, withIntervals } from '../model/between.ts';
import { placed } from '../model/draft-problem.ts';
import { PlaceIndex } from '../model/place-index.ts';
import type { Checked, Problem } from '../model/problem.ts';
import { schemaProblems } from '../model/schema-problems.ts';
import { type SizingCard, sizingCard } from '../model/sizing-card.ts';
import { readYaml } from '../model/yaml-document.ts';
import type { CommandLine, Flag, FlagTable } from './flags.ts';
import { type Io, type WrongUsage, wrong } from './io.ts';
import { select } from './selection.ts';

interface Field {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly examples?: readonly string[];
  readonly default?: unknown;
  readonly anyOf?: readonly Field[];
}

type Fields = Readonly<Record<string, Field>>;

let fieldsOnce: Fields | undefined;

/** Made on first use: most commands take no flat design. */
function fieldsOfDesign(): Fields {
  fieldsOnce ??= z.toJSONSchema(sizingCard, { io: 'input' }).properties as Fields;
  return fieldsOnce;
}

export function designFlags(): FlagTable {
  return Object.fromEntries(Object.entries(fieldsOfDesign()).map(([name, field]) => [kebab(name), flagOf(field)]));
}

function flagOf(field: Field): Flag {
  const preset = field.default === undefined ? '' : ` Default: ${String(field.default)}.`;
  return { value: valueWord(field), help: `${field.description ?? ''}${preset}` };
}

function valueWord(field: Field): string {
  if (field.enum !== undefined) return field.enum.join('|');
  if (field.type === 'integer') return 'N';
  return field.examples?.[0] ?? field.anyOf?.find(({ examples }) => examples !== undefined)?.examples?.[0] ?? 'VALUE';
}

/** What `read` makes of the file and the flags of a command. */
export async function designInput<Design>(
  line: CommandLine,
  io: Io,
  read: (given: GivenDesign, io: Io) => Promise<Checked<Design>>,
): Promise<Checked<Design> | WrongUsage> {
  if (line.names.length > 1) return wrong('name one file with a design at most');
  const names = Object.keys(fieldsOfDesign()).filter((name) => line.has(kebab(name)));
  const [source] = line.names;
  if (source === undefined && names.length === 0)
    return wrong('say something about the design, for example --entries 2M --entry-size 1KiB --writes 300/s');
  const flags = Object.fromEntries(names.map((name) => [name, flagValue(name, line.value(kebab(name))!)]));
  return read({ source, flags }, io);
}

export interface GivenDesign {
  readonly source: string | undefined;
  /** By field name; they win over the file. */
  readonly flags: Readonly<Record<string, string | number>>;
}

export async function readDesign(given: GivenDesign, io: Io): Promise<Checked<SizingCard>> {
  const file = await fileOf(given, io);
  return file.ok ? checkedCard({ ...file.value.value, ...given.flags }, given, file.value.places) : file;
}

/** As `readDesign`; quantities may be intervals. */
export async function readUncertain(given: GivenDesign, io: Io): Promise<Checked<UncertainCard>> {
  const file = await fileOf(given, io);
  if (!file.ok) return file;
  const { plain, between } = splitBetween({ ...file.value.value, ...given.flags });
  const card = checkedCard(plain, given, file.value.places);
  if (!card.ok) return card;
  const read = withIntervals(card.value, between, given.source ?? 'design');
  return read.ok ? read : { ok: false, problems: read.problems.map((problem) => placedAtFlag(problem, given)) };
}

function checkedCard(value: object, given: GivenDesign, places: PlaceIndex): Checked<SizingCard> {
  const checked = sizingCard.safeParse(value);
  if (checked.success) return { ok: true, value: checked.data };
  const drafts = schemaProblems(checked.error.issues, { schema: sizingCard, value, places });
  const problems = placed(drafts, given.source ?? 'design', places);
  return { ok: false, problems: problems.map((problem) => placedAtFlag(problem, given)) };
}

function placedAtFlag(problem: Problem, { flags }: GivenDesign): Problem {
  return Object.hasOwn(flags, problem.path) ? flagProblem(problem) : problem;
}

async function fileOf({ source }: GivenDesign, io: Io): Promise<Checked<DesignFile>> {
  return source === undefined ? { ok: true, value: { value: {}, places: new PlaceIndex() } } : designFile(source, io);
}

interface DesignFile {
  readonly value: object;
  readonly places: PlaceIndex;
}

async function designFile(source: string, io: Io): Promise<Checked<DesignFile>> {
  const [file] = (await select([source], io)).files;
  if (file === undefined || 'problems' in file) return { ok: false, problems: file?.problems ?? [] };
  const { value, places, problems, readable } = readYaml(file.text);
  if (!readable || problems.length > 0) return { ok: false, problems: placed(problems, source, places) };
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return { ok: true, value: { value, places } };
  return {
    ok: false,
    problems: [
      {
        source,
        path: '',
        found: 'no object',
        expected: 'the numbers of the design by name, for example {entries: 2M, entrySize: 1KiB}',
      },
    ],
  };
}

/** Whole numbers without a unit are numbers in a file, too. */
function flagValue(name: string, text: string): string | number {
  return fieldsOfDesign()[name]!.type === 'integer' && /^-?\d+$/.test(text) ? Number(text) : text;
}

function flagProblem({ path, found, expected, suggestion }: Problem): Problem {
  return { source: `--${kebab(path)}`, path: '', found, expected, ...(suggestion === undefined ? {} : { suggestion }) };
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
