/** What a month costs, through scenario text. */
import { describe, expect, test } from 'vitest';
import { runScenario } from '../../simulator/api.ts';
import type { CostResult } from '../../simulator/model/cost.ts';

const scenario = (cost: string, extra: { zones?: number; backups?: number; store?: boolean } = {}) => `
apiVersion: sba/v1
name: priced
question: What does it cost?
design:
  regions: [{name: eu, zones: ${extra.zones ?? 1}}]
  members: 3
  backups: ${extra.backups ?? 1}
  maps:
    - name: carts
      entries: 1Mi
      entrySize: 1KiB
      ${extra.store === true ? 'persistence: {writeBehind: {delay: 1s, batch: 100, coalesce: false}}' : ''}
  ${extra.store === true ? 'store: {latency: 1ms}' : ''}
workload:
  - {name: load, rate: 400/s, mix: {put: 50%, get: 50%}, map: carts, keys: uniform, service: 100us}
run: {duration: 60s, warmup: 5s, replications: 5, seed: 3}
${cost}
`;

async function costOf(text: string): Promise<CostResult | undefined> {
  const checked = await runScenario(text);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.value.result.cost;
}

const part = (cost: CostResult, name: string) => cost.parts.find((each) => each.name === name)!;

describe('the cost of a month', () => {
  test('is not spoken of without prices', async () => {
    expect(await costOf(scenario(''))).toBeUndefined();
  });

  test('counts members by the hour, and the memory of all copies', async () => {
    const cost = (await costOf(scenario('cost: {currency: EUR, perMemberHour: 0.5, perGiBHour: 0.02}')))!;
    expect(part(cost, 'members').perMonth).toBeCloseTo(3 * 730 * 0.5, 6);
    // A Mi entries of one KiB is one GiB, twice.
    expect(part(cost, 'memory').quantity).toBeCloseTo(2, 6);
    expect(part(cost, 'memory').perMonth).toBeCloseTo(2 * 730 * 0.02, 6);
    expect(cost.currency).toBe('EUR');
    // One zone and no store: nothing of these is used, so nothing is unknown.
    expect(cost.unknown).toEqual([]);
    expect(cost.total).toBeCloseTo(1095 + 29.2, 5);
  });

  test('counts the rows that reach the store', async () => {
    const cost = (await costOf(
      scenario('cost: {perMemberHour: 0, perGiBHour: 0, perMillionStoreWrites: 2}', { store: true }),
    ))!;
    const rows = 200 * 730 * 3600;
    expect(Math.abs(cost.total! / ((rows / 1e6) * 2) - 1)).toBeLessThan(0.02);
  });

  test('counts what leaves a zone: two thirds of the requests, and each write to a backup elsewhere', async () => {
    const cost = (await costOf(scenario('cost: {perMemberHour: 0, perGiBHour: 0, perCrossZoneGiB: 1}', { zones: 3 })))!;
    const bytes = 400 * 1024 * (2 / 3 + 0.5);
    expect(Math.abs(part(cost, 'crossZone').quantity! / (bytes / 2 ** 30) - 1)).toBeLessThan(0.02);
  });

  test('is unknown, with a lower bound, where something is used that has no price: never 0', async () => {
    const cost = (await costOf(scenario('cost: {perMemberHour: 1}', { zones: 3 })))!;
    expect(cost.total).toBeUndefined();
    expect(cost.known).toBeCloseTo(3 * 730, 6);
    expect(cost.unknown.join()).toMatch(/memory.*without a price.*crossZone.*without a price/s);
    expect(part(cost, 'memory').perMonth).toBeUndefined();
  });

  test('needs at least one price', async () => {
    const checked = await runScenario(scenario('cost: {currency: EUR}'));
    expect(JSON.stringify(checked)).toContain('at least one price');
  });
});
