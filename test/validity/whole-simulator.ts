/**
 * The measured Redis Cluster faults, run through the whole simulator: scenarios/redis-master-crash.yaml with its parameters, the fault
 * changed where another one was measured, and the load reduced to what the quantity needs.
 *
 * The load is reduced because outages come from the state of the cluster and not from requests; where lost writes were measured, the shard
 * that fails is written to at the measured rate around the fault. Quantities are in ms after the fault unless the name says otherwise.
 */
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import type { Scenario } from '../../simulator/model/scenario.ts';
import { type Layout, layoutOf } from '../../simulator/run/layout.ts';
import type { ReplicationSummary } from '../../simulator/run/replication-summary.ts';
import { Run } from '../../simulator/run/run.ts';

export interface WholeVariant {
  readonly name: string;
  /** File in measured/, without .json. */
  readonly measured: string;
  /** What differs from the file, as a sentence. */
  readonly note: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Values put into the file, by path. */
  readonly changes?: readonly (readonly [path: readonly (string | number)[], value: unknown])[];
}

const file = readFileSync(new URL('../../scenarios/redis-master-crash.yaml', import.meta.url), 'utf8');

/** One write a second to every shard: enough for the run to be one with requests in it. */
const quiet = {
  name: 'probe',
  every: '1s',
  target: 'each-owner',
  map: 'orders',
  op: 'put',
  client: { timeout: '300ms' },
};

/** Writes at this rate to each of the three shards, from clients beside its owner. */
function writers(perShard: number, begin: string, end: string) {
  const rate = [
    { at: '0s', rate: '0/s' },
    { at: begin, rate: `${perShard * 3}/s` },
    { at: end, rate: '0/s' },
  ];
  return { name: 'writers', rate, op: 'put', map: 'orders', from: 'beside-owner', client: { timeout: '300ms' } };
}

/** The file with the load made small and the changes of the variant. */
export function scenarioOf({ name, parameters = {}, changes = [] }: WholeVariant): Scenario {
  const document = parseDocument(file);
  document.setIn(['workload'], document.createNode([quiet]));
  document.setIn(['expect'], document.createNode([]));
  document.setIn(['run', 'warmup'], '0s');
  document.setIn(['run', 'duration'], '30s');
  for (const [path, value] of changes) document.setIn(path, document.createNode(value));
  const parsed = parseScenario(String(document), { source: name, parameters });
  if (!parsed.ok) throw new Error(`${name}: ${JSON.stringify(parsed.problems)}`);
  return parsed.value.scenario;
}

const fault = (value: unknown) => [['faults'], [value]] as const;
const longer = [['run', 'duration'], '45s'] as const;

export const wholeVariants: readonly WholeVariant[] = [
  { name: 'kill 3x1 T=2000', measured: 'kill-3x1-t2000', note: 'The file as it is, with little load.' },
  {
    name: 'kill 3x1 T=5000',
    measured: 'kill-3x1-t5000',
    note: 'With nodeTimeout=5s.',
    parameters: { nodeTimeout: '5s' },
    changes: [longer],
  },
  {
    name: 'kill 3x2 T=2000',
    measured: 'kill-3x2-t2000',
    note: 'With members=9 and backups=2.',
    parameters: { members: '9', backups: '2' },
  },
  {
    name: 'kill 3x1 T=2000, no full coverage',
    measured: 'kill-nocoverage-3x1-t2000',
    note: 'With fullCoverage: false.',
    changes: [[['design', 'product', 'fullCoverage'], false]],
  },
  {
    // The rig's own switch adds 0.1..0.25 ms a hop to the 5 ms. The answer to the client crosses it, too, and is dropped with the rest: a write
    // is lost if its answer got through (half of the measured 0.27 ms there and back) and its copy did not, 5.2 − 0.13 ms later.
    name: 'host loss with link 3x1 T=2000, 5 ms',
    measured: 'hostcrash-delay5-3x1-t2000',
    note: 'A host-loss with link: true, one-way delay 5.07 ms (5 ms and the switch of the rig, less the way of the answer through it), 680 writes/s beside each owner around the fault. The measured mean of 3.1 lost writes has a standard error of 0.4, rate times delay is 3.4: with the periodic load of the rig in place of Poisson arrivals the mean stays and the spread shrinks, so neither the law nor the load makes the gap.',
    changes: [
      [['design', 'network'], { sameZone: '5.07ms', crossZone: '5.07ms', crossRegion: '5.07ms' }],
      [['workload'], [writers(680, '19.8s', '20.1s')]],
      fault({ id: 'crash', kind: 'host-loss', link: true, at: '20s', target: { primaryOf: 'any' } }),
    ],
  },
  {
    name: 'partition 3x1 T=2000',
    measured: 'partition-3x1-t2000',
    note: 'A split of the primary with its clients for 6 s, 185 writes/s beside each owner: the measured loss over the measured time, so of the loss only the spread is a test.',
    changes: [
      [['workload'], [writers(185, '19.9s', '24s')]],
      fault({ id: 'crash', kind: 'split', at: '20s', duration: '6s', target: { primaryOf: 'any' } }),
    ],
  },
  {
    name: 'pause 3x1 T=2000',
    measured: 'kill-3x1-t2000',
    note: 'A pause of 10 s, compared with the kills: the real clusters gave the same times for kill, pause and dropped packets.',
    changes: [longer, fault({ id: 'crash', kind: 'pause', at: '20s', duration: '10s', target: { primaryOf: 'any' } })],
  },
];

export interface Trials {
  readonly quantities: Readonly<Record<string, readonly number[]>>;
  readonly count: number;
  /** Trials in which a quantity was not seen, or was cut off by the end of the run. */
  readonly withoutFailover: number;
  readonly censored: number;
  readonly events: number;
}

/** Runs `count` replications of one seed and keeps what was measured, sorted. */
export function simulate(variant: WholeVariant, count: number, seed: number): Trials {
  const scenario = scenarioOf(variant);
  const layout = layoutOf(scenario);
  const quantities: Record<string, number[]> = {};
  let withoutFailover = 0;
  let censored = 0;
  let events = 0;
  for (let replication = 0; replication < count; replication++) {
    const summary = runOnce(scenario, layout, seed, replication);
    events += summary.events;
    const found = quantitiesOf(summary);
    if (found.won === undefined) withoutFailover++;
    censored += (summary.perFault.writeOutage ?? []).reduce((sum, samples) => sum + samples.censored, 0);
    for (const [name, values] of Object.entries(found)) {
      quantities[name] ??= [];
      quantities[name].push(...values);
    }
  }
  for (const values of Object.values(quantities)) values.sort((a, b) => a - b);
  return { quantities, count, withoutFailover, censored, events };
}

function runOnce(scenario: Scenario, layout: Layout, seed: number, replication: number): ReplicationSummary {
  const run = new Run(scenario, layout, { seed, replication, warmup: 0 });
  for (;;) {
    const state = run.step();
    if (state === 'event-limit') throw new Error(`${scenario.name}: event limit`);
    if (!state) return run.summary();
  }
}

/** Named as in the measurements; whole milliseconds, as the servers' logs have. */
function quantitiesOf({ perFault, counts }: ReplicationSummary): Record<string, number[]> {
  const of = (metric: string) =>
    (perFault[metric] ?? []).flatMap(({ values }) => values).map((ns) => Math.round(ns / 1e6));
  const found = new Map<string, number[]>([
    ['FAIL', of('detectionTime')],
    ['won', of('failoverTime')],
    ['write outage, failed slots', of('writeOutage')],
    ['write outage, healthy slots', of('healthyOutage')],
    ['acknowledged writes lost', [counts.acknowledgedWritesLost ?? 0]],
  ]);
  return Object.fromEntries([...found].filter(([, values]) => values.length > 0));
}
