/** The reference of every metric as Markdown: one table a shape, with the statistics and modes that suit it. From simulator/model/metrics.ts. */
import { type MetricDefinition, type MetricShape, metricNames, metrics } from '../simulator/model/metrics.ts';
import { modesOf, statisticsOf } from '../simulator/model/parse-expectation.ts';

const shapes: Readonly<Record<MetricShape, readonly [title: string, what: string]>> = {
  distribution: ['Distributions', 'Many samples a replication, kept in a histogram (known to 1 part in 128).'],
  perFault: [
    'Per fault',
    'One exact sample a fault and owner (a Redis shard, or the partitions of one member). No fault, no sample.',
  ],
  count: ['Counts', 'One number a replication. An expectation must hold in every replication.'],
  ratio: ['Ratios', 'Two counts a replication: so many of so many.'],
  rate: ['Rates', 'A count over the measured time under load.'],
  level: ['Levels', 'A quantity that changes in steps: its average over time, and its maximum.'],
};

export function metricReference(): string {
  return `${[
    '# Metrics',
    '',
    'Generated from `simulator/model/metrics.ts` by `npm run generate`; do not edit.',
    '',
    'Times are in ms in results; write them with a unit in expectations (`5s`). A metric that was not seen is absent and `unknown` says why;',
    'it is never 0. Nothing before the end of the warm-up is counted. *By workload*: also as `name{workload:NAME}`; *by service*: `name{service:NAME}`; without a workload, probes',
    '(`target: each-owner`) are left out. `sba explain NAME` says the same on the command line. What a verdict means: [verdicts.md](verdicts.md).',
    ...(Object.keys(shapes) as MetricShape[]).flatMap(section),
  ].join('\n')}\n`;
}

function section(shape: MetricShape): string[] {
  const [title, what] = shapes[shape];
  const names = metricNames.filter((name) => metrics[name].shape === shape);
  const rows = names.map((name) => {
    const { unit, better, meaning, byWorkload, byService }: MetricDefinition = metrics[name];
    return `| \`${name}\` | ${unit} | ${better === 'neither' ? '' : better} | ${meaning}${byWorkload === true ? ' *By workload.*' : ''}${byService === true ? ' *By service.*' : ''} |`;
  });
  const [usual, ...others] = statisticsOf[shape];
  const statistics =
    others.length === 0
      ? 'one value, no statistic is written'
      : `${usual} (when none is written), ${others.join(', ')}`;
  return [
    '',
    `## ${title}`,
    '',
    what,
    '',
    `Statistics: ${statistics}. Modes: ${modesOf[shape].join(', ')}.`,
    '',
    '| metric | unit | better | what it counts |',
    '|---|---|---|---|',
    ...rows,
  ];
}
