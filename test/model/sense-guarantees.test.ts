/** Guarantees that the design cannot keep are refused with a remedy; what fits is read as meant. */
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';

function text({ product = 'generic', map = '', source = 'op: put' }: Readonly<Record<string, string>>): string {
  return `apiVersion: sba/v1
name: guarantees
question: Does it fit together?
design:
  product: ${product}
  members: 6
  backups: 1
  maps: [{name: rows, entries: 100${map}}]
workload: [{name: users, map: rows, rate: 10/s, ${source}}]
run: {duration: 10s}
`;
}

function problemsOf(parts: Readonly<Record<string, string>>): string[] {
  const checked = parseScenario(text(parts), { source: 's.yaml' });
  return checked.ok
    ? []
    : checked.problems.map(({ path, found, expected, suggestion }) => `${path}: ${found}; ${expected}; ${suggestion}`);
}

describe('what does not fit together', () => {
  it.each([
    [{ map: ', minCopies: 3' }, 'design.maps[0].minCopies: 3 of 2 copies', 'backups: 2'],
    [{ map: ', protection: {members: 7}' }, 'design.maps[0].protection.members: 7 of 6 members', 'majority'],
    [{ map: ', protection: {members: most}' }, 'design.maps[0].protection.members', 'majority'],
    [{ map: ', minCopies: 2', product: 'redis-cluster' }, 'design.maps[0].minCopies', 'minReplicasToWrite: 1'],
    [{ source: 'op: put, updates: versioned' }, 'workload[0].updates: no updates', 'mix: {update: 100%}'],
    [{ product: '{kind: generic, detector: {swim: {period: 1s, probeTimeout: 1s}}}' }, 'probeTimeout: 1s', '500ms'],
    [
      { product: '{kind: generic, detector: {swim: {suspicion: {maximum: 1s}}}}' },
      'suspicion.maximum: 1s',
      'not below',
    ],
    [{ product: '{kind: generic, detector: phi}' }, 'design.product.detector', 'phiAccrual'],
    [{ source: 'mix: {update: 100%}, updates: optimistic' }, 'workload[0].updates', 'versioned'],
  ])('%j', (parts, found, words) => {
    const problems = problemsOf(parts);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(found);
    expect(problems[0]).toContain(words);
  });
});

it.each([
  { map: ', minCopies: 2, replication: async, protection: {members: majority}, monotonicReads: true' },
  { source: 'mix: {update: 50%, get: 50%}, updates: {entryProcessor: true}' },
  { source: 'mix: {update: 100%}, updates: {versioned: {retries: 3, backoff: 5ms}}, client: {jitter: full}' },
  { source: 'mix: {update: 100%}, updates: plain' },
  { product: '{kind: generic, detector: swim}' },
  { product: '{kind: generic, detector: {deadline: {}}}' },
  { product: '{kind: generic, detector: {phiAccrual: {threshold: 12}}}' },
])('%j fits', (parts) => {
  expect(problemsOf(parts)).toEqual([]);
});
