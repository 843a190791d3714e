/** Sagas: steps in order, taken back in reverse, tried again, and every one that began is accounted for. */
import { describe, expect, test } from 'vitest';
import { runScenario } from '../../simulator/api.ts';
import { Simulation } from '../../simulator/kernel/simulation.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { layoutOf } from '../../simulator/run/layout.ts';
import { trafficSources } from '../../simulator/run/traffic-sources.ts';
import { Attempts } from '../../simulator/traffic/attempts.ts';
import { HotKeys } from '../../simulator/traffic/hot-keys.ts';
import { Requests } from '../../simulator/traffic/requests.ts';
import { Sagas } from '../../simulator/traffic/sagas.ts';
import type { Failure } from '../../simulator/traffic/source.ts';
import { samples, simulate } from '../run/simulate.ts';

interface Case {
  readonly steps?: string;
  readonly saga?: string;
  readonly load?: string;
  readonly client?: string;
  readonly faults?: string;
  readonly backups?: number;
  readonly settle?: string;
}

const back = (service: string) => `compensation: {service: ${service}}`;
const threeSteps = `[{map: stock, op: put, service: 1ms, ${back('10ms')}}, {map: stock, op: get, service: 2ms}, {map: accounts, op: put, service: 4ms, ${back('20ms')}}]`;

const text = ({
  steps = threeSteps,
  saga = '',
  load = 'rate: 10/s, arrivals: constant',
  client = '{timeout: 100ms}',
  faults = '',
  backups = 1,
  settle = '60s',
}: Case = {}) => `
apiVersion: sba/v1
name: sagas
question: Are they done or taken back?
design:
  members: 3
  backups: ${backups}
  network: none
  units: {threads: 8}
  maps: [{name: stock, entries: 100}, {name: accounts, entries: 1000}]
workload: [{name: orders, ${load}, client: ${client}, saga: {steps: ${steps}${saga}}}]
run: {duration: 20s, warmup: 0s, settle: ${settle}}
faults: [${faults}]
`;

const counted = (story: Case) => simulate(text(story)).summary;

describe('a saga', () => {
  test('takes its steps one after the other, and is answered after the last', () => {
    const summary = counted({});
    const time = samples(summary, 'responseTime');
    expect([time.minimum, time.maximum]).toEqual([7e6, 7e6]);
    expect(summary.counts).toMatchObject({
      sagasStarted: 199,
      sagasCompleted: 199,
      sagasCompensated: 0,
      sagasStuck: 0,
    });
    expect(summary.counts.attempts).toBe(3 * 199);
  });

  test('whose last step says no takes back what wrote before, and not what said no', () => {
    const summary = counted({ steps: threeSteps.replace('service: 4ms', 'service: 4ms, failureRatio: 100%') });
    expect(summary.counts).toMatchObject({ sagasCompleted: 0, sagasCompensated: 199, sagasStuck: 0 });
    expect(summary.counts.attempts).toBe(4 * 199);
    const time = samples(summary, 'sagaTime');
    expect([time.minimum, time.maximum]).toEqual([17e6, 17e6]);
    expect(samples(summary, 'responseTime').count).toBe(0);
  });

  test('says no as often as its steps say', () => {
    const steps = threeSteps
      .replace('service: 1ms', 'service: 0s, failureRatio: 20%')
      .replace('service: 4ms', 'service: 0s, failureRatio: 25%');
    const { counts } = counted({ steps, load: 'rate: 500/s' });
    const share = counts.sagasCompleted! / counts.sagasStarted!;
    expect(Math.abs(share - 0.8 * 0.75)).toBeLessThan(4 * Math.sqrt((0.6 * 0.4) / counts.sagasStarted!));
  });

  test('that nobody can take back any more stays half done', () => {
    const steps = `[{map: stock, op: put, service: 0s, ${back('0s')}}, {map: accounts, op: put, service: 0s, ${back('0s')}}]`;
    const crash = '{id: crash, kind: crash, target: {member: 0}, at: 10s}';
    const given = counted({ steps, saga: ', retries: 2, backoff: 1s', faults: crash, backups: 0, load: 'rate: 50/s' });
    expect(given.counts.sagasStuck).toBeGreaterThan(0);
    const { sagasStarted, sagasCompleted, sagasCompensated, sagasStuck } = given.counts;
    expect(sagasStarted).toBe(sagasCompleted! + sagasCompensated! + sagasStuck!);
  });

  test('outlasts an outage with retries enough', () => {
    const crash = '{id: crash, kind: crash, target: {member: 0}, at: 10s}';
    const story = { faults: crash, load: 'rate: 50/s' };
    expect(counted({ ...story, saga: ', retries: 1, backoff: 1ms' }).counts.sagasStuck).toBeGreaterThan(0);
    const patient = counted({ ...story, saga: ', retries: 10, backoff: 100ms' }).counts;
    expect(patient.sagasStuck).toBe(0);
    expect(patient.sagasCompensated).toBeGreaterThan(0);
  });

  test('whose client dies between two steps stays half done', () => {
    const { counts } = counted({ saga: ', abandoned: 30%', load: 'rate: 100/s' });
    const share = counts.sagasStuck! / counts.sagasStarted!;
    expect(Math.abs(share - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / counts.sagasStarted!));
    expect(counts.sagasStarted).toBe(counts.sagasCompleted! + counts.sagasStuck!);
  });

  test('that is under way when the run ends is in no other count', () => {
    const slow = threeSteps.replace('service: 2ms', 'service: 500ms');
    const { counts } = counted({ steps: slow, settle: '0s', client: '{timeout: 1s}' });
    const ended = counts.sagasCompleted! + counts.sagasCompensated! + counts.sagasStuck!;
    // Ten a second, half a second each, less than the 100 ms that the run looks on for.
    expect(counts.sagasStarted! - ended).toBeGreaterThanOrEqual(3);
  });

  test('of a closed loop is followed by the next one', () => {
    const { counts } = counted({ load: 'clients: 2, think: 3ms' });
    expect(Math.abs(counts.sagasCompleted! - (2 * 20_000) / 10)).toBeLessThanOrEqual(2);
  });

  test('is drawn alike whatever happens to it: a stall changes how many say no by none', () => {
    const steps = threeSteps.replace('service: 4ms', 'service: 4ms, failureRatio: 10%');
    const saysNo = (faults: string) => {
      const { counts } = counted({ steps, faults, load: 'rate: 50/s', client: '{timeout: 60s}' });
      return counts.sagasCompensated;
    };
    expect(saysNo('{id: stall, kind: pause, target: {member: 1}, at: 5s, duration: 1s}')).toBe(saysNo(''));
  });

  test('left half done is a finding', async () => {
    const run = await runScenario(text({ saga: ', abandoned: 100%' }), { replications: 2 });
    if (!run.ok) throw new Error(JSON.stringify(run.problems));
    const { findings, metrics } = run.value.result;
    expect(findings).toContainEqual(expect.objectContaining({ code: 'sagas-stuck' }));
    expect(metrics.sagaTime!.unknown).toBeDefined();
  });
});

test('without sagas their metrics have no value', async () => {
  const plain = text().replace(/saga: \{steps: .*\}\}\]/, 'map: stock, op: put}]');
  const run = await runScenario(plain, { replications: 2 });
  if (!run.ok) throw new Error(JSON.stringify(run.problems));
  expect(run.value.result.metrics.sagasStuck).toMatchObject({ count: 0, unknown: 'no source is a saga' });
});

describe('the order of calls', () => {
  /** Calls in the order in which they are sent, as MAP:OPERATION, answered as `answers` says, one after the other. */
  function calls(answers: readonly (Failure | null)[], steps: string, saga = ''): readonly string[] {
    const checked = parseScenario(text({ steps, saga }), { source: '<text>' });
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    const { scenario } = checked.value;
    const simulation = new Simulation({ eventLimit: 1000 });
    const attempts = new Attempts();
    const streams = new Streams(1, 0);
    const sources = trafficSources(scenario, layoutOf(scenario), streams, new HotKeys());
    const seen: string[] = [];
    const sent: number[] = [];
    const sagas: Sagas = new Sagas(
      { simulation, attempts, requests: new Requests(), sources },
      {
        partitionOf: () => 0,
        keyAt: (_, key) => key,
        send: (attempt) => {
          const operation = ['put', 'get', 'compute'][attempts.operation[attempt]!]!;
          seen.push(`${attempts.map[attempt]}:${operation}`);
          sent.push(attempt);
        },
        ended: (_, failure) => seen.push(failure ?? 'done'),
        settled: () => seen.push('settled'),
      },
    );
    sagas.begin(0, 0, 0);
    for (const answer of answers) {
      simulation.run(simulation.now + 1e12);
      const attempt = sent.pop()!;
      attempts.systemDone(attempt);
      sagas.callEnded(attempt, answer);
      attempts.clientDone(attempt);
    }
    return seen;
  }
  const write = (map: string) => `{map: ${map}, op: put, compensation: {}}`;
  const three = `[${write('stock')}, ${write('accounts')}, {compensation: {}}]`;

  test('forward', () => {
    expect(calls([null, null, null], three)).toEqual(['0:put', '1:put', '-1:compute', 'settled', 'done']);
  });

  test('a step that timed out may have been done: it is taken back first, then those before it', () => {
    const seen = calls([null, null, 'timeout', null, null, null], three);
    const forward = ['0:put', '1:put', '-1:compute'];
    expect(seen).toEqual([...forward, '-1:compute', '1:put', '0:put', 'settled', 'timeout']);
  });

  test('a step that says no reads and is not taken back', () => {
    const steps = `[${write('stock')}, {map: accounts, op: put, failureRatio: 100%, compensation: {}}]`;
    expect(calls([null, null, null], steps)).toEqual(['0:put', '1:get', '0:put', 'settled', 'declined']);
  });

  test('a compensation that fails is tried again, and given up after so many', () => {
    const seen = calls([null, 'refused', 'timeout', 'timeout', 'timeout'], three, ', retries: 2');
    expect(seen).toEqual(['0:put', '1:put', '1:put', '1:put', '1:put', 'refused']);
  });
});

describe('what makes no sense is refused', () => {
  const problems = (story: Case, piece = '', instead = '') => {
    const given = text(story);
    if (!given.includes(piece)) throw new Error(`no ${piece}`);
    const checked = parseScenario(given.replace(piece, instead), { source: '<text>' });
    return checked.ok ? [] : checked.problems.map(({ path, found }) => `${path}: ${found}`);
  };

  test.each([
    [
      'a write without compensation before the last step',
      '[{map: stock, op: put}, {map: stock, op: put}]',
      /steps\[0\].*writes \(put\) and has no compensation/,
    ],
    ['the compensation of a read', '[{map: stock, op: get, compensation: {}}]', /compensation of a read/],
    ['a map that is not there', '[{map: stok, op: put}]', /unknown map "stok"/],
    ['a map without op', '[{map: stock}]', /without op/],
    ['op and key without a map', '[{op: put, key: shared}]', /op without a map.*\n.*key without a map/],
    ['no steps', '[]', /steps/],
  ])('%s', (_, steps, message) => {
    expect(problems({ steps }).join('\n')).toMatch(message);
  });

  test('anything else that says what is asked', () => {
    const found = problems(
      {},
      'name: orders,',
      'name: orders, map: stock, op: put, fanOut: 2, via: balancer, from: beside-owner,',
    );
    for (const key of ['map', 'op', 'fanOut', 'via']) expect(found.join('\n')).toContain(`${key} beside saga`);
    expect(found.join('\n')).toContain('beside-owner with a saga');
  });

  test('hedging, and abandoning a saga of one step', () => {
    expect(problems({ client: '{timeout: 1s, hedge: {after: 1ms}}' }).join()).toContain('hedging of a saga');
    const steps = '[{map: stock, op: put}]';
    expect(problems({ steps, saga: ', abandoned: 1%' }).join()).toContain('a saga of one step');
  });

  test('expectations about sagas where there are none', () => {
    const plain = `${text().replace(/saga: \{steps: .*\}\}\]/, 'map: stock, op: put}]')}expect: [sagasStuck == 0]\n`;
    const checked = parseScenario(plain, { source: '<text>' });
    expect(checked).toMatchObject({ ok: false, problems: [{ found: 'sagasStuck, and no source is a saga' }] });
  });
});
