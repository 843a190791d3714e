/**
 * The line of a scenario file on which an expectation stands: the first that holds its text behind `expect:`, else that of `expect:`
 * itself (the structured form, or a limit that is a parameter). 1-based; undefined when the file expects nothing.
 */
export function expectationLine(text: string, expectation: string): number | undefined {
  const lines = text.split(/\r\n|\r|\n/);
  const start = lines.findIndex((line) => /^\s*["']?expect["']?\s*:/.test(line));
  if (start < 0) return undefined;
  const wanted = plain(expectation);
  const found = lines.findIndex((line, index) => index >= start && plain(line).includes(wanted));
  return (found < 0 ? start : found) + 1;
}

function plain(line: string): string {
  return line.replace(/\s+/g, ' ').trim();
}
