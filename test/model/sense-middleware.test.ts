/** What of the middleware does not fit together is refused with a remedy. */
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';

const text = (middleware: string, source: string, rest = '') => `apiVersion: sba/v1
name: front
question: Does it fit?
design:
  members: 4
  maps: [{name: map, entries: 10}]
${middleware === '' ? '' : `  middleware: {${middleware}}\n`}workload: [{name: users, rate: 1/s, ${source}}]
run: {duration: 10s}
${rest}`;

const problemsOf = (scenario: string) => {
  const checked = parseScenario(scenario, { source: '<text>' });
  return checked.ok ? [] : checked.problems.map(({ path, found, expected }) => `${path}: ${found}; ${expected}`);
};

const routed = 'map: map, op: put, via: balancer';

describe('refused', () => {
  it.each([
    ['via without a balancer', '', routed, 'workload[0].via', 'no balancer'],
    ['via without a map', 'balancer: random', 'via: balancer', 'workload[0].via', 'go through the balancer anyway'],
    [
      'a probe through the balancer',
      'balancer: random',
      'map: map, op: put, via: balancer, target: each-owner, every: 1s'.replace('rate', ''),
      'workload[0]',
      'probe|rate or every',
    ],
    ['sessions beside a map', 'balancer: random', `${routed}, sessions: 5`, 'workload[0].sessions', 'as the session'],
    ['sessions without a balancer', '', 'sessions: 5', 'workload[0].sessions', 'no balancer'],
    ['a balancer that nothing uses', 'balancer: random', 'map: map, op: put', 'design.middleware', 'goes past it'],
    ['a bus that nobody writes to', 'bus: {}', 'map: map, op: get, via: balancer', 'design.middleware.bus', 'writes'],
    ['a cache that nobody reads', 'sessionCache: {}', routed, 'design.middleware.sessionCache', 'reads'],
    ['a time of data without data', 'dataTime: 1ms', 'sessions: 2', 'design.middleware.dataTime', 'to a map'],
    [
      'news of writes without a bus',
      'sessionCache: {invalidate: on-write}',
      'map: map, mix: {put: 50%, get: 50%}, via: balancer',
      'design.middleware.sessionCache.invalidate',
      'without a bus',
    ],
    [
      'a check that is given up after the next',
      'registry: {checkEvery: 1s, checkTimeout: 2s}',
      'sessions: 2',
      'design.middleware.registry.checkTimeout',
      'at most checkEvery',
    ],
    [
      'a busy share over more than a check',
      'registry: {checkEvery: 1s, cpuOver: 2s}',
      'sessions: 2',
      'design.middleware.registry.cpuOver',
      'at most checkEvery',
    ],
    [
      'a check that looks at nothing',
      'registry: {checkSeesDead: false}',
      'sessions: 2',
      'design.middleware.registry.checkSeesDead',
      'looks at nothing',
    ],
    [
      'a table whose size is no prime',
      'balancer: {policy: maglev, tableSize: 1000}',
      'sessions: 2',
      'design.middleware.balancer.tableSize',
      'a prime',
    ],
    [
      'a table smaller than the units are many',
      'balancer: {policy: maglev, tableSize: 3}',
      'sessions: 2',
      'design.middleware.balancer.tableSize',
      '4 units',
    ],
    ['an unknown policy', 'balancer: magic', 'sessions: 2', 'design.middleware.balancer', 'round-robin'],
  ])('%s', (_, middleware, source, path, words) => {
    const problems = problemsOf(text(middleware, source)).filter((problem) => problem.startsWith(path));
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join()).toMatch(new RegExp(words));
  });

  it.each([
    ['registryDetection p90 < 1s', 'registry', 'faults: [{id: f, kind: crash, at: 1s, target: any}]\n'],
    ['sessionHitRatio > 50%', 'sessionCache', ''],
    ['busLag p99 < 1s', 'bus', ''],
  ])('an expectation about what is not there: %s', (expectation, part, faults) => {
    const rest = `${faults}expect: ["${expectation}"]`;
    expect(problemsOf(text('balancer: random', 'sessions: 2', rest))).toEqual([
      expect.stringMatching(new RegExp(`^expect\\[0\\]: .* without ${part}`)),
    ]);
  });
});

describe('accepted', () => {
  it.each([
    ['a policy by its name alone', 'balancer: two-choices', 'service: 1ms'],
    [
      'a check more often than a second, its other times fitting by themselves',
      'registry: {checkEvery: 200ms}',
      'sessions: 3',
    ],
    [
      'everything at once',
      'balancer: {policy: bounded-loads, slack: 10%}, registry: {healthyBelow: 90%, recovers: false}, bus: {delay: {exponential: 5ms}}, sessionCache: {invalidate: on-write}, dataTime: 10us',
      'map: map, mix: {put: 50%, get: 50%}, via: balancer',
    ],
  ])('%s', (_, middleware, source) => {
    expect(problemsOf(text(middleware, source))).toEqual([]);
  });
});
