/** Quorum maps that cannot be meant: each is refused with what does not fit. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';

const parsed = (kind: string, { design = '', map = '', source = 'op: put, rate: 1/s' } = {}) =>
  parseScenario(
    `
apiVersion: sba/v1
name: sense
question: Does it fit?
design: {members: 3, ${design} maps: [{name: rows, entries: 10, kind: {quorum: {${kind}}}${map}}]}
workload: [{name: users, map: rows, ${source}}]
run: {duration: 1s}
`,
    { source: '<text>', parameters: {} },
  );

describe('quorum maps', () => {
  test('without numbers: three replicas, a majority for reads and for writes', () => {
    const checked = parsed('');
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    expect(checked.value.scenario.design.maps[0]?.kind).toMatchObject({
      kind: 'quorum',
      replicas: 3,
      read: 2,
      write: 2,
    });
  });

  test.each([
    ['more replicas than members', 'replicas: 4', {}, 'kind.quorum.replicas'],
    ['reads of more than there are', 'read: 4', {}, 'kind.quorum.read'],
    ['writes to more than there are', 'write: 4', {}, 'kind.quorum.write'],
    ['hints for quorums that do not expand', 'expanding: false, hintedHandoff: {}', {}, 'kind.quorum.hintedHandoff'],
    ['sloppy without hints', 'sloppy: true', {}, 'kind.quorum.sloppy'],
    ['repair after reads of one', 'expanding: false, read: 1, readRepair: true', {}, 'kind.quorum.readRepair'],
    ['replication', '', { map: ', replication: sync' }, 'replication'],
    ['reads from any copy', '', { map: ', readFrom: any-copy' }, 'readFrom'],
    ['persistence', '', { map: ', persistence: {writeThrough: {}}', design: 'store: {},' }, 'persistence'],
    ['updates', '', { source: 'mix: {update: 100%}, rate: 1/s' }, 'mix'],
    ['probes of owners', '', { source: 'op: get, every: 1s, target: each-owner' }, 'target'],
    ['clients beside owners', '', { source: 'op: get, rate: 1/s, from: beside-owner' }, 'from'],
    ['redis-cluster', '', { design: 'product: redis-cluster, backups: 0,' }, 'kind.quorum'],
  ])('%s', (_, kind, rest, path) => {
    const checked = parsed(kind, rest);
    if (checked.ok) throw new Error('accepted');
    expect(checked.problems.map((problem) => problem.path).join(' ')).toContain(path);
    expect(checked.problems).toHaveLength(1);
  });
});
