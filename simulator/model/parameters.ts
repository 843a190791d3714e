/**
 * Parameters: `$name` stands for a value declared under `parameters` (or given as --param name=value).
 *
 * A whole scalar `$name` becomes the parameter's value and keeps its type; inside an expectation the value is written into the text. A
 * parameter's value is one scalar, or `{between: [low, high]}`, and never another parameter. A declared parameter that nothing uses is no error.
 */
import type { DraftProblem } from './draft-problem.ts';
import { type Path, type PlaceIndex, valueAt } from './place-index.ts';
import type { Problem } from './problem.ts';
import { type Drawn, settledAt } from './settle-uncertain.ts';
import { excerpt, shownValue } from './shown-value.ts';
import { didYouMean } from './suggest.ts';
import { betweenText, isBetween, readBetween, type UncertainInput } from './uncertain.ts';
import { readYaml } from './yaml-document.ts';

export type ParameterValue = string | number | boolean;
type Values = Readonly<Record<string, ParameterValue>>;

export interface Substituted {
  readonly value: unknown;
  readonly problems: readonly DraftProblem[];
}

export interface ParameterValues {
  /** The value of every declared parameter, overrides included; of an uncertain one its median, or what was drawn. */
  readonly values: Values;
  /** The same as `--param` would take them: an uncertain one as its interval. */
  readonly given: Values;
  readonly uncertain: readonly UncertainInput[];
  readonly problems: readonly Problem[];
  /** What is wrong with uncertain ones of the file. */
  readonly drafts: readonly DraftProblem[];
}

/** Values of the parameters: the declared defaults, replaced by what was given on the command line. */
export function parameterValues(
  file: unknown,
  overrides: Readonly<Record<string, string>>,
  places: PlaceIndex,
  drawn?: Drawn,
): ParameterValues {
  const declared = valueAt(file, ['parameters']);
  const isRecord = typeof declared === 'object' && declared !== null;
  const values: Record<string, ParameterValue> = {};
  const given: Record<string, ParameterValue> = {};
  const uncertain = new Map<string, UncertainInput>();
  const problems: Problem[] = [];
  const drafts: DraftProblem[] = [];
  const take = (
    name: string,
    value: unknown,
    refused: (found: Pick<Problem, 'found' | 'expected'>) => void,
  ): boolean => {
    if (isScalar(value)) {
      values[name] = given[name] = value;
      uncertain.delete(name);
    }
    if (!isBetween(value)) return isScalar(value);
    const input = readBetween(value, ['parameters', name], places);
    if ('found' in input) {
      refused(input);
      // Told once: where the parameter is used, something stands in for it.
      const end: unknown = Array.isArray(value.between) ? value.between[0] : value.between;
      if (isScalar(end)) values[name] = end;
    } else {
      uncertain.set(name, input);
      values[name] = settledAt(input, drawn);
      given[name] = drawn === undefined ? betweenText(input) : values[name];
    }
    return true;
  };
  for (const [name, value] of isRecord && !Array.isArray(declared) ? Object.entries(declared) : [])
    take(name, value, (found) => drafts.push({ path: ['parameters', name], ...found }));
  const known = Object.keys(isRecord ? declared : {});
  for (const [name, text] of Object.entries(overrides)) {
    const source = `--param ${excerpt(name)}`;
    const path = `parameters.${name}`;
    if (!known.includes(name)) {
      problems.push({ source, path: '', ...undeclared(name, known) });
      continue;
    }
    const { value, problems: refused, readable } = readYaml(text);
    const isUnderstood =
      readable && refused.length === 0 && take(name, value, (found) => problems.push({ source, path, ...found }));
    if (!isUnderstood)
      problems.push({
        source,
        path,
        found: shownValue(text),
        expected: 'one value, as it would stand in the file',
      });
  }
  return { values, given, uncertain: [...uncertain.values()], problems, drafts };
}

function isScalar(value: unknown): value is ParameterValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function undeclared(name: string, known: readonly string[]): Pick<Problem, 'found' | 'expected' | 'suggestion'> {
  const expected =
    known.length === 0 ? 'a parameter declared under parameters (there is none)' : `one of ${known.join(', ')}`;
  const suggestion = didYouMean(name, known);
  return {
    found: `unknown parameter "${excerpt(name)}"`,
    expected,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

/** Puts the values in. The places learn that a value came from a parameter, so that messages can say both. */
export function substitute(file: unknown, values: Values, places: PlaceIndex): Substituted {
  const problems: DraftProblem[] = [];
  const known = Object.keys(valueAt(file, ['parameters']) ?? {});
  const visit = (value: unknown, path: Path): unknown => {
    if (path.length === 1 && path[0] === 'parameters') return declarations(value, values, problems);
    if (Array.isArray(value)) return value.map((entry, index) => visit(entry, [...path, index]));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, visit(entry, [...path, key])]));
    }
    if (typeof value !== 'string' || !value.includes('$')) return value;
    return path[0] === 'expect' ? inText(value, path) : inPlace(value, path);
  };
  const lookUp = (name: string, path: Path): ParameterValue | undefined => {
    if (!known.includes(name)) problems.push({ path, ...undeclared(name, known) });
    return Object.hasOwn(values, name) ? values[name] : undefined;
  };
  const inPlace = (text: string, path: Path): unknown => {
    const name = /^\$([A-Za-z]\w*)$/.exec(text)?.[1];
    if (name === undefined) return text;
    const value = lookUp(name, path);
    if (value === undefined) return text;
    places.show(path, `${text}, which is ${shownValue(value)}`);
    return value;
  };
  const inText = (text: string, path: Path): string =>
    text.replace(/\$([A-Za-z]\w*)/g, (use, name: string) => String(lookUp(name, path) ?? use));
  return { value: visit(file, []), problems };
}

/** The declarations as the schema knows them: an uncertain one by its value. */
function declarations(value: unknown, values: Values, problems: DraftProblem[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  for (const [name, entry] of Object.entries(value)) {
    if (typeof entry === 'string' && /^\$[A-Za-z]\w*$/.test(entry)) {
      problems.push({
        path: ['parameters', name],
        found: `"${excerpt(entry)}"`,
        expected: 'a value of its own, not another parameter',
      });
    }
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, isBetween(entry) ? (values[name] ?? entry) : entry]),
  );
}
