/** Products are explained by the names under which people look for them, and every one has a page of its own. */
import { describe, expect, test } from 'vitest';
import { productPages } from '../../scripts/product-page.ts';
import { explain } from '../../simulator/advice/explain.ts';
import { productKinds } from '../../simulator/model/product.ts';
import { conductTitles } from '../../simulator/products/conduct.ts';

const named = (name: string) => {
  const found = explain(name);
  return found.ok ? found.topics.map((topic) => topic.name) : [];
};

test.each([
  ['Ignite 3', 'ignite 3'],
  ['apache ignite', 'ignite'],
  ['ignite 2.8', 'ignite'],
  ['hazelcast imdg', 'hazelcast'],
  ['redis', 'redis-cluster'],
  ['redis', 'redis-sentinel'],
  ['sentinel', 'redis-sentinel'],
  ['valkey 9.0', 'valkey'],
  ['imdg products', 'products'],
])('%s leads to %s', (name, topic) => {
  expect(named(name)).toContain(topic);
});

test('Ignite 3 is not told as Ignite 2', () => {
  expect(named('ignite 3')).toEqual(['ignite 3']);
});

describe.each(productPages().map(({ path, text }) => [path, text] as const))('%s', (_path, text) => {
  test('says everything that a reader decides by', () => {
    for (const title of Object.values(conductTitles)) expect(text).toContain(`| ${title} | `);
    const sections = ['Settings', 'Sizing', 'Scenarios that show it', 'What is not modelled'];
    for (const section of sections) expect(text).toMatch(new RegExp(`^## ${section}$`, 'm'));
    expect(text).toMatch(/^### [A-Z].*\n\n\S/m);
  });
});

test('there is a page for every product', () => {
  expect(productPages().map(({ path }) => path)).toEqual(productKinds.map((kind) => `references/products/${kind}.md`));
});
