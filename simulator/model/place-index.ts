/**
 * Where every value of a file stands, by its path, and how it was written there.
 *
 * Messages are made long after the text has become plain values; this index is the way back. A path that is not in the file (a
 * missing key) is answered with its nearest ancestor.
 */

export type Path = readonly (string | number)[];

export interface Place {
  readonly line: number;
  readonly column: number;
}

interface Entry {
  readonly key?: Place;
  readonly value: Place;
  /** The scalar as written (`0x10`, `"5 sec"`, `$timeout, which is 3`); absent for lists and objects. */
  readonly shown?: string;
}

export class PlaceIndex {
  readonly #entries = new Map<string, Entry>();

  set(path: Path, entry: Entry): void {
    this.#entries.set(JSON.stringify(path), entry);
  }

  /** Replaces how a scalar is shown, for a value that came from a parameter. */
  show(path: Path, shown: string): void {
    const entry = this.#entries.get(JSON.stringify(path));
    if (entry !== undefined) this.set(path, { ...entry, shown });
  }

  shown(path: Path): string | undefined {
    return this.#entries.get(JSON.stringify(path))?.shown;
  }

  /** Place of the value, or of what would contain it. */
  value(path: Path): Place | undefined {
    const entry = this.#entries.get(JSON.stringify(path));
    if (entry !== undefined) return entry.value;
    return path.length === 0 ? undefined : this.key(path.slice(0, -1));
  }

  /** Place of the key, or of the list entry, or of what would contain it. */
  key(path: Path): Place | undefined {
    const entry = this.#entries.get(JSON.stringify(path));
    if (entry !== undefined) return entry.key ?? entry.value;
    return path.length === 0 ? undefined : this.key(path.slice(0, -1));
  }
}

/** `design.maps[0].entries`; empty for the whole file. */
export function dotted(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}

/** The value at a path of plain objects and lists; undefined where there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
