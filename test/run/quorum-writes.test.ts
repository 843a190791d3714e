/** The checker of leaderless maps raises an alarm for each way in which its accounts can fail to add up. */
import { expect, test } from 'vitest';
import { checkQuorumWrites } from '../../simulator/run/checkers/quorum-writes.ts';

const sound = {
  map: 'rows',
  acknowledged: 10,
  survived: 10,
  lost: 0,
  processesEnded: 0,
  hintsExpired: 0,
  staleReads: 0,
  isStrict: true,
};

test('accounts that add up pass', () => {
  expect(() => checkQuorumWrites(sound)).not.toThrow();
  expect(() => checkQuorumWrites({ ...sound, survived: 9, lost: 1, processesEnded: 1, staleReads: 3 })).not.toThrow();
  expect(() => checkQuorumWrites({ ...sound, staleReads: 3, isStrict: false })).not.toThrow();
});

test.each([
  ['a write that is neither there nor lost', { survived: 9 }, 'survived'],
  ['a loss without a cause', { survived: 9, lost: 1 }, 'no process has ended'],
  ['a stale read of a strict quorum', { staleReads: 1 }, 'share a replica'],
])('%s is an alarm', (_, found, message) => {
  expect(() => checkQuorumWrites({ ...sound, ...found })).toThrow(message);
});
