/**
 * The random scenarios once more, with their requests through a load balancer: whatever policy, registry and cache, and whoever dies on
 * the way, a run ends, keeps its books and can be repeated. FUZZ and FUZZ_FROM as in random-scenarios.test.ts.
 */
import { describe, expect, test } from 'vitest';
import { policies, registries } from './drawn-source.ts';
import { randomScenario } from './random-scenario.ts';
import { simulate } from './simulate.ts';

const FIRST = Number(process.env.FUZZ_FROM ?? 0);
const COUNT = Number(process.env.FUZZ ?? 80);
/** Scenarios a test. */
const BLOCK = 20;

const caches = ['', ', sessionCache: {}', ', sessionCache: {invalidate: {ttl: 500ms}}'];

/** The scenario of that number, with a balancer in front; probes go on asking the owners. */
function balanced(number: number): string {
  const pick = (choices: readonly string[], step: number) => choices[Math.floor(number / step) % choices.length]!;
  const through = randomScenario(number)
    .text.split('\n')
    .map((line) =>
      line.includes('each-owner') ? line : line.replace(/^( {2}- \{name: [\w-]+, map: [\w-]+)/, '$1, via: balancer'),
    );
  const routed = through.filter((line) => line.includes('via: balancer')).join();
  const dataTime = routed !== '' && number % 2 === 1 ? ', dataTime: {exponential: 1ms}' : '';
  const cache = routed.includes('get:') ? pick(caches, 1) : '';
  const bus = routed.includes('put:') && number % 5 === 0 ? ', bus: {delay: {exponential: 20ms}}' : '';
  const checked = pick(['', ...registries], 2);
  const registry = checked === '' ? '' : `, registry: ${checked}`;
  const middleware = `balancer: ${pick(policies, 1)}${registry}${dataTime}${cache}${bus}`;
  const sums = '{name: sums, sessions: 30, rate: 20/s, client: {retries: 1}}';
  return through.join('\n').replace('\nworkload:', `\n  middleware: {${middleware}}\nworkload:\n  - ${sums}`);
}

describe.each(Array.from({ length: Math.ceil(COUNT / BLOCK) }, (_, block) => FIRST + block * BLOCK))(
  'random scenarios from %i, through a balancer',
  (from) => {
    test('end, lose exactly what a witness finds nowhere, and are the same again', { timeout: 600_000 }, () => {
      for (let number = from; number < from + BLOCK; number++) {
        const text = balanced(number);
        try {
          const { summary, witness, eventLimitReached } = simulate(text);
          expect(eventLimitReached).toBe(false);
          expect(summary.counts.acknowledgedWritesLost).toBe(witness.lost().length);
          if (number % BLOCK === 0) expect(simulate(text).summary).toEqual(summary);
        } catch (error) {
          throw new Error(`scenario ${number}: ${String(error)}\n${text}`, { cause: error });
        }
      }
    });
  },
);
