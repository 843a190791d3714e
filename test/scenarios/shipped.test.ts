/** What is shipped holds as shipped, and its seed is what makes it that run: that the same one gives the same, transcripts.test.ts shows. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runScenario } from '../../simulator/api.ts';
import { goldenPath, scenarioNames, shippedFiles } from './transcript.ts';

async function trace(name: string, seed: number): Promise<string> {
  const text = readFileSync(new URL(`../../scenarios/${name}.yaml`, import.meta.url), 'utf8');
  const run = await runScenario(text, { source: `scenarios/${name}.yaml`, files: shippedFiles, seed, replications: 1 });
  if (!run.ok) throw new Error(JSON.stringify(run.problems));
  return run.value.result.traceDigest;
}

describe.each(scenarioNames())('%s', (name) => {
  test('passes at its defaults', () => {
    // That this is what it gives now is what transcripts.test.ts compares.
    const transcript = readFileSync(goldenPath(name), 'utf8');
    expect(transcript.split('\n')[0]).toBe(`${name}: pass`);
    expect(transcript).not.toContain('DIFFERS');
  });

  test('has another trace with another seed', async () => {
    expect(await trace(name, 2)).not.toBe(await trace(name, 1));
  });
});
