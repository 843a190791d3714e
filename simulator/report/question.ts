/** The question of a scenario, read from the text it was run from: reports open with what was asked. */
import { parse } from 'yaml';

export function questionOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    const read: unknown = parse(text, { logLevel: 'silent' });
    const question = typeof read === 'object' && read !== null ? (read as { question?: unknown }).question : undefined;
    return typeof question === 'string' && question.trim() !== '' ? question.trim() : undefined;
  } catch {
    // A text that is no YAML has no question; those who run scenarios have said so already.
    return undefined;
  }
}
