/**
 * The sources as tokens: what a file really says, without its comments, strings and regular expressions. Read with the scanner of the
 * TypeScript compiler; the two things a scanner cannot know alone (is a slash a division, does a brace end a template's hole) are decided here.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createScanner, SyntaxKind } from 'typescript/unstable/ast';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export const textOf = (path: string): string => readFileSync(root + path, 'utf8');

/** Paths from the root of the repository, sorted, of the files below a folder. */
export function filesUnder(folder: string, ending: string): string[] {
  return readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => posix.join(folder, name))
    .sort();
}

export interface Token {
  readonly kind: SyntaxKind;
  /** As written; of a string, what it says. */
  readonly text: string;
  readonly line: number;
}

export function tokensOf(source: string): Token[] {
  const scanner = createScanner(true);
  scanner.setText(source);
  const tokens: Token[] = [];
  const braces: SyntaxKind[] = [];
  let line = 1;
  let counted = 0;
  for (;;) {
    let kind = scanner.scan();
    if (kind === SyntaxKind.EndOfFile) return tokens;
    const isSlash = kind === SyntaxKind.SlashToken || kind === SyntaxKind.SlashEqualsToken;
    if (isSlash && !endsOperand(tokens.at(-1))) kind = scanner.reScanSlashToken();
    if (kind === SyntaxKind.CloseBraceToken && braces.pop() === SyntaxKind.TemplateHead) {
      kind = scanner.reScanTemplateToken(false);
      if (kind === SyntaxKind.TemplateMiddle) braces.push(SyntaxKind.TemplateHead);
    } else if (kind === SyntaxKind.OpenBraceToken || kind === SyntaxKind.TemplateHead) braces.push(kind);
    for (; counted < scanner.getTokenStart(); counted++) if (source[counted] === '\n') line++;
    const isString = kind === SyntaxKind.StringLiteral || kind === SyntaxKind.NoSubstitutionTemplateLiteral;
    tokens.push({ kind, text: isString ? scanner.getTokenValue() : scanner.getTokenText(), line });
  }
}

/** After these a slash divides; elsewhere it begins a regular expression. */
function endsOperand(token: Token | undefined): boolean {
  if (token === undefined) return false;
  const { kind, text } = token;
  if (kind === SyntaxKind.Identifier || text === 'this' || text === 'super') return true;
  return [
    SyntaxKind.NumericLiteral,
    SyntaxKind.BigIntLiteral,
    SyntaxKind.StringLiteral,
    SyntaxKind.NoSubstitutionTemplateLiteral,
    SyntaxKind.TemplateTail,
    SyntaxKind.RegularExpressionLiteral,
    SyntaxKind.CloseParenToken,
    SyntaxKind.CloseBracketToken,
    SyntaxKind.CloseBraceToken,
  ].includes(kind);
}

export interface Import {
  readonly from: string;
  /** A path from the root of the repository, or the name of a package. */
  readonly to: string;
  readonly isLocal: boolean;
  readonly line: number;
}

/** import … from, import '…', export … from, import('…'), in types too. */
export function importsOf(path: string, source: string): Import[] {
  const tokens = tokensOf(source);
  const found: Import[] = [];
  tokens.forEach(({ text, kind, line }, at) => {
    if (kind === SyntaxKind.StringLiteral) return;
    const opens = tokens[at + 1]?.kind === SyntaxKind.OpenParenToken && text === 'import';
    if (text !== 'from' && text !== 'import') return;
    const target = tokens[at + (opens ? 2 : 1)];
    if (target?.kind !== SyntaxKind.StringLiteral) return;
    const isLocal = target.text.startsWith('.');
    found.push({ from: path, to: isLocal ? posix.join(dirname(path), target.text) : target.text, isLocal, line });
  });
  return found;
}
