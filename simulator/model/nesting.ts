/**
 * How deeply a YAML token is nested, found without recursion: a file of a hundred thousand brackets must be refused, not overflow the stack.
 */
import type { CST } from 'yaml';

interface Held {
  readonly token: CST.Token;
  readonly depth: number;
}

/** Levels of collections below and including this token. */
export function nestingOf(root: CST.Token): number {
  const waiting: Held[] = [{ token: root, depth: 1 }];
  let deepest = 0;
  for (let held = waiting.pop(); held !== undefined; held = waiting.pop()) {
    deepest = Math.max(deepest, held.depth);
    for (const token of inside(held.token)) waiting.push({ token, depth: held.depth + 1 });
  }
  return deepest;
}

function inside(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!('items' in token)) return [];
  const tokens: CST.Token[] = [];
  for (const item of token.items) {
    if (item.key) tokens.push(item.key);
    if (item.value) tokens.push(item.value);
  }
  return tokens;
}
