/**
 * The same scenario and seed give the same bytes on every JavaScript engine: below the faces only what ECMAScript fixes to the last bit is
 * used, no clock, no locale, no hidden randomness, nothing that runs later. What is safe was measured on 12 engines.
 */
import { SyntaxKind } from 'typescript/unstable/ast';
import { describe, expect, test } from 'vitest';
import { filesUnder, textOf, tokensOf } from './sources.ts';

/** Fixed by the standard or exact; every other Math function differs between engines by a unit in the last place. */
const safeMath = new Set([
  ...['floor', 'ceil', 'trunc', 'round', 'abs', 'min', 'max', 'sign'],
  ...['sqrt', 'fround', 'imul', 'clz32'],
  ...['E', 'PI', 'LN2', 'LN10', 'LOG2E', 'LOG10E', 'SQRT2', 'SQRT1_2'],
]);

const forbidden = new Set([
  ...['Date', 'performance', 'Intl', 'Worker', 'crypto', 'process'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
  ...[
    'localeCompare',
    'toLocaleString',
    'toLocaleUpperCase',
    'toLocaleLowerCase',
    'toLocaleDateString',
    'toLocaleTimeString',
  ],
]);

function unsafe(source: string): string[] {
  const tokens = tokensOf(source);
  return tokens.flatMap(({ kind, text, line }, at) => {
    const [before, next, second] = [tokens[at - 1], tokens[at + 1], tokens[at + 2]];
    if (kind === SyntaxKind.AsteriskAsteriskToken || kind === SyntaxKind.AsteriskAsteriskEqualsToken) {
      const isConstant = before?.kind === SyntaxKind.NumericLiteral && next?.kind === SyntaxKind.NumericLiteral;
      const isWhole = before?.kind === SyntaxKind.BigIntLiteral;
      return isConstant || isWhole ? [] : [`${line}: ** of something that is not a literal`];
    }
    if (kind !== SyntaxKind.Identifier) return [];
    if (forbidden.has(text)) return [`${line}: ${text}`];
    if (text !== 'Math') return [];
    const isSafe = next?.kind === SyntaxKind.DotToken && safeMath.has(second?.text ?? '');
    return isSafe ? [] : [`${line}: Math${next?.text ?? ''}${second?.text ?? ''}`];
  });
}

test('the reader sees code and not what is said about it', () => {
  const source = [
    '// Math.log differs between engines, Date too; so does x ** y',
    "const a = 'Math.random() and new Date()'; /* performance.now() */",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
    'const b = `Date ${Math.pow(2, 3)} Math.sin(1)`;',
    'const c = /Math.exp(x)/; const d = 2 ** 48; const e = x ** 2, f = 10n ** g;',
    'const { log } = Math; names.sort((p, q) => p.localeCompare(q)); Math.max(1, 2); at.getDate();',
  ].join('\n');
  expect(unsafe(source)).toEqual([
    ...['3: Math.pow', '4: ** of something that is not a literal', '5: Math;names', '5: localeCompare'],
  ]);
});

/** `workers/` decides by the clock where replications are made; what comes out of one does not pass through its hands unread. */
const below = filesUnder('simulator', '.ts').filter((path) => !/^simulator\/(cli\/|workers\/|api\.ts)/.test(path));

describe('below the faces', () => {
  test('there is something to look at', () => {
    expect(below.length).toBeGreaterThan(100);
  });

  test('nothing is used that differs between engines, machines or moments', () => {
    expect(below.flatMap((path) => unsafe(textOf(path)).map((found) => `${path}:${found}`))).toEqual([]);
  });
});
