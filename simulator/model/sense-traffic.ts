/**
 * Sense of how requests come and of what clients do: ramps end before the next step, recorded times ascend, extras have what they need.
 */
import type { DraftProblem } from './draft-problem.ts';
import type { Source } from './scenario.ts';
import { shownDuration } from './sense-view.ts';

export function trafficSense(source: Source, index: number, duration: number | undefined): DraftProblem[] {
  return [
    ...ramps(source, index),
    ...recordedTimes(source, index, duration),
    ...probe(source, index),
    ...calls(source, index),
    ...hedging(source, index),
    ...retrying(source, index),
  ];
}

function ramps({ rate = [] }: Source, index: number): DraftProblem[] {
  return rate.flatMap(({ at, over = 0 }, position) => {
    const next = rate[position + 1];
    if (next === undefined || next.at <= at || at + over <= next.at) return [];
    return [
      {
        path: ['workload', index, 'rate', position, 'over'],
        found: `a ramp of ${shownDuration(over)} with ${shownDuration(next.at - at)} until the next step`,
        expected: 'a ramp that ends before the next step begins',
        suggestion: `write over: ${shownDuration(next.at - at)} or less`,
      },
    ];
  });
}

function recordedTimes({ arrivals }: Source, index: number, duration: number | undefined): DraftProblem[] {
  if (typeof arrivals !== 'object') return [];
  const path = ['workload', index, 'arrivals', 'recorded'];
  const { times } = arrivals;
  const back = times.findIndex((time, position) => position > 0 && time < times[position - 1]!);
  if (back >= 0) {
    const found = `${shownDuration(times[back]!)} after ${shownDuration(times[back - 1]!)}`;
    return [{ path: [...path, back], found, expected: 'times in ascending order' }];
  }
  const late = duration === undefined ? -1 : times.findIndex((time) => time >= duration);
  if (late < 0) return [];
  const expected = `times before the end of the run (${shownDuration(duration!)})`;
  return [
    {
      path: [...path, late],
      found: shownDuration(times[late]!),
      expected,
      suggestion: 'leave later ones out, or take a longer run.duration',
    },
  ];
}

/** A probe asks each owner once a tick and tells what came of it; more than that would blur what it sees. */
function probe(source: Source, index: number): DraftProblem[] {
  if (source.target === undefined) return [];
  const several = (source.fanOut ?? 1) > 1 || (source.mix?.update ?? 0) > 0;
  if (!several) return [];
  const expected = 'one operation, since a probe (target: each-owner) is a single question to each owner';
  const found = `a probe with ${source.mix?.update === undefined ? 'fanOut' : 'updates'}`;
  return [{ path: ['workload', index, 'target'], found, expected, suggestion: 'use op: put or op: get', atKey: true }];
}

function calls({ fanOut = 1, mix }: Source, index: number): DraftProblem[] {
  if (fanOut === 1 || (mix?.update ?? 0) === 0) return [];
  return [
    {
      path: ['workload', index, 'fanOut'],
      found: 'a fan-out of updates',
      expected: 'fanOut for puts, gets and removes, or updates of one key each',
      suggestion: 'put the updates into a source of their own',
      atKey: true,
    },
  ];
}

/** A second copy of a write would be a second write. */
function hedging({ client, map, op, mix }: Source, index: number): DraftProblem[] {
  const reads = map === undefined || op === 'get' || mix?.get === 1;
  if (client.hedge === undefined || reads) return [];
  return [
    {
      path: ['workload', index, 'client', 'hedge'],
      found: 'hedging of a source that writes',
      expected: 'a source that only reads or computes, since a second copy of a write is a second write',
      suggestion: 'put the reads into a source of their own with op: get',
      atKey: true,
    },
  ];
}

function retrying({ client, updates, saga }: Source, index: number): DraftProblem[] {
  const path = ['workload', index, 'client'];
  const problems: DraftProblem[] = [];
  const pauses =
    client.backoff > 0 || (saga?.backoff ?? 0) > 0 || (updates?.kind === 'versioned' && updates.backoff > 0);
  if (client.jitter !== undefined && client.jitter !== 'none' && !pauses) {
    const suggestion = 'add backoff: 100ms';
    problems.push({
      path: [...path, 'jitter'],
      found: 'jitter of no pause',
      expected: 'a backoff to spread',
      suggestion,
    });
  }
  if (client.retryBudget !== undefined && client.retries === 0) {
    const expected = 'retries for the budget to limit';
    problems.push({ path: [...path, 'retryBudget'], found: 'no retries', expected, suggestion: 'add retries: 3' });
  }
  if (client.hedge !== undefined && client.hedge.after >= client.timeout) {
    const found = `${shownDuration(client.hedge.after)}, with a timeout of ${shownDuration(client.timeout)}`;
    const expected = 'less than the timeout, or no second copy is ever sent';
    problems.push({ path: [...path, 'hedge', 'after'], found, expected });
  }
  return problems;
}
