/** How requests come and what clients do: what does not fit together is refused with a remedy, what fits is read as meant. */
import { describe, expect, it } from 'vitest';
import { goodExcept, parsed, wordsOf } from './examples.ts';

const rate = 'rate: 300/s, mix: {put: 70%, get: 30%}';
const client = 'client: {timeout: 300ms}}\n  - {name: probe';
const withClient = (fields: string) => goodExcept(client, `client: {timeout: 300ms, ${fields}}}\n  - {name: probe`);

describe('what does not fit together', () => {
  it.each([
    [
      'a ramp longer than its step',
      'rate: 300/s',
      'rate: [{at: 0s, rate: 1/s, over: 9s}, {at: 5s, rate: 2/s}]',
      'rate[0].over',
      'write over: 5s or less',
    ],
    [
      'recorded times that go back',
      rate,
      'arrivals: {recorded: [1s, 3s, 2s]}, op: get',
      'arrivals.recorded[2]',
      '2s after 3s',
    ],
    [
      'recorded times after the end',
      rate,
      'arrivals: {recorded: [1s, 60s]}, op: get',
      'arrivals.recorded[1]',
      'longer run.duration',
    ],
    ['a fan-out of updates', rate, 'rate: 1/s, fanOut: 2, mix: {update: 100%}', 'fanOut', 'a source of their own'],
    ['no load at all', rate, 'op: get', '', 'rate, every, clients, after or recorded arrivals'],
    ['two kinds of load', rate, 'rate: 1/s, clients: 3, op: get', 'clients', 'clients alone'],
    [
      'recorded times beside a rate',
      rate,
      'rate: 1/s, arrivals: {recorded: [1s]}, op: get',
      'arrivals',
      'recorded arrivals alone',
    ],
    ['thinking without clients', rate, 'rate: 1/s, think: 1s, op: get', 'think', 'clients beside think'],
    ['shares that do not add up', '{put: 70%, get: 30%}', '{put: 70%, get: 30%, update: 10%}', 'mix', 'add up to 100%'],
  ])('%s', (_, piece, replacement, path, words) => {
    const problems = wordsOf(goodExcept(piece, replacement));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(`workload[0]${path === '' ? '' : path.startsWith('[') ? path : `.${path}`}:`);
    expect(problems[0]).toContain(words);
  });

  it.each([
    ['jitter: full', 'client.jitter', 'add backoff: 100ms'],
    ['retryBudget: 10%', 'client.retryBudget', 'add retries: 3'],
    ['hedge: {after: 10ms}', 'client.hedge', 'a second copy of a write is a second write'],
  ])('client: {%s} alone', (fields, path, words) => {
    const problems = wordsOf(withClient(fields));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`workload[0].${path}:`);
    expect(problems[0]).toContain(words);
  });

  it('a second copy after the time limit is never sent', () => {
    const text = withClient('hedge: {after: 300ms}').replace('{put: 70%, get: 30%}', '{get: 100%}');
    expect(wordsOf(text)).toEqual([expect.stringContaining('less than the timeout')]);
  });
});

describe('what fits', () => {
  it('closed loop, updates and all that clients do', () => {
    const fields = 'retries: 3, backoff: 10ms, jitter: full, breaker: {failures: 5}, retryBudget: 10%';
    const text = withClient(fields).replace(
      rate,
      'clients: 20, think: {exponential: 1s}, mix: {put: 10%, get: 50%, update: 30%, remove: 10%}',
    );
    const [source] = parsed(text).scenario.workload;
    expect(source).toMatchObject({ clients: 20, think: { kind: 'exponential', mean: 1e9 } });
    expect(source?.client).toMatchObject({
      ...{ timeout: 300e6, retries: 3, backoff: 10e6, jitter: 'full', retryBudget: 0.1 },
      breaker: { failures: 5, within: 1e9, open: 10e9 },
    });
  });

  it('ramps and recorded times', () => {
    const ramp = parsed(goodExcept('rate: 300/s', 'rate: [{at: 0s, rate: 1/s}, {at: 5s, rate: 2/s, over: 5s}]'));
    expect(ramp.scenario.workload[0]?.rate).toEqual([
      { at: 0, rate: 1 },
      { at: 5e9, rate: 2, over: 5e9 },
    ]);
    const recorded = parsed(goodExcept(rate, 'arrivals: {recorded: [1s, 1s, 2500ms]}, op: get'));
    expect(recorded.scenario.workload[0]?.arrivals).toEqual({ kind: 'recorded', times: [1e9, 1e9, 2.5e9] });
  });

  it('what is not used does not enter the canonical form', () => {
    const { canonical } = parsed(goodExcept('rate: 300/s', 'rate: 300/s'));
    for (const key of ['fanOut', 'jitter', 'hedge', 'breaker', 'retryBudget', 'think', 'clients', 'update', 'over'])
      expect(canonical).not.toContain(`"${key}"`);
  });
});
