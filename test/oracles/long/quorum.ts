/**
 * Oracles P03 to P06 with their full tolerances: a million writes a cell and more, as scenario text, a minute or more a cell.
 * Prints what theory says, what came out and what is allowed; exits 1 when a cell is outside. P05 is the true quantile of t-visibility,
 * found between two times 4 % apart on either side of it by straight line in ln P(stale).
 *
 * usage: npm run oracles:long [millions of writes a cell]
 */
import type { RunResult } from '../../../simulator/model/result.ts';
import { simulate } from '../scenario-oracle.ts';
import { laws, type WarsCase, wars } from '../wars.ts';

/** Keys of a replication are kept in memory, so many replications instead of long ones. */
const WRITES = 100_000;
const millions = Number(process.argv[2] ?? 1);
let failures = 0;

function check(what: string, found: number, theory: number, tolerance: number): void {
  const good = Math.abs(found - theory) <= tolerance;
  if (!good) failures++;
  console.log(
    `${good ? 'ok  ' : 'FAIL'} ${what}: ${found.toPrecision(5)}, theory ${theory} ± ${tolerance.toPrecision(2)}`,
  );
}

function run(law: Omit<WarsCase, 'writes'>, share = 1): Promise<RunResult> {
  return simulate(wars({ ...law, writes: WRITES }), Math.ceil((share * millions * 1e6) / WRITES));
}

const tail = (result: RunResult, source: string) => result.metrics[`responseTime{workload:${source}}`]!.p999!;
const staleShare = (result: RunResult, source: string) => result.metrics[`staleReadRatio{workload:${source}}`]!.mean!;

async function latencies(law: 'ssd' | 'disk', cells: readonly (readonly number[])[]): Promise<void> {
  for (const [read, write, readTail, writeTail, tolerance = 0.02, share = 1] of cells) {
    const result = await run({ law: laws[law], read: read!, write: write!, after: [0] }, share);
    const name = `${law} R=${read} W=${write}`;
    check(`${name} p99.9 of reads, ms`, tail(result, 'after-0'), readTail!, readTail! * 0.02);
    check(`${name} p99.9 of writes, ms`, tail(result, 'writers'), writeTail!, writeTail! * tolerance);
  }
}

async function freshness(name: string, law: Omit<WarsCase, 'writes'>, fresh: readonly number[], tolerance: number) {
  const result = await run(law);
  fresh.forEach((theory, index) => {
    const found = 1 - staleShare(result, `after-${index}`);
    check(`${name} P(fresh) ${law.after[index]} ms after the commit`, found, theory, tolerance);
  });
}

/** The time at which 1 read of 1000 is stale. */
async function visibility(name: string, law: Omit<WarsCase, 'writes' | 'after'>, theory: number): Promise<void> {
  const times = [theory * 0.96, theory * 1.04];
  const result = await run({ ...law, after: times }, 4);
  const [early, late] = times.map((_, index) => Math.log(staleShare(result, `after-${index}`)));
  const part = (early! - Math.log(0.001)) / (early! - late!);
  check(`${name} 99.9 % fresh after ms`, times[0]! + part * (times[1]! - times[0]!), theory, 0.02 * theory);
}

async function main(): Promise<void> {
  const one = { read: 1, write: 1 };
  await latencies('ssd', [
    [1, 1, 0.656, 0.654],
    [1, 2, 0.656, 1.625],
    [2, 1, 1.628, 0.655],
    [3, 1, 4.114, 0.655],
    [1, 3, 0.654, 4.089],
  ]);
  await latencies('disk', [
    [1, 1, 0.654, 10.94],
    [1, 2, 0.654, 20.97],
    [2, 1, 1.637, 10.99],
    [3, 1, 4.105, 10.94],
    // The oracle's value is a sample of its own, 109.5 ± 1.3; the paper's is 112.65 and the exact one 111.346 (wars-exact.ts). The index of
    // 1.51 leaves a standard error of 1 % after four million writes, so the oracle's 4 % hold all three.
    [1, 3, 0.654, 109.5, 0.04, 4],
  ]);
  await freshness('ssd R=1 W=1', { law: laws.ssd, ...one, after: [0, 5] }, [0.9737, 0.999995], 0.001);
  await freshness('ssd R=1 W=2', { law: laws.ssd, read: 1, write: 2, after: [0] }, [0.9783], 0.001);
  await freshness('ssd R=2 W=1', { law: laws.ssd, read: 2, write: 1, after: [0] }, [0.9994], 0.001);
  await freshness('disk R=1 W=1', { law: laws.disk, ...one, after: [0, 10] }, [0.43645, 0.92609], 0.002);
  for (const [rate, fresh, visible] of [
    [4, 0.943, 1.01],
    [1, 0.7519, 5.5],
    [0.1, 0.4196, 63.6],
  ] as const) {
    const law = laws.exponential(rate);
    await freshness(`exponential ${rate}`, { law, ...one, after: [0] }, [fresh], 0.002);
    await visibility(`exponential ${rate}`, { law, ...one }, visible);
  }
  await visibility('ssd R=1 W=1', { law: laws.ssd, ...one }, 1.97);
  await visibility('disk R=1 W=1', { law: laws.disk, ...one }, 51.9);
  await visibility('disk R=2 W=1', { law: laws.disk, read: 2, write: 1 }, 14.2);
  process.exitCode = failures > 0 ? 1 : 0;
}

await main();
