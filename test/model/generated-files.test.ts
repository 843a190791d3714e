import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generatedFiles } from '../../scripts/generated-files.ts';
import { fieldReference } from '../../simulator/model/field-reference.ts';
import { metrics } from '../../simulator/model/metrics.ts';

describe('what is generated is on disk as the sources make it (npm run generate)', () => {
  it.each(generatedFiles().map((file) => [file.path, file.text]))('%s', (path, text) => {
    expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(text);
  });
});

it('every field says what it means', () => {
  const rows = fieldReference()
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  expect(rows.length).toBeGreaterThan(80);
  expect(rows.filter((row) => row.endsWith('|  |'))).toEqual([]);
});

it('every metric says what it counts', () => {
  for (const { meaning } of Object.values(metrics)) expect(meaning).toMatch(/\.$/);
});
