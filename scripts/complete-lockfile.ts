/**
 * Completes package-lock.json after `npm install` from a registry that mirrors only some platforms.
 *
 * npm leaves an optional package that it could not find out of the lock file, and `npm ci` then refuses that file everywhere. Here each
 * missing one gets its entry back: its version is exact in its parent, its platform is in its name. Nothing is fetched; an entry for
 * another platform is never installed, and on its own platform npm fetches it by name and version.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { missingOptionals } from './missing-optionals.ts';

const path = fileURLToPath(new URL('../package-lock.json', import.meta.url));
const lock = JSON.parse(readFileSync(path, 'utf8'));

const processors = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 'riscv64', 's390x'];
const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];

const missing = missingOptionals(lock.packages);
for (const { name, version, parent } of missing) {
  const words = name.split('/').at(-1)!.split('-');
  const cpu = processors.find((word) => words.includes(word));
  const os = systems.find((word) => words.includes(word));
  if (cpu === undefined || os === undefined) throw new Error(`${name} does not say its platform`);
  const musl = words.some((word) => word.startsWith('musl'));
  const glibc = os === 'linux' && words.some((word) => word.startsWith('gnu'));
  lock.packages[`node_modules/${name}`] = {
    version,
    cpu: [cpu],
    dev: true,
    ...(musl ? { libc: ['musl'] } : glibc ? { libc: ['glibc'] } : {}),
    license: parent.license,
    optional: true,
    os: [os],
    ...(parent.engines === undefined ? {} : { engines: parent.engines }),
  };
  console.log(`added ${name} ${version}`);
}
if (missing.length > 0) {
  const [root, ...others] = Object.entries(lock.packages);
  // The order in which npm writes them.
  lock.packages = Object.fromEntries([root!, ...others.sort(([left], [right]) => left.localeCompare(right, 'en'))]);
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
}
