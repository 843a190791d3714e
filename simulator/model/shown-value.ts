/**
 * How a value of the file is shown in a message: short, on one line, and saying what sort of thing it is.
 */

const longestExcerpt = 60;

/** One line of at most sixty characters; control characters become spaces. */
export function excerpt(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  const characters = [...line.slice(0, 2 * longestExcerpt)];
  return characters.length <= longestExcerpt ? line : `${characters.slice(0, longestExcerpt - 1).join('')}…`;
}

/** `"5 sec"`, `250`, `a list of 3`, `an object with name, rate`, `nothing`. */
export function shownValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return `"${excerpt(value)}"`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object') {
    const keys = Object.keys(value);
    return keys.length === 0 ? 'an empty object' : excerpt(`an object with ${keys.slice(0, 5).join(', ')}`);
  }
  return String(value);
}
