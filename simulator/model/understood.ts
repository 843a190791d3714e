/**
 * What could be understood of a file that may be wrong elsewhere: sense is checked on every part that is valid by itself.
 *
 * The parts are the keys of the scenario, of `design` and of `run`, and the entries of the lists. A part that its schema refuses is absent;
 * a refused list entry leaves a hole, so that indices stay those of the file.
 */
import type * as z from 'zod';
import type { Observation } from './observed.ts';
import {
  type Design,
  type Fault,
  type GridMap,
  type RunSettings,
  type Service,
  type Source,
  scenarioSchema,
} from './scenario.ts';
import { elementOf, fieldsOf, type Schema } from './schema-words.ts';

type Holed<Entry> = readonly (Entry | undefined)[];
type Written = z.output<typeof scenarioSchema>['expect'][number];

export interface Understood {
  readonly design: Partial<Omit<Design, 'maps' | 'regions' | 'services'>> & {
    readonly maps?: Holed<GridMap>;
    readonly services?: Holed<Service>;
    readonly regions?: Holed<Design['regions'][number]>;
  };
  readonly workload?: Holed<Source>;
  readonly faults?: Holed<Fault>;
  readonly run: Partial<RunSettings>;
  readonly observed?: Readonly<Record<string, Observation>>;
  readonly expect?: Holed<Written>;
}

const opened = [
  '',
  'design',
  'run',
  'workload',
  'faults',
  'expect',
  'design.maps',
  'design.regions',
  'design.services',
];

export function understoodParts(file: unknown): Understood {
  const parts = part(scenarioSchema, file, '') as Partial<Understood>;
  return { design: {}, run: {}, ...parts };
}

function part(schema: Schema, value: unknown, path: string): unknown {
  if (!opened.includes(path)) return whole(schema, value);
  const fields = fieldsOf(schema);
  if (fields !== undefined && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const entries = Object.entries(fields).map(([key, field]) => {
      const given = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
      return [key, part(field, given, path === '' ? key : `${path}.${key}`)];
    });
    return Object.fromEntries(entries.filter(([, entry]) => entry !== undefined));
  }
  const element = elementOf(schema);
  if (element !== undefined && Array.isArray(value)) return value.map((entry) => whole(element, entry));
  return whole(schema, value);
}

function whole(schema: Schema, value: unknown): unknown {
  const result = (schema as z.ZodType).safeParse(value);
  return result.success ? result.data : undefined;
}
