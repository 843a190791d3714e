/**
 * Drafted scenarios: the vocabulary accepts them, they are small enough to run, and they say what they assume.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DesignCardInput, designCard } from '../../simulator/model/design-card.ts';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { byteSize, count, duration, rate, ratio } from '../../simulator/model/quantity.ts';
import {
  byteText,
  countText,
  durationText,
  limitText,
  rateText,
  shareText,
} from '../../simulator/model/quantity-text.ts';
import type { Scenario } from '../../simulator/model/scenario.ts';
import { chooseDesign } from '../../simulator/sizing/chosen-design.ts';
import { draftScenario } from '../../simulator/sizing/scenario-draft.ts';
import { EVENT_LIMIT, scenarioLoad } from '../../simulator/sizing/scenario-load.ts';

/** The scenario as the vocabulary reads it; a problem fails the test with its text. */
function read(text: string): Scenario {
  const checked = parseScenario(text, { source: '<text>' });
  expect(checked.ok ? [] : checked.problems).toEqual([]);
  return (checked as Extract<typeof checked, { ok: true }>).value.scenario;
}

const draft = (card: DesignCardInput, fault: 'crash' | 'none' = 'crash') =>
  draftScenario(designCard.parse(card), { name: 'drafted', question: 'Does it "hold"?', fault });

const anyCard = fc.record({
  product: fc.constantFrom('generic' as const, 'redis-cluster' as const),
  entries: fc.integer({ min: 1, max: 1e9 }),
  entrySize: fc.integer({ min: 1, max: 1e6 }).map((bytes) => `${bytes}B`),
  writes: fc.integer({ min: 0, max: 300_000 }).map((writes) => `${writes}/s`),
  reads: fc.integer({ min: 0, max: 300_000 }).map((reads) => `${reads}/s`),
  serviceTime: fc.integer({ min: 1000, max: 10_000_000 }).map((ns) => `${ns}ns`),
  members: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
  backups: fc.integer({ min: 0, max: 3 }),
  zones: fc.integer({ min: 1, max: 4 }),
  writeBehind: fc.option(
    fc.integer({ min: 1, max: 60_000 }).map((ms) => `${ms}ms`),
    { nil: undefined },
  ),
  storeWrites: fc.option(
    fc.integer({ min: 1, max: 100_000 }).map((rows) => `${rows}/s`),
    { nil: undefined },
  ),
  heartbeatTimeout: fc.integer({ min: 2, max: 30_000 }).map((ms) => `${ms}ms`),
  nodeTimeout: fc.integer({ min: 100, max: 30_000 }).map((ms) => `${ms}ms`),
});

describe('a drafted scenario', () => {
  it('is valid whatever the card', () => {
    fc.assert(
      fc.property(anyCard, fc.constantFrom('crash' as const, 'none' as const), (card, fault) => {
        const scenario = read(draft(card, fault));
        expect(scenario.name).toBe('drafted');
        expect(scenario.question).toBe('Does it "hold"?');
        expect(scenario.faults.length).toBe(fault === 'crash' ? 1 : 0);
      }),
      { numRuns: 200 },
    );
  });

  it('is the card again', () => {
    const { design, workload, faults } = read(
      draft({
        product: 'redis-cluster',
        entries: '2M',
        writes: '210/s',
        reads: '90/s',
        nodeTimeout: '2s',
        writeBehind: '5s',
        storeWrites: '3k/s',
      }),
    );
    expect(design).toMatchObject({
      product: { kind: 'redis-cluster', nodeTimeout: 2e9, fullCoverage: true },
      members: 6,
      backups: 1,
      maps: [
        {
          entries: 2e6,
          entrySize: 1024,
          replication: 'async',
          persistence: { kind: 'writeBehind', delay: 5e9, coalesce: true },
        },
      ],
      store: { writesPerSecond: 3000 },
    });
    expect(workload[0]).toMatchObject({ name: 'load', rate: [{ at: 0, rate: 300 }], mix: { put: 0.7, get: 0.3 } });
    expect(workload[1]).toMatchObject({ name: 'probe', target: 'each-owner', op: 'put' });
    expect(faults[0]).toMatchObject({ kind: 'crash', at: { kind: 'constant', value: 20e9 }, mustCause: ['failover'] });
  });

  it('expects what the closed forms say', () => {
    const expectations = read(draft({ product: 'redis-cluster', nodeTimeout: '2s' })).expect.map(({ text }) => text);
    expect(expectations).toContain('writeOutage p90 < 5s per-fault');
    expect(expectations).toContain('acknowledgedWritesLost == 0');
  });

  it('raises members that no scenario can hold, and says so', () => {
    const text = draft({ product: 'redis-cluster', members: 7 });
    expect(text).toContain('# 7 members cannot run with 2 copies of everything; this scenario has 8.');
    expect(read(text).design.members).toBe(8);
  });

  it('crashes at 20 s and lasts until the longest failover is over', () => {
    const { run, faults } = read(draft({ product: 'redis-cluster' }));
    expect(faults[0]!.at).toEqual({ kind: 'constant', value: 20e9 });
    expect(run.duration).toBeGreaterThan(20e9 + (15 + 1.75 * 5 + 1.11) * 1e9);
  });

  it('stays below 1.5 million events; the true rates are kept when they fit, and a scaled load says so', () => {
    fc.assert(
      fc.property(anyCard, fc.boolean(), (card, hasCrash) => {
        expect(
          scenarioLoad(chooseDesign(designCard.parse(card)), hasCrash ? 'crash' : undefined).events,
        ).toBeLessThanOrEqual(EVENT_LIMIT);
      }),
    );
    expect(draft({})).toContain('# True rates;');
    expect(draft({ reads: '100k/s' })).toContain('# SCALED LOAD: rates are divided by ');
  });

  it('has no store when none was given, and nothing but the probe when there is no load', () => {
    expect(read(draft({})).design.store).toBeUndefined();
    expect(read(draft({ reads: '0/s', writes: '0/s' }, 'none')).workload.map(({ name }) => name)).toEqual(['probe']);
  });
});

describe('quantities as text', () => {
  it('read back as the number they were made from', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e13 }), (value) => {
        expect(duration().parse(durationText(value))).toBe(value);
        expect(byteSize().parse(byteText(value))).toBe(value);
        expect(count().parse(countText(value))).toBe(value);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (value) => {
        expect(rate().parse(rateText(value))).toBe(value);
      }),
    );
    expect(ratio().parse(shareText(0.333333))).toBe(0.333333);
  });

  it('are what people would write', () => {
    expect([15e9, 1.5e9, 250e6, 1234567, 100e3, 7].map(durationText)).toEqual([
      '15s',
      '1.5s',
      '250ms',
      '1234567ns',
      '100us',
      '7ns',
    ]);
    expect([1024, 64 * 1024 ** 2, 1000, 8 * 1024 ** 3].map(byteText)).toEqual(['1KiB', '64MiB', '1000B', '8GiB']);
    expect([2e6, 1500, 1e12, 271, 1_234_567].map(countText)).toEqual(['2M', '1.5k', '1T', '271', '1234567']);
    expect([4.8572e9, 26.9e9, 1.234e6, 990e6].map(limitText)).toEqual(['4.9s', '27s', '1.3ms', '990ms']);
  });
});
