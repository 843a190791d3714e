import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { canonicalJson, digestOf } from '../../simulator/model/canonical.ts';
import { goodExcept, goodScenario, parsed } from './examples.ts';

const { canonical, digest } = parsed(goodScenario);

function shuffled(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((entry) => shuffled(entry, random));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([key, entry]) => ({
    key,
    entry: shuffled(entry, random),
    order: random(),
  }));
  return Object.fromEntries(fields.sort((a, b) => a.order - b.order).map(({ key, entry }) => [key, entry]));
}

describe('the canonical form', () => {
  it('is the same for JSON, other key orders and comments', () => {
    const plain: unknown = parse(goodScenario);
    expect(parsed(JSON.stringify(plain)).digest).toBe(digest);
    expect(parsed(`# a comment\n${goodScenario}# another`).digest).toBe(digest);
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (numbers) => {
        expect(parsed(stringify(shuffled(plain, () => numbers.next().value))).digest).toBe(digest);
      }),
      { numRuns: 30 },
    );
  });

  it('is the same for other spellings, written-out defaults and values in place of parameters', () => {
    expect(parsed(goodExcept('duration: 60s', 'duration: 1min')).digest).toBe(digest);
    expect(parsed(goodExcept('entries: 2M', 'entries: 2_000_000')).digest).toBe(digest);
    expect(parsed(goodExcept('warmup: auto', 'warmup: auto, settle: 60s')).digest).toBe(digest);
    expect(parsed(goodExcept('members: $members', 'members: 6')).digest).toBe(digest);
  });

  it('is another one for another design, load, seed, parameter value or expectation', () => {
    const others = [
      goodExcept('entries: 2M', 'entries: 3M'),
      goodExcept('rate: 300/s', 'rate: 301/s'),
      goodExcept('seed: 7', 'seed: 8'),
      goodExcept('acknowledgedWritesLost == 0', 'acknowledgedWritesLost <= 0'),
    ].map((text) => parsed(text).digest);
    const digests = [digest, ...others, parsed(goodScenario, { nodeTimeout: '3s' }).digest];
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('is its own canonical form', () => {
    expect(canonicalJson(JSON.parse(canonical))).toBe(canonical);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const once = canonicalJson(value);
        expect(canonicalJson(JSON.parse(once))).toBe(once);
      }),
    );
  });

  it('sorts keys by code unit, whatever the language of the machine', () => {
    expect(canonicalJson({ b: 1, B: 2, ä: 3, a: undefined })).toBe('{"B":2,"b":1,"ä":3}');
  });

  it('has the digest that sha256sum gives', () => {
    expect(digestOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
