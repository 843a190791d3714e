/**
 * Are the batches of a long run long enough? Where successive batches depend on one another, intervals over them are too narrow (oracle
 * M03: half of the nominal 90 % intervals miss), and nothing in the interval itself tells. So every statistic that is asked about is
 * tested batch by batch (statistics/von-neumann.ts), the mean response time in any case; together the tests cry wolf in 5 % of studies.
 */
import type { Expectation } from '../model/expectation.ts';
import { metrics } from '../model/metrics.ts';
import type { Finding } from '../model/result.ts';
import type { Scenario } from '../model/scenario.ts';
import type { ReplicationSummary } from '../run/replication-summary.ts';
import { serialDependence } from '../statistics/von-neumann.ts';
import { valueIn } from './estimate.ts';
import { short } from './finding-parts.ts';

const ERROR = 0.05;

type Question = Pick<Expectation, 'metric' | 'workload' | 'service' | 'statistic' | 'mode'>;

export function batchFindings(scenario: Scenario, summaries: readonly ReplicationSummary[]): Finding[] {
  const runs = summaries.flatMap(({ batches }) => (batches === undefined ? [] : [batches]));
  if (runs.length === 0) return [];
  const questions = questionsOf(scenario);
  const dependent = questions.flatMap((question) =>
    runs.flatMap((batches) => {
      const values = batches
        .map((batch) => valueIn(scenario, batch, question))
        .filter((value) => value !== undefined)
        .filter((value) => Number.isFinite(value));
      const { autocorrelation, isSignificant } = serialDependence(values, ERROR / (questions.length * runs.length));
      return isSignificant ? [{ question, autocorrelation }] : [];
    }),
  );
  if (dependent.length === 0) return [];
  const named = dependent.map(
    ({ question, autocorrelation }) => `${question.metric} ${question.statistic} (lag-1 ${short(autocorrelation)})`,
  );
  return [
    {
      severity: 'warning',
      code: 'batches-correlated',
      text: `Successive batches depend on one another: ${[...new Set(named)].join(', ')}. Intervals over them are narrower than their 95 % says.`,
      advice:
        'Make the run longer (run.duration), use fewer and so longer batches (run.batches), or replications instead.',
    },
  ];
}

function questionsOf({ expect }: Scenario): readonly Question[] {
  const always: Question = { metric: 'responseTime', statistic: 'mean', mode: 'always' };
  const questions = new Map<string, Question>();
  for (const question of [...expect, always]) {
    const { metric, workload, service, statistic, mode } = question;
    const { shape } = metrics[metric];
    const isCut = shape !== 'count' && shape !== 'perFault' && mode !== 'end' && mode !== 'settle';
    const isExtreme = statistic === 'min' || statistic === 'max';
    if (isCut && !isExtreme) questions.set([metric, workload, service, statistic, mode].join(' '), question);
  }
  return [...questions.values()];
}
