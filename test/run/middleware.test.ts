/** The service registry as the guide has it, and what units keep of sessions: what goes wrong with them, and what helps. */
import { describe, expect, test } from 'vitest';
import { errorsOf, story } from '../faults/stories.ts';
import { scenario, simulate } from '../oracles/scenario-oracle.ts';
import { highest, perFault, share } from './simulate.ts';

const units = 'members: 4, backups: 0, network: none, units: {threads: 2}';
const work = 'rate: 400/s, service: {exponential: 1ms}, client: {timeout: 200ms}';
const routed = (told: ReturnType<typeof story>) => told.summary.endLevels.unitsRouted;

describe('a registry that polls', () => {
  const law = { workload: work, seconds: 60 };
  const design = (registry: string, policy = 'round-robin') =>
    `${units}, middleware: {balancer: ${policy}, registry: {${registry}}}`;

  test('a dead unit gets its share of the requests, refused, until a check finds it', () => {
    const told = story({ ...law, design: design(''), faults: 'kind: crash, at: 20s, target: {member: 1}' });
    const [detection] = perFault(told.summary, 'registryDetection');
    expect(detection).toBeLessThanOrEqual(10_000);
    expect(errorsOf(told)).toBeCloseTo(detection! / 1000 / 60 / 4, 2);
    expect(routed(told)).toBe(3);
  });

  test('a process that starts anew registers and gets requests again', () => {
    const told = story({
      ...law,
      design: design('recovers: false'),
      faults: 'kind: crash, at: 20s, duration: 15s, target: {member: 1}',
    });
    expect(perFault(told.summary, 'registryDetection')).toHaveLength(1);
    expect(routed(told)).toBe(4);
  });

  test('who leaves in good order signs off: nobody is refused', () => {
    const told = story({
      ...law,
      design: `${design('').replace('backups: 0', 'backups: 1')}`,
      faults: 'kind: leave, at: 20s, target: {member: 1}',
    });
    expect(errorsOf(told)).toBe(0);
    expect(routed(told)).toBe(3);
    expect(perFault(told.summary, 'registryDetection')).toEqual([]);
  });

  test('a spike of CPU takes a unit out: for ever, as in the guide, or until it is over', () => {
    const spike = 'kind: slow, factor: 30, at: 20s, duration: 12s, target: {member: 1}';
    const guide = story({ ...law, design: design('healthyBelow: 90%, recovers: false'), faults: spike });
    expect(routed(guide)).toBe(3);
    const better = story({ ...law, design: design('healthyBelow: 90%'), faults: spike });
    expect(perFault(better.summary, 'registryDetection')).toHaveLength(1);
    expect(routed(better)).toBe(4);
    const patient = story({ ...law, design: design('healthyBelow: 90%, unhealthyAfter: 3'), faults: spike });
    expect(perFault(patient.summary, 'registryDetection')).toEqual([]);
  });

  test('a check of CPU alone never finds a dead unit; by lowest CPU everything may go to it', () => {
    const crash = 'kind: crash, at: 20s, target: {member: 1}';
    const guide = story({ ...law, design: design('healthyBelow: 90%, checkSeesDead: false'), faults: crash });
    expect(routed(guide)).toBe(4);
    expect(errorsOf(guide)).toBeCloseTo((40 / 60) * 0.25, 2);
    // Dead while it looked idle, the first unit looks idle for ever; dead while it looked busy, it is left alone.
    const first = 'kind: crash, at: {uniform: [15s, 35s]}, target: {member: 0}';
    const blind = design('healthyBelow: 90%, checkSeesDead: false', 'lowest-cpu');
    const errors = [1, 2, 3, 4, 5, 6].map((seed) => errorsOf(story({ ...law, design: blind, faults: first }, seed)));
    expect(Math.max(...errors)).toBeGreaterThan(0.4);
    expect(Math.min(...errors)).toBeLessThan(0.1);
  });

  test('a pause shorter than the time limit of a check is forgiven, a longer one is not', () => {
    const pause = (length: string) =>
      story({
        ...law,
        design: design('checkEvery: 1s, checkTimeout: 800ms'),
        faults: `kind: pause, duration: ${length}, at: 20s, target: {member: 1}`,
      });
    expect(perFault(pause('500ms').summary, 'registryDetection')).toEqual([]);
    expect(perFault(pause('2500ms').summary, 'registryDetection')).toHaveLength(1);
    expect(routed(pause('2500ms'))).toBe(4);
  });

  test('a unit too far away for the time limit of a check is held for dead', () => {
    const far = story({
      ...law,
      design: design('checkEvery: 1s, checkTimeout: 100ms'),
      faults: 'kind: delay, add: 80ms, at: 20s, target: {member: 1}',
    });
    expect(routed(far)).toBe(3);
  });

  test('herding: by lowest CPU of the last check all requests go to one unit until the next', () => {
    const calm = { ...law, faults: 'kind: pause, duration: 1ns, at: 59s, target: {member: 1}' };
    const turns = story({ ...calm, design: design('checkEvery: 5s') });
    const herd = story({
      ...calm,
      workload: work.replace('400/s', '3k/s'),
      design: design('checkEvery: 5s', 'lowest-cpu'),
    });
    expect(highest(turns.summary, 'loadSpread')).toBeLessThan(20);
    expect(highest(herd.summary, 'loadSpread')).toBeGreaterThan(1000);
  });
});

describe('what a unit keeps of a session', () => {
  const shop = (cache: string, faults: string, mix = '{put: 20%, get: 80%}') =>
    scenario(
      'shop',
      `
design:
  product: {kind: generic, heartbeatTimeout: 100s}
  members: 4
  backups: 0
  network: none
  maps: [{name: sessions, entries: 400}]
  middleware: {balancer: hash-ring, registry: {checkEvery: 1s}${cache}}
workload: [{name: users, map: sessions, via: balancer, rate: 400/s, mix: ${mix}, service: 0s, client: {timeout: 200ms}}]
run: {duration: 60s, warmup: 0s}
faults: [${faults}]
`,
    );
  const rerouted = '{id: gc, kind: pause, duration: 10s, at: 20s, target: {member: 1}}';
  const values = async (text: string) => {
    const { metrics } = await simulate(text, 4);
    return { hits: metrics.sessionHitRatio!.mean!, stale: metrics.staleReadRatio!.mean! };
  };

  test('is read from the grid once: with N sessions of one unit each, N misses', async () => {
    const { hits, stale } = await values(shop(', sessionCache: {}', '', '{get: 100%}'));
    expect(hits).toBeCloseTo(1 - 400 / 24_000, 3);
    expect(stale).toBe(0);
  });

  test('is fresh as long as the session stays where it is', async () => {
    expect((await values(shop(', sessionCache: {}', ''))).stale).toBe(0);
  });

  test('is stale when the session was elsewhere meanwhile and comes back; news of writes or a short life help', async () => {
    const guide = await values(shop(', sessionCache: {invalidate: never}', rerouted));
    const short = await values(shop(', sessionCache: {invalidate: {ttl: 2s}}', rerouted));
    const told = await values(shop(', bus: {delay: 1ms}, sessionCache: {invalidate: on-write}', rerouted));
    expect(guide.stale).toBeGreaterThan(0.005);
    expect(short.stale).toBeLessThan(guide.stale / 5);
    expect(short.hits).toBeLessThan(guide.hits);
    expect(told.stale).toBeLessThan(guide.stale / 20);
  });

  test('goes with the process: who comes back after a crash reads the grid', async () => {
    const crash = '{id: gc, kind: crash, duration: 10s, at: 20s, target: {member: 1}}';
    const pairs = shop(', sessionCache: {}', crash).replace('backups: 0', 'backups: 1').replace('100s', '2s');
    expect((await values(pairs)).stale).toBe(0);
  });

  test('any other way to write is not seen: writes past the balancer make it stale until the unit writes itself', async () => {
    const past = shop(', sessionCache: {}', '', '{get: 100%}').replace(
      'workload: [',
      'workload: [{name: batch, map: sessions, rate: 100/s, op: put, service: 0s}, ',
    );
    expect((await values(past)).stale).toBeGreaterThan(0.8);
  });
});

describe('the message bus', () => {
  const bus = (delay: string, faults = '') =>
    scenario(
      'bus',
      `
design:
  members: 5
  backups: 0
  network: none
  maps: [{name: orders, entries: 1000}]
  middleware: {balancer: random, bus: {delay: ${delay}}}
workload: [{name: users, map: orders, via: balancer, rate: 400/s, op: put, service: 0s, client: {timeout: 200ms}}]
run: {duration: 50s, warmup: 0s}
faults: [${faults}]
`,
    );

  test('an event is everywhere when the slowest of the n − 1 others has it: exponential delays, mean · H(n − 1)', async () => {
    const { metrics } = await simulate(bus('{exponential: 12ms}'), 4);
    expect(Math.abs(metrics.busLag!.mean! / (12 * (1 + 1 / 2 + 1 / 3 + 1 / 4)) - 1)).toBeLessThan(0.02);
    expect(metrics.busLag!.count).toBe(Math.round(metrics.throughput!.mean! * 50 * 4));
  });

  test('a unit that stands still takes its messages afterwards; one that dies is not waited for', async () => {
    const pause = await simulate(bus('1ms', '{id: gc, kind: pause, duration: 3s, at: 20s, target: {member: 1}}'), 2);
    expect(pause.metrics.busLag!.max).toBeGreaterThan(2900);
    expect(pause.metrics.busLag!.max).toBeLessThanOrEqual(3001);
    const crash = await simulate(bus('1s', '{id: end, kind: crash, at: 20s, target: {member: 1}}'), 2);
    expect(crash.metrics.busLag!.max).toBe(1000);
  });
});

test('two copies of a read never go to one unit while there are two', () => {
  const told = story({
    design: 'members: 2, backups: 0, network: none, middleware: {balancer: {policy: hash-ring}}',
    workload: 'sessions: 1, rate: 10/s, service: 1ms, client: {timeout: 5s, hedge: {after: 100ms}}',
    seconds: 30,
    faults: 'kind: pause, duration: 3s, at: 10s, target: {member: 0}',
  });
  // The one session is at home at one of the two; whichever stands still, the other answers the second copy.
  expect(share(told.summary, 'errorRatio').hits).toBe(0);
  expect(told.summary.counts.hedges).toBeLessThanOrEqual(31);
});
