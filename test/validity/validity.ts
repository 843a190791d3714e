/**
 * How well the simulator agrees with real Redis clusters: `npm run validity`, or `npm run validity -- TRIALS [NAME…]`.
 *
 * Without names it writes references/validity.md (10 000 trials each, some minutes); with names it prints those tables only. Nothing is
 * fitted to these measurements: what disagrees is reported as it is. The same trials give the same page on every machine.
 */
import { writeFileSync } from 'node:fs';
import { type Comparison, comparisonTable } from './comparison.ts';
import { lagAndWaitTable } from './lag-and-wait.ts';
import { measuredOf } from './measured.ts';
import { protocolTrials } from './protocol-trials.ts';
import { acknowledgementQuantities, acknowledgementTrials } from './replica-acknowledgements.ts';
import { sentinelTrials } from './sentinel-trials.ts';
import { scenarioOf, simulate, wholeVariants } from './whole-simulator.ts';

const SEED = 1;

interface Section {
  readonly title: string;
  readonly lines: readonly string[];
  readonly comparisons: ReadonlyMap<string, Comparison>;
}

function whole(trials: number, isChosen: (name: string) => boolean): Section[] {
  return wholeVariants
    .filter(({ name }) => isChosen(name))
    .map((variant) => {
      console.error(`${variant.name}: whole simulator`);
      const real = measuredOf(variant.measured);
      const ours = simulate(variant, trials, SEED);
      const { lines, comparisons } = comparisonTable(real, { trials, quantities: ours.quantities });
      const seen = `${real.trials} measured and ${ours.count} simulated trials; ${ours.withoutFailover} of the simulated without failover, ${ours.censored} outages cut off by the end of the run.`;
      return {
        title: variant.name,
        lines: [`${scenarioOf(variant).description ?? ''} ${seen}`, '', ...lines],
        comparisons,
      };
    });
}

function protocol(trials: number, isChosen: (name: string) => boolean): Section[] {
  return [...protocolTrials, ...sentinelTrials]
    .filter(({ name }) => isChosen(name))
    .map((trial) => {
      console.error(`${trial.name}: protocol alone`);
      const real = measuredOf(trial.measured);
      const quantities: Record<string, number[]> = {};
      for (let seed = 1; seed <= trials; seed++) {
        for (const [quantity, found] of Object.entries(trial.run(seed))) {
          quantities[quantity] ??= [];
          // The servers' logs have whole milliseconds.
          for (const value of found) if (!Number.isNaN(value)) quantities[quantity].push(Math.round(value));
        }
      }
      for (const values of Object.values(quantities)) values.sort((a, b) => a - b);
      const { lines, comparisons } = comparisonTable(real, { trials, quantities });
      return { title: trial.name, lines: [`${real.trials} measured trials.`, '', ...lines], comparisons };
    });
}

/** Promises about writes; a trial simulates three primaries for up to half a minute, so a tenth of the trials. */
function writes(trials: number, isChosen: (name: string) => boolean): Section[] {
  const count = Math.ceil(trials / 10);
  return acknowledgementTrials
    .filter(({ name }) => isChosen(name))
    .map((trial) => {
      console.error(trial.name);
      const real = measuredOf(trial.measured);
      const quantities = acknowledgementQuantities(trial, count, SEED);
      const { lines, comparisons } = comparisonTable(real, { trials: count, quantities });
      return {
        title: trial.name,
        lines: [`${real.trials} measured and ${count} simulated trials.`, '', ...lines],
        comparisons,
      };
    });
}

function summaryOf(sections: readonly Section[]): string[] {
  const all = sections.flatMap(({ title, comparisons }) =>
    [...comparisons].map(([quantity, found]) => ({ title, quantity, found })),
  );
  const count = (verdict: string) => all.filter(({ found }) => found.verdict === verdict).length;
  const others = all.filter(({ found }) => found.verdict !== 'agrees');
  return [
    `${count('agrees')} of ${all.length} comparisons agree in mean and shape. The others:`,
    '',
    ...others.map(
      ({ title, quantity, found }) =>
        `- ${title}, ${quantity}: ${found.verdict}${found.gap === undefined ? '' : ` (${(found.gap * 100).toFixed(1)} %)`}`,
    ),
  ];
}

function page(
  trials: number,
  wholeSections: readonly Section[],
  writeSections: readonly Section[],
  protocolSections: readonly Section[],
): string {
  const shownSections = (sections: readonly Section[]) =>
    sections.flatMap(({ title, lines }) => [`### ${title}`, '', ...lines, '']);
  return [
    '# Validity: simulated Redis Cluster beside real ones',
    '',
    `Written by \`npm run validity\` (test/validity/). ${trials} simulated trials a scenario, seed ${SEED}; do not edit.`,
    '',
    'Measured: Redis 7.0.15 (Debian 12) on one machine of 2 cores, all traffic on loopback, default configuration but for',
    "`cluster-node-timeout`; times from the servers' own logs, write outages from a client that writes to each shard every 10 ms, lost writes by",
    'reading back every acknowledged one. The numbers are in test/validity/measured/. Times are milliseconds after the fault.',
    '',
    'Simulated: rules and constants of cluster.c 7.0.15 and of Linux TCP. No number of the simulator is fitted to these failover times. What',
    'disagrees stands here as it is.',
    '',
    'How to read: `gap of means` is simulated / measured − 1. `KS` is the largest distance between the two distributions, in brackets the limit',
    'that two samples of one law exceed in 5 % of cases; with dozens of rows, some lie beyond it by chance. Verdicts: *agrees*: means within',
    '5 % and KS within its limit. *Mean agrees, shape differs*: use means and medians, be careful with tails. *Mean is off, not significantly*:',
    'too few measurements to tell. *Differs*: do not rely on it.',
    '',
    '## In short',
    '',
    'Whole simulator:',
    '',
    ...summaryOf(wholeSections),
    '',
    'What a write is promised:',
    '',
    ...summaryOf(writeSections),
    '',
    'Protocol alone:',
    '',
    ...summaryOf(protocolSections),
    '',
    '## What was not compared',
    '',
    '- Other products, other versions, clusters above 9 nodes, node timeouts other than 2 and 5 s, several machines, real networks under load.',
    '- The real trials followed one another, each 2 to 4 s after the repair of the one before; the simulated ones begin with settled ping phases.',
    '- Response times, throughput, memory and write-behind: service times are inputs of a scenario.',
    '- The measurements of pause alone: kill, pause and dropped packets gave the same times on the real clusters, so pause is compared with kill.',
    '- Stalls of the measuring machine (single gaps of 0.1 to 0.25 s) are in the measured numbers and not in the simulated ones.',
    '',
    '## Through the whole simulator',
    '',
    'The scenario files of test/validity/scenarios/, one a measurement, read, laid out and run as by `sba run`.',
    '',
    ...shownSections(wholeSections),
    '## What a write is promised',
    '',
    'A replica falls silent; times are milliseconds after that, or after it goes on. Through the whole simulator.',
    '',
    ...shownSections(writeSections),
    '### Lag and WAIT',
    '',
    'One run a row. Thread time of a SET and the delay of the rig are inputs (1 ms and 0.2 ms of its switch; loopback). On the rig the answer to',
    'the client crosses the switch, too, which takes some 0.1 ms of the measured lag at 1 ms. WAIT comes with its write (`pipelined`), as on the',
    'rig: sent after the answer it would cost the way between client and primary once more, 0.1 ms in all on loopback instead of 0.05.',
    '',
    ...lagAndWaitTable(SEED),
    '',
    '## The protocol alone',
    '',
    'The cluster bus without data and clients, which shows the steps that the whole simulator has no metric for.',
    '',
    ...shownSections(protocolSections),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

const trials = Number(process.argv[2] ?? 10_000);
const names = process.argv.slice(3);
const isChosen = (name: string) => names.length === 0 || names.some((part) => name.includes(part));
const sections = [whole(trials, isChosen), writes(trials, isChosen), protocol(trials, isChosen)] as const;
if (names.length === 0 && trials >= 10_000)
  writeFileSync(new URL('../../references/validity.md', import.meta.url), page(trials, ...sections));
else for (const { title, lines } of sections.flat()) console.log([`### ${title}`, '', ...lines, ''].join('\n'));
