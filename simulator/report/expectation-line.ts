/**
 * The line of a scenario file on which an expectation stands: the first that holds its text behind `expect:`, else that of `expect:`
 * itself (the structured form). Parameters are put in before comparing, as results show them. 1-based; undefined when nothing is expected.
 */
type Parameters = Readonly<Record<string, string | number | boolean>>;

export function expectationLine(text: string, expectation: string, parameters: Parameters = {}): number | undefined {
  const lines = text.split(/\r\n|\r|\n/);
  const start = lines.findIndex((line) => /^\s*["']?expect["']?\s*:/.test(line));
  if (start < 0) return undefined;
  const wanted = plain(expectation, {});
  const found = lines.findIndex((line, index) => index >= start && plain(line, parameters).includes(wanted));
  return (found < 0 ? start : found) + 1;
}

function plain(line: string, parameters: Parameters): string {
  const filled = line.replace(/\$([A-Za-z]\w*)/g, (whole, name: string) => String(parameters[name] ?? whole));
  return filled.replace(/\s+/g, ' ').trim();
}
