/** The text of a file in UTF-8, or in words why there is none. */
import { readFileSync } from 'node:fs';
import { systemReason } from './output.ts';

export type TextFile = { readonly text: string } | { readonly unreadable: string; readonly isBytes: boolean };

export function textOf(path: string): TextFile {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) };
  } catch (error) {
    if (error instanceof TypeError) return { unreadable: 'bytes that are not UTF-8', isBytes: true };
    return { unreadable: systemReason(error), isBytes: false };
  }
}
