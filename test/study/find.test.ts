/** The cheapest design, against trying everything, through scenario text. */
import { describe, expect, test } from 'vitest';
import { findDesign, parseGrid, renderSearch, runScenario } from '../../simulator/api.ts';
import type { SearchResult } from '../../simulator/model/design-search.ts';
import { scaled } from '../../simulator/study/answer-changes.ts';
import { pointsOf } from '../../simulator/study/grid.ts';
import { folder, sba } from '../cli/command.ts';

async function found(text: string, grids: readonly string[], vary: readonly string[] = []): Promise<SearchResult> {
  const axes = parseGrid(grids);
  if ('wrong' in axes) throw new Error(axes.wrong);
  const checked = await findDesign(text, axes, { vary });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.value.result;
}

/** Every candidate run in full: those that pass, cheapest first. */
async function exhaustively(text: string, grids: readonly string[]) {
  const passing: { parameters: Readonly<Record<string, string>>; costs: number }[] = [];
  for (const parameters of pointsOf(parseGrid(grids) as never)) {
    const checked = await runScenario(text, { parameters });
    if (!checked.ok) continue;
    const { verdict, cost } = checked.value.result;
    if (verdict === 'pass') passing.push({ parameters, costs: cost!.known });
  }
  return passing.sort((a, b) => a.costs - b.costs);
}

/** A queue before threads that cost by the member. */
const queue = `
apiVersion: sba/v1
name: enough-threads
question: How many members and threads?
parameters: {members: 1, threads: 1, rate: 300/s}
design: {members: $members, backups: 0, network: none, units: {threads: $threads}, maps: []}
workload:
  - {name: load, rate: $rate, service: {exponential: 5ms}}
run: {duration: 20s, warmup: 2s, replications: 5, seed: 5}
cost: {perMemberHour: 1}
expect: ["responseTime p90 < 14ms", "utilisation mean < 80%", "throughput > 250/s"]
`;

/** Copies against a crash, in members that must not hold too much. */
const copies = `
apiVersion: sba/v1
name: enough-copies
question: How many members and copies?
parameters: {members: 3, backups: 0, timeout: 1s}
design:
  product: {kind: generic, partitions: 31, heartbeatInterval: 200ms, heartbeatTimeout: $timeout}
  members: $members
  backups: $backups
  network: one-zone
  maps: [{name: carts, entries: 10k, entrySize: 1KiB}]
workload:
  - {name: load, rate: 200/s, mix: {put: 100%}, map: carts, keys: uniform, service: 100us}
run: {duration: 10s, warmup: 0s, replications: 4, seed: 6}
faults: [{id: crash, kind: crash, target: {primaryOf: any}, at: 4s}]
cost: {perMemberHour: 1, perGiBHour: 20}
expect: ["keysLost == 0", "writeOutage max < 1500ms per-fault"]
`;

/** Rows that cost, against entries at risk. */
const pump = `
apiVersion: sba/v1
name: patient-pump
question: How long may the pump wait?
parameters: {delay: 1s, coalesce: true, members: 2}
design:
  members: $members
  backups: 0
  network: one-zone
  maps: [{name: scores, entries: 50, entrySize: 100B, persistence: {writeBehind: {delay: $delay, batch: 100, coalesce: $coalesce}}}]
  store: {latency: 1ms}
workload:
  - {name: load, rate: 300/s, mix: {put: 100%}, map: scores, keys: uniform, service: 100us}
run: {duration: 30s, warmup: 5s, replications: 4, seed: 7}
cost: {perMemberHour: 1, perMillionStoreWrites: 1}
expect: ["entriesAtRisk max < 220", "storeMissing == 0"]
`;

describe('the cheapest design is the one that trying everything finds', () => {
  test.each([
    ['threads and members', queue, ['members=1..4:4', 'threads=1,2']],
    ['copies, members and patience', copies, ['members=3,4', 'backups=0,1,2', 'timeout=1s,3s']],
    ['delays of a pump', pump, ['delay=250ms,500ms,1s,4s', 'coalesce=true,false']],
  ])('over %s', async (_what, text, grids) => {
    const [best, second] = await exhaustively(text, grids);
    const { verdict, winner, runnerUp, candidates, counts } = await found(text, grids);
    expect(verdict).toBe('found');
    expect(winner!.parameters).toEqual(best!.parameters);
    expect(winner!.costs).toBeCloseTo(best!.costs, 9);
    expect(runnerUp!.costs).toBeCloseTo(second!.costs, 9);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(candidates.length);
  });
});

describe('a promise that the grid itself changes', () => {
  const promised = queue.replace('parameters: {', 'parameters: {promise: 14ms, ').replace('< 14ms', '< $promise');

  test('is held against the candidate that makes it, not against the first', async () => {
    // Two members with two threads: a mean of some 6 ms; the first promise cannot be kept, the second is.
    const { candidates, winner } = await found(promised, ['members=2', 'threads=2', 'promise=3ms,30ms']);
    expect(candidates.map(({ fate }) => fate)).toEqual(['rejected early', 'passes']);
    expect(winner!.parameters.promise).toBe('30ms');
  });

  test('rejects early whom it is too strict for, also behind a generous one', async () => {
    const { candidates } = await found(promised, ['members=2', 'threads=2', 'promise=30ms,3ms']);
    expect(candidates.map(({ fate }) => fate)).toEqual(['passes', 'rejected early']);
    expect(candidates[1]).toMatchObject({ expectation: 'responseTime p90 < 3ms' });
  });
});

test('without prices the answer speaks of members and memory, not of what a month costs', async () => {
  const free = queue.replace(/cost: .*\n/, '');
  const result = await found(free, ['members=2', 'threads=2,3']);
  expect(result.runnerUp!.why).toBe('it has as many members and as much memory, and was tried later');
  expect(renderSearch(result, 'text')).not.toContain('a month');
  expect(renderSearch(await found(queue, ['members=2', 'threads=2']), 'text')).toContain('a month');
});

test('a short look sees no replication that a run of the candidate would not', async () => {
  const once = (limit: string) =>
    queue
      .replace('replications: 5', 'replications: 1')
      .replace(/expect: .*/, `expect: ["responseTime max < ${limit}"]`);
  const checked = await runScenario(once('1s'), { parameters: { members: '2', threads: '2' } });
  const { max } = (checked as { value: { result: { metrics: Record<string, { max: number }> } } }).value.result.metrics
    .responseTime!;
  // Just longer than the longest of the only replication; those behind it have longer ones.
  const { candidates } = await found(once(`${Math.ceil(max * 1000)}us`), ['members=2', 'threads=2']);
  expect(candidates.map(({ fate }) => fate)).toEqual(['passes']);
});

describe('what is not simulated', () => {
  test('reads that a near cache answers keep no thread busy, so no closed form refutes their design', async () => {
    const near = `
apiVersion: sba/v1
name: near
question: How many members?
parameters: {members: 1}
design:
  members: $members
  backups: 0
  network: none
  units: {threads: 1}
  maps: [{name: prices, entries: 20, nearCache: {maxEntries: 100, invalidate: none, timeToLive: 60s}}]
workload: [{name: load, map: prices, op: get, rate: 200/s, service: 4ms}]
run: {duration: 10s, warmup: 2s, replications: 5, seed: 5}
expect: ["utilisation mean < 50%"]
`;
    const { candidates } = await found(near, ['members=1,2']);
    expect(candidates.map(({ fate }) => fate)).toEqual(['passes', 'passes']);
  });

  test('a candidate that a closed form refutes would have failed', async () => {
    const { candidates } = await found(queue, ['members=1..4:4', 'threads=1,2']);
    const refuted = candidates.filter(({ fate }) => fate === 'refuted');
    expect(refuted.length).toBeGreaterThan(0);
    for (const { parameters, because, runId } of refuted) {
      expect(because).toMatch(/rate × service|members × threads/);
      expect(runId).toBeUndefined();
      const checked = await runScenario(queue, { parameters });
      expect(checked.ok && checked.value.result.verdict).toBe('fail');
    }
  });

  test('nor one that waits longer for silence than the promise allows', async () => {
    const { candidates } = await found(copies, ['timeout=1s,3s', 'backups=1']);
    expect(candidates.map(({ fate }) => fate)).toEqual(['passes', 'refuted']);
    expect(candidates[1]!.because).toContain('heartbeatTimeout − heartbeatInterval');
  });

  test('nor one that cannot be cheaper than the second best', async () => {
    const { candidates } = await found(queue, ['members=2..9:8', 'threads=2']);
    expect(candidates.filter(({ fate }) => fate === 'passes')).toHaveLength(2);
    expect(candidates.filter(({ fate }) => fate === 'not needed').length).toBeGreaterThan(3);
  });

  test('nor one that is no scenario; it is listed with what is wrong', async () => {
    const { candidates } = await found(copies, ['members=3', 'backups=1,3']);
    expect(candidates[1]).toMatchObject({
      fate: 'refused',
      because: expect.stringContaining('fewer backups than members'),
    });
  });
});

describe('the answer', () => {
  test('names the promise that a cheaper design breaks', async () => {
    const { binding } = await found(queue, ['members=1..4:4', 'threads=2']);
    expect(binding!.expectation).toMatch(/utilisation|responseTime/);
    expect(binding!.text).toContain('members = ');
  });

  test('is infeasible, with the promise that forbids it, when nothing passes', async () => {
    const { verdict, binding, winner, summary } = await found(
      queue.replace('throughput > 250/s', 'throughput > 900/s'),
      ['members=2,3', 'threads=2'],
    );
    expect(verdict).toBe('infeasible');
    expect(winner).toBeUndefined();
    expect(binding!.expectation).toContain('throughput');
    expect(summary).toContain('Infeasible');
  });

  test('says up to which load it is right: there the winner still passes, three per cent further it does not', async () => {
    const { changes, winner } = await found(queue, ['members=2', 'threads=2'], ['rate']);
    const { holdsUpTo, changesAt, unit } = changes.find(({ what }) => what === 'rate')!;
    expect(unit).toBe('1/s');
    expect(holdsUpTo).toBeGreaterThanOrEqual(300);
    expect(changesAt! / holdsUpTo!).toBeLessThan(1.04);
    for (const [rate, passes] of [
      [holdsUpTo, true],
      [changesAt, false],
    ] as const) {
      const checked = await runScenario(queue, { parameters: { ...winner!.parameters, rate: `${rate}/s` } });
      expect(checked.ok && checked.value.result.verdict === 'pass').toBe(passes);
    }
  });

  test('is found also where more load is more than the scenario allows to simulate', async () => {
    // 300/s for 20 s; a replication at twice as much has more events than this.
    const limited = queue.replace('run: {', 'run: {eventLimit: 40k, ').replace(/, "utilisation mean.*/, ']');
    const { winner, changes } = await found(limited, ['members=3', 'threads=2'], ['rate']);
    expect(winner!.parameters.members).toBe('3');
    const { holdsUpTo, changesAt, text } = changes.find(({ what }) => what === 'rate')!;
    expect(holdsUpTo).toBeGreaterThanOrEqual(300);
    expect(changesAt).toBeUndefined();
    expect(text).toMatch(/right at least until rate = .* is refused \(run.eventLimit: /);
  });

  test('says at which price of a row the runner-up costs the same', async () => {
    // Each member costs 1 an hour; a fourth one saves nothing but time, and a longer delay saves rows.
    const { changes, winner, runnerUp } = await found(pump, ['delay=250ms,1s', 'members=2,3', 'coalesce=true']);
    const { changesAt } = changes.find(({ what }) => what === 'perMemberHour')!;
    const at = (of: typeof winner, price: number) =>
      of!.cost!.parts.reduce(
        (sum, { name, perMonth = 0 }) => sum + (name === 'members' ? perMonth * price : perMonth),
        0,
      );
    expect(at(winner, changesAt!)).toBeCloseTo(at(runnerUp, changesAt!), 6);
  });

  test('scales a quantity in its own unit', () => {
    expect(scaled('4k/s', 1.25)).toBe('5k/s');
    expect(scaled('1_000', 1.25)).toBe('1250');
    expect(scaled('2MiB', 1.5)).toBe('3MiB');
  });
});

test('the same search gives the same bytes, and infeasible ends with exit 0', async () => {
  const { path, remove } = folder({ 'queue.yaml': queue });
  try {
    const words = [
      'find',
      'queue.yaml',
      '--grid',
      'members=1,2',
      '--grid',
      'threads=2',
      '--format',
      'json',
      '--vary',
      'rate',
    ];
    const one = await sba(words, { directory: path });
    expect(one.code).toBe(0);
    expect((await sba(words, { directory: path })).stdout).toBe(one.stdout);
    expect(
      (await sba(['find', 'queue.yaml', '--grid', 'members=1', '--vary', 'rate'], { directory: path })).stdout,
    ).toContain('Infeasible');
    expect((await sba(['find', 'queue.yaml'], { directory: path })).code).toBe(64);
    expect(
      (await sba(['find', 'queue.yaml', '--grid', 'members=1', '--vary', 'nothing'], { directory: path })).code,
    ).toBe(65);
  } finally {
    remove();
  }
});
