/**
 * min-replicas-to-write as measured: the only replica of a shard falls silent (SIGSTOP), and the primary refuses writes until it has heard
 * of it again. Scenario text through the whole simulator; quantities in ms, as in measured/min-replicas-*.json.
 *
 * Both come from the state of the primary: the end of its outage is `restored`, its length the outage of an owner whose primary was not hit.
 */
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { layoutOf } from '../../simulator/run/layout.ts';
import { Run } from '../../simulator/run/run.ts';

export interface AcknowledgementTrial {
  readonly name: string;
  /** File in measured/, without .json. */
  readonly measured: string;
  /** min-replicas-max-lag, seconds. */
  readonly lag: number;
}

export const acknowledgementTrials: readonly AcknowledgementTrial[] = [1, 2, 10].map((lag) => ({
  name: `min-replicas-to-write 1, max-lag ${lag} s, silent replica`,
  measured: `min-replicas-pause-lag${lag}`,
  lag,
}));

const STRIKE = 5;

/**
 * One replication each. Left out are those in which another primary refused writes, too: at a max-lag of 1 s a healthy replica whose
 * acknowledgements, 1.007 s apart, skip a whole second of the clock is counted bad for one period now and then.
 */
export function acknowledgementQuantities(
  { lag }: AcknowledgementTrial,
  count: number,
  seed: number,
): Readonly<Record<string, readonly number[]>> {
  const silence = lag + 4;
  const text = `apiVersion: sba/v1
name: replica-acknowledgements
question: When does a primary refuse writes after its replica fell silent?
design:
  product: {kind: redis-cluster, nodeTimeout: 20s, minReplicasToWrite: 1, minReplicasMaxLag: ${lag}s}
  members: 6
  backups: 1
  network: loopback
  maps: [{name: rows, entries: 3, entrySize: 100B}]
workload: [{name: writer, map: rows, op: put, every: 1s, target: each-owner, service: 0s}]
faults: [{id: silence, kind: pause, at: ${STRIKE}s, duration: ${silence}s, target: {backupOf: 0}}]
run: {duration: ${STRIKE + silence + 4}s, warmup: 0s}
`;
  const checked = parseScenario(text, { source: '<text>', parameters: {} });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  const { scenario } = checked.value;
  const layout = layoutOf(scenario);
  const refused: number[] = [];
  const accepted: number[] = [];
  for (let replication = 0; replication < count; replication++) {
    const run = new Run(scenario, layout, { seed, replication, warmup: 0 });
    while (run.step() === true);
    const summary = run.summary();
    const outages = (summary.perFault.healthyOutage ?? []).flatMap(({ values }) => values).filter((ns) => ns > 0);
    const restored = summary.faults[0]!.restored;
    if (outages.length !== 1 || restored === undefined) continue;
    refused.push(Math.round((restored - outages[0]!) / 1e6));
    accepted.push(Math.round(restored / 1e6 - silence * 1000));
  }
  const ascending = (values: number[]) => values.sort((a, b) => a - b);
  return { 'first refused write': ascending(refused), 'first accepted write - back': ascending(accepted) };
}
