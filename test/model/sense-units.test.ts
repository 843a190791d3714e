/** What does not fit together about units that come, go and stand still is said with a remedy. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { productKinds } from '../../simulator/model/product.ts';

function problems(design: string, rest = ''): string[] {
  const text = `
apiVersion: sba/v1
name: units
question: Does it make sense?
design: {${design}}
workload: [{name: users, rate: 10/s}]
run: {duration: 60s}
${rest}`;
  const checked = parseScenario(text, { source: '<text>', parameters: {} });
  return checked.ok ? [] : checked.problems.map(({ path, found, expected }) => `${path}: ${found}; ${expected}`);
}

const scaling = 'autoscaler: {rule: thresholds, minimum: 2, maximum: 6}';

describe('an autoscaler', () => {
  test('with room, on the generic grid, is accepted', () => {
    expect(problems(`members: 3, ${scaling}`, 'expect: [scaleEvents < 5, unitsReady max <= 6]')).toEqual([]);
  });

  test.each([
    ['members outside its limits', `members: 8, ${scaling}`, 'design.members: 8 members'],
    [
      'no more units than backups',
      'members: 2, autoscaler: {rule: thresholds, maximum: 6}',
      'minimum: 1 unit with 1 backup',
    ],
    [
      'thresholds that meet',
      `members: 3, ${scaling.replace('rule: thresholds', 'rule: thresholds, scaleInBelow: 70%')}`,
      'scaleInBelow: 70%',
    ],
    ['a target of nothing', 'members: 3, autoscaler: {rule: target, target: 0%, minimum: 2, maximum: 6}', 'target: 0%'],
    [
      'two ways to start',
      `members: 3, units: {lifecycle: {}}, ${scaling.replace('maximum', 'startup: 1s, maximum')}`,
      'startup and units.lifecycle',
    ],
    ['redis-cluster', `product: redis-cluster, members: 6, ${scaling}`, 'an autoscaler with redis-cluster'],
  ])('%s: refused', (_, design, found) => {
    expect(problems(design)).toContainEqual(expect.stringContaining(found));
  });

  test('of a product whose keys do not move is refused with every product whose keys do', () => {
    const [refusal] = problems(`product: redis-cluster, members: 6, ${scaling}`);
    const named = /product: ([a-z, -]+);/.exec(refusal!)![1]!.split(/, | or /);
    const accepted = productKinds.filter((kind) => problems(`product: ${kind}, members: 3, ${scaling}`).length === 0);
    expect(named).toEqual(accepted);
  });

  test('and a fault that moves members about: one of them', () => {
    const faults = 'faults: [{id: roll, kind: rolling-restart, at: 10s}]';
    expect(problems(`members: 3, ${scaling}`, faults)).toContainEqual(
      expect.stringContaining('rolling-restart and an autoscaler'),
    );
  });

  test('a field of another rule is unknown to this one', () => {
    expect(
      problems('members: 3, autoscaler: {rule: target, target: 50%, add: 2, minimum: 2, maximum: 6}'),
    ).toContainEqual(expect.stringContaining('add'));
  });
});

test.each([
  ['scaleReversals == 0', 'design.autoscaler'],
  ['startTime < 5s', 'design.units.lifecycle or design.autoscaler'],
  ['gcPauses < 5', 'design.units.garbageCollection'],
])('%s needs %s', (expectation, needed) => {
  const [problem, ...others] = problems('members: 3', `expect: [${expectation}]`);
  expect(problem).toContain(`without ${needed}`);
  expect(others).toEqual([]);
});

test('garbage collection without time between the pauses is refused', () => {
  expect(problems('members: 3, units: {garbageCollection: {every: 0s, pause: 1ms}}')).toContainEqual(
    expect.stringContaining('0s between pauses'),
  );
});

describe('a rolling restart', () => {
  const restart = (kind: string) => `faults: [{id: f, kind: ${kind}, at: 10s, mustCause: [restart]}]`;

  test('of members whose partitions have no heir would wait for ever', () => {
    const found = problems('members: 3, backups: 0', restart('rolling-restart'));
    expect(found).toEqual([expect.stringContaining('rolling-restart with backups: 0')]);
  });

  test('can be asked whether all were restarted, and it alone', () => {
    expect(problems('members: 3', restart('rolling-restart'))).toEqual([]);
    expect(problems('members: 3', restart('crash, target: any'))).toContainEqual(
      expect.stringContaining('restart, of a crash'),
    );
  });
});
