/** Small random scenarios with random faults, their maps replicated or merged after splits: every invariant of a run holds. */
import { describe, expect, test } from 'vitest';
import { randomScenario } from './random-scenario.ts';
import { simulate } from './simulate.ts';

const RESOLVES = [
  'last-write-wins',
  'version',
  'field-merge',
  'counter',
  'set',
  'seed-last-write-wins',
  'seed-version',
  'seed-field-merge',
];
const POLICIES = [
  'last-write-wins',
  'version',
  'highest-hits',
  'put-if-absent',
  'pass-through',
  'discard',
  'field-merge',
];
const RECONCILES = ['catch-up', 'none', '{antiEntropy: {every: 700ms}}'];

const generic = Array.from({ length: 30 }, (_, number) => ({ number, text: randomScenario(number).text })).filter(
  ({ text }) => !text.includes('redis-cluster'),
);

function replicated(text: string, number: number): string {
  const protection = number % 5 === 0 ? ', protection: majority, detection: 300ms' : '';
  const bus = number % 7 === 0 ? ', busDelay: {exponential: 40ms}' : '';
  const resolve = RESOLVES[number % RESOLVES.length]!;
  const rest = `reconcile: ${RECONCILES[number % 3]}${protection}${bus}, clocks: {spread: 30ms, tick: 1ms}, bandwidth: 1KiB`;
  return text.replace(
    /(\{name: map-\d, entries: \d+, entrySize: \w+),.*$/gm,
    (_all, head) => `${head}, kind: {replicated: {resolve: ${resolve}, ${rest}}}}`,
  );
}

function merged(text: string, number: number): string {
  const policy = POLICIES[number % POLICIES.length]!;
  return text
    .replaceAll('promotion: majority', 'promotion: any-side')
    .replaceAll(' readFrom:', ` merge: {policy: ${policy}}, readFrom:`);
}

describe.each([
  ['replicated', replicated],
  ['merged after a split', merged],
])('%s', (_kind, changed) => {
  test.each(generic.map(({ number, text }) => [number, text] as const))('scenario %i', (number, text) => {
    const { summary } = simulate(changed(text, number));
    expect(summary.events).toBeGreaterThan(0);
    expect(summary.counts.lostUpdates).toBeGreaterThanOrEqual(0);
  });
});
