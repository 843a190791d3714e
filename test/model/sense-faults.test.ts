import { describe, expect, it } from 'vitest';
import { goodExcept, parsed, problemsOf, wordsOf } from './examples.ts';

const crash = '{id: crash, kind: crash, target: {primaryOf: any}, at: 20s, mustCause: [failover]}';
const linesOf = (text: string) => wordsOf(text).join('\n');
const withFault = (text: string) => goodExcept(crash, `${crash}\n  - ${text}`);

describe('faults that do not fit together are refused with a remedy', () => {
  it.each([
    [
      'after a fault that does not exist',
      '{id: b, kind: crash, target: any, at: {after: crsh}}',
      'did you mean "crash"?',
    ],
    [
      'after itself',
      '{id: b, kind: crash, target: any, at: {after: b}}',
      'give one of them a time or a duration of its own',
    ],
    [
      'after the end of a fault without end',
      '{id: b, kind: crash, target: any, at: {afterHeal: crash, delay: 1s}}',
      'give crash a duration',
    ],
    [
      'healing with a fault without end',
      '{id: b, kind: crash, target: any, at: 21s, healsWith: crash}',
      'give crash a duration',
    ],
    [
      'healing with another one and by itself',
      '{id: b, kind: crash, target: any, at: 21s, duration: 1s, healsWith: crash}',
      'remove one of them',
    ],
    [
      'a restart after the alarm and after a time',
      '{id: b, kind: crash, target: any, at: 21s, duration: 1s, restartAfterDetection: 1s}',
      'remove one of them',
    ],
    ['healing with nobody', '{id: b, kind: crash, target: any, at: 21s, healsWith: crush}', 'did you mean "crash"?'],
    ['a group of one', '{id: b, kind: crash, target: any, at: 21s, group: rack}', 'give another fault the same group'],
    [
      'later than the end of the run, counted from another fault',
      '{id: b, kind: crash, target: any, at: {after: crash, delay: 40s}}',
      'take an earlier time, or a longer run.duration',
    ],
    ['a region that does not exist', '{id: b, kind: region-loss, region: us, at: 21s}', undefined],
    [
      'a target in a region that does not exist',
      '{id: b, kind: pause, target: {region: us}, at: 21s, duration: 1s}',
      undefined,
    ],
    [
      'a hot key of a map that does not exist',
      '{id: b, kind: hot-key, map: order, share: 50%, at: 21s}',
      'did you mean "orders"?',
    ],
    [
      'a hot key for a source that does not exist',
      '{id: b, kind: hot-key, map: orders, workload: checkot, share: 50%, at: 21s}',
      'did you mean "checkout"?',
    ],
    ['a hot key for a probe', '{id: b, kind: hot-key, map: orders, workload: probe, share: 50%, at: 21s}', undefined],
    ['a hot key beyond the last', '{id: b, kind: hot-key, map: orders, key: 2M, share: 50%, at: 21s}', 'leave it out'],
  ])('%s', (_, fault, suggestion) => {
    const problems = problemsOf(withFault(fault));
    expect(problems).toHaveLength(1);
    expect(problems[0]!.suggestion).toBe(suggestion);
  });

  it('two that wait for one another', () => {
    const circle =
      '{id: b, kind: pause, target: any, at: {afterHeal: c}, duration: 1s}\n  - {id: c, kind: pause, target: any, at: {after: b}, duration: 1s}';
    expect(problemsOf(withFault(circle)).map(({ path }) => path)).toEqual(['faults[1].at', 'faults[2].at']);
  });

  it('one that heals with another one that waits for that', () => {
    const circle =
      '{id: b, kind: split, target: any, at: 21s, healsWith: c}\n  - {id: c, kind: pause, target: any, at: {afterHeal: b}, duration: 1s}';
    expect(problemsOf(withFault(circle)).length).toBeGreaterThan(0);
  });

  it('a minority of two', () => {
    const two = withFault('{id: b, kind: pause, target: minority, at: 21s, duration: 1s}')
      .replace('{kind: redis-cluster, version: "7.0", nodeTimeout: $nodeTimeout, fullCoverage: true}', 'generic')
      .replace('members: 6', 'members: 2');
    expect(problemsOf(two).map(({ suggestion }) => suggestion)).toEqual(['write target: any, or at least 3 members']);
  });

  it('neither or both of after and afterHeal', () => {
    for (const at of ['{delay: 1s}', '{after: crash, afterHeal: crash}'])
      expect(linesOf(withFault(`{id: b, kind: crash, target: any, at: ${at}}`))).toContain(
        'exactly one of after, afterHeal',
      );
  });

  it('a time that is neither a duration nor a distribution nor another fault', () => {
    const words = linesOf(withFault('{id: b, kind: crash, target: any, at: soon}'));
    expect(words).toContain('a duration such as 5ms, or a distribution');
    expect(linesOf(withFault('{id: b, kind: crash, target: any, at: {expnential: 5s}}'))).toContain(
      'did you mean "exponential"?',
    );
    expect(linesOf(withFault('{id: b, kind: crash, target: any, at: {after: crash, delays: 1s}}'))).toContain(
      'did you mean "delay"?',
    );
  });
});

describe('faults that belong together are understood', () => {
  it.each([
    '{id: b, kind: crash, target: any, at: {after: crash, delay: {exponential: 1s}}}',
    '{id: b, kind: pause, target: any, at: 21s, duration: 3s}\n  - {id: c, kind: split, target: any, at: {after: b}, healsWith: b}',
    '{id: b, kind: crash, target: any, at: 21s, restartAfterDetection: 2s}\n  - {id: c, kind: crash, target: any, at: 21s, healsWith: b}',
    '{id: b, kind: leave, target: any, at: 21s}\n  - {id: c, kind: join, target: all, at: {afterHeal: b, delay: 1s}}',
    '{id: b, kind: pause, target: majority, at: 21s, duration: 3s, probability: 30%, group: rack}\n  - {id: c, kind: pause, target: minority, at: 21s, duration: 1s, probability: 30%, group: rack}',
    '{id: b, kind: hot-key, map: orders, workload: checkout, share: 50%, at: 21s}',
  ])('%s', (faults) => {
    expect(parsed(withFault(faults)).scenario.faults.length).toBeGreaterThan(1);
  });
});
