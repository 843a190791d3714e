/** The checker of Little's law notices what it is there to notice; that it holds is checked at the end of every run. */
import { expect, test } from 'vitest';
import { LittlesLaw } from '../../simulator/run/checkers/littles-law.ts';

function shop(): LittlesLaw {
  const law = new LittlesLaw();
  law.arrived(10);
  law.arrived(20);
  law.left(50, 40);
  return law;
}

test('two requests of 40 and 100 ns are 140 request nanoseconds, by either count', () => {
  const law = shop();
  law.left(120, 100);
  expect(() => law.check(0)).not.toThrow();
});

test('a request that reports another time than it spent is noticed', () => {
  const law = shop();
  law.left(120, 99);
  expect(() => law.check(0)).toThrow('139');
});

test('so is one that is in the system without anyone waiting', () => {
  expect(() => shop().check(0)).toThrow('1 requests are in the system');
  expect(() => shop().check(1)).not.toThrow();
});
