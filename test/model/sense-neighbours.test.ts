/** Features that are good each by itself and cannot stand beside one another are refused, with a remedy. */
import { expect, it } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';

interface Neighbours {
  readonly design?: string;
  readonly map?: string;
  readonly load?: string;
}

function problems({ design = '', map = '', load = '' }: Neighbours): string[] {
  const text = `
apiVersion: sba/v1
name: neighbours
question: Do they stand beside one another?
design:
  members: 6
  backups: 1
  maps: [{name: things, entries: 100${map}}]
${design}
workload: [{name: users, map: things, op: put, rate: 10/s${load}}]
run: {duration: 10s}
`;
  const checked = parseScenario(text, { source: '<text>', parameters: {} });
  return checked.ok ? [] : checked.problems.map(({ path, found, suggestion }) => `${path}: ${found}; ${suggestion}`);
}

const regions = `
  regions: [{name: eu, zones: 1}, {name: us, zones: 1}]
  wan: {}`;
const balancer = '  middleware: {balancer: round-robin}';

it.each<[string, Neighbours, string]>([
  ['a merge and a quorum', { map: ', kind: {quorum: {}}, merge: {policy: discard}' }, 'merge on a quorum map'],
  ['a merge and a database', { map: ', kind: database, merge: {policy: discard}', design: '  store: {}' }, 'database'],
  ['a merge and a replicated map', { map: ', kind: {replicated: {}}, merge: {policy: discard}' }, 'remove merge'],
  ['a merge and eviction', { map: ', eviction: {maxEntries: 10}, merge: {policy: discard}' }, 'or eviction'],
  [
    'a merge and a preload that overwrites',
    { map: ', reader: {preload: {overwrites: true}}, merge: {policy: discard}', design: '  store: {}' },
    'or overwrites',
  ],
  [
    'a merge and a grid in every region',
    { map: ', merge: {policy: discard}', design: regions },
    'remove merge, or wan',
  ],
  ['a balancer and a grid in every region', { load: ', via: balancer', design: `${regions}\n${balancer}` }, 'or wan'],
  [
    'more members than a region has',
    { map: ', protection: {members: 4}', design: regions },
    '4 of 3 members in each region',
  ],
  ['a near cache and a promise about reads', { map: ', nearCache: {}, monotonicReads: true' }, 'or nearCache'],
  [
    'a near cache behind a balancer',
    { map: ', nearCache: {}', load: ', via: balancer', design: balancer },
    'remove via',
  ],
])('%s', (_, neighbours, words) => {
  const found = problems(neighbours);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(words);
});

it('each of them alone is welcome', () => {
  expect(problems({ map: ', merge: {policy: discard}' })).toEqual([]);
  expect(problems({ map: ', protection: {members: 3}', design: regions })).toEqual([]);
  expect(problems({ map: ', nearCache: {}' })).toEqual([]);
  expect(problems({ load: ', via: balancer', design: balancer })).toEqual([]);
});
