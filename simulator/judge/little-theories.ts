/**
 * Little's law, with measured numbers on both sides: it needs no assumption about arrivals or service, only a run that is long beside what
 * is inside at its end. It ties three instruments together, so a gap is an error of one of them.
 *
 *   services              E[waiting] = throughput · E[wait]
 *   clients that wait     throughput = clients / (E[response] + E[think])          (interactive response time law)
 *
 * Source: Little 1961; Denning & Buzen 1978. Left out where requests fail (their time is not measured) or faults interrupt.
 */
import { meanOf } from '../kernel/distribution.ts';
import { SECOND } from '../kernel/time.ts';
import type { Scenario } from '../model/scenario.ts';
import { CALM, type ReplicationSummary } from '../run/replication-summary.ts';
import { histogramsOf, keysOf, levelsOf, ratesOf, ratiosOf } from './samples.ts';
import type { Theory } from './theory.ts';

const WINDOWS = [CALM];
/** What may be inside at the end, of all that went through. */
const AT_THE_END = 0.003;

export function littleTheories(scenario: Scenario, summaries: readonly ReplicationSummary[]): readonly Theory[] {
  if (scenario.faults.length > 0) return [];
  const services = (scenario.design.services ?? []).flatMap(({ name }) => ofService(scenario, summaries, name));
  return [...services, ...ofClients(scenario, summaries)];
}

function ofService(scenario: Scenario, summaries: readonly ReplicationSummary[], service: string): readonly Theory[] {
  const waits = histogramsOf(summaries, keysOf(scenario, 'queueWait', { service }), WINDOWS);
  const levels = levelsOf(summaries, 'queueLength', WINDOWS, service);
  const passed = waits.map(({ count }) => count);
  const isLong = levels.every(({ maximum }, index) => maximum <= AT_THE_END * passed[index]!);
  if (levels.length !== summaries.length || !isLong) return [];
  const expected = averageOf(
    waits.map(({ mean, count }, index) => (mean * count) / secondsOf(summaries[index]!) / SECOND),
  );
  if (!(expected > 1e-6)) return [];
  return [
    {
      name: `Little's law at service ${service}`,
      metric: 'queueLength',
      service,
      expected,
      formula: 'λ · W, both measured',
      source: 'Little 1961',
      tolerance: 0.01,
    },
  ];
}

function ofClients(scenario: Scenario, summaries: readonly ReplicationSummary[]): readonly Theory[] {
  const [source, ...others] = scenario.workload;
  if (source?.clients === undefined || others.length > 0) return [];
  const failed = ratiosOf(summaries, keysOf(scenario, 'errorRatio', {}), WINDOWS);
  if (failed.some(({ hits }) => hits > 0)) return [];
  const answers = histogramsOf(summaries, keysOf(scenario, 'responseTime', {}), WINDOWS);
  const think = source.think === undefined ? 0 : meanOf(source.think);
  const rates = ratesOf(summaries, keysOf(scenario, 'throughput', {}), WINDOWS);
  const isLong = answers.every(({ count }) => source.clients! <= AT_THE_END * count);
  if (!isLong || rates.length !== summaries.length) return [];
  return [
    {
      name: 'interactive response time law',
      metric: 'throughput',
      expected: averageOf(answers.map(({ mean }) => (source.clients! * SECOND) / (mean + think))),
      leastReplications: 3,
      formula: 'N / (R + Z), R measured',
      source: 'Little 1961; Denning & Buzen 1978',
      tolerance: 0.01,
    },
  ];
}

function secondsOf(summary: ReplicationSummary): number {
  return summary.seconds[CALM];
}

function averageOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
