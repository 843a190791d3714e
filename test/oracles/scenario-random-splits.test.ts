/**
 * Oracle A04: every member falls to a random side of a split. Without a strict majority on either side nobody may accept writes under
 * promotion: majority, which for n members has probability C(n, n/2) / 2^n. Asked of real writes: clients stand beside the owners, so both
 * sides are asked, long after every member knows its side.
 */
import { expect, test } from 'vitest';
import { answered, simulate } from '../run/simulate.ts';
import { full, scenario, testTimeout } from './scenario-oracle.ts';

const REPLICATIONS = full ? 20_000 : 1500;

const split = (members: number) =>
  scenario(
    'random-splits',
    `
design:
  product: {kind: generic, partitions: ${members}, heartbeatInterval: 100ms, heartbeatTimeout: 250ms, promotion: majority}
  members: ${members}
  maps: [{name: m, entries: 1k, entrySize: 100B}]
workload: [{name: writers, map: m, op: put, rate: [{at: 0s, rate: 0/s}, {at: 1s, rate: 100/s}], from: beside-owner, client: {timeout: 100ms}}]
run: {duration: 1300ms, warmup: 0s, settle: 0s}
faults: [{id: cut, kind: split, at: 0s, target: {chance: 50%}}]
`,
  );

test.each([
  [4, 0.375],
  [6, 0.3125],
  [8, 0.2734375],
])(
  'A04: of %i members that fall to a side by chance no side is a strict majority with probability %f',
  (members, expected) => {
    let nobody = 0;
    for (let replication = 0; replication < REPLICATIONS; replication++)
      if (answered(simulate(split(members), { replication }).summary, 'writers') === 0) nobody++;
    const standardError = Math.sqrt((expected * (1 - expected)) / REPLICATIONS);
    expect(Math.abs(nobody / REPLICATIONS - expected)).toBeLessThan(4 * standardError);
  },
  testTimeout,
);
