/** Twins of queues: there where their assumptions hold, right, and absent where one is broken. */
import { describe, expect, test } from 'vitest';
import { hedgedMean, hedgedQuantile, twoChoicesResponse } from '../../simulator/sizing/hedging.ts';
import { forkJoinOfTwo, visitRates } from '../../simulator/sizing/service-visits.ts';
import { namesOf, twinOf } from './twin-of.ts';

const patient = 'client: {timeout: 1h}';
const station = (units: string, source: string, seconds = 31) =>
  `design: {members: 1, backups: 0, network: none, units: {${units}}}
workload: [{name: users, ${source}}]
run: {duration: ${seconds}s, warmup: 1s}`;

describe('p99 of the wait', () => {
  const name = 'p99 of the wait in queue';

  test('M/M/c by Erlang, M/D/1 by Crommelin', async () => {
    const erlang = await twinOf(name, station('threads: 4', `rate: 3200/s, service: {exponential: 1ms}, ${patient}`));
    expect(erlang).toMatchObject({ statistic: 'p99', source: 'Erlang 1917' });
    expect(erlang?.expected).toBeCloseTo(5.1104762, 6);
    const crommelin = await twinOf(name, station('threads: 1', `rate: 800/s, service: 1ms, ${patient}`));
    expect(crommelin?.expected).toBeCloseTo(10.355887, 5);
  });

  test('not for other laws, another order of service, or clients that give up', async () => {
    for (const text of [
      station('threads: 1', `rate: 800/s, service: {erlang: {shape: 4, mean: 1ms}}, ${patient}`, 5),
      station('threads: 1, discipline: lifo', `rate: 800/s, service: {exponential: 1ms}, ${patient}`, 5),
      station('threads: 1', 'rate: 800/s, service: {exponential: 1ms}, client: {timeout: 20ms}', 5),
    ])
      expect(await namesOf(text)).not.toContain(name);
  });
});

describe('response times of one unit', () => {
  test('processor sharing takes E[S] / (1 − ρ) whatever the law, on one thread only', async () => {
    const sharing = (threads: number, seconds: number) =>
      station(`threads: ${threads}, discipline: processor-sharing`, `rate: 700/s, service: 1ms, ${patient}`, seconds);
    const twin = await twinOf('response time under processor sharing', sharing(1, 41));
    expect(twin?.expected).toBeCloseTo(3.3333, 3);
    expect(await namesOf(sharing(2, 5))).not.toContain('response time under processor sharing');
  });

  test('M/M/1/K: those that are let in take 6.926 at 120 % load and room for ten', async () => {
    const name = 'response time of a bounded queue';
    const bounded = (service: string) =>
      station('threads: 1, queueLimit: 9', `rate: 1200/s, service: ${service}, ${patient}`, 21);
    expect((await twinOf(name, bounded('{exponential: 1ms}')))?.expected).toBeCloseTo(6.9261378, 6);
    expect(await namesOf(bounded('1ms'))).not.toContain(name);
  });
});

describe('behind a balancer', () => {
  const farm = (policy: string, members: number, { rest = '', seconds = 1 } = {}) =>
    `design: {members: ${members}, backups: 0, network: none, units: {threads: 1}, middleware: {balancer: ${policy}${rest}}}
workload: [{name: users, rate: ${members * 800}/s, service: {exponential: 1ms}, ${patient}}]
run: {duration: ${seconds}s, warmup: 300ms}`;

  test('a random choice makes an M/M/1 of each unit, with a registry or in turn it does not', async () => {
    const name = 'mean wait behind a random balancer';
    expect((await twinOf(name, farm('random', 10, { seconds: 8 })))?.expected).toBeCloseTo(4, 9);
    expect(await namesOf(farm('round-robin', 10))).not.toContain(name);
    expect(await namesOf(farm('random', 10, { rest: ', registry: {}' }))).not.toContain(name);
  });

  test('two choices come to the mean field with a hundred units, not with twenty', async () => {
    const name = 'response time with two choices';
    expect((await twinOf(name, farm('two-choices', 100)))?.expected).toBeCloseTo(1.9474, 3);
    expect(await namesOf(farm('two-choices', 20))).not.toContain(name);
  });
});

describe('asking more than once', () => {
  test('a hedge at the p95: mean 0.975, p99 3.80, 5 % second copies; not where threads are scarce', async () => {
    const hedged = (threads: number, seconds: number) =>
      station(
        `threads: ${threads}`,
        `rate: 100/s, service: {exponential: 1s}, client: {timeout: 1h, hedge: {after: 2995732274ns}}`,
        seconds,
      ).replace('warmup: 1s', 'warmup: 20s');
    expect((await twinOf('response time of hedged requests', hedged(1000, 300)))?.expected).toBeCloseTo(975, 3);
    const names = await namesOf(hedged(1000, 100));
    expect(names).toEqual(expect.arrayContaining(['p99 of hedged requests', 'second copies of hedged requests']));
    expect(await namesOf(hedged(110, 60))).not.toContain('response time of hedged requests');
  });

  test('the slowest of ten exponential answers: 2.929, not for constant service', async () => {
    const name = 'slowest answer of a fan-out';
    const fan = (service: string) =>
      station('threads: 1000', `rate: 20/s, fanOut: 10, service: ${service}, ${patient}`, 200);
    expect((await twinOf(name, fan('{exponential: 1s}')))?.expected).toBeCloseTo(2928.968, 3);
    expect(await twinOf('p99 of the slowest answer of a fan-out', fan('{exponential: 1s}'))).toBeDefined();
    expect(await namesOf(fan('1s'))).not.toContain(name);
  });
});

describe('services', () => {
  const network = (services: readonly string[], rate: string, seconds = 20) =>
    `design:
  members: 1
  backups: 0
  services:
${services.map((service) => `    - {${service}}\n`).join('')}workload: [{name: users, rate: ${rate}, to: one, ${patient}}]
run: {duration: ${seconds}s, warmup: 1s}`;
  const feedback = (first: string) => [
    `name: one, ${first}, then: [{to: two, probability: 50%, delay: 1ms}]`,
    'name: two, units: 2, service: {exponential: 1ms}, then: [{to: one, probability: 20%}]',
  ];

  test('a Jackson network: visits, utilisation, queue and time of each station, and of the whole', async () => {
    const text = network(feedback('service: {exponential: 500us}'), '1k/s');
    const names = await namesOf(text);
    for (const service of ['one', 'two'])
      expect(names).toEqual(
        expect.arrayContaining(
          ['visits', 'utilisation', 'queue', 'response time'].map((what) => `${what} of service ${service}`),
        ),
      );
    expect(await twinOf('visits of service one', text)).toMatchObject({ metric: 'throughput{service:one}' });
    expect((await twinOf('response time of the network', text))?.expected).toBeGreaterThan(1.5);
  });

  test('constant service leaves the visits, a queue that refuses leaves nothing', async () => {
    const constant = await namesOf(network(feedback('service: 500us'), '1k/s', 5));
    expect(constant).toContain('visits of service two');
    expect(constant).not.toContain('queue of service two');
    const refusing = await namesOf(network(feedback('service: 500us, queueLimit: 3'), '1k/s', 5));
    expect(refusing).not.toContain('visits of service two');
  });

  test('fork and join of two takes 2.875 at half load; not of three', async () => {
    const stations = (names: readonly string[]) => [
      `name: one, threads: 1000, service: 0s, parallel: true, calls: [${names.map((name) => `{to: ${name}}`).join(', ')}]`,
      ...names.map((name) => `name: ${name}, service: {exponential: 1ms}`),
    ];
    expect((await twinOf('fork and join of two', network(stations(['a', 'b']), '500/s')))?.expected).toBeCloseTo(
      2.875,
      9,
    );
    expect(await namesOf(network(stations(['a', 'b', 'c']), '500/s', 5))).not.toContain('fork and join of two');
  });
});

describe('the formulas by themselves', () => {
  test('traffic equations of a loop: 1 / (1 − p) visits; without a way out there is no answer', () => {
    expect(visitRates([3], [{ from: 0, to: 0, share: 0.25 }])?.[0]).toBeCloseTo(4, 9);
    expect(visitRates([3], [{ from: 0, to: 0, share: 1 }])).toBeUndefined();
  });

  test('fork and join at no load waits for the slower of two, 1.5; hedging at once is the faster of two, 0.5', () => {
    expect(forkJoinOfTwo({ arrivalRate: 0, serviceTime: 2 })).toBeCloseTo(3, 12);
    expect(hedgedMean({ mean: 2, after: 0 })).toBeCloseTo(1, 12);
    expect(hedgedQuantile(0.99, { mean: 1, after: 2.995732274 })).toBeCloseTo(3.8004512, 6);
  });

  test('two choices: 1 without load, 1.2657 at a half (Mitzenmacher)', () => {
    expect(twoChoicesResponse(0, 1)).toBe(1);
    expect(twoChoicesResponse(0.5, 1)).toBeCloseTo(1.2657, 4);
    expect(twoChoicesResponse(0.9, 1)).toBeCloseTo(2.614, 3);
  });
});
