/**
 * Tables and paragraphs for a terminal, in plain characters. Widths count characters, not bytes; colour is put on after padding, so it
 * never moves a column.
 */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

const codes: Readonly<Record<Style, string>> = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33' };

export type Paint = (style: Style, text: string) => string;

export const plainPaint: Paint = (_style, text) => text;
export const colourPaint: Paint = (style, text) =>
  text.trim() === '' ? text : `\u001b[${codes[style]}m${text}\u001b[0m`;

export interface Cell {
  readonly text: string;
  readonly style?: Style;
}

export interface Table {
  /** A title that starts with `>` aligns its column to the right. */
  readonly titles: readonly string[];
  readonly rows: readonly (readonly (Cell | string)[])[];
}

/** Lines of the table, indented by two; columns that are empty in every row are left out. */
export function tableLines({ titles, rows }: Table, paint: Paint): readonly string[] {
  const cells = rows.map((row) =>
    row.map((cell) => (typeof cell === 'string' ? { text: visible(cell) } : { ...cell, text: visible(cell.text) })),
  );
  const shown = titles
    .map((_, column) => column)
    .filter((column) => cells.some((row) => (row[column]?.text ?? '') !== ''));
  const widths = titles.map((title, column) =>
    Math.max(width(bare(title)), ...cells.map((row) => width(row[column]?.text ?? ''))),
  );
  const line = (row: readonly Cell[], style?: Style): string => {
    const parts = shown.map((column) => {
      const cell = row[column] ?? { text: '' };
      const padded = pad(cell.text, widths[column]!, titles[column]!.startsWith('>'));
      const chosen = cell.style ?? style;
      return chosen === undefined ? padded : paint(chosen, padded);
    });
    return `  ${parts.join('  ')}`.trimEnd();
  };
  return [
    line(
      titles.map((title) => ({ text: bare(title) })),
      'dim',
    ),
    ...cells.map((row) => line(row)),
  ];
}

/** Words of a text on lines of at most `limit` characters, each behind the indent. */
export function wrapped(text: string, indent: string, limit = 110): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.trim().split('\n')) {
    let line = '';
    for (const word of paragraph
      .split(/\s+/)
      .map(visible)
      .filter((part) => part !== '')) {
      if (line !== '' && width(indent) + width(line) + 1 + width(word) > limit) {
        lines.push(indent + line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    if (line !== '') lines.push(indent + line);
  }
  return lines;
}

/** Control characters of a scenario must not reach the terminal. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
}

function bare(title: string): string {
  return title.startsWith('>') ? title.slice(1) : title;
}

function pad(text: string, target: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, target - width(text)));
  return right ? space + text : text + space;
}

function width(text: string): number {
  return [...text].length;
}
