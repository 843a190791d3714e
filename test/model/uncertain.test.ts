/** `{between: [low, high]}`: what it stands for, what is said when it is written otherwise, and that nothing behind the parser sees it. */
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { readBetween, type UncertainInput, writtenAt } from '../../simulator/model/uncertain.ts';
import { normalQuantile } from '../../simulator/statistics/special-functions.ts';

const scenario = `apiVersion: sba/v1
name: queue
question: Does one unit keep up?
parameters: {rate: {between: [500/s, 700/s]}}
design: {members: 1, backups: 0, network: none}
workload:
  - {name: load, rate: $rate, service: {exponential: {between: [800us, 1200us]}}}
run: {duration: 2s}
expect: [responseTime mean < 3ms]
`;
const parsed = (text: string, options = {}) => {
  const checked = parseScenario(text, { source: 'queue.yaml', ...options });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.value;
};
const problems = (text: string, options = {}) => {
  const checked = parseScenario(text, { source: 'queue.yaml', ...options });
  return checked.ok ? [] : checked.problems;
};

function input(low: string | number, high: string | number): UncertainInput {
  const read = readBetween({ between: [low, high] }, ['x']);
  if ('found' in read) throw new Error(read.found);
  return read;
}

describe('the law between two ends', () => {
  it.each([
    ['5ms', '80ms', 'log-normal', '20ms'],
    ['500/s', '2k/s', 'log-normal', '1000/s'],
    ['1KiB', '4KiB', 'log-normal', '2KiB'],
    ['60%', '90%', 'logit-normal', '78.6061230866%'],
    ['0%', '10%', 'normal', '5%'],
    ['0s', '4s', 'normal', '2s'],
    ['1M', '2M', 'log-normal', '1.414214M'],
    ['1Ki', '4Ki', 'log-normal', '2Ki'],
    [4, 8, 'log-normal', 6],
    [0.8, 1.8, 'log-normal', 1.2],
  ])('%s to %s is %s with the median %s', (low, high, law, median) => {
    expect(input(low, high).law).toBe(law);
    expect(writtenAt(input(low, high), 0)).toBe(median);
  });

  it('has 5 % of its values below the first end and 5 % above the second, whatever the law', () => {
    for (const [low, high] of [
      ['5ms', '80ms'],
      ['60%', '90%'],
      ['0%', '10%'],
      ['300/min', '900/min'],
    ] as const) {
      expect(writtenAt(input(low, high), normalQuantile(0.05), 9)).toBe(low);
      expect(writtenAt(input(low, high), normalQuantile(0.95), 9)).toBe(high);
    }
  });

  it('never leaves the scale of a share, nor goes below zero', () => {
    expect(writtenAt(input('90%', '99%'), 9, 3)).toBe('100%');
    expect(writtenAt(input('80%', '100%'), 3)).toBe('100%');
    expect(writtenAt(input('0s', '4s'), -3)).toBe('0s');
  });
});

describe('a scenario with uncertain inputs', () => {
  it('is parsed as the same scenario with the medians in their places', () => {
    const { uncertain, scenario: read, parameters } = parsed(scenario);
    expect(uncertain.map(({ path }) => path)).toEqual(['parameters.rate', 'workload[0].service.exponential']);
    expect(read.workload[0]!.service).toEqual({ kind: 'exponential', mean: 979796 });
    expect(parameters).toEqual({ rate: '{between: [500/s, 700/s]}' });
    const plain = scenario
      .replace('{between: [500/s, 700/s]}', '591.60797831/s')
      .replace('{between: [800us, 1200us]}', '979796ns');
    expect(parsed(scenario, { drawn: {} }).canonical).toBe(parsed(plain).canonical);
    expect(parsed(scenario).canonical).not.toBe(parsed(plain).canonical);
  });

  it('is another scenario when an interval is wider', () => {
    const wider = scenario.replace('[800us, 1200us]', '[600us, 1600us]');
    expect(parsed(wider).digest).not.toBe(parsed(scenario).digest);
  });

  it('takes a parameter given on the command line as it is given: certain, or uncertain in another way', () => {
    expect(parsed(scenario, { parameters: { rate: '600/s' } }).uncertain).toHaveLength(1);
    const given = '{between: [1/s, 4/s]}';
    const { uncertain, parameters, scenario: read } = parsed(scenario, { parameters: { rate: given } });
    expect(uncertain).toHaveLength(2);
    expect(parameters).toEqual({ rate: given });
    expect(read.workload[0]!.rate).toMatchObject([{ rate: 2 }]);
  });

  it('may take the ends from parameters', () => {
    const text = scenario
      .replace('parameters: {', 'parameters: {least: 800us, ')
      .replace('[800us, 1200us]', '[$least, 1200us]');
    expect(parsed(text).scenario).toMatchObject({ workload: [{ service: { mean: 979796 } }] });
  });
});

describe('a wrong interval is a problem with its place and a remedy', () => {
  it.each([
    ['[1200us, 800us]', 'the higher end first', 'write {between: [800us, 1200us]}'],
    ['[800us, 800us]', 'equal ends', 'write 800us: then it is not uncertain'],
    ['[800us, 5/s]', 'a duration and a rate', undefined],
    ['[800us]', 'between with a list of 1', 'write both ends, the lower first'],
    ['800us', 'between with "800us"', 'write both ends, the lower first'],
    ['[fast, slow]', '"fast" as an end', undefined],
    ['[1, 2]', '', 'write 1ms or 1s'],
  ])('between: %s', (ends, found, suggestion) => {
    const [problem, ...others] = problems(scenario.replace('[800us, 1200us]', ends));
    expect(others.filter(({ suggestion: remedy }) => remedy?.includes('1ms') !== true)).toEqual([]);
    expect(problem).toMatchObject({ line: 7, path: 'workload[0].service.exponential' });
    expect(problem!.found).toContain(found);
    expect(problem!.suggestion).toBe(suggestion);
  });

  it('beside other keys, in a place that is not of the world, or as a name', () => {
    expect(problems(scenario.replace('1200us]}', '1200us], law: normal}'))).toMatchObject([
      { path: 'workload[0].service.exponential', found: 'between beside law' },
    ]);
    expect(problems(scenario.replace('duration: 2s', 'duration: {between: [1s, 2s]}'))).toMatchObject([
      { path: 'run.duration', expected: expect.stringContaining('nothing under run can be uncertain') },
    ]);
    expect(problems(scenario.replace('network: none', 'network: {between: [1, 2]}'))).toMatchObject([
      { path: 'design.network', found: expect.stringContaining('uncertain') },
    ]);
    expect(problems(scenario.replace('[500/s, 700/s]', '[700/s, 500/s]'))).toMatchObject([
      { line: 4, path: 'parameters.rate', suggestion: 'write {between: [500/s, 700/s]}' },
    ]);
  });

  it('of which an end makes no valid scenario says at which', () => {
    const text = scenario.replace('members: 1', 'members: {between: [100, 30000]}');
    expect(problems(text)).toMatchObject([
      { path: 'design.members', found: expect.stringContaining('where design.members is 30000') },
    ]);
  });
});
