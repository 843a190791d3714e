/** What the terminal report leaves out: zeros of parts that the design does not have. */
import { expect, test } from 'vitest';
import { runScenario } from '../../simulator/api.ts';
import { textReport } from '../../simulator/report/text.ts';

async function zerosOf(map: string, expectation = ''): Promise<string> {
  const text = `
apiVersion: sba/v1
name: quiet
question: What does a report say that nothing happened to?
design: {members: 3, backups: 0, network: none, maps: [{name: rows, entries: 1k${map}}]}
workload: [{name: writers, map: rows, op: put, rate: 50/s, service: 1ms}]
run: {duration: 5s, warmup: 0s, replications: 2}
expect: [${expectation}]
`;
  const checked = await runScenario(text, {});
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  const { result, complete } = checked.value;
  const runs = [{ source: 'quiet.yaml', text, result, complete }];
  return textReport({ runs, refused: [], notRun: [], single: true });
}

test('zeros of parts that the design has are named, others are not', async () => {
  const plain = await zerosOf('');
  expect(plain).toContain('always 0: ');
  expect(plain).toContain('acknowledgedWritesLost');
  for (const name of ['hintsStored', 'scaleEvents', 'wanDropped', 'evictions', 'replicasDiverged'])
    expect(plain, name).not.toContain(name);
  expect(await zerosOf(', kind: {quorum: {}}')).toContain('hintsStored');
});

test('what an expectation asks for has its row, whether the design has it or not', async () => {
  expect(await zerosOf('', 'hedges == 0')).toMatch(/^ {2}hedges {2,}0/m);
});
