import { describe, expect, it } from 'vitest';
import { readYaml } from '../../simulator/model/yaml-document.ts';

const complaints = (text: string) =>
  readYaml(text).problems.map((problem) => `${problem.found}: ${problem.suggestion ?? problem.expected}`);

describe('plain YAML', () => {
  it('becomes plain values with the place of each', () => {
    const { value, places } = readYaml('a: 1\nb:\n  - x\n  - {c: true}\n');
    expect(value).toEqual({ a: 1, b: ['x', { c: true }] });
    expect(places.value(['b', 1, 'c'])).toEqual({ line: 4, column: 9 });
    expect(places.key(['b'])).toEqual({ line: 2, column: 1 });
    expect(places.value(['b', 1, 'missing'])).toEqual({ line: 4, column: 5 });
  });

  it('may be JSON', () => {
    expect(readYaml('{"a": [1, 2.5, null, "x"]}').value).toEqual({ a: [1, 2.5, null, 'x'] });
  });

  it('may use an anchor twice, within reason', () => {
    expect(readYaml('a: &x {k: 1}\nb: *x\n').value).toEqual({ a: { k: 1 }, b: { k: 1 } });
  });

  it('yes and no are words, as YAML 1.2 has it, even under %YAML 1.1', () => {
    expect(readYaml('%YAML 1.1\n---\na: yes\n').value).toEqual({ a: 'yes' });
  });
});

describe('traps of YAML are refused with a remedy', () => {
  it.each([
    ['a: .nan', '.nan: leave the key out when there is no limit'],
    ['a: -.inf', '-.inf: leave the key out when there is no limit'],
    ['a: 0x10', '0x10: write it in decimal, or in quotes if it is text'],
    ['a: 0o17', '0o17: write it in decimal, or in quotes if it is text'],
    ['a: 010', '010: leave out the leading zeros, or put it in quotes if it is text'],
    ['a: 1e400', '1e400: write a smaller number'],
    ['a: 12345678901234567890', '12345678901234567890: integers are exact up to 2^53; write a smaller one'],
    ['a: !!str 5', 'the tag !!str: leave the tag out'],
    ['a: !secret x', 'the tag !secret: leave the tag out'],
    ['a: 1\na: 2', 'a second key "a": remove one of the two'],
    ['a: &b {c: 1}\nd: {<<: *b}', 'the merge key <<: use an alias for a whole value, or parameters'],
    ['__proto__: {polluted: 1}', 'the key __proto__: a key of the scenario format'],
    ['a: 1\n---\nb: 2', 'several documents: put each scenario in its own file'],
  ])('%s', (text, complaint) => {
    expect(complaints(text)).toContain(complaint);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('what is refused in one place does not hide the rest', () => {
    expect(complaints('a: .nan\nb: 0x1\nc: !t 1\n')).toHaveLength(3);
  });
});

describe('hostile files are refused politely', () => {
  it('an alias bomb', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level++)
      lines.push(
        `a${level}: &a${level} [${Array(9)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
      );
    const read = readYaml(lines.join('\n'));
    expect(read.readable).toBe(false);
    expect(read.problems.map(({ found }) => found)).toEqual(['more than 200000 values once its aliases are unfolded']);
  });

  it('an alias of itself', () => {
    expect(complaints('a: &a [*a]')).toEqual([expect.stringContaining('levels of nesting')]);
  });

  it('a hundred thousand brackets', () => {
    expect(complaints('['.repeat(100_000))).toEqual([expect.stringContaining('levels of nesting')]);
    expect(complaints('- '.repeat(100_000))).toEqual([expect.stringContaining('levels of nesting')]);
    expect(complaints(`{a: ${'{a: '.repeat(10_000)}`)).toEqual([expect.stringContaining('levels of nesting')]);
  });

  it('more than a mebibyte', () => {
    expect(complaints(`a: ${'x'.repeat(1024 * 1024)}`)).toEqual([
      '1048579 characters: keep measurements out of the scenario',
    ]);
  });

  it('an alias of nothing', () => {
    expect(complaints('a: *b')).toEqual(['the alias *b: put text that begins with * in quotes']);
  });

  it('what is not YAML at all, with its line', () => {
    const read = readYaml('a: 1\nb: [1, 2\nc: "x\n');
    expect(read.readable).toBe(false);
    expect(read.problems[0]).toMatchObject({
      found: expect.stringContaining('text that is not YAML'),
      place: { line: expect.any(Number) },
    });
  });
});
