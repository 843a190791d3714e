/** A grid with something wrong in it: every problem once, with the values that bring it about. */
import { describe, expect, test } from 'vitest';
import { findDesign, sweepScenario } from '../../simulator/api.ts';
import { parseGrid } from '../../simulator/study/grid.ts';

const scenario = (cost: string) => `apiVersion: sba/v1
name: wrong
question: Is everything told once?
parameters: {members: 1, rate: 10/s}
design: {product: generic, members: $members, backups: 1, network: none, maps: [{name: carts, entries: 10}]}
${cost}
workload: [{name: users, map: carts, rate: $rate, op: get, service: 1ms, client: {timeout: 1s}}]
run: {duration: 1s}
expect: [errorRatio < 1%]
`;

const axesOf = (...grids: readonly string[]) => {
  const axes = parseGrid(grids);
  if ('wrong' in axes) throw new Error(axes.wrong);
  return axes;
};

describe.each([
  ['find', findDesign],
  ['run --grid', (text: string, axes: Parameters<typeof findDesign>[1]) => sweepScenario(text, axes, {})],
])('sba %s', (_, verb) => {
  test('tells a problem of all points once, without any of their values', async () => {
    const checked = await verb(scenario('cost: {perMember: 3}'), axesOf('members=2,3,4'));
    expect(checked.ok).toBe(false);
    if (checked.ok) return;
    expect(checked.problems.map(({ path }) => path)).toEqual(['cost', 'cost.perMember']);
    expect(checked.problems.map(({ found }) => found).join()).not.toContain('(at');
  });

  test('tells what some points have in common once, with the first of them and how many more there are', async () => {
    const checked = await verb(scenario(''), axesOf('members=1,2', 'rate=1/s,never,2/s'));
    expect(checked.ok).toBe(checked.ok && verb === findDesign);
    if (checked.ok) return;
    const found = checked.problems.map((problem) => problem.found);
    expect(found.filter((words) => words.includes('never'))).toEqual([
      expect.stringMatching(/\(at members=1, rate=never and one more point\)$/),
    ]);
    expect(found.filter((words) => words.endsWith('(at members=1, rate=1/s and 2 more points)'))).toHaveLength(1);
    expect(found).toHaveLength(2);
  });
});
