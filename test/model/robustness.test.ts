import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { goodScenario } from './examples.ts';

/** The parser answers with a scenario or with problems, each complete; it never throws. */
function judged(text: string): void {
  const result = parseScenario(text, { source: '<text>' });
  if (result.ok) return;
  expect(result.problems.length).toBeGreaterThan(0);
  for (const { found, expected, line = 1 } of result.problems) {
    expect(found.length * expected.length * line).toBeGreaterThan(0);
    expect(`${found} ${expected}`).not.toMatch(/Invalid input|\[object|undefined/);
    expect(found.length).toBeLessThan(200);
  }
}

it('any text at all is answered', () => {
  fc.assert(fc.property(fc.string({ maxLength: 300, unit: 'binary' }), judged), { numRuns: 500 });
  fc.assert(
    fc.property(
      fc.string({ maxLength: 300, unit: fc.constantFrom(...' \n:-[]{}&*!|>%@"\'#,?<ax19.$'.split('')) }),
      judged,
    ),
    { numRuns: 1500 },
  );
});

it('any YAML at all is answered', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => judged(stringify(value))),
    { numRuns: 300 },
  );
});

it('any value in any place of a good scenario is answered', () => {
  const scalars = goodScenario.match(/[^\s{}[\],:]+/g)!;
  const things = fc.oneof(
    fc.constantFrom(
      '',
      '~',
      '[]',
      '{}',
      '-1',
      '0',
      '1e400',
      '.nan',
      '0x1',
      'true',
      '$limit',
      '$no',
      '[[]]',
      '{a: {b: 1}}',
      '"',
      '*a',
      '&a b',
      '!t x',
      '99999999999999999999',
      '<<',
    ),
    fc.string({ maxLength: 8 }),
    fc.constantFrom(...scalars),
  );
  const mutation = fc.record({ at: fc.nat(scalars.length - 1), by: things });
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
      let position = -1;
      const replaced = new Map(mutations.map(({ at, by }) => [at, by]));
      judged(
        goodScenario.replace(/[^\s{}[\],:]+/g, (word) => {
          position += 1;
          return replaced.get(position) ?? word;
        }),
      );
    }),
    { numRuns: 1500 },
  );
});

it('any line of a good scenario may be missing or doubled', () => {
  const lines = goodScenario.split('\n');
  for (let index = 0; index < lines.length; index++) {
    judged(lines.toSpliced(index, 1).join('\n'));
    judged(lines.toSpliced(index, 0, lines[index]!).join('\n'));
  }
});
