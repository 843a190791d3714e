/**
 * Sense of the middleware: what goes through the balancer can, checks end before the next one, and no part is there that nothing uses.
 */
import type { DraftProblem } from './draft-problem.ts';
import type { Expectation } from './expectation.ts';
import { isPartitioned } from './map-kind.ts';
import type { MetricName } from './metrics.ts';
import type { Middleware, Source } from './scenario.ts';
import { hasKey } from './sense-design.ts';
import { numbered, type SenseView, shownDuration } from './sense-view.ts';

export function middlewareSense(view: SenseView): DraftProblem[] {
  const { design, workload } = view.understood;
  const sources = numbered(workload);
  const isThere = design.middleware !== undefined || hasKey(view.file, 'middleware');
  const problems = sources.flatMap(([index, source]) => sourceSense(source, index, isThere, view));
  const { middleware } = design;
  if (middleware !== undefined) {
    problems.push(...registry(middleware), ...table(middleware, design.members));
    const isUnderstood = workload !== undefined && sources.length === workload.length;
    if (isUnderstood)
      problems.push(
        ...unused(
          middleware,
          sources.map(([, source]) => source),
        ),
      );
  }
  problems.push(...numbered(view.expectations).flatMap(([index, expectation]) => measured(expectation, index, view)));
  return problems;
}

function sourceSense(source: Source, index: number, isThere: boolean, view: SenseView): DraftProblem[] {
  const path = ['workload', index];
  const problems: DraftProblem[] = [];
  const refuse = (key: string, found: string, expected: string, suggestion: string) =>
    problems.push({ path: [...path, key], found, expected, suggestion, atKey: true });
  const addIt = 'add middleware: {balancer: round-robin} to the design';
  if (source.via !== undefined) {
    if (!isThere) refuse('via', 'via: balancer and no balancer', 'design.middleware', addIt);
    if (source.map === undefined) {
      const expected = 'a map; requests without one go through the balancer anyway';
      refuse('via', 'via without a map', expected, 'remove via');
    }
    if (source.target !== undefined) {
      const expected = 'a probe (target: each-owner) that asks the owners themselves';
      refuse('via', 'a probe through the balancer', expected, 'remove via');
    }
    const map = numbered(view.understood.design.maps).find(([, { name }]) => name === source.map)?.[1];
    if (map !== undefined && !isPartitioned(map)) {
      const expected = 'a partitioned map, since units look for the owner of a key';
      refuse('via', `via: balancer to the map ${map.name}, which is not partitioned`, expected, 'remove via');
    }
    if (map?.nearCache !== undefined) {
      const expected = 'no nearCache behind a balancer: there units keep what they read, see sessionCache';
      refuse(
        'via',
        `via: balancer to the map ${map.name}, which has a near cache`,
        expected,
        'remove via, or nearCache',
      );
    }
  }
  if (source.sessions !== undefined) {
    if (source.map !== undefined) {
      refuse('sessions', 'sessions beside a map', 'the key of the map as the session', 'remove sessions');
    } else if (!isThere)
      refuse('sessions', 'sessions and no balancer', 'design.middleware, which tells sessions apart', addIt);
  }
  return problems;
}

const root = ['design', 'middleware'];

function registry({ registry }: Middleware): DraftProblem[] {
  if (registry === undefined) return [];
  const { checkEvery, checkTimeout, cpuOver, healthyBelow, checkSeesDead } = registry;
  const path = [...root, 'registry'];
  const problems: DraftProblem[] = [];
  const above = (key: 'checkTimeout' | 'cpuOver', value: number | undefined) => {
    if (value === undefined || value <= checkEvery) return;
    const found = `${shownDuration(value)}, with a check every ${shownDuration(checkEvery)}`;
    const expected = 'at most checkEvery, since one check follows the other';
    problems.push({
      path: [...path, key],
      found,
      expected,
      suggestion: `write ${key}: ${shownDuration(checkEvery)} or less`,
    });
  };
  above('checkTimeout', checkTimeout);
  above('cpuOver', cpuOver);
  if (!checkSeesDead && healthyBelow === undefined) {
    const expected = 'healthyBelow, or a check looks at nothing at all';
    const suggestion = 'add healthyBelow: 90%, or remove checkSeesDead';
    problems.push({ path: [...path, 'checkSeesDead'], found: 'checkSeesDead: false alone', expected, suggestion });
  }
  return problems;
}

function table({ balancer }: Middleware, members: number | undefined): DraftProblem[] {
  if (balancer.policy !== 'maglev') return [];
  const { tableSize } = balancer;
  const path = [...root, 'balancer', 'tableSize'];
  const found = `${tableSize}`;
  if (!isPrime(tableSize)) {
    const expected = 'a prime, so that every unit can walk through the whole table';
    return [{ path, found, expected, suggestion: 'write tableSize: 65537' }];
  }
  if (members === undefined || tableSize >= members) return [];
  const expected = `at least one entry for each of the ${members} units, better a hundred`;
  return [{ path, found, expected, suggestion: 'write tableSize: 65537' }];
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return n > 1;
}

/** Parts that no request would ever touch. */
function unused({ bus, sessionCache, dataTime }: Middleware, sources: readonly Source[]): DraftProblem[] {
  const routed = sources.filter(({ via }) => via === 'balancer');
  if (routed.length === 0 && sources.every(({ map }) => map !== undefined)) {
    const expected = 'a source that goes through the balancer';
    const suggestion = 'add via: balancer to a source';
    return [{ path: root, found: 'middleware, and every source goes past it', expected, suggestion, atKey: true }];
  }
  const problems: DraftProblem[] = [];
  const needs = (key: 'bus' | 'sessionCache' | 'dataTime', expected: string, suggestion: string) =>
    problems.push({
      path: [...root, key],
      found: `${key} and nothing that uses it`,
      expected,
      suggestion,
      atKey: true,
    });
  const addRouted = 'add via: balancer to a source with a map';
  if (bus !== undefined && !routed.some(writes)) needs('bus', 'a source that writes through the balancer', addRouted);
  if (sessionCache !== undefined && !routed.some(reads))
    needs('sessionCache', 'a source that reads through the balancer', addRouted);
  if (dataTime !== undefined && routed.length === 0)
    needs('dataTime', 'a source that goes through the balancer to a map', addRouted);
  if (sessionCache?.invalidate === 'on-write' && bus === undefined) {
    const expected = 'a bus, over which a unit tells the others what it wrote';
    const path = [...root, 'sessionCache', 'invalidate'];
    problems.push({ path, found: 'on-write without a bus', expected, suggestion: 'add bus: {delay: 1ms}' });
  }
  return problems;
}

function writes({ op, mix }: Source): boolean {
  return op === 'put' || (mix?.put ?? 0) + (mix?.update ?? 0) + (mix?.remove ?? 0) > 0;
}

function reads({ op, mix }: Source): boolean {
  return op === 'get' || (mix?.get ?? 0) > 0;
}

/** The part of the middleware that a metric is about. */
const parts: Partial<Record<MetricName, 'registry' | 'sessionCache' | 'bus' | 'balancer'>> = {
  registryDetection: 'registry',
  unitsRouted: 'balancer',
  loadSpread: 'balancer',
  sessionHitRatio: 'sessionCache',
  busLag: 'bus',
};

function measured({ metric }: Expectation, index: number, { understood, file }: SenseView): DraftProblem[] {
  const part = parts[metric];
  const { middleware } = understood.design;
  if (part === undefined || middleware?.[part] !== undefined) return [];
  if (middleware === undefined && hasKey(file, 'middleware')) return [];
  const expected = `design.middleware with ${part}, which this is about`;
  const suggestion = `add middleware: {${part}: …}, or remove the expectation`;
  return [{ path: ['expect', index], found: `${metric} without ${part}`, expected, suggestion }];
}
