/** What is asked at every event has one hidden class in all replications (ARCHITECTURE.md): its parts are named one by one. */
import { expect, test } from 'vitest';
import { filesUnder, textOf } from './sources.ts';

const folders = ['grid', 'network', 'persistence', 'run', 'traffic', 'units'];
/** `new Thing(…, {...ground, …` or with `parts` and the like, whatever stands before the braces. */
const handedOn =
  /\bnew [A-Z]\w*\([^(){}]*\{\s*(?:\w+,\s*)*\.\.\.(?:this\.#)?(?:\w*[pP]arts|ground|common|shared|changes)\b/g;

test('nothing in a model is made with a copy of all that something else got', () => {
  const found = folders.flatMap((folder) =>
    filesUnder(`simulator/${folder}`, '.ts').flatMap((path) =>
      [...textOf(path).matchAll(handedOn)].map(([text]) => `${path}: ${text}`),
    ),
  );
  expect(found).toEqual([]);
  expect('new RequestPath({ ...ground, grid })'.match(handedOn)).not.toBeNull();
  expect('new Grid(a, { b, ...this.#parts, c })'.match(handedOn)).not.toBeNull();
});
