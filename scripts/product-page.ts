/**
 * A page for each product, from what the code knows of it: schema, profile, sizing, shipped scenarios, and the limits of the model.
 *
 * What is not modelled stands in references/model-limits.md alone; a page repeats the sections that concern its product.
 */
import { readFileSync } from 'node:fs';
import { exampleCluster, formsOf, timesOf } from '../simulator/advice/product-topics.ts';
import { schemaTables } from '../simulator/model/field-reference.ts';
import { type Product, productKinds, settingsOf } from '../simulator/model/product.ts';
import { type ConductTopic, conductTitles } from '../simulator/products/conduct.ts';
import { type ProductProfile, profileTopics } from '../simulator/products/product-profile.ts';
import { profileOf } from '../simulator/products/profile-of.ts';
import { shippedScenarios } from './promise-table.ts';
import { sizingRules } from './sizing-rules.ts';

/** Sections of references/model-limits.md that concern a product; what concerns every one is left to that page. */
const omissions: Readonly<Record<Product['kind'], readonly string[]>> = {
  generic: ['Products'],
  hazelcast: ['Hazelcast'],
  ignite: ['Apache Ignite'],
  'redis-cluster': ['Redis Cluster and Valkey', 'Redis: what a write promises'],
  valkey: ['Redis Cluster and Valkey', 'Redis: what a write promises'],
  'redis-sentinel': ['Redis Sentinel', 'Redis: what a write promises'],
};

/** Under a title of its own where versions have profiles of their own. */
const titles: Readonly<Record<Product['kind'], string>> = {
  generic: 'The generic grid',
  hazelcast: 'Hazelcast',
  ignite: 'Apache Ignite',
  'redis-cluster': 'Redis Cluster',
  valkey: 'Valkey',
  'redis-sentinel': 'Redis with Sentinel',
};

export const productPages = (): readonly { readonly path: string; readonly text: string }[] =>
  productKinds.map((kind) => ({ path: `references/products/${kind}.md`, text: productPage(kind) }));

function productPage(kind: Product['kind']): string {
  const profiles = formsOf(kind).map(profileOf);
  return `${[
    `# ${titles[kind]}`,
    '',
    `Generated from the profile, the schema and the scenarios by \`npm run generate\`; do not edit. In a scenario: \`product: ${kind}\`. Every`,
    'statement carries its basis: measured, source, documented, assumed.',
    ...profiles.flatMap((profile) => ruleSections(profile, profiles.length > 1 ? `${profile.title}: ` : '')),
    '',
    'Where a setting has another name in the product, its meaning begins with that name. Without a default the meaning says what absence is.',
    '',
    schemaTables('Settings', settingsOf(kind)).trimEnd(),
    '',
    '## Sizing',
    '',
    ...sizingRules(kind),
    '',
    '## Scenarios that show it',
    '',
    ...scenariosOf(kind),
    '',
    '## What is not modelled',
    '',
    'From [model-limits.md](../model-limits.md), which also says what holds for every product.',
    ...omissions[kind].flatMap(omissionsIn),
  ].join('\n')}\n`;
}

function ruleSections(profile: ProductProfile, before: string): string[] {
  const { members, backups, delay } = exampleCluster(profile);
  return [
    '',
    heading(before, 'What it does'),
    '',
    '| | | basis, source |',
    '|---|---|---|',
    ...Object.entries(conductTitles).map(([topic, title]) => {
      const { text, basis, source } = profile.conduct[topic as ConductTopic];
      return `| ${title} | ${cell(text)} | ${basis}: ${cell(source)} |`;
    }),
    '',
    heading(before, 'Rules'),
    '',
    '| rule of | basis | source |',
    '|---|---|---|',
    ...profileTopics.map(
      (topic) => `| ${topic} | ${profile.basis[topic].basis} | ${cell(profile.basis[topic].source)} |`,
    ),
    '',
    `- Replication is ${profile.replication} unless a map says otherwise; ${profile.threads} thread${profile.threads === 1 ? '' : 's'} a member.`,
    `- At least ${profile.leastPrimaries} primar${profile.leastPrimaries === 1 ? 'y' : 'ies'}: ${profile.leastPrimariesSource}.`,
    `- Bytes of an entry: ${profile.entryFormula}.`,
    `- Memory is planned to be filled to ${profile.memoryFill.share * 100} % (${profile.memoryFill.basis}: ${profile.memoryFill.source}).`,
    '',
    heading(before, 'Times'),
    '',
    `With the defaults, ${members} members, ${backups} backup${backups === 1 ? '' : 's'} and ${delay / 1e6} ms one way, by closed forms:`,
    '',
    '| what | mean | range | formula | basis, source |',
    '|---|---|---|---|---|',
    ...timesOf(profile).map(
      ({ what, time }) =>
        `| ${what} | ${time.mean} | ${time.range} | ${cell(time.formula)} | ${time.basis}: ${cell(time.source)} |`,
    ),
  ];
}

function scenariosOf(kind: Product['kind']): string[] {
  const found = shippedScenarios().filter(({ design }) => design.product?.kind === kind);
  if (kind === 'generic') return [`${found.length} of [scenarios/](../../scenarios/): all that name no other product.`];
  return found.map(({ name, question }) => `- [${name}](../../scenarios/${name}.yaml): ${question}`);
}

/** The text of a section, under a heading one level lower; links are those of the folder above. */
function omissionsIn(title: string): string[] {
  const page = readFileSync(new URL('../references/model-limits.md', import.meta.url), 'utf8');
  const section = page.split(/^## /m).find((part) => part.startsWith(`${title}\n`));
  if (section === undefined) throw new Error(`references/model-limits.md has no section "${title}"`);
  const text = section.slice(title.length).trim();
  return ['', `### ${title}`, '', text.replaceAll(/\]\((?![a-z]+:)/g, '](../')];
}

const heading = (before: string, title: string) => `## ${before === '' ? title : before + title.toLowerCase()}`;

const cell = (text: string) => text.replaceAll('|', '\\|');
