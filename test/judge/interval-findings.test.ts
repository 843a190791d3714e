/** The reader is told where an interval is known to hold the truth less often than it says. */
import { expect, test } from 'vitest';
import { runScenario } from '../../simulator/api.ts';

async function codes(service: string, replications: number, expectation: string): Promise<readonly string[]> {
  const checked = await runScenario(
    `apiVersion: sba/v1
name: intervals
question: How far can the interval be trusted?
design: {product: generic, members: 1, backups: 0, network: none, units: {threads: 8}}
workload: [{name: customers, rate: 20/s, service: ${service}, client: {timeout: 1h}}]
run: {duration: 2s, warmup: 500ms, replications: ${replications}}
expect: ["${expectation}"]
`,
  );
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems, undefined, 2));
  return checked.value.result.findings.map(({ code }) => code);
}

const RARE = '{mixture: [{weight: 99%, of: {constant: 1ms}}, {weight: 1%, of: {exponential: 1s}}]}';

test('a mean of 5 replications is noted, one of 20 is not, and a p50 of 5 is not', async () => {
  const mean = 'responseTime mean < 1h';
  expect(await codes('{uniform: [1ms, 3ms]}', 5, mean)).toContain('few-replications');
  expect(await codes('{uniform: [1ms, 3ms]}', 20, mean)).not.toContain('few-replications');
  expect(await codes('{uniform: [1ms, 3ms]}', 5, 'responseTime p50 < 1h')).not.toContain('few-replications');
});

test('a mean of rare and large values is noted with 20 replications and not with 40', async () => {
  const mean = 'responseTime mean < 1h';
  expect(await codes(RARE, 20, mean)).toContain('skewed-mean');
  expect(await codes(RARE, 40, mean)).not.toContain('skewed-mean');
  expect(await codes('{uniform: [1ms, 3ms]}', 20, mean)).not.toContain('skewed-mean');
});
