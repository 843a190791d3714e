/** What a shard writes is read back exactly: every number to the last bit, every array with its kind. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exactJson, readExactJson } from '../../simulator/study/exact-json.ts';

const number = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MIN_VALUE, 2 ** 53),
);
const leaf = fc.oneof(
  number,
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.array(number).map((values) => Float64Array.from(values)),
  fc.array(fc.integer()).map((values) => Int32Array.from(values)),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value')),
    fc.dictionary(fc.string(), tie('value'), { noNullPrototype: true }),
  ),
}));

test('any value comes back as it was', () => {
  fc.assert(
    fc.property(value, (written) => {
      fc.pre(!JSON.stringify(written).includes('"$'));
      expect(readExactJson(exactJson(written))).toStrictEqual(written);
    }),
    { numRuns: 500 },
  );
});

test('what plain JSON would spoil', () => {
  const written = { low: Number.POSITIVE_INFINITY, sum: -0, none: Number.NaN, bins: Float64Array.of(-0, 1e-320) };
  const read = readExactJson(exactJson(written)) as typeof written;
  expect(read).toStrictEqual(written);
  expect(Object.is(read.sum, -0) && Object.is(read.bins[0], -0)).toBe(true);
});

test('a value without an exact form is a defect, not a silent loss', () => {
  expect(() => exactJson({ seen: new Map([['a', 1]]) })).toThrow('no exact JSON for a Map');
});
