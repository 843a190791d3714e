/** Services that call one another, asked through scenario text: failures on their way up, units, clients that give up, what is refused. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import type { ReplicationSummary } from '../../simulator/run/replication-summary.ts';
import { samples, simulate } from './simulate.ts';

interface Case {
  readonly services?: readonly string[];
  readonly workload?: readonly string[];
  readonly maps?: string;
  readonly members?: number;
  readonly faults?: string;
  readonly expect?: string;
}

function network({ services = [], workload = [], maps = '[]', members = 1, faults = '', expect = '' }: Case): string {
  return `apiVersion: sba/v1
name: network
question: Do requests find their way?
design:
  members: ${members}
  backups: 0
  network: none
  maps: ${maps}
${services.length === 0 ? '' : `  services:\n${services.map((service) => `    - {${service}}\n`).join('')}`}workload:
${workload.map((source) => `  - {${source}}\n`).join('')}run: {duration: 4s, warmup: 0s, seed: 1}
faults: [${faults}]
expect: [${expect}]
`;
}

const sum = (windows: readonly number[]) => windows.reduce((total, count) => total + count, 0);
const served = ({ occurrences }: ReplicationSummary, name: string) => sum(occurrences[`throughput{${name}}`]!);
const failed = ({ ratios }: ReplicationSummary, name: string) =>
  sum(ratios[`errorRatio{${name}}`]!.map(([failures]) => failures));

describe('a call that is refused', () => {
  const back = [
    'name: full, queueLimit: 0, service: 100s',
    'name: other, threads: 1000, service: 1ms',
    'name: last, threads: 1000, service: 1ms, then: [{to: other, probability: 100%}]',
  ];
  const front = (more: string) => `name: front, threads: 2, calls: [{to: full}, {to: last}]${more}`;
  const workload = ['name: users, to: front, rate: 100/s, arrivals: constant, client: {timeout: 1h}'];

  test('ends a sequence, and fails the request', () => {
    const { summary } = simulate(network({ services: [front(''), ...back], workload }));
    expect(failed(summary, 'service:full')).toBe(failed(summary, 'workload:users'));
    expect(failed(summary, 'workload:users')).toBeGreaterThan(390);
    expect(served(summary, 'service:last')).toBe(0);
  });

  test.each(['', ', holdsThread: true'])('lets the parallel ones end%s', (holds) => {
    const { summary } = simulate(network({ services: [front(`, parallel: true${holds}`), ...back], workload }));
    // All but the one that waits for 100 s.
    expect(failed(summary, 'workload:users')).toBe(served(summary, 'service:other') - 1);
    expect(served(summary, 'service:other')).toBeGreaterThan(390);
    expect(samples(summary, 'queueWait{service:front}').maximum).toBe(0);
  });
});

test('requests go to units in turn, or by chance', () => {
  const waitOf = (routing: string) => {
    const services = [`name: desk, units: 2, routing: ${routing}, service: 1900us`];
    const { summary } = simulate(
      network({ services, workload: ['name: users, to: desk, rate: 1k/s, arrivals: constant, client: {timeout: 1h}'] }),
    );
    return samples(summary, 'queueWait{service:desk}').mean;
  };
  expect(waitOf('round-robin')).toBe(0);
  expect(waitOf('random')).toBeGreaterThan(1e6);
});

test('what a client gave up is worked on to the end, and its retry comes on top', () => {
  const services = ['name: slow, threads: 1000, service: 100ms, then: [{to: after, probability: 100%}]', 'name: after'];
  const client = 'client: {timeout: 50ms, retries: 2}';
  const workload = [`name: users, to: slow, rate: 100/s, arrivals: constant, ${client}`];
  const { summary } = simulate(network({ services, workload }));
  const offered = summary.ratios['errorRatio{workload:users}']!.reduce((total, [, of]) => total + of, 0);
  expect(failed(summary, 'workload:users')).toBe(offered);
  expect(served(summary, 'service:after')).toBe(3 * offered);
});

describe('services and the grid leave one another alone', () => {
  const maps = '[{name: data, entries: 1000}]';
  const onGrid = 'name: grid, map: data, rate: 500/s, op: put, service: {exponential: 1ms}';
  const onService = 'name: users, to: desk, rate: 500/s';
  const services = ['name: desk, service: {exponential: 1ms}'];
  const crash = '{id: crash, kind: crash, at: 1s, target: {member: 0}, duration: 1s}';

  test('a service changes no draw of the grid', () => {
    const alone = simulate(network({ maps, members: 3, workload: [onGrid] })).summary;
    const both = simulate(network({ maps, members: 3, services, workload: [onGrid, onService] })).summary;
    const name = 'responseTime{workload:grid}';
    expect(both.distributions[name]).toEqual(alone.distributions[name]);
  });

  test('a member that crashes takes no request of a service along', () => {
    const law = { maps, members: 3, services, workload: [onGrid, onService] };
    const calm = simulate(network(law)).summary;
    const crashed = simulate(network({ ...law, faults: crash })).summary;
    expect(failed(crashed, 'workload:grid')).toBeGreaterThan(0);
    expect(served(crashed, 'service:desk')).toBe(served(calm, 'service:desk'));
    expect(samples(crashed, 'responseTime{service:desk}').mean).toBe(samples(calm, 'responseTime{service:desk}').mean);
  });
});

test('disciplines, limits, delays, feedback, hedges and breakers together: every request is accounted for', () => {
  const services = [
    'name: gate, units: 3, threads: 2, queueLimit: 9, discipline: lifo, calls: [{to: left, delay: {exponential: 1ms}}, {to: right}], parallel: true, holdsThread: true, service: {exponential: 1ms}',
    'name: left, threads: 2, queueLimit: 5, discipline: processor-sharing, service: {exponential: 3ms}, calls: [{to: deep}]',
    'name: right, units: 2, routing: round-robin, discipline: shortest-first, service: {exponential: 2ms}, then: [{to: right, probability: 30%, delay: 1ms}, {to: deep, probability: 30%}]',
    'name: deep, queueLimit: 3, service: {exponential: 1ms}',
  ];
  const workload = [
    'name: users, to: gate, rate: 400/s, client: {timeout: 20ms, retries: 2, backoff: 1ms, hedge: {after: 10ms}}',
    'name: batch, to: left, rate: 50/s, fanOut: 4, client: {timeout: 50ms, breaker: {failures: 3}}',
    'name: loop, to: right, clients: 5, client: {timeout: 1s}',
  ];
  for (let seed = 1; seed <= 5; seed++) {
    const { summary } = simulate(network({ services, workload }), { seed });
    for (const name of ['gate', 'left', 'right', 'deep'])
      expect(served(summary, `service:${name}`), name).toBeGreaterThan(100);
    expect(failed(summary, 'service:deep')).toBeGreaterThan(0);
    expect(failed(summary, 'service:gate')).toBeGreaterThan(0);
  }
});

describe('what makes no sense is refused', () => {
  const users = 'name: users, to: a, rate: 1/s';
  const problemsOf = (parts: Case) => {
    const checked = parseScenario(network(parts), { source: '<text>' });
    return checked.ok ? [] : checked.problems.map(({ path, found }) => `${path}: ${found}`);
  };

  test.each([
    ['a call of itself', ['name: a, calls: [{to: a}]'], 'design.services[0].calls[0].to: a circle from a by a'],
    [
      'a circle of calls and ways on',
      ['name: a, calls: [{to: b}]', 'name: b, then: [{to: a, probability: 10%}]'],
      'design.services[0].calls[0].to: a circle from a by b',
    ],
    [
      'feedback that nothing leaves',
      ['name: a, then: [{to: b, probability: 100%}]', 'name: b, then: [{to: a, probability: 100%}]'],
      'design.services[0].then: requests that never leave a, b',
    ],
    [
      'a service that is not there',
      ['name: a, then: [{to: bb, probability: 1%}]', 'name: b'],
      'design.services[0].then[0].to: unknown service "bb"',
    ],
    [
      'more than all',
      ['name: a, then: [{to: b, probability: 60%}, {to: b, probability: 60%}]', 'name: b'],
      'design.services[0].then: probabilities of 120% together',
    ],
    ['ways to call nothing', ['name: a, parallel: true'], 'design.services[0].parallel: parallel without calls'],
    [
      'calls of calls without end',
      Array.from({ length: 6 }, (_, level) => {
        const name = String.fromCharCode(97 + level);
        const below = `{to: ${String.fromCharCode(98 + level)}}`;
        return level === 5 ? `name: ${name}` : `name: ${name}, calls: [${Array(8).fill(below).join(', ')}]`;
      }),
      'design.services[0]: 37449 services asked by one request',
    ],
  ])('%s', (_, services, problem) => {
    expect(problemsOf({ services, workload: [users] })).toEqual([problem]);
  });

  test('feedback that a share leaves is fine', () => {
    const services = ['name: a, then: [{to: b, probability: 100%}]', 'name: b, then: [{to: a, probability: 99%}]'];
    expect(problemsOf({ services, workload: [users] })).toEqual([]);
  });

  test('a source that asks a service and something else', () => {
    const workload = ['name: users, to: aa, map: data, op: get, service: 1ms, rate: 1/s'];
    expect(problemsOf({ services: ['name: a'], maps: '[{name: data, entries: 10}]', workload })).toEqual([
      'workload[0].to: unknown service "aa"',
      'workload[0].map: map beside to',
      'workload[0].service: service beside to',
    ]);
  });

  test('expectations of services that are not there, or of what is not kept by service', () => {
    const of = (written: string) => problemsOf({ services: ['name: a'], workload: [users], expect: `"${written}"` });
    expect(of('utilisation{service:a} < 50%')).toEqual([]);
    expect(of('queueLength{service:a} max < 5')).toEqual([]);
    expect(of('utilisation{service:b} < 50%')).toEqual(['expect[0]: unknown service "b"']);
    expect(of('memoryUsed{service:a} < 1GiB')).toEqual(['expect[0]: memoryUsed{service:a}']);
    expect(of('queueLength < 5')).toEqual(['expect[0]: queueLength of no service']);
    expect(of('utilisation{server:a} < 5%')).toEqual(['expect[0]: {server:a}']);
  });
});
