/** Updates that overwrite what they have not seen, counted write by write. */
import { describe, expect, test } from 'vitest';
import { randomScenario } from '../run/random-scenario.ts';
import { share, simulate } from '../run/simulate.ts';

function updating(workload: string, entries = 1): string {
  return `apiVersion: sba/v1
name: updates
question: How many updates are lost?
design: {members: 1, backups: 0, network: none, units: {threads: 100}, maps: [{name: m, entries: ${entries}, entrySize: 1KiB}]}
workload: [${workload}]
run: {duration: 10s, warmup: 0s}
`;
}

const lockstep = (clients: number) =>
  `{name: users, map: m, clients: ${clients}, mix: {update: 100%}, service: 1ms, client: {timeout: 1h}}`;

describe('lost updates', () => {
  test.each([
    [1, 0],
    [2, 5_000],
    [4, 15_000],
  ])('%i clients that update one counter in step lose all but one update a round', (clients, lost) => {
    const { counts } = simulate(updating(lockstep(clients))).summary;
    expect(counts.lostUpdates).toBe(lost);
    expect(counts.attempts).toBe(2 * 5_000 * clients);
  });

  test('updates one after the other lose nothing', () => {
    const slow = '{name: users, map: m, every: 10ms, mix: {update: 100%}, service: 1ms}';
    expect(simulate(updating(slow)).summary.counts.lostUpdates).toBe(0);
  });

  test('a put between read and write is lost, a put that overwrites an update is not', () => {
    const update = '{name: update, map: m, arrivals: {recorded: [1s]}, mix: {update: 100%}, service: 10ms}';
    const put = (at: string) => `{name: put, map: m, arrivals: {recorded: [${at}]}, op: put, service: 1ms}`;
    const lost = (at: string) => simulate(updating(`${update}, ${put(at)}`)).summary.counts.lostUpdates;
    expect(lost('1005ms')).toBe(0);
    expect(lost('1014ms')).toBe(1);
    expect(lost('1014ms, 1016ms')).toBe(1);
    expect(lost('1025ms')).toBe(0);
  });

  test('on other keys nothing is lost', () => {
    const { counts } = simulate(updating(lockstep(2), 1_000_000)).summary;
    expect(counts.lostUpdates).toBeLessThan(5);
  });
});

test('a remove is a write: an update that has not seen it overwrites it', () => {
  const update = '{name: update, map: m, arrivals: {recorded: [1s]}, mix: {update: 100%}, service: 10ms}';
  const remove = '{name: remove, map: m, arrivals: {recorded: [1014ms]}, mix: {remove: 100%}, service: 1ms}';
  expect(simulate(updating(`${update}, ${remove}`)).summary.counts.lostUpdates).toBe(1);
});

test('whatever clients do about whatever fails: every request is answered, failed or waiting', () => {
  const policies = [
    'retryBudget: 20%, backoff: 5ms, jitter: full, retries: 3, ',
    'breaker: {failures: 2, within: 500ms, open: 700ms}, retries: 2, ',
    'breaker: {failures: 1, within: 1s, open: 20ms}, retries: 5, backoff: 1ms, jitter: equal, ',
  ];
  let offered = 0;
  for (let number = 0; number < 24; number++) {
    const text = randomScenario(number)
      .text.replaceAll(/client: \{timeout: (\d+ms), retries: \d+, backoff: \d+ms\}/g, (_, timeout) => {
        const hedged = 'hedge: {after: 3ms}, retries: 1, ';
        return `client: {${number % 4 === 3 ? hedged : policies[number % 4]}timeout: ${timeout}}`;
      })
      .replaceAll(
        'mix: {put: 50%, get: 50%}',
        number % 4 === 3 ? 'fanOut: 4, mix: {get: 100%}' : 'mix: {put: 20%, get: 30%, update: 40%, remove: 10%}',
      )
      .replaceAll(
        /mix: \{put: (100|10)%(, get: 90%)?\}/g,
        number % 4 === 3 ? 'mix: {get: 100%}' : 'fanOut: 3, mix: {put: 60%, get: 30%, remove: 10%}',
      )
      .replaceAll('op: put', number % 4 === 3 ? 'op: get' : 'op: put')
      .replaceAll(/rate: (\d+)\/s/g, (rate, of) =>
        number % 3 === 0 ? `clients: ${of}, think: {exponential: 500ms}` : rate,
      );
    offered += share(simulate(text).summary, 'errorRatio').of;
  }
  expect(offered).toBeGreaterThan(1000);
});
