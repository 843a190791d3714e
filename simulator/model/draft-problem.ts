/**
 * A problem before it has its line: the checks speak of paths and values, and only the parser knows the file.
 */
import { dotted, type Path, type Place, type PlaceIndex } from './place-index.ts';
import type { Problem } from './problem.ts';
import { excerpt } from './shown-value.ts';

export interface DraftProblem {
  readonly path: Path;
  readonly found: string;
  readonly expected: string;
  readonly suggestion?: string | undefined;
  /** Where it is, when the path does not say so (broken syntax, the second of two keys). */
  readonly place?: Place | undefined;
  /** Point at the key (it is wrong or what it needs is missing) instead of the value. */
  readonly atKey?: boolean;
}

/** Gives each draft its place, in the order of the file, without repetitions. */
export function placed(drafts: readonly DraftProblem[], source: string, places: PlaceIndex): Problem[] {
  const problems = drafts.map((draft) => problemOf(draft, source, places));
  const seen = new Set<string>();
  return problems
    .filter((problem) => {
      const text = JSON.stringify(problem);
      return !seen.has(text) && seen.add(text);
    })
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

function problemOf(draft: DraftProblem, source: string, places: PlaceIndex): Problem {
  const place = draft.place ?? placeOf(draft, places);
  return {
    source,
    ...(place === undefined ? {} : { line: place.line, column: place.column }),
    path: excerpt(dotted(draft.path)),
    found: draft.found,
    expected: draft.expected,
    ...(draft.suggestion === undefined ? {} : { suggestion: draft.suggestion }),
  };
}

function placeOf(draft: DraftProblem, places: PlaceIndex): Place | undefined {
  return draft.atKey === true ? places.key(draft.path) : places.value(draft.path);
}
