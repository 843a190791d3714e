/** Faults of clocks: what the clocks of the members show while a fault is at work, through the schedule of the faults. */
import { expect, test } from 'vitest';
import { faultAtWork } from '../../simulator/faults/fault-kinds.ts';
import type { FaultGround } from '../../simulator/faults/ground.ts';
import { Clocks } from '../../simulator/grid/clocks.ts';
import { Simulation } from '../../simulator/kernel/simulation.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import type { Fault } from '../../simulator/model/scenario.ts';
import { errorsOf, story } from './stories.ts';

const SECOND = 1e9;

function faultOf(text: string): Fault {
  const checked = parseScenario(
    `{apiVersion: sba/v1, name: x, question: x, design: {members: 3}, run: {duration: 100s}, faults: [{id: fault, ${text}}]}`,
    { source: '<text>', parameters: {} },
  );
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.value.scenario.faults[0]!;
}

/** Readings less the true time, ns, of the three clocks before, during and after a fault on members 0 and 1. */
function errors(text: string): number[][] {
  const simulation = new Simulation({ eventLimit: 1000 });
  const clocks = new Clocks(3);
  const streams = new Streams(1, 0);
  const ground = { simulation, clocks, draws: () => streams.named('draws') } as unknown as FaultGround;
  const work = faultAtWork(ground, faultOf(text), [0, 1]);
  const read = () => [0, 1, 2].map((member) => clocks.read(member, simulation.now) - simulation.now);
  const seen = [read()];
  simulation.run(10 * SECOND);
  work.strike();
  seen.push(read());
  simulation.run(20 * SECOND);
  seen.push(read());
  work.heal!();
  seen.push(read());
  simulation.run(30 * SECOND);
  seen.push(read());
  return seen;
}

const right = [0, 0, 0];

test('clock-offset: ahead or behind from the strike until it heals', () => {
  const ahead = [3e6, 3e6, 0];
  expect(errors('kind: clock-offset, at: 10s, target: all, by: 3ms')).toEqual([right, ahead, ahead, right, right]);
  const behind = errors('kind: clock-offset, at: 10s, target: all, by: 3ms, direction: behind');
  expect(behind[1]).toEqual([-3e6, -3e6, 0]);
  expect(behind[4]).toEqual(right);
});

test('clock-offset: each clock by a draw of its own', () => {
  const [, [first, second, third] = []] = errors('kind: clock-offset, at: 10s, target: all, by: {uniform: [1ms, 9ms]}');
  expect(first).not.toBe(second);
  expect(first).toBeGreaterThanOrEqual(1e6);
  expect(second).toBeLessThanOrEqual(9e6);
  expect(third).toBe(0);
});

test('clock-drift: 100 ppm are 1 ms in 10 s, and nothing is left of it after the fault', () => {
  const gains = errors('kind: clock-drift, at: 10s, target: all, by: 0.01%');
  expect(gains).toEqual([right, right, [1e6, 1e6, 0], right, right]);
  const loses = errors('kind: clock-drift, at: 10s, target: all, by: 0.01%, direction: behind');
  expect(loses[2]).toEqual([-1e6, -1e6, 0]);
  expect(loses[4]).toEqual(right);
});

test('faults of clocks in a run: they strike and heal, and nobody who goes by elapsed time notices', () => {
  const design =
    'product: {kind: generic, partitions: 7, heartbeatInterval: 100ms, heartbeatTimeout: 300ms}, members: 3, maps: [{name: m, entries: 100, entrySize: 1KiB}]';
  const workload = 'map: m, op: put, rate: 200/s, client: {timeout: 50ms}';
  const run = story({
    design,
    workload,
    faults: `kind: clock-offset, at: 5s, duration: 5s, target: {count: 2}, by: 10s}
  - {id: drift, kind: clock-drift, at: 5s, duration: 5s, target: any, by: 50%`,
    seconds: 20,
  });
  expect(run.summary.faults.map(({ members }) => members.length)).toEqual([2, 1]);
  expect(run.summary.seconds[1]!).toBeCloseTo(6, 6);
  expect(run.summary.counts.falseSuspicions).toBe(0);
  expect(errorsOf(run)).toBe(0);
});
