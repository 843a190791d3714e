/**
 * The kernel beside C++, run in turn on this machine: prints ratios, because times alone say more about the neighbours.
 *
 * Every configuration is a process of its own (see hold.ts, hold.cpp), all of them once a round; a ratio is the median
 * over rounds of the ratio within the round. Targets are those of "realistic" in the project's kernel notes; a figure
 * within 1.3 of its target is marked as near. Needs g++; builds into test/bench/.build.
 *
 * usage: npm run bench [rounds] [million operations]
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const [rounds = '5', millions = '3'] = process.argv.slice(2);
const operations = Number(millions) * 1e6;

interface Figure {
  readonly name: string;
  readonly of: string;
  readonly over: string;
  readonly target: number;
  /** The figure is what `of` costs more than `over`, as a share of `over`. */
  readonly extra?: true;
}

const FIGURES: readonly Figure[] = [
  { name: 'queue N=10 / C++ winner tree', of: 'ours queue 10', over: 'c++ winner 10', target: 2.5 },
  { name: 'queue N=1000 / C++ winner tree', of: 'ours queue 1000', over: 'c++ winner 1000', target: 2.5 },
  { name: 'queue N=1000 / std::priority_queue', of: 'ours queue 1000', over: 'c++ std 1000', target: 0.75 },
  { name: 'queue N=100000 / C++ winner tree', of: 'ours queue 100000', over: 'c++ winner 100000', target: 2 },
  { name: 'queue N=100000 / std::priority_queue', of: 'ours queue 100000', over: 'c++ std 100000', target: 0.75 },
  { name: 'simulation N=10 / C++ winner tree', of: 'ours exponential 10', over: 'c++ winner 10', target: 2.5 },
  { name: 'simulation N=1000 / C++ winner tree', of: 'ours exponential 1000', over: 'c++ winner 1000', target: 2.5 },
  { name: 'simulation N=1000 / C++ 4-ary heap', of: 'ours exponential 1000', over: 'c++ heap4 1000', target: 1.3 },
  { name: 'simulation N=1000 / std::priority_queue', of: 'ours exponential 1000', over: 'c++ std 1000', target: 0.75 },
  {
    name: 'simulation N=100000 / C++ winner tree',
    of: 'ours exponential 100000',
    over: 'c++ winner 100000',
    target: 2,
  },
  {
    name: 'simulation N=100000 / std::priority_queue',
    of: 'ours exponential 100000',
    over: 'c++ std 100000',
    target: 0.75,
  },
  {
    name: 'growth 1000 to 100000, exponential',
    of: 'ours exponential 100000',
    over: 'ours exponential 1000',
    target: 2,
  },
  { name: 'growth 1000 to 100000, skewed', of: 'ours skewed 100000', over: 'ours skewed 1000', target: 2 },
  { name: 'growth 1000 to 100000, ties', of: 'ours ties 100000', over: 'ours ties 1000', target: 2 },
  {
    name: 'timeout armed and cancelled / bare event',
    of: 'ours timeout 1000',
    over: 'ours exponential 1000',
    target: 0.6,
    extra: true,
  },
  { name: 'histogram record / bare sum', of: 'ours record 0', over: 'ours sum 0', target: 1.2 },
];

function build(): void {
  mkdirSync(here('.build'), { recursive: true });
  execFileSync(process.env.CXX ?? 'g++', [
    '-O3',
    '-march=native',
    '-std=c++20',
    '-o',
    here('.build/hold'),
    here('hold.cpp'),
  ]);
  buildSync({
    entryPoints: [here('hold.ts')],
    outfile: here('.build/hold.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
}

/** CPU ns per operation of one configuration, such as 'ours ties 1000' or 'c++ std 10'. */
function measure(configuration: string): number {
  const [side, mode, size] = configuration.split(' ') as [string, string, string];
  const command =
    side === 'c++'
      ? [here('.build/hold'), mode, 'log', size, String(operations)]
      : [process.execPath, here('.build/hold.mjs'), mode, size, String(operations)];
  return Number(execFileSync('nice', command, { encoding: 'utf8' }).split(' ')[0]);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

build();
const configurations = [...new Set(FIGURES.flatMap(({ of, over }) => [of, over]))];
const times = Array.from({ length: Number(rounds) }, () =>
  Object.fromEntries(configurations.map((configuration) => [configuration, measure(configuration)])),
);

console.log('CPU ns per operation, median (only to be compared with one another):');
for (const configuration of configurations) {
  console.log(
    `  ${median(times.map((round) => round[configuration]!))
      .toFixed(1)
      .padStart(7)}  ${configuration}`,
  );
}
console.log('ratios, median over rounds:');
for (const { name, of, over, target, extra } of FIGURES) {
  const ratio = median(times.map((round) => round[of]! / round[over]! - (extra ? 1 : 0)));
  const verdict = ratio <= target ? 'met' : ratio <= 1.3 * target ? 'near' : 'MISSED';
  console.log(`  ${ratio.toFixed(2).padStart(5)}  target ${target.toFixed(2)}  ${verdict.padEnd(6)}  ${name}`);
}
