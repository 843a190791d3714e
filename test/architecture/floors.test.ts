/**
 * The floors of ARCHITECTURE.md hold: an import goes to the same folder or to a lower floor, never up, never sideways. Every import of every
 * file under simulator/ and mcp-server/ is looked at, type imports, re-exports and dynamic ones as well.
 */
import { existsSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { floorOf, readFloors } from './floors.ts';
import { filesUnder, type Import, importsOf, root, textOf } from './sources.ts';

const floors = readFloors();
const files = [...filesUnder('simulator', '.ts'), ...filesUnder('mcp-server', '.ts')];
const imports = files.flatMap((path) => importsOf(path, textOf(path)));
const local = imports.filter(({ isLocal }) => isLocal);

const shown = ({ from, line, to }: Import): string => `${from}:${line} imports ${to}`;
const within = (path: string, ...places: readonly string[]): boolean =>
  places.some((place) => path === place || path.startsWith(`${place}/`));
const against = (from: readonly string[], isForbidden: (found: Import) => boolean): string[] =>
  imports.filter((found) => within(found.from, ...from) && isForbidden(found)).map(shown);

test('the reader of imports finds every form and is not fooled by comments, strings, templates and regular expressions', () => {
  const source = [
    "import { a } from './a.ts'; // import { x } from './comment.ts';",
    "import type { B } from '../model/b.ts'; /* import './comment.ts' */",
    "export { c } from './c.ts'; export * from './d.ts'; import './e.ts';",
    "const f = await import('./f.ts'); type G = import('./g.ts').G;",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
    "const s = \"from './string.ts'\"; const t = `import './template.ts' ${((x) => { return `from './${x}.ts'`; })(1)}`;",
    "const r = /import '.\\/pattern.ts'/; const q = a / b; const p = c / d; Array.from('./call.ts');",
    "import { z } from 'zod';",
  ].join('\n');
  const found = importsOf('simulator/run/x.ts', source);
  expect(found.map(({ to }) => to)).toEqual([
    ...['simulator/run/a.ts', 'simulator/model/b.ts', 'simulator/run/c.ts', 'simulator/run/d.ts', 'simulator/run/e.ts'],
    ...['simulator/run/f.ts', 'simulator/run/g.ts', 'zod'],
  ]);
  expect(found.map(({ line }) => line)).toEqual([1, 2, 3, 3, 3, 4, 4, 7]);
});

describe('the floors', () => {
  test('imports were seen at all', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(local.length).toBeGreaterThan(500);
  });

  test('every import leads to a file that is there', () => {
    expect(local.filter(({ to }) => !existsSync(root + to)).map(shown)).toEqual([]);
  });

  test('every file stands on a floor', () => {
    expect(files.filter((path) => floorOf(path, floors) === undefined)).toEqual([]);
  });

  test('every line of the block names a folder or file that is there, once', () => {
    const isThere = (place: string): boolean =>
      existsSync(root + place) && (place.endsWith('.ts') || statSync(root + place).isDirectory());
    expect(floors.filter(({ place }) => !isThere(place))).toEqual([]);
    expect(new Set(floors.map(({ place }) => place)).size).toBe(floors.length);
    const empty = floors.filter(({ place }) => !files.some((path) => within(path, place)));
    expect(empty).toEqual([]);
  });

  test('no import runs up or sideways', () => {
    const wrong = local.flatMap((found) => {
      const from = floorOf(found.from, floors);
      const to = floorOf(found.to, floors);
      if (from === undefined || to === undefined) return [`${shown(found)}, which stands on no floor`];
      if (from.place === to.place || to.floor < from.floor) return [];
      return [
        `${shown(found)}, which is ${to.floor === from.floor ? 'sideways' : 'up'} (${from.floor} to ${to.floor})`,
      ];
    });
    expect(wrong).toEqual([]);
  });
});

describe('the extra rules', () => {
  test('the faces see the boundary and the vocabulary only', () => {
    const faces = ['simulator/cli', 'mcp-server'];
    const allowed = [...faces, 'simulator/api.ts', 'simulator/model', 'simulator/version.ts'];
    expect(against(faces, ({ to, isLocal }) => isLocal && !within(to, ...allowed))).toEqual([]);
  });

  test('the kernel knows no package but one generator of seedrandom, in one file', () => {
    const packages = imports.filter(({ from, isLocal }) => within(from, 'simulator/kernel') && !isLocal);
    expect(packages.map(({ from, to }) => [from, to])).toEqual([
      ['simulator/kernel/stream-seed.ts', 'seedrandom/lib/alea.js'],
    ]);
    expect(
      against(['simulator'], ({ from, to }) => to.startsWith('seedrandom') && !within(from, 'simulator/kernel')),
    ).toEqual([]);
  });

  test('sizing and the simulation never use one another', () => {
    const simulation = ['network', 'grid', 'persistence', 'units', 'traffic', 'faults', 'run'].map(
      (name) => `simulator/${name}`,
    );
    expect(against(['simulator/sizing'], ({ to }) => within(to, ...simulation))).toEqual([]);
    expect(against(simulation, ({ to }) => within(to, 'simulator/sizing'))).toEqual([]);
  });

  test('products know no events, and neither do sizing and statistics', () => {
    const isEvents = ({ to }: Import): boolean => /^simulator\/kernel\/(simulation|event-|timer-lanes)/.test(to);
    const timeless = ['simulator/products', 'simulator/sizing', 'simulator/statistics', 'simulator/model'];
    expect(against(timeless, isEvents)).toEqual([]);
  });

  test('what is simulated does not know how scenarios are written', () => {
    const parts = ['network', 'grid', 'persistence', 'units', 'traffic'].map((name) => `simulator/${name}`);
    expect(against(parts, ({ to }) => within(to, 'simulator/model') || to === 'zod' || to === 'yaml')).toEqual([]);
  });

  test('judge and study see of a run only what it leaves behind, the layout, and how to start one', () => {
    const allowed = ['run/replication-summary.ts', 'run/layout.ts', 'run/run.ts', 'run/meters.ts'].map(
      (name) => `simulator/${name}`,
    );
    const isInside = ({ to }: Import): boolean => within(to, 'simulator/run') && !allowed.includes(to);
    expect(against(['simulator/judge', 'simulator/study'], isInside)).toEqual([]);
    expect(against(['simulator/judge'], ({ to }) => to === 'simulator/run/run.ts')).toEqual([]);
  });

  test('below the faces nothing of Node is used but one hash, threads and the number of processors excepted', () => {
    const faces = ['simulator/cli', 'simulator/workers'];
    const node = imports.filter(
      ({ from, to }) => to.startsWith('node:') && within(from, 'simulator') && !within(from, ...faces),
    );
    expect(node.map(({ from, to }) => [from, to])).toEqual([['simulator/model/canonical.ts', 'node:crypto']]);
  });

  test('threads are known to one folder, and it knows nothing else of Node', () => {
    const modules = imports.filter(({ from, to }) => within(from, 'simulator/workers') && to.startsWith('node:'));
    expect(new Set(modules.map(({ to }) => to))).toEqual(new Set(['node:os', 'node:worker_threads']));
    expect(
      against(
        ['simulator', 'mcp-server'],
        ({ from, to }) => /worker_threads$/.test(to) && !within(from, 'simulator/workers'),
      ),
    ).toEqual([]);
  });

  test('YAML is read in one folder, and the protocol of MCP is known to one', () => {
    expect(against(['simulator'], ({ from, to }) => to === 'yaml' && !within(from, 'simulator/model'))).toEqual([]);
    expect(against(['simulator'], ({ to }) => to.startsWith('@modelcontextprotocol'))).toEqual([]);
  });
});
