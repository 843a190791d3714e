import { expect, it } from 'vitest';
import { closestTo, didYouMean, editDistance } from '../../simulator/model/suggest.ts';

it('two swapped neighbours are one mistake', () => {
  expect(editDistance('memebrs', 'members')).toBe(1);
  expect(editDistance('memebers', 'members')).toBe(1);
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('', 'abc')).toBe(3);
});

it('a misspelling finds the word, another word does not', () => {
  const keys = ['members', 'backups', 'nodeTimeout', 'op'];
  expect(didYouMean('memebers', keys)).toBe('did you mean "members"?');
  expect(closestTo('node-timeout', keys)).toBe('nodeTimeout');
  expect(closestTo('NODETIMOUT', keys)).toBe('nodeTimeout');
  expect(closestTo('colour', keys)).toBeUndefined();
  expect(closestTo('xy', keys)).toBeUndefined();
  expect(closestTo('x'.repeat(10_000), keys)).toBeUndefined();
});
