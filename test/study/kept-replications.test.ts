/** A study that is given its first replications says what it says when it makes all of them. */
import { expect, test } from 'vitest';
import { jsonText, runScenario } from '../../simulator/api.ts';
import type { ReplicationSummary } from '../../simulator/run/replication-summary.ts';
import { KeptReplications } from '../../simulator/study/kept-replications.ts';
import type { ReplicationTasks } from '../../simulator/study/replication-tasks.ts';
import { passing } from '../cli/command.ts';

const crash = `
apiVersion: sba/v1
name: kept
question: How long is the outage?
design:
  product: {kind: generic, partitions: 31, heartbeatInterval: 200ms, heartbeatTimeout: 1s}
  members: 3
  backups: 1
  network: one-zone
  maps: [{name: carts, entries: 10k, entrySize: 1KiB}]
workload:
  - {name: load, rate: 100/s, mix: {put: 100%}, map: carts, keys: uniform, service: 100us}
run: {duration: 10s, replications: 7, seed: 6}
faults: [{id: crash, kind: crash, target: {primaryOf: any}, at: 4s}]
expect: ["writeOutage p90 < 1500ms per-fault"]
`;

test.each([
  ['fewer replications than are kept', passing, 3],
  ['more, with a fault and pilots for the warm-up', crash, 7],
  ['as many as auto takes', passing, 'auto'],
] as const)('%s: the same bytes', async (_, text, replications) => {
  const kept = new KeptReplications(5);
  const glance = await runScenario(text, { replications: 5, kept });
  const alone = await runScenario(text, { replications: 5 });
  const again = await runScenario(text, { replications, kept });
  const anew = await runScenario(text, { replications });
  for (const [one, other] of [
    [glance, alone],
    [again, anew],
  ])
    expect(one!.ok && jsonText(one!.value.result)).toBe(other!.ok && jsonText(other!.value.result));
});

test('what is kept is not asked for again; what left no summary is', async () => {
  const asked: string[] = [];
  const tasks: ReplicationTasks = {
    share: 0,
    perform: async ({ from, to }, deliver) => {
      asked.push(`${from} to ${to}`);
      for (let replication = from; replication < to; replication++)
        deliver(
          replication === 2 ? { replication, overLimit: true } : { replication, summary: {} as ReplicationSummary },
        );
      return 'done';
    },
  };
  const kept = new KeptReplications(5).inFrontOf(tasks);
  const delivered: number[] = [];
  for (const to of [2, 3, 9]) await kept.perform({ from: 0, to, warmup: 0 }, (one) => delivered.push(one.replication));
  expect(asked).toEqual(['0 to 2', '2 to 3', '2 to 9']);
  expect(delivered).toEqual([0, 1, 0, 1, 2, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
});
