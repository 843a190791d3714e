/** Hand-made results, with a value of every sort: passed, failed, undecided, unbounded, unknown, censored. */

import type { RunResult } from '../../simulator/model/result.ts';
import type { Report } from '../../simulator/report/report.ts';

export const crashText = `apiVersion: sba/v1
name: primary-crash
question: How long are a crashed primary's partitions away, and what is lost?
parameters: {timeout: 2s, promise: 5s}
design:
  product: {kind: redis-cluster, nodeTimeout: $timeout}
  members: 6
  maps:
    - {name: orders, entries: 2M}
workload:
  - {name: checkout, rate: 100/s, op: put, map: orders}
run: {duration: 40s, seed: 7}
faults:
  - {id: crash, kind: crash, target: {primaryOf: any}, at: 20s, mustCause: [failover]}
expect:
  - writeOutage p90 < $promise per-fault
  - acknowledgedWritesLost == 0
  - responseTime p99 < 5ms outside-faults
  - staleReadRatio < 1%
`;

export const crashResult: RunResult = {
  summary: 'primary-crash: fail (4 expectations: 1 pass, 1 fail, 1 inconclusive, 1 not exercised; 20 replications).',
  verdict: 'fail',
  schemaVersion: 'sba/result/v1',
  scenario: {
    name: 'primary-crash',
    digest: '5f0c1e9a7b3d4c2f8e6a9d0b1c2e3f405f0c1e9a7b3d4c2f8e6a9d0b1c2e3f40',
    parameters: { timeout: '2s', promise: '5s' },
    text: crashText,
  },
  engine: { name: 'space-based-architecture', version: '0.1.0' },
  runId: '3f2a91bc04de7788',
  seed: 7,
  replications: 20,
  expectations: [
    {
      text: 'writeOutage p90 < 5s per-fault',
      verdict: 'fail',
      estimate: 5512.25,
      low: 5201.5,
      high: 5903,
      limit: 5000,
      unit: 'ms',
      method: 'order statistics',
      n: 20,
      explanation: '95 % interval over 20 replications lies outside the limit',
    },
    {
      text: 'acknowledgedWritesLost == 0',
      verdict: 'pass',
      estimate: 0,
      low: 0,
      high: 0,
      limit: 0,
      unit: 'count',
      method: 'every replication',
      n: 20,
      explanation: 'held in all 20 replications; a violating one has at most probability 0.1391 (95 %)',
    },
    {
      text: 'responseTime p99 < 5ms outside-faults',
      verdict: 'inconclusive',
      estimate: 4.9,
      low: 4.2,
      limit: 5,
      unit: 'ms',
      method: 'order statistics',
      n: 20,
      explanation: '20 replications do not bound p99; about 300 would',
    },
    {
      text: 'staleReadRatio < 1%',
      verdict: 'not exercised',
      limit: 0.01,
      unit: 'ratio',
      method: 'none',
      n: 0,
      explanation: 'no read was answered',
    },
  ],
  metrics: {
    writeOutage: {
      unit: 'ms',
      count: 20,
      mean: 4451,
      ci95: { low: 4300.5, high: 4601.5 },
      min: 3900,
      p10: 4000,
      p50: 4410,
      p90: 5512.25,
      p95: 5600,
      p99: 5700,
      p999: 5700,
      max: 5700,
      basis: 'measured',
    },
    responseTime: {
      unit: 'ms',
      count: 1234567,
      mean: 0.25,
      ci95: { low: 0.24, high: 0.26 },
      min: 0.05,
      p10: 0.1,
      p50: 0.2,
      p90: 0.5,
      p95: 0.9,
      p99: 4.9,
      p999: 12,
      max: 299.5,
      basis: 'source',
    },
    'responseTime{workload:checkout}': {
      unit: 'ms',
      count: 1234567,
      mean: 0.25,
      p50: 0.2,
      p99: 4.9,
      max: 299.5,
      basis: 'source',
    },
    acknowledgedWritesLost: {
      unit: 'count',
      count: 20,
      mean: 0,
      ci95: { low: 0, high: 0 },
      min: 0,
      max: 0,
      basis: 'measured',
    },
    keysLost: { unit: 'count', count: 20, mean: 0, min: 0, max: 0, basis: 'measured' },
    redundancyRestored: {
      unit: 'ms',
      count: 20,
      mean: 20000,
      ci95: { low: 20000 },
      max: 20000,
      basis: 'assumed',
      censored: 20,
    },
    memoryUsed: { unit: 'bytes', count: 20, mean: 682622976, max: 682622976, basis: 'source' },
    throughput: { unit: '1/s', count: 20, mean: 95.0625, basis: 'source' },
    staleReadRatio: { unit: 'ratio', count: 0, basis: 'source', unknown: 'no read was answered' },
  },
  faults: [
    {
      id: 'crash',
      kind: 'crash',
      tookEffect: true,
      effects: { detection: 1, failover: 1, loss: 0 },
      atMs: 20000,
      detectedMs: 3041.5,
      restoredMs: 4451,
    },
  ],
  findings: [
    {
      severity: 'warning',
      code: 'outage-beyond-promise',
      text: 'Slots were away for longer than 5 s in 6 of 20 replications.',
      advice: 'Lower nodeTimeout to 1s and run again.',
    },
    { severity: 'note', code: 'probe-resolution', text: 'No probe is configured.' },
  ],
  assumptions: ['Links have constant capacity.', 'Replications ended: the event budget is spent.'],
  twins: [
    {
      name: 'utilisation',
      metric: 'utilisation',
      formula: 'λ · E[S] / (members · threads)',
      source: 'utilisation law',
      expected: 0.05,
      simulated: 0.0501,
      unit: 'ratio',
      tolerance: 0.02,
      gap: 0.002,
      agrees: true,
    },
    {
      name: 'failover',
      metric: 'failoverTime',
      formula: 'nodeTimeout + 0.85 p + 0.85 s',
      source: 'cluster.c',
      expected: 3700,
      simulated: 4451,
      unit: 'ms',
      tolerance: 0.1,
      gap: 0.203,
      agrees: false,
    },
  ],
  timeline: { binMs: 400, answeredPerSecond: [95, 96, 0, 94] },
  traceDigest: '0ff685e15de4a2ce',
};

export const calmResult: RunResult = {
  ...crashResult,
  summary: 'calm: pass (1 expectations: 1 pass; 20 replications).',
  verdict: 'pass',
  scenario: { name: 'calm', digest: 'c0ffee', parameters: {} },
  runId: 'aaaaaaaaaaaaaaaa',
  expectations: [crashResult.expectations[1]!],
  faults: [],
  findings: [],
  twins: [],
};

export const oneRun: Report = {
  runs: [{ source: 'scenarios/primary-crash.yaml', text: crashText, result: crashResult, complete: true }],
  refused: [],
  notRun: [],
  single: true,
};

export const wholeFolder: Report = {
  runs: [{ source: 'scenarios/calm.yaml', result: calmResult, complete: true }, ...oneRun.runs],
  refused: [
    {
      source: 'scenarios/typo.yaml',
      problems: [
        {
          source: 'scenarios/typo.yaml',
          line: 4,
          column: 3,
          path: 'design.membrs',
          found: 'the key "membrs"',
          expected: 'a key of the design',
          suggestion: 'did you mean "members"?',
        },
      ],
    },
  ],
  notRun: [],
  single: false,
};
