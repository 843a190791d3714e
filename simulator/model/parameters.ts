/**
 * Parameters: `$name` stands for a value declared under `parameters` (or given as --param name=value).
 *
 * A whole scalar `$name` becomes the parameter's value and keeps its type; inside an expectation the value is written into the text. A
 * parameter's value is one scalar and never another parameter. A declared parameter that nothing uses is no error.
 */
import type { DraftProblem } from './draft-problem.ts';
import { type Path, type PlaceIndex, valueAt } from './place-index.ts';
import type { Problem } from './problem.ts';
import { excerpt, shownValue } from './shown-value.ts';
import { didYouMean } from './suggest.ts';
import { readYaml } from './yaml-document.ts';

export type ParameterValue = string | number | boolean;
type Values = Readonly<Record<string, ParameterValue>>;

export interface Substituted {
  readonly value: unknown;
  /** The value of every declared parameter, overrides included. */
  readonly parameters: Values;
  readonly problems: readonly DraftProblem[];
}

/** Values of the parameters: the declared defaults, replaced by what was given on the command line. */
export function parameterValues(
  file: unknown,
  overrides: Readonly<Record<string, string>>,
): { readonly values: Values; readonly problems: readonly Problem[] } {
  const declared = valueAt(file, ['parameters']);
  const values: Record<string, ParameterValue> = {};
  if (typeof declared === 'object' && declared !== null && !Array.isArray(declared)) {
    for (const [name, value] of Object.entries(declared)) if (isScalar(value)) values[name] = value;
  }
  const known = Object.keys(typeof declared === 'object' && declared !== null ? declared : {});
  const problems: Problem[] = [];
  for (const [name, text] of Object.entries(overrides)) {
    const source = `--param ${excerpt(name)}`;
    if (!known.includes(name)) problems.push({ source, path: '', ...undeclared(name, known) });
    else {
      const { value, problems: refused, readable } = readYaml(text);
      if (readable && refused.length === 0 && isScalar(value)) values[name] = value;
      else
        problems.push({
          source,
          path: `parameters.${name}`,
          found: shownValue(text),
          expected: 'one value, as it would stand in the file',
        });
    }
  }
  return { values, problems };
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
    if (path.length === 1 && path[0] === 'parameters') return declarations(value, path, problems);
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
  return { value: visit(file, []), parameters: values, problems };
}

function declarations(value: unknown, path: Path, problems: DraftProblem[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const [name, entry] of Object.entries(value)) {
    if (typeof entry === 'string' && /^\$[A-Za-z]\w*$/.test(entry)) {
      problems.push({
        path: [...path, name],
        found: `"${excerpt(entry)}"`,
        expected: 'a value of its own, not another parameter',
      });
    }
  }
  return value;
}
