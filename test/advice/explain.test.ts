/** Every name that a person meets in a scenario or a result can be explained, and what an explanation points to can be, too. */
import { describe, expect, test } from 'vitest';
import { type Explanation, explain } from '../../simulator/advice/explain.ts';
import { metricNames } from '../../simulator/model/metrics.ts';

const topics = (name?: string) => {
  const found: Explanation = explain(name);
  if (!found.ok) throw new Error(found.text);
  return found.topics;
};

test.each([
  ...metricNames,
  'crash',
  'rolling-restart',
  'failover',
  'redis-cluster',
  'generic',
  'not exercised',
  'per-fault',
  'p99',
  'assumed',
  'run',
  'exit 2',
  'memoryPerMember',
  'run.warmup',
])('%s has an explanation that finds it by its own name', (name) => {
  expect(topics(name).some((topic) => topic.name === name && topic.text.length > 15)).toBe(true);
});

describe('words of the subject are answered, although they are no names here', () => {
  test.each([
    ['split brain', 'mergeLosses'],
    ['load balancer', 'balancer'],
    ['CRDT', 'replicasDiverged'],
    ['lww', 'last-write-wins'],
    ['RPO', 'acknowledgedWritesLost'],
    ['session affinity', 'sessionCache'],
    ['cas', 'versioned'],
    ['compensating transaction', 'sagasStuck'],
    ['multi-region', 'wan'],
    ['batch means', 'run.batches'],
    ['common random numbers', 'compare'],
    ['coverage', 'run.replications'],
  ])('%s leads to %s', (word, pointer) => {
    expect(topics(word).flatMap(({ see }) => see)).toContain(pointer);
  });
});

describe('a value is explained by the field that it may stand in', () => {
  test.each([
    ['lru', 'design.maps[].eviction.policy', 'nobody used for longest'],
    ['sticky', 'design.middleware.balancer.policy', 'cookie'],
    ['version', 'design.maps[].kind.replicated.resolve', 'more writes behind it'],
    ['any-side', 'design.product.promotion', 'two histories'],
  ])('%s', (value, path, words) => {
    const [topic] = topics(value).filter(({ kind }) => kind === 'value');
    expect(topic!.see).toContain(path);
    expect(topic!.text).toContain(words);
  });

  test('without the meanings of its neighbours', () => {
    const [topic] = topics('lru').filter(({ kind }) => kind === 'value');
    expect(topic!.text).not.toContain('least often');
  });
});

test('without a name everything is listed by kind', () => {
  const { text } = explain();
  for (const word of ['metric\n', 'fault\n', 'writeOutage', 'design.maps[].entries', 'split', 'redis-cluster'])
    expect(text).toContain(word);
});

test('no topic is without words, and every pointer leads somewhere', () => {
  for (const topic of topics()) {
    expect(topic.text.trim(), topic.name).not.toBe('');
    for (const name of topic.see) expect(explain(name).ok, `${topic.name} points to ${name}`).toBe(true);
  }
});

test('no name is given twice for one kind of thing', () => {
  const names = topics().map(({ kind, name }) => `${kind} ${name}`);
  expect(new Set(names).size).toBe(names.length);
});

describe('a name is found', () => {
  test.each([
    ['design.maps[0].entries', 'design.maps[].entries'],
    ['entrySize', 'design.maps[].entrySize'],
    ['WriteOutage', 'writeOutage'],
    ['write_outage', 'writeOutage'],
    ['`writeOutage`', 'writeOutage'],
    ['writeOutage.p90', 'writeOutage'],
    ['responseTime{workload:checkout}', 'responseTime'],
    ['zipf', 'workload[].keys.zipf'],
  ])('%s as %s', (given, name) => {
    expect(topics(given).map((topic) => topic.name)).toContain(name);
  });

  test('in all its meanings: delay is a fault and a setting of the pump', () => {
    expect(topics('delay').map(({ kind }) => kind)).toEqual(expect.arrayContaining(['fault', 'field']));
  });
});

test('a field that only one product has says so, with its default', () => {
  const [topic] = topics('design.product.nodeTimeout');
  expect(topic!.text).toContain('kind redis-cluster');
  expect(topic!.text).toContain('Default: 15s');
});

test.each([
  ['writeOutge', 'writeOutage'],
  ['rolling-restrat', 'rolling-restart'],
  ['outage', 'writeOutage'],
])('%s is unknown and %s is suggested', (given, suggestion) => {
  const found = explain(given);
  expect(found.ok).toBe(false);
  if (!found.ok) expect(found.suggestions).toContain(suggestion);
});

test('nonsense gets no suggestion and no crash', () => {
  for (const name of ['xyzzyfoo', '$', '[]', '{', '.', 'a'.repeat(10_000), '__proto__', 'constructor'])
    expect(explain(name).ok, name.slice(0, 20)).toBe(false);
});
