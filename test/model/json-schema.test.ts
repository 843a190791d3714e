import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { filesBeside } from '../../simulator/cli/files-beside.ts';
import { scenarioJsonSchema } from '../../simulator/model/json-schema.ts';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { goodExcept, goodScenario, problemsOf } from './examples.ts';

const scenarios = new URL('../../scenarios/', import.meta.url);
const validate = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(scenarioJsonSchema());
const accepts = (text: string) => validate(parse(text));

describe('the JSON Schema accepts what the parser accepts', () => {
  const shipped = readdirSync(scenarios).filter((name) => name.endsWith('.yaml'));

  it.each(shipped)('%s', (name) => {
    const text = readFileSync(new URL(name, scenarios), 'utf8');
    const checked = parseScenario(text, { source: name, files: filesBeside('', fileURLToPath(scenarios)) });
    expect(checked.ok ? [] : checked.problems).toEqual([]);
    accepts(text);
    expect(validate.errors ?? []).toEqual([]);
  });

  it.each([
    ['as it is', 'name: checkout', 'name: checkout'],
    [
      'a product by its kind alone',
      'product: {kind: redis-cluster, version: "7.0", nodeTimeout: $nodeTimeout, fullCoverage: true}',
      'product: redis-cluster',
    ],
    ['a parameter for a number', 'seed: 7', 'seed: $members'],
    ['a parameter for a distribution', 'service: {exponential: 100us}', 'service: $nodeTimeout'],
    ['a network written out', 'network: three-zones', 'network: {crossZone: {uniform: [300us, 900us]}}'],
    ['a plain count', 'entries: 2M', 'entries: 2000000'],
    ['an uncertain count', 'entries: 2M', 'entries: {between: [1M, 4M]}'],
    ['an uncertain mean', 'service: {exponential: 100us}', 'service: {exponential: {between: [80us, 200us]}}'],
    ['an uncertain constant', 'service: {exponential: 100us}', 'service: {between: [80us, 200us]}'],
    ['an uncertain share', 'zipf: 0.99', 'zipf: {between: [0.7, 1.1]}'],
    ['steps of a rate', 'rate: 300/s', 'rate: [{at: 0s, rate: 100/s}, {at: 30s, rate: 1k/s}]'],
    [
      'a mixture',
      'service: {exponential: 100us}',
      'service: {mixture: [{weight: 90%, of: 50us}, {weight: 10%, of: {exponential: 1ms}}]}',
    ],
  ])('%s', (_, piece, replacement) => {
    const text = goodExcept(piece, replacement);
    expect(problemsOf(text)).toEqual([]);
    accepts(text);
    expect(validate.errors ?? []).toEqual([]);
  });
});

describe('the JSON Schema refuses typical mistakes', () => {
  it.each([
    ['a misspelt key', 'members: $members', 'memebers: 6'],
    ['a missing unit', 'nodeTimeout: $nodeTimeout', 'nodeTimeout: 2000'],
    ['a share without %', 'put: 70%', 'put: 0.7'],
    ['an unknown product', 'kind: redis-cluster', 'kind: redis'],
    ['an unknown fault', 'kind: crash', 'kind: crush'],
    ['two forms of persistence', 'persistence: {writeBehind:', 'persistence: {writeThrough: {}, writeBehind:'],
    ['a distribution of two kinds', 'service: {exponential: 100us}', 'service: {exponential: 100us, constant: 1ms}'],
    ['one end of an interval', 'entries: 2M', 'entries: {between: [1M]}'],
    ['an interval with more to it', 'entries: 2M', 'entries: {between: [1M, 2M], law: normal}'],
    ['too many backups', 'backups: $backups', 'backups: 9'],
    ['a version that is not text', 'version: "7.0"', 'version: 7.0'],
    ['another format version', 'sba/v1', 'sba/v2'],
  ])('%s', (_, piece, replacement) => {
    expect(accepts(goodExcept(piece, replacement))).toBe(false);
  });

  it('and the good scenario is good', () => {
    expect(accepts(goodScenario)).toBe(true);
  });
});
