/** What newcomers write first is understood, or answered with what to write instead. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';

function problems(map: string, more = 'workload: [{name: shop, map: carts, rate: 10/s, op: put}]', expected = '') {
  const text = `apiVersion: sba/v1
name: first-steps
question: What do I write?
design: {members: 3, maps: [{name: carts, entries: 1k, ${map}}]}
${more}
run: {duration: 10s}
expect: [${expected}]
`;
  const checked = parseScenario(text, { source: '<text>', parameters: {} });
  return checked.ok ? [] : checked.problems.map(({ path, suggestion }) => `${path}: ${suggestion}`);
}

test('a kind of map may be one word', () => {
  for (const kind of ['partitioned', 'replicated', 'quorum']) expect(problems(`kind: ${kind}`)).toEqual([]);
});

describe('a bare word where settings are due', () => {
  test.each([
    ['eviction: lru', 'design.maps[0].eviction: write {policy: lru}'],
    ['merge: last-write-wins', 'design.maps[0].merge: write {policy: last-write-wins}'],
    ['protection: majority', 'design.maps[0].protection: write {members: majority}'],
    ['nearCache: true', 'design.maps[0].nearCache: write {} for the usual settings'],
  ])('%s', (map, problem) => {
    expect(problems(map)).toEqual([problem]);
  });
});

test('a suffix where a plain whole number is due is written out', () => {
  const load = 'workload: [{name: shop, map: carts, rate: 1/s, fanOut: 1.5k, op: put}]';
  expect(problems('', load)).toEqual(['workload[0].fanOut: write 1500']);
});

describe('an expectation about a part that is not there is refused', () => {
  test.each([
    ['hintsStored == 0', 'kind: quorum'],
    ['readRepairs == 0', 'kind: quorum'],
    ['versionStaleness p99 < 1', 'kind: replicated'],
    ['wanDropped == 0', ''],
    ['hitRatio > 10%', ''],
    ['connectionWait p99 < 1ms', ''],
  ])('%s', (expectation, map) => {
    expect(problems(map, undefined, expectation)).toHaveLength(1);
  });

  test('and taken where it is', () => {
    const map = 'kind: {quorum: {hintedHandoff: {}, readRepair: true}}';
    expect(problems(map, undefined, 'hintsStored == 0, readRepairs == 0, versionStaleness p99 < 1')).toEqual([]);
  });
});

test('sizes and numbers of things may be written with a suffix', () => {
  const clients = 'workload: [{name: shop, map: carts, clients: 1.5k, think: 1s, op: put}]';
  expect(problems('nearCache: {invalidate: {batch: {size: 1k}}}', clients)).toEqual([]);
  const batches = problems('persistence: {writeBehind: {batch: 10k}}, reader: {preload: {batch: 1k}}');
  expect(batches.filter((problem) => problem.includes('batch'))).toEqual([]);
});
