/** Features that were made apart and meet in one scenario; each sentence here was once untrue and found by mixed-scenario.ts. */
import { describe, expect, test } from 'vitest';
import { History } from '../../simulator/grid/history.ts';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { answered, perFault, simulate } from './simulate.ts';

interface Parts {
  readonly product?: string;
  readonly design?: string;
  readonly map?: string;
  readonly source?: string;
  readonly faults?: readonly string[];
}

function scenario({ product = '', design = '', map = '', source = '', faults = [] }: Parts): string {
  return `apiVersion: sba/v1
name: features-together
question: Do they go together?
design:
  product: {kind: generic, heartbeatInterval: 100ms, heartbeatTimeout: 500ms, ${product}}
${design}
  store: {latency: 2ms}
  maps: [{name: data, entries: 20${map}}]
workload: [{name: asker, map: data, mix: {put: 50%, get: 50%}, rate: 40/s${source}}]
run: {duration: 10s, warmup: 0s, settle: 20s, seed: 3}
faults: [${faults.map((fault) => `{${fault}}`).join(', ')}]
`;
}

const regions = (members: number) =>
  `  members: ${members}\n  regions: [{name: eu, zones: 1}, {name: us, zones: 1}]\n  network: two-regions\n  wan: {batch: 1, delay: 10ms}`;

describe('protection: majority', () => {
  test('with regions that are grids of their own, counts the members of the region', () => {
    const pause = 'id: pause, kind: pause, at: 9s, duration: 10ms, target: {member: 0}';
    const text = scenario({ design: regions(6), map: ', protection: {members: majority}', faults: [pause] });
    const { summary } = simulate(text);
    expect(answered(summary, 'asker')).toBeGreaterThan(350);
  });

  test('with an autoscaler, counts the members that are there and not those that may come', () => {
    const autoscaler = '{rule: target, target: 90%, every: 1s, minimum: 3, maximum: 9}';
    const design = `  members: 3\n  autoscaler: ${autoscaler}`;
    const { summary } = simulate(scenario({ design, map: ', protection: {members: majority}' }));
    expect(answered(summary, 'asker')).toBeGreaterThan(350);
  });

  test('asks for no more members than a region has', () => {
    const text = scenario({ design: regions(6), map: ', protection: {members: 4}' });
    const checked = parseScenario(text, { source: '<text>', parameters: {} });
    expect(checked.ok ? [] : checked.problems.map(({ found }) => found)).toEqual(['4 of 3 members in each region']);
  });
});

describe('promotion: any-side', () => {
  test('takes a member back as often as the same side has removed it', () => {
    const pause = (id: string, at: number) => `id: ${id}, kind: pause, at: ${at}s, duration: 1s, target: {member: 2}`;
    const faults = [pause('first', 1), pause('second', 4), pause('third', 7)];
    const { summary } = simulate(scenario({ product: 'promotion: any-side', design: '  members: 3', faults }));
    const censored = summary.perFault.redundancyRestored!.map((sample) => sample.censored);
    expect(censored).toEqual([0, 0, 0]);
    expect(perFault(summary, 'redundancyRestored')).toHaveLength(3);
  });
});

describe('a merge after a split', () => {
  test('answers whoever still waits for a write that it applies again', () => {
    const text = scenario({
      product: 'partitions: 1',
      design: '  members: 3',
      map: ', merge: {policy: pass-through}',
      faults: ['id: cut, kind: split, at: 1s, duration: 3s, target: {primaryOf: 0}'],
    });
    const waiting =
      '{name: asker, map: data, op: put, from: beside-owner, arrivals: {recorded: [1100ms]}, client: {timeout: 9s}}';
    const { summary } = simulate(text.replace(/workload: .*/, `workload: [${waiting}]`));
    expect(answered(summary, 'asker')).toBe(1);
  });

  test('counts a write that it applies again once, whatever the store still hears of the old one', () => {
    let lost = 0;
    const history = new History(1, [true], {
      acknowledgedWriteLost: (_key, _cause, count) => {
        lost += count;
      },
      atRiskChanged: () => {},
      beganEmpty: () => {},
    });
    const partition = history.partitions[0]!;
    const old = history.addCopy(partition, 0, 'primary', partition.branches[0]!, 0);
    const heir = history.addCopy(partition, 1, 'backup', partition.branches[0]!, 0);
    history.fork(heir, 2);
    const row = history.append(old, 0, 7, -1, 10);
    history.acknowledge(row, 11);
    history.carryOver(row, heir);
    history.storeHolds(history.writes.key[row]!, row, history.writes.number[row]!);
    expect(lost).toBe(0);
  });
});
