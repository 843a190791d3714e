/** The same question of whole studies: scenario text in, intervals out, one seed an experiment. */
import { runScenario } from '../../../simulator/api.ts';
import { type Asked, type Cell, type Measured, summed } from './cell.ts';

export interface StudyCell extends Omit<Cell, 'ask'> {
  readonly text: string;
}

/** M/M/1 at load 0.5: the sojourn is exponential with mean 2 ms. */
const text = (statement: string, run: string) => `apiVersion: sba/v1
name: coverage
question: Does the interval hold what theory says?
design: {product: generic, members: 1, backups: 0, network: none, units: {threads: 1}}
workload: [{name: customers, rate: 500/s, service: {exponential: 1ms}, client: {timeout: 1h}}]
run: {${run}}
expect: ["${statement}"]
`;

const auto = 'duration: 2.2s, warmup: 200ms';
const law = 'M/M/1 0.5, about 1000 sojourns a replication';

export const studyCells: readonly StudyCell[] = [
  {
    kind: 'sba run, auto: mean',
    law,
    n: '10 …',
    truth: 2,
    experiments: 60,
    text: text('responseTime mean < 2.2ms', auto),
  },
  {
    kind: 'sba run, auto: quantile p99',
    law,
    n: '10 …',
    truth: 2 * Math.log(100),
    experiments: 60,
    text: text('responseTime p99 < 11ms', auto),
  },
  {
    kind: 'sba run, batches: mean',
    law: 'M/M/1 0.5, one run of 20 000 sojourns',
    n: '20',
    truth: 2,
    experiments: 60,
    text: text('responseTime mean < 2.2ms', 'duration: 40.2s, warmup: 200ms, replications: 1, batches: 20'),
  },
];

export async function measureStudies(cell: StudyCell, experiments = cell.experiments): Promise<Measured> {
  const asked: Asked[] = [];
  for (let seed = 1; seed <= experiments; seed++) {
    const checked = await runScenario(cell.text, { seed });
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems, undefined, 2));
    const { expectations, findings } = checked.value.result;
    const [{ low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = {}] = expectations;
    asked.push({ low, high, warned: findings.some(({ code }) => code === 'batches-correlated') });
  }
  return summed(asked, cell.truth);
}
