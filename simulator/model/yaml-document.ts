/**
 * Text to plain values, with the place of each: YAML 1.2 core (JSON is YAML) without its traps.
 *
 * Refused, each with a remedy: tags, merge keys, duplicate keys, .nan and .inf, hexadecimal and octal numbers, integers beyond 2^53,
 * a second document, more than a mebibyte, deep nesting, aliases that unfold into a bomb. What is refused in one place does not hide the
 * rest of the file; only broken syntax does. Numbers keep how they were written in the place index.
 */
import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  type Scalar,
} from 'yaml';
import type { DraftProblem } from './draft-problem.ts';
import { nestingOf } from './nesting.ts';
import { type Path, PlaceIndex } from './place-index.ts';
import { excerpt, shownValue } from './shown-value.ts';

export interface YamlValue {
  readonly value: unknown;
  readonly places: PlaceIndex;
  readonly problems: readonly DraftProblem[];
  /** False when the syntax is broken, so that nothing else can be said about the file. */
  readonly readable: boolean;
}

const longestText = 1024 * 1024;
const deepestNesting = 64;
const mostValues = 200_000;

/** Reads one YAML document; never throws. */
export function readYaml(text: string): YamlValue {
  const places = new PlaceIndex();
  places.set([], { value: { line: 1, column: 1 } });
  const unreadable = (...problems: DraftProblem[]) => ({ value: undefined, places, problems, readable: false });
  if (text.length > longestText) {
    return unreadable(
      whole(`${text.length} characters`, 'a file of at most 1 MiB', 'keep measurements out of the scenario'),
    );
  }
  const lines = new LineCounter();
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  if (tokens.some((token) => nestingOf(token) > 2 * deepestNesting)) return unreadable(tooDeep([]));
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: false,
    stringKeys: true,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [document, second] = [...composer.compose(tokens, true, text.length)];
  if (document === undefined) return unreadable(whole('nothing', 'a YAML document'));
  if (second !== undefined)
    return unreadable(whole('several documents', 'one YAML document', 'put each scenario in its own file'));
  if (document.errors.length > 0) return unreadable(...syntaxProblems(document, lines));
  const walk = new Walk(places, lines);
  const value = walk.valueOf(document.contents, [], 0);
  return { value, places, problems: walk.problems, readable: !walk.exhausted };
}

function whole(found: string, expected: string, suggestion?: string): DraftProblem {
  return { path: [], found, expected, suggestion };
}

function tooDeep(path: Path): DraftProblem {
  return { path, found: `more than ${deepestNesting} levels of nesting`, expected: 'a scenario, which has about ten' };
}

/** The first few syntax errors; the rest are mostly their echoes. */
function syntaxProblems(document: Document.Parsed, lines: LineCounter): DraftProblem[] {
  return document.errors.slice(0, 5).map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    const place = { line: Math.max(1, line), column: Math.max(1, col) };
    return { path: [], place, found: `text that is not YAML: ${excerpt(error.message)}`, expected: 'YAML 1.2 or JSON' };
  });
}

/** One pass over the document: values out, places and problems on the way. */
class Walk {
  readonly problems: DraftProblem[] = [];
  exhausted = false;
  #values = 0;
  /** The latest node of each anchor so far. */
  readonly #anchors = new Map<string, Node>();
  readonly #places: PlaceIndex;
  readonly #lines: LineCounter;

  constructor(places: PlaceIndex, lines: LineCounter) {
    this.#places = places;
    this.#lines = lines;
  }

  valueOf(node: Node | null, path: Path, depth: number, key?: Node): unknown {
    if (this.exhausted) return undefined;
    this.#values += 1;
    if (this.#values > mostValues)
      return this.#stop(path, `more than ${mostValues} values once its aliases are unfolded`);
    if (depth > deepestNesting)
      return this.#stop(path, `more than ${deepestNesting} levels of nesting once its aliases are unfolded`);
    this.#note(path, node, key);
    if (node === null) return null;
    if (isAlias(node)) {
      const meant = this.#anchors.get(node.source);
      if (meant !== undefined) return this.valueOf(meant, path, depth + 1, key ?? node);
      this.#refuse(
        path,
        `the alias *${excerpt(node.source)}`,
        'an anchor before it',
        'put text that begins with * in quotes',
      );
      return null;
    }
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (node.tag !== undefined)
      this.#refuse(
        path,
        `the tag ${excerpt(node.tag.replace('tag:yaml.org,2002:', '!!'))}`,
        'a value without a tag',
        'leave the tag out',
      );
    if (isScalar(node)) return this.#scalar(node, path);
    if (isSeq(node)) return node.items.map((item, index) => this.valueOf(item as Node, [...path, index], depth + 1));
    return isMap(node) ? this.#object(node.items as Pair<Node, Node | null>[], path, depth) : undefined;
  }

  #object(pairs: readonly Pair<Node, Node | null>[], path: Path, depth: number): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (const pair of pairs) {
      const key = isScalar(pair.key) ? String(pair.key.value) : '';
      const inner = [...path, key];
      if (Object.hasOwn(result, key)) {
        this.#refuseKey(inner, pair.key, `a second key "${excerpt(key)}"`, 'every key once', 'remove one of the two');
      } else if (key === '<<') {
        this.#refuseKey(
          inner,
          pair.key,
          'the merge key <<',
          'keys written out',
          'use an alias for a whole value, or parameters',
        );
      } else if (key === '__proto__') {
        this.#refuseKey(inner, pair.key, 'the key __proto__', 'a key of the scenario format');
      } else {
        result[key] = this.valueOf(pair.value, inner, depth + 1, pair.key);
      }
    }
    return result;
  }

  #scalar(node: Scalar, path: Path): unknown {
    const { value } = node;
    if (typeof value !== 'number') return value;
    const source = node.source ?? String(value);
    this.#places.show(path, excerpt(source));
    const complaint = numberComplaint(source, value);
    if (complaint === undefined) return value;
    this.#refuse(path, excerpt(source), 'a plain decimal number', complaint);
    return source;
  }

  #note(path: Path, node: Node | null, key: Node | undefined): void {
    const keyPlace = this.#placeOf(key);
    const value = this.#placeOf(node) ?? keyPlace ?? { line: 1, column: 1 };
    const shown = node === null || isScalar(node) ? { shown: shownValue(node?.value) } : {};
    this.#places.set(path, { ...(keyPlace === undefined ? {} : { key: keyPlace }), value, ...shown });
  }

  #placeOf(node: Node | null | undefined): { line: number; column: number } | undefined {
    if (!node?.range) return undefined;
    const { line, col } = this.#lines.linePos(node.range[0]);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }

  #refuse(path: Path, found: string, expected: string, suggestion?: string): void {
    this.problems.push({ path, found, expected, suggestion });
  }

  #refuseKey(path: Path, key: Node, found: string, expected: string, suggestion?: string): void {
    this.problems.push({ path, place: this.#placeOf(key), found, expected, suggestion, atKey: true });
  }

  #stop(path: Path, found: string): undefined {
    this.exhausted = true;
    this.#refuse(path.slice(0, 4), found, 'a file that says what it means', 'write less by alias');
    return undefined;
  }
}

function numberComplaint(source: string, value: number): string | undefined {
  if (/^[-+]?\.(nan|inf)$/i.test(source)) return 'leave the key out when there is no limit';
  if (/^[-+]?0[xo]/i.test(source)) return 'write it in decimal, or in quotes if it is text';
  if (/^[-+]?0\d/.test(source)) return 'leave out the leading zeros, or put it in quotes if it is text';
  if (!Number.isFinite(value)) return 'write a smaller number';
  if (/^[-+]?\d+$/.test(source) && !Number.isSafeInteger(value))
    return 'integers are exact up to 2^53; write a smaller one';
  return undefined;
}
