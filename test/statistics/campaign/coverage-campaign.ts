/**
 * Measures how often each kind of interval holds the truth, and writes references/coverage.md: some four minutes of a quiet core.
 *
 * usage: npm run coverage
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { measure, nameOf } from './cell.ts';
import { allCells } from './cells.ts';
import { measureStudies, studyCells } from './study-cells.ts';
import { heading, line } from './table.ts';

const page = new URL('../../../references/coverage.md', import.meta.url);
const TABLE = '## The table';

async function main(): Promise<void> {
  const lines: string[] = [];
  const add = (text: string) => {
    lines.push(text);
    process.stderr.write(`${text}\n`);
  };
  for (const cell of allCells()) add(line(cell, measure(cell)));
  for (const cell of studyCells) {
    process.stderr.write(`${nameOf(cell)} …\n`);
    add(line(cell, await measureStudies(cell)));
  }
  const words = readFileSync(page, 'utf8').split(TABLE)[0]!;
  writeFileSync(page, `${words}${TABLE}\n\n${heading}\n${lines.join('\n')}\n`);
}

await main();
