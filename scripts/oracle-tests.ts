/**
 * Which tests meet which oracle, by their titles: a title (of a test or of a describe around it) begins with ids and a colon, as in
 * "Q02, Q03: several servers", or says "(oracle C04)". Ids and what they are about: test/oracles/oracle-list.ts.
 */
import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);

/** Ids that a title, or the titles around a test one after the other, name. */
export function oraclesIn(title: string): readonly string[] {
  const prefixed = [...title.matchAll(/(?:^|[ '"`])((?:[A-Z]\d\d(?:, | and )?)+):/g)].map((match) => match[1]!);
  const marked = [...title.matchAll(/\(oracles? ([^)]*)\)/g)].map((match) => match[1]!);
  return [...new Set([...prefixed, ...marked].flatMap((ids) => ids.match(/[A-Z]\d\d/g) ?? []))];
}

/** Every test file, from the root of the repository, with the ids that its titles name and how it asks. */
export interface OracleFile {
  readonly path: string;
  readonly ids: readonly string[];
  /** Through the text of scenarios, or by calling the library. */
  readonly way: 'scenario text' | 'library';
}

export function oracleFiles(): readonly OracleFile[] {
  return testFiles()
    .map((path): OracleFile => {
      const text = readFileSync(new URL(path, root), 'utf8');
      const titles = text.split('\n').filter((line) => /['"`]/.test(line) && !/^\s*(\*|\/\/|\/\*|import )/.test(line));
      const asksInText = /^import [^;]*\b(?:simulate|runScenario)\b[^;]*;/m.test(text);
      return { path, ids: titles.flatMap(oraclesIn), way: asksInText ? 'scenario text' : 'library' };
    })
    .filter(({ ids }) => ids.length > 0);
}

function testFiles(): string[] {
  return readdirSync(new URL('test/', root), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => `test/${path.replaceAll('\\', '/')}`)
    .sort();
}
