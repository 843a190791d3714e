import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { goodExcept, goodScenario, parsed, problemLine, problemsOf, wordsOf } from './examples.ts';

const golden = (name: string) => new URL(`golden/${name}`, import.meta.url).pathname;

describe('a good scenario', () => {
  const { scenario, parameters, text } = parsed(goodScenario);

  it('comes out in the units of the engine, with its parameters put in', () => {
    expect(scenario.design.product).toEqual({
      kind: 'redis-cluster',
      version: '7.0',
      nodeTimeout: 2e9,
      fullCoverage: true,
      replicaValidityFactor: 10,
      syncBandwidth: 100 * 1024 ** 2,
    });
    expect(scenario.design).toMatchObject({ members: 6, backups: 1 });
    expect(scenario.design.maps[0]).toMatchObject({
      entries: 2_000_000,
      entrySize: 1024,
      persistence: { kind: 'writeBehind', delay: 5e9 },
    });
    expect(scenario.design.network.crossZone).toEqual({ kind: 'constant', value: 500_000 });
    expect(scenario.workload[0]).toMatchObject({
      rate: [{ at: 0, rate: 300 }],
      mix: { put: 0.7, get: 0.3 },
      service: { kind: 'exponential', mean: 100_000 },
    });
    expect(scenario.expect.map((expectation) => expectation.limit)).toEqual([5e9, 0, 20e6, 0.001]);
    expect(scenario.expect[0]!.text).toBe('writeOutage p90 < 5s per-fault');
  });

  it('keeps its text and the values of its parameters', () => {
    expect(text).toBe(goodScenario);
    expect(parameters).toEqual({ nodeTimeout: '2s', members: 6, backups: 1, limit: '5s' });
  });

  it('may be as small as a name, a question, a design, a source and a duration', () => {
    const small =
      'apiVersion: sba/v1\nname: a\nquestion: b\ndesign: {members: 2}\nworkload: [{name: c, rate: 1/s}]\nrun: {duration: 1s}';
    expect(parsed(small).scenario).toMatchObject({
      design: {
        product: { kind: 'generic', partitions: 271, heartbeatTimeout: 5e9 },
        regions: [{ name: 'local', zones: 1 }],
        backups: 1,
        maps: [],
      },
      run: { warmup: 'auto', settle: 60e9, precision: 0.05, seed: 1 },
      faults: [],
      expect: [],
    });
  });
});

describe('parameters', () => {
  it('can be given anew, as they would stand in the file', () => {
    const { scenario, parameters } = parsed(goodScenario, { members: '12', nodeTimeout: '15s', limit: '40s' });
    expect(scenario.design).toMatchObject({ members: 12, product: { nodeTimeout: 15e9 } });
    expect(scenario.expect[0]!.text).toBe('writeOutage p90 < 40s per-fault');
    expect(parameters).toMatchObject({ members: 12, nodeTimeout: '15s' });
  });

  it('must be declared', () => {
    expect(problemsOf(goodScenario, { member: '12' })).toEqual([
      {
        source: '--param member',
        path: '',
        found: 'unknown parameter "member"',
        expected: 'one of nodeTimeout, members, backups, limit',
        suggestion: 'did you mean "members"?',
      },
    ]);
    expect(wordsOf(goodExcept('members: $members', 'members: $membres'))).toEqual([
      'design.members: found unknown parameter "membres", expected one of nodeTimeout, members, backups, limit; did you mean "members"?',
    ]);
    expect(wordsOf(goodExcept('< $limit', '< $limt'))).toEqual([
      'expect[0]: found unknown parameter "limt", expected one of nodeTimeout, members, backups, limit; did you mean "limit"?',
    ]);
  });

  it('are single values, and a bad one is reported where it is used', () => {
    expect(wordsOf(goodScenario, { members: '[1, 2]' })).toEqual([
      'parameters.members: found "[1, 2]", expected one value, as it would stand in the file',
    ]);
    expect(problemsOf(goodScenario, { nodeTimeout: '15' })).toMatchObject([
      {
        line: 7,
        path: 'design.product.nodeTimeout',
        found: '$nodeTimeout, which is 15',
        suggestion: 'write 15ms or 15s',
      },
    ]);
  });

  it('need not be used', () => {
    expect(problemsOf(goodExcept('limit: 5s', 'limit: 5s, spare: 1'))).toEqual([]);
  });

  it('are not looked for in prose', () => {
    expect(
      problemsOf(
        goodExcept("question: How long are a crashed primary's slots away", 'question: What does it cost in $dollars'),
      ),
    ).toEqual([]);
  });
});

describe('a bad scenario shows every problem at once, in the order of the file', () => {
  it.each(['terrible', 'senseless'])('%s', async (name) => {
    const result = parseScenario(readFileSync(golden(`${name}.yaml`), 'utf8'), { source: `${name}.yaml` });
    const report = result.ok ? 'no problem' : result.problems.map(problemLine).join('');
    await expect(report).toMatchFileSnapshot(golden(`${name}.problems.txt`));
  });

  it.each([
    ['an empty file', '', 'nothing'],
    ['a list', '- a\n- b\n', 'a list of 2'],
    ['a word', 'hello', '"hello"'],
    ['prose', 'Dear simulator: please: run\n  this', 'text that is not YAML'],
  ])('%s is not a scenario', (_, text, found) => {
    expect(problemsOf(text)[0]).toMatchObject({
      source: '<text>',
      line: expect.any(Number),
      found: expect.stringContaining(found),
    });
  });

  it('a misspelt key stands for the key that is missing', () => {
    expect(wordsOf(goodExcept('members: $members', 'memebers: 6'))).toEqual([
      'design.memebers: found unknown key "memebers", expected one of product, regions, members, backups, network, units, maps, wan, services, store, autoscaler, middleware; did you mean "members"?',
    ]);
  });

  it('keys of the JavaScript object are no fields', () => {
    for (const key of ['constructor', 'toString', 'hasOwnProperty', '__proto__']) {
      expect(problemsOf(goodExcept('network: three-zones', `${key}: three-zones`))).toHaveLength(1);
    }
  });

  it('a misspelt kind does not hide the rest of its fault', () => {
    const words = wordsOf(goodExcept('kind: crash, target: {primaryOf: any}', 'kind: crsh, target: {primaryOf: anyy}'));
    expect(words).toEqual([
      expect.stringMatching(/^faults\[0\]\.kind: found "crsh".*did you mean "crash"\?$/),
      expect.stringMatching(/^faults\[0\]\.target\.primaryOf: found "anyy".*did you mean "any"\?$/),
    ]);
  });
});
