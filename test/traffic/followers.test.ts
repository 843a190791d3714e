/** Sources that follow another one's writes: when their requests come, for which keys, and which combinations make no sense. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { answered, samples, share, simulate } from '../run/simulate.ts';

interface Case {
  readonly workload: readonly string[];
  readonly map?: string;
  readonly members?: number;
  readonly zones?: number;
  readonly network?: string;
  readonly faults?: string;
}

const text = ({
  workload,
  map = 'replication: async',
  members = 2,
  zones = 1,
  network = '{sameZone: 1ms}',
  faults = '',
}: Case) => `
apiVersion: sba/v1
name: follow
question: Who asks when?
design:
  members: ${members}
  regions: [{name: eu, zones: ${zones}}]
  network: ${network}
  maps: [{name: rows, entries: 1M, ${map}}, {name: others, entries: 10}]
workload: [${workload.join(', ')}]
run: {duration: 10s, warmup: 0s}
faults: [${faults}]
`;

const writers = '{name: writers, map: rows, op: put, rate: 100/s, arrivals: constant, service: 0s}';
const readers = (delay: string) =>
  `{name: readers, map: rows, op: get, after: {source: writers, delay: ${delay}}, service: 0s}`;

describe('a source after another one', () => {
  test('asks once for each acknowledged write, as long as there is load', () => {
    const { summary } = simulate(text({ workload: [writers, readers('2s')] }));
    expect(answered(summary, 'writers')).toBe(999);
    expect(Math.abs(answered(summary, 'readers') - 799)).toBeLessThanOrEqual(1);
  });

  test('asks for the key that was written: of a million keys two thirds of the reads find a replica that does not have it', () => {
    const kind = 'kind: {quorum: {read: 1, write: 1, expanding: false, coordinator: client}}';
    const { summary } = simulate(text({ workload: [writers, readers('1ms')], map: kind, members: 3 }));
    const { hits, of } = share(summary, 'staleReadRatio');
    expect(Math.abs(hits - (2 / 3) * of)).toBeLessThan(4 * Math.sqrt(of * (2 / 9)));
  });

  test('asks so long after the answer: a message that takes 30 ms is not there 29 ms later, and is 31 ms later', () => {
    const kind = 'kind: {quorum: {read: 1, write: 1, coordinator: replica}}';
    const late = (delay: string) => {
      const workload = [writers, `${readers(delay).replace('readers', 'late')}`];
      const network = '{sameZone: 0s, crossZone: 30ms}';
      return share(simulate(text({ workload, map: kind, members: 3, zones: 3, network })).summary, 'staleReadRatio')
        .hits;
    };
    // The coordinator answers from its own replica at once; the answer takes 30 ms from another zone, 0 from the same.
    expect(late('29ms')).toBeGreaterThan(50);
    expect(late('31ms')).toBe(0);
  });

  test('does not follow writes that were not acknowledged', () => {
    const faults = '{id: gone, kind: host-loss, at: 5s, target: all}';
    const { summary } = simulate(text({ workload: [writers, readers('0s')], faults }));
    expect(Math.abs(answered(summary, 'readers') - 500)).toBeLessThanOrEqual(2);
    expect(share(summary, 'errorRatio{workload:readers}').of).toBeLessThanOrEqual(501);
  });

  test('draws its delay, and a source that nobody follows is as it was', () => {
    const alone = simulate(text({ workload: [writers] }));
    const followed = simulate(text({ workload: [writers, readers('{uniform: [1ms, 3ms]}')] }));
    expect(samples(followed.summary, 'responseTime{workload:writers}').mean).toBe(
      samples(alone.summary, 'responseTime{workload:writers}').mean,
    );
  });
});

describe('combinations that make no sense', () => {
  const silent = '{name: writers, map: rows, op: get, rate: 1/s}';
  const chain = '{name: third, map: rows, op: get, after: {source: readers, delay: 0s}}';
  test.each([
    ['an unknown source', [readers('0s'), silent.replace('writers', 'silent')], 'one of silent'],
    ['a source that writes nothing', [silent, readers('0s')], 'a source that writes'],
    ['a chain', [writers, readers('0s'), chain], 'a source with arrivals of its own'],
    ['another map', [writers, readers('0s').replace('map: rows', 'map: others')], 'the same map for both'],
    ['a rate besides', [writers, readers('0s').replace('op:', 'rate: 1/s, op:')], 'after alone'],
    ['a fan-out', [writers, readers('0s').replace('op:', 'fanOut: 2, op:')], 'one operation on the key'],
    ['keys of its own', [writers, readers('0s').replace('op:', 'keys: {zipf: 1}, op:')], 'no keys beside after'],
  ])('%s', (_, workload, expected) => {
    const checked = parseScenario(text({ workload }), { source: '<text>', parameters: {} });
    if (checked.ok) throw new Error('accepted');
    expect(checked.problems.map((problem) => problem.expected).join('; ')).toContain(expected);
  });
});
