/**
 * What a second thread gains: 64 replications of flash-sale with one and with two threads, in turn, each in a process of its own.
 *
 * Prints of each round the wall-clock ratio and what both cost in processor time, and the median ratio. The aim is 1.8 on a quiet machine
 * with two cores. A single thread leaves its compiler and collector to the second core, so less is left to gain than a factor of two; the
 * third figure, two processes that make half of the replications each and share nothing, is what the machine gives at most. On a busy machine
 * the ratio says nothing; then the processor time tells what dividing the work costs.
 *
 * usage: npm run bench:workers [rounds] [scenario] [replications]
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { makeBundles } from '../../scripts/bundles.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const [rounds = '5', scenario = here('../../scenarios/flash-sale.yaml'), replications = '64'] = process.argv.slice(2);

/** Tells the processor time of the process and all its threads when it ends. */
const told = `data:text/javascript,${encodeURIComponent(
  "import { isMainThread } from 'node:worker_threads'; if (isMainThread) process.on('exit', () => { const { user, system } = process.cpuUsage(); process.stderr.write(String((user + system) / 1e6)); });",
)}`;

interface Taken {
  readonly wall: number;
  readonly processor: number;
  readonly bytes: string;
}

const call = (workers: number, count: string, seed: string): readonly string[] => [
  ...['--import', told, here('.build/sba.mjs'), 'run', scenario, '--replications', count, '--seed', seed],
  ...['--workers', String(workers), '--quiet', '--format', 'json'],
];

function take(workers: number): Taken {
  const began = performance.now();
  const { stdout, stderr, status } = spawnSync(process.execPath, call(workers, replications, '1'), {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status === null || status > 2) throw new Error(stderr);
  return { wall: (performance.now() - began) / 1000, processor: Number(stderr), bytes: stdout };
}

/** Seconds of two processes that make half of the replications each, at the same time, and share nothing. */
async function halves(): Promise<number> {
  const half = String(Math.ceil(Number(replications) / 2));
  const began = performance.now();
  const both = ['1', '2'].map((seed) => spawn(process.execPath, call(1, half, seed), { stdio: 'ignore' }));
  await Promise.all(both.map((one) => once(one, 'exit')));
  return (performance.now() - began) / 1000;
}

mkdirSync(here('.build'), { recursive: true });
writeFileSync(here('.build/sba.mjs'), (await makeBundles()).files.get('sba.mjs') ?? '');
const ratios: number[] = [];
const ceilings: number[] = [];
const medianOf = (values: readonly number[]) =>
  values.toSorted((left, right) => left - right)[values.length >> 1]!.toFixed(2);
for (let round = 1; round <= Number(rounds); round++) {
  const [one, two] = [take(1), take(2)];
  if (one.bytes !== two.bytes) throw new Error('one and two threads gave different bytes');
  ratios.push(one.wall / two.wall);
  ceilings.push(one.wall / (await halves()));
  const shown = ({ wall, processor }: Taken) => `${wall.toFixed(2)} s (${processor.toFixed(2)} s of processors)`;
  process.stdout.write(`one ${shown(one)}, two ${shown(two)}: ${(one.wall / two.wall).toFixed(2)} times as fast\n`);
}
process.stdout.write(
  `median ${medianOf(ratios)}, two processes of half the work ${medianOf(ceilings)}; aim 1.8 on two quiet cores\n`,
);
