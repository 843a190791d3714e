/** Writes dist/: the bundles and the notices. `npm run build`, then commit dist/; a test fails when it is stale. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { makeBundles } from './bundles.ts';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const { files } = await makeBundles();
mkdirSync(dist, { recursive: true });
for (const [name, contents] of files) {
  writeFileSync(`${dist}${name}`, contents);
  console.log(`dist/${name}  ${(contents.length / 1024).toFixed(0)} KiB`);
}
