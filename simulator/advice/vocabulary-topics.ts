/** The words of results and expectations: metrics, verdicts, bases, modes, statistics. The types say when one is missing. */
import type { Mode, Statistic } from '../model/expectation.ts';
import { type MetricDefinition, type MetricShape, metricNames, metrics } from '../model/metrics.ts';
import type { Basis, Verdict } from '../model/result.ts';
import type { Topic, TopicKind } from './topic.ts';

const shapes: Readonly<Record<MetricShape, string>> = {
  distribution: 'every sample counts; quantiles have an interval over replications',
  perFault: 'one sample a fault and owner',
  count: 'one number a replication',
  ratio: 'two counts a replication',
  rate: 'a count over the measured time',
  level: 'a time-weighted average and a maximum',
};

const verdicts: Readonly<Record<Verdict, string>> = {
  pass: 'The expectation holds: its whole 95 % interval is on the right side of the limit; of a scenario: all of them hold.',
  fail: 'The expectation does not hold: its whole 95 % interval is on the wrong side, or a count that must be kept in every replication was broken in one.',
  inconclusive:
    'The data cannot say: the limit lies inside the interval, or a side of the interval is unbounded. The explanation names what would decide, usually more replications or a longer run. Exit code 2.',
  'not exercised':
    'What the expectation speaks of never happened (no fault took effect, no sample was taken), so nothing was shown. Exit code 2, never 0.',
};

const bases: Readonly<Record<Basis, string>> = {
  measured: 'The rules behind the number were checked against measurements of the product.',
  source: "The rules were taken from the product's source code or an exact definition.",
  documented: "The rules were taken from the product's documentation.",
  assumed: 'The rules are our assumption; check them before relying on the number.',
};

const modes: Readonly<Record<Mode, string>> = {
  always: 'All of the run after warm-up counts.',
  end: 'The state when the run ends counts.',
  'during-faults': 'Only the time in which a fault is active or not yet recovered from counts.',
  'outside-faults': 'Only the time in which no fault is active counts.',
  'per-fault': 'Each fault is judged by itself.',
  settle: 'The state after the load has stopped and copies and store have caught up counts.',
  sometimes: 'It must hold in at least one replication: proof that something can happen.',
};

const statistics: Readonly<Record<Statistic, string>> = {
  mean: 'The arithmetic mean; its interval is a t interval over replications, longer on the side where they have a tail.',
  min: 'The smallest sample seen.',
  p10: 'A tenth of the samples are below it.',
  p50: 'The median.',
  p90: 'A tenth of the samples are above it.',
  p95: 'One sample in twenty is above it.',
  p99: 'One sample in a hundred is above it.',
  p999: 'One sample in a thousand is above it.',
  max: 'The largest sample seen; it grows with the number of replications.',
  value: 'The number itself, for counts, ratios and rates.',
};

export function metricTopics(): readonly Topic[] {
  return metricNames.map((name): Topic => {
    const { unit, shape, better, meaning, byWorkload, byService }: MetricDefinition = metrics[name];
    const wish = better === 'neither' ? 'neither high nor low is good in itself' : `${better} is better`;
    const workload = byWorkload === true ? ` Also for one workload: ${name}{workload:NAME}.` : '';
    const service = byService === true ? ` Of one service: ${name}{service:NAME}.` : '';
    return {
      name,
      kind: 'metric',
      text: `${meaning} Unit: ${unit}; ${shapes[shape]}; ${wish}.${workload}${service}`,
      see: ['expect', 'statistic'],
    };
  });
}

export function wordTopics(): readonly Topic[] {
  return [
    ...worded('verdict', verdicts, ['run']),
    ...worded('basis', bases, []),
    ...worded('mode', modes, ['expect']),
    ...worded('statistic', statistics, ['expect']),
  ];
}

function worded(kind: TopicKind, words: Readonly<Record<string, string>>, see: readonly string[]): readonly Topic[] {
  return Object.entries(words).map(([name, text]) => ({ name, kind, text, see }));
}
