/**
 * Takes the uncertain inputs out of a file before its schema sees it: each is replaced by one value, the median unless another is given.
 *
 * So nothing behind this stage knows of uncertainty. What is asked for (`expect`, `observed`, `shows`) and how it is run (`run`) is no
 * property of the world and cannot be uncertain.
 */
import type { DraftProblem } from './draft-problem.ts';
import { dotted, type Path, type PlaceIndex } from './place-index.ts';
import { isBetween, readBetween, type UncertainInput, type Written, writtenAt } from './uncertain.ts';

export interface Settled {
  readonly value: unknown;
  readonly inputs: readonly UncertainInput[];
  readonly problems: readonly DraftProblem[];
}

/** Values of inputs by path, in the place of their medians. */
export type Drawn = Readonly<Record<string, Written>>;

const certain = ['apiVersion', 'name', 'question', 'description', 'run', 'expect', 'observed', 'shows'];

export function settleUncertain(file: unknown, places: PlaceIndex, drawn: Drawn = {}): Settled {
  const inputs: UncertainInput[] = [];
  const problems: DraftProblem[] = [];
  const visit = (value: unknown, path: Path): unknown => {
    if (Array.isArray(value)) return value.map((entry, index) => visit(entry, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    if (!isBetween(value) || path.length === 0)
      return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, visit(entry, [...path, key])]));
    if (certain.includes(String(path[0]))) {
      problems.push({
        path,
        found: 'an uncertain value',
        expected: `one value, since nothing under ${path[0]} can be uncertain`,
      });
      return value;
    }
    const input = readBetween(value, path, places);
    if ('found' in input) {
      problems.push({ path, ...input });
      return value;
    }
    inputs.push(input);
    const settled = settledAt(input, drawn);
    places.show(path, `${settled}, from an uncertain ${dotted(path)}`);
    return settled;
  };
  return { value: visit(file, []), inputs, problems };
}

export function settledAt(input: UncertainInput, drawn: Drawn = {}): Written {
  return Object.hasOwn(drawn, input.path) ? drawn[input.path]! : writtenAt(input, 0);
}
