/** What a scenario may not ask of Hazelcast, and what is said instead. */
import { expect, test } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { smallScenario } from '../run/small-scenario.ts';

function problemsOf(parts: { readonly backups?: number; readonly map?: string }) {
  const product = '{kind: hazelcast, failOnIndeterminateState: true}';
  const workload = ['{name: puts, map: map, op: put, rate: 10/s}'];
  const checked = parseScenario(smallScenario({ product, workload, ...parts }), { source: '<text>' });
  return checked.ok ? [] : checked.problems.map(({ path, suggestion }) => `${path}: ${suggestion}`);
}

test('failing on the silence of backups needs writes that wait for backups', () => {
  const at = 'design.product.failOnIndeterminateState: write';
  expect(problemsOf({})).toEqual([]);
  expect(problemsOf({ backups: 0 })).toEqual([`${at} backups: 1, or remove it`]);
  expect(problemsOf({ map: 'entries: 10, replication: async' })).toEqual([`${at} replication: sync, or remove it`]);
});
