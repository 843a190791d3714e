/** Every shipped scenario gives what was recorded, to the byte. A difference is either a defect or a change to be reviewed and recorded. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { goldenPath, scenarioNames, transcriptOf } from './transcript.ts';

const AGAIN =
  'if the change is meant, record it anew with `npm run transcripts` and say in the commit why the numbers moved';

describe('the transcript of', () => {
  test.each(scenarioNames())('%s is the recorded one', async (name) => {
    const path = goldenPath(name);
    expect(existsSync(path), `${name} has a transcript (${AGAIN})`).toBe(true);
    expect(await transcriptOf(name), AGAIN).toBe(readFileSync(path, 'utf8'));
  });

  test('a scenario that is gone is gone too', () => {
    const recorded = readdirSync(dirname(goldenPath('any'))).map((file) => file.replace(/\.txt$/, ''));
    expect(recorded.sort(), AGAIN).toEqual(scenarioNames());
  });
});
