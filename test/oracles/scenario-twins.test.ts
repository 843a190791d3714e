/**
 * Closed-form twins must not cry wolf: in each of these scenarios the simulation is right, and theory is applied where it does not hold.
 * No row may raise an alarm.
 */
import { describe, expect, test, vi } from 'vitest';
import { alarms, scenario, simulate, testTimeout } from './scenario-oracle.ts';

vi.setConfig({ testTimeout });

const station = 'design: {members: 1, backups: 0, network: none, units: {threads: 1}';

const rows: Readonly<Record<string, string>> = {
  'a member dies for good, and clients learn of it one partition at a time': `
design:
  product: {kind: generic, partitions: 71, heartbeatInterval: 100ms, heartbeatTimeout: 300ms}
  regions: [{name: eu, zones: 3}]
  members: 3
  maps: [{name: rows, entries: 1M}]
workload: [{name: writers, map: rows, op: put, rate: 1k/s, service: 1us}]
faults: [{id: dies, kind: host-loss, at: 2s, target: {member: 0}}]
run: {duration: 6s, warmup: 0s}
`,
  'so little load that nobody ever waited (theory: 4e-22 ms)': `
design: {members: 1, backups: 0}
workload: [{name: users, rate: 300/s, service: {exponential: 50us}}]
run: {duration: 10s, warmup: 1s}
`,
  'a pause leaves a backlog that M/M/1 knows nothing of': `
${station}}
workload: [{name: users, rate: 800/s, service: {exponential: 1ms}, client: {timeout: 1h}}]
faults: [{id: collection, kind: pause, at: 10s, duration: 2s, target: {member: 0}}]
run: {duration: 30s, warmup: 1s}
`,
  'a write-through map holds the thread while the store writes': `
${station}, maps: [{name: rows, entries: 1000, persistence: {writeThrough: {}}}], store: {latency: 1ms}}
workload: [{name: writers, map: rows, op: put, rate: 400/s, service: {exponential: 1ms}}]
run: {duration: 20s, warmup: 1s}
`,
  'random delays on a connection that keeps the order add up to more than one delay': `
design:
  product: {kind: generic, partitions: 1}
  regions: [{name: eu, zones: 2}]
  members: 2
  network: {sameZone: 0s, crossZone: {exponential: 1ms}}
  maps: [{name: rows, entries: 1M, replication: async}]
workload: [{name: writers, map: rows, op: put, rate: 1k/s, service: 0s}]
run: {duration: 10s, warmup: 0s}
`,
  'a hot key saturates one member of four': `
design:
  product: {kind: generic, partitions: 71}
  members: 4
  backups: 0
  units: {threads: 1}
  maps: [{name: rows, entries: 100k}]
workload:
  - {name: readers, map: rows, op: get, rate: 2k/s, service: 1ms, keys: {hotSet: {keys: 0.001%, requests: 90%}}, client: {timeout: 1h}}
run: {duration: 10s, warmup: 1s}
`,
  'the first period of a pump writes nothing, and the run is only eleven periods long': `
design:
  product: {kind: generic, partitions: 71}
  members: 3
  maps: [{name: rows, entries: 1M, persistence: {writeBehind: {delay: 500ms, batch: 100000}}}]
  store: {latency: 2ms}
workload: [{name: writers, map: rows, op: put, rate: 1k/s, service: 100us}]
run: {duration: 5500ms, warmup: 0s}
`,
  'one batch at a time: batch / latency is less than the writes': `
design:
  members: 1
  backups: 0
  maps: [{name: rows, entries: 1M, persistence: {writeBehind: {delay: 100ms, batch: 1}}}]
  store: {latency: 2ms}
workload: [{name: writers, map: rows, op: put, rate: 1k/s, service: 100us}]
run: {duration: 5s, warmup: 1s}
`,
};

describe('no false alarm', () => {
  test.each(Object.entries(rows))('%s', async (_, body) => {
    expect(alarms(await simulate(scenario('twins', body)))).toEqual([]);
  });
});
