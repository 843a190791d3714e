/**
 * Wrong input is a value: every problem with its place, what was found, what was expected and what to try, all at once.
 */
export interface Problem {
  /** File as the user named it, or `<text>` for inline text, or `--param name` for the command line. */
  readonly source: string;
  /** 1-based; absent when the place has no line. */
  readonly line?: number;
  readonly column?: number;
  /** Dotted path inside the scenario, for example `design.maps[0].entries`; empty for the whole file. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
  /** A remedy, for example `did you mean "members"?`. */
  readonly suggestion?: string;
}

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };
