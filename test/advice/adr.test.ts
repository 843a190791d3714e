/** The decision record: MADR in form, and not one number without the run it came from. */
import { expect, test } from 'vitest';
import { draftAdr } from '../../simulator/api.ts';
import { designCard } from '../../simulator/model/design-card.ts';
import type { RunResult } from '../../simulator/model/result.ts';
import { size } from '../../simulator/sizing/size.ts';
import { calmResult, crashResult, crashText } from '../report/crash-result.ts';

const block = (adr: string) =>
  JSON.parse(/```json\n([\s\S]*?)\n```\n$/.exec(adr)![1]!) as {
    runs: {
      runId: string;
      command: string;
      scenario: RunResult['scenario'];
      seed: number;
      values: Record<string, unknown>;
    }[];
    sizing?: { name: string; value: number }[];
  };
const prose = (adr: string): readonly string[] => adr.replace(/```[\s\S]*?```/g, '').split('\n');

test('one run with a failure, as a golden file', async () => {
  await expect(draftAdr([crashResult], { title: 'Keep orders in a Redis Cluster' })).toMatchFileSnapshot(
    'golden/one-option.md',
  );
});

test('it has the sections of MADR 4, in order, and says that it is a draft', () => {
  const adr = draftAdr([crashResult]);
  expect(adr.startsWith('---\nstatus: draft\n---\n\n# ')).toBe(true);
  const headings = prose(adr).filter((line) => line.startsWith('#'));
  const expected = [
    '# How',
    '## Context and Problem Statement',
    '## Decision Drivers',
    '## Considered Options',
    '## Decision Outcome',
    '### Confirmation',
    '## Pros and Cons of the Options',
    '## More Information',
    '### Failure Scenario Table',
    '### Pattern Selection Matrix',
  ];
  let from = -1;
  for (const heading of expected) {
    const at = headings.findIndex((line, index) => index > from && line.startsWith(heading));
    expect(at, heading).toBeGreaterThan(from);
    from = at;
  }
});

test('every line with a number names its evidence', () => {
  const adr = draftAdr([crashResult, calmResult], {
    title: 'Decide',
    sizing: size(designCard.parse({ entries: '2M' })),
  });
  const bare = prose(adr).filter((line) => /\d/.test(line) && !/\[(run [0-9a-f]+:[^\]]+(\]|\[)|size:\w+\])/.test(line));
  expect(bare).toEqual([]);
});

test('every citation leads to a value in the block, and that value is the one of the result, exactly', () => {
  const results = [crashResult, calmResult];
  const adr = draftAdr(results);
  const cited = prose(adr).flatMap((line) =>
    [...line.matchAll(/\[run ([0-9a-f]+):((?:[^[\]]|\[\d+\])+)\]/g)].map(([, run, path]) => ({
      run: run!,
      path: path!,
    })),
  );
  expect(cited.length).toBeGreaterThan(40);
  const { runs } = block(adr);
  for (const { run, path } of cited) {
    const evidence = runs.find(({ runId }) => runId.startsWith(run))!;
    const value = lookUp(results.find(({ runId }) => runId === evidence.runId)!, path);
    expect(value, path).toBeDefined();
    if (typeof value !== 'object') expect(evidence.values[path], path).toBe(value);
  }
});

/** What the block documents: a path from the result down; metrics without their first word. */
function lookUp(result: RunResult, path: string): unknown {
  const [metric = ''] = path.split('.');
  const keys = path.replace(/\[(\d+)\]/g, '.$1').split('.');
  const from: unknown = metric in result.metrics ? result.metrics : result;
  return keys.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], from);
}

test('the block holds all that is needed to run again', () => {
  const [run] = block(draftAdr([crashResult])).runs;
  expect(run).toMatchObject({
    runId: crashResult.runId,
    seed: 7,
    scenario: { digest: crashResult.scenario.digest, text: crashText, parameters: { promise: '5s' } },
    replications: 20,
    engine: { version: '0.1.0' },
  });
  expect(run!.command).toBe(
    'sba run primary-crash.yaml --seed 7 --replications 20 --param timeout=2s --param promise=5s',
  );
});

test('an option is chosen only when it alone passed', () => {
  expect(draftAdr([calmResult])).toContain('Chosen option: "Option A"');
  expect(draftAdr([crashResult])).toContain('No option is chosen: no option passed every expectation');
  expect(draftAdr([crashResult, calmResult])).toContain('Chosen option: "Option B"');
  const other = { ...calmResult, runId: 'bbbbbbbbbbbbbbbb' };
  expect(draftAdr([calmResult, other])).toContain('the evidence does not separate');
});

test('runs of one design under different faults are evidence for one option', () => {
  const again = {
    ...crashResult,
    runId: '1111111111111111',
    scenario: { ...crashResult.scenario, text: crashText.replace('at: 20s', 'at: 25s') },
  };
  const adr = draftAdr([crashResult, again]);
  expect(adr).toContain('* Option A');
  expect(adr).not.toContain('Option B');
  const larger = { ...again, scenario: { ...again.scenario, text: crashText.replace('members: 6', 'members: 8') } };
  expect(draftAdr([crashResult, larger])).toContain('* Option B');
});

test('inconclusive and not exercised speak neither for nor against, and say why', () => {
  const lines = prose(draftAdr([crashResult]));
  const neutral = lines.filter((line) => line.startsWith('* Neutral'));
  expect(neutral).toHaveLength(2);
  expect(neutral[0]).toContain('about 300 would');
  expect(neutral[1]).toContain('was not exercised; no read was answered');
});

test('a fault that did not take effect shows nothing about recovery', () => {
  const faults = [{ ...crashResult.faults[0]!, tookEffect: false }];
  const row = prose(draftAdr([{ ...crashResult, faults }])).find((line) => line.startsWith('| crash'))!;
  expect(row).toContain('nothing is shown');
  expect(row).not.toContain('4 451 ms');
});

test('what the end of the run cut off is a lower bound, and is said to be one', () => {
  const row = prose(draftAdr([crashResult])).find((line) => line.startsWith('| crash'))!;
  expect(row).toContain('all copies again after at least 20 000 ms');
  expect(row).toContain('writes accepted again after 4 451 ms');
});

test('what was not measured is not printed', () => {
  const { writeOutage: _gone, ...metrics } = crashResult.metrics;
  expect(draftAdr([{ ...crashResult, metrics }])).not.toContain('write outage p90');
});

test('sizing comes with formula and source, and its numbers are in the block', () => {
  const sizing = size(designCard.parse({ entries: '2M', product: 'redis-cluster' }));
  const adr = draftAdr([crashResult], { sizing });
  expect(adr).toContain('[size:memoryPerMember]');
  expect(block(adr).sizing!.map(({ name }) => name)).toContain('memoryPerMember');
});

test('a partial result cannot become evidence', () => {
  const { runId: _runId, ...partial } = crashResult;
  expect(() => draftAdr([partial])).toThrow(/partial result/);
});

test('a scenario cannot break out of the document', () => {
  const text = crashText
    .replace('How long are', '```\\n<script>x</script> How long are')
    .replace('question: ', 'question: "')
    .replace('lost?', 'lost?"');
  const adr = draftAdr([{ ...crashResult, scenario: { ...crashResult.scenario, text } }]);
  expect(prose(adr).join('\n')).not.toContain('<script>');
  expect(prose(adr).filter((line) => line.startsWith('## '))).toHaveLength(6);
  expect(block(adr).runs[0]!.scenario.text).toBe(text);
});
