/** A number says measured only where its product was held against real processes. */
import { expect, test } from 'vitest';
import { metricValues } from '../../simulator/judge/metric-values.ts';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';

function basisOf(product: string, metric: string): string {
  const read = parseScenario(
    `{apiVersion: sba/v1, name: b, question: "Whose?", design: {product: ${product}, members: 6, maps: [{name: m, entries: 10}]}, workload: [{name: w, rate: 1/s, map: m, mix: {put: 100%}}], run: {duration: 20s}}`,
    { source: 'basis' },
  );
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return metricValues(read.value.scenario, [])[metric]!.basis;
}

test.each([
  ['{kind: redis-cluster, version: "7.0"}', 'failoverTime', 'measured'],
  ['{kind: redis-cluster, version: "7.4"}', 'failoverTime', 'source'],
  ['{kind: redis-cluster, version: "7.0"}', 'redundancyRestored', 'source'],
  ['{kind: valkey}', 'failoverTime', 'source'],
  ['{kind: hazelcast}', 'failoverTime', 'source'],
  ['{kind: hazelcast}', 'acknowledgedWritesLost', 'source'],
  ['{kind: ignite}', 'writeOutage', 'source'],
  ['{kind: generic}', 'failoverTime', 'documented'],
  ['{kind: hazelcast}', 'busLag', 'assumed'],
])('%s %s: %s', (product, metric, basis) => {
  expect(basisOf(product, metric)).toBe(basis);
});
