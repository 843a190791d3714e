/**
 * Random small scenarios: whatever the design, the load and the faults, a run ends, keeps its books and can be repeated.
 *
 * Four generators: narrow (designs, load and the faults that matter most to histories), wide (every fault and every kind of load) and mixed
 * (features that never met: maps of all kinds, caches, regions, middleware, autoscalers) and product (every product in every version, with
 * its own settings, sagas and clients that wait). FUZZ=5000 tries that many scenarios of each,
 * FUZZ_FROM=1000 begins with that one, FUZZ_OF=wide takes one generator. A failure names the scenario; print it with
 * `randomScenario(number).text`, `wideScenario(number).text`, `mixedScenario(number).text` or `productScenario(number).text`.
 */
import { describe, expect, test } from 'vitest';
import type { ReplicationSummary } from '../../simulator/run/replication-summary.ts';
import { mixedScenario } from './mixed-scenario.ts';
import { productScenario } from './product-scenario.ts';
import { randomScenario, wideScenario } from './random-scenario.ts';
import type { RandomScenario } from './scenario-text.ts';
import { type Simulated, simulate } from './simulate.ts';

const FIRST = Number(process.env.FUZZ_FROM ?? 0);
const COUNT = Number(process.env.FUZZ ?? 120);
/** Scenarios a test, so that a failure and the progress show where it is. */
const BLOCK = 40;
/** Every so many scenarios are run twice. */
const REPEATED = 8;

const OUTAGES = ['writeOutage', 'readOutage', 'healthyOutage'];

type Generator = (number: number) => RandomScenario;

const generators: readonly (readonly [string, Generator])[] = (
  [
    ['narrow', randomScenario],
    ['wide', wideScenario],
    ['mixed', mixedScenario],
    ['product', productScenario],
  ] as const
).filter(([name]) => (process.env.FUZZ_OF ?? name) === name);
const blocks = Array.from({ length: Math.ceil(COUNT / BLOCK) }, (_, block) => FIRST + block * BLOCK);

function simulated(generate: Generator, number: number): Simulated {
  const { text } = generate(number);
  try {
    return simulate(text);
  } catch (error) {
    throw new Error(`scenario ${number}: ${String(error)}\n${text}`, { cause: error });
  }
}

function countsOf(summary: ReplicationSummary): readonly (readonly [string, number])[] {
  const ratios = Object.entries(summary.ratios).flatMap(([name, windows]) =>
    windows.flat().map((count) => [name, count] as const),
  );
  return [...ratios, ...Object.entries(summary.counts)];
}

describe.each(generators.flatMap(([name, generate]) => blocks.map((from) => ({ name, generate, from }))))(
  '$name random scenarios from $from',
  ({ generate, from }) => {
    const numbers = Array.from({ length: Math.min(BLOCK, FIRST + COUNT - from) }, (_, index) => from + index);
    const runs = new Map<number, Simulated>();

    test('end without an impossible state', { timeout: 600_000 }, () => {
      for (const number of numbers) {
        const run = simulated(generate, number);
        expect(run.eventLimitReached, `scenario ${number} ended`).toBe(false);
        runs.set(number, run);
      }
    });

    test('lose exactly the acknowledged writes that a witness finds nowhere', () => {
      for (const [number, { summary, witness }] of runs) {
        const { acknowledgedWritesLost } = summary.counts;
        if (generate(number).witnessed !== false)
          expect(acknowledgedWritesLost, `scenario ${number}`).toBe(witness.lost().length);
        const causes = Object.values(summary.lossCauses).reduce((sum, count) => sum + count, 0);
        expect(causes, `scenario ${number}: every loss has a cause`).toBe(acknowledgedWritesLost);
      }
    });

    test('count nothing below zero and no part above its whole', () => {
      for (const [number, { summary }] of runs) {
        for (const [name, count] of countsOf(summary))
          expect(count, `scenario ${number}: ${name}`).toBeGreaterThanOrEqual(0);
        for (const [name, windows] of Object.entries(summary.ratios)) {
          const hits = windows.reduce((sum, [part]) => sum + part, 0);
          const all = windows.reduce((sum, [, whole]) => sum + whole, 0);
          expect(hits, `scenario ${number}: ${name}`).toBeLessThanOrEqual(all);
        }
        for (const [name, windows] of Object.entries(summary.levels)) {
          for (const { average, maximum } of windows) {
            expect(average, `scenario ${number}: ${name}`).toBeGreaterThanOrEqual(0);
            expect(maximum, `scenario ${number}: ${name}`).toBeGreaterThanOrEqual(average * (1 - 1e-9));
          }
        }
      }
    });

    test('work again for everybody once every fault is long over', () => {
      for (const [number, { summary }] of runs) {
        if (!generate(number).heals) continue;
        for (const metric of OUTAGES) {
          const open = summary.perFault[metric]!.filter(({ censored }) => censored > 0).map(({ fault }) => fault);
          expect(open, `scenario ${number}: open ${metric}`).toEqual([]);
        }
      }
    });

    test('give the same bytes for the same seed', () => {
      for (const [number, { summary }] of runs) {
        if (number % REPEATED !== 0) continue;
        expect(JSON.stringify(simulated(generate, number).summary), `scenario ${number}`).toBe(JSON.stringify(summary));
      }
    });
  },
);
