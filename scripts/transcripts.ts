/** Records the transcripts of the shipped scenarios anew (test/scenarios/golden) and says how much processor time each took. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { goldenPath, scenarioNames, transcriptOf } from '../test/scenarios/transcript.ts';

const names = scenarioNames();
const folder = dirname(goldenPath('any'));
mkdirSync(folder, { recursive: true });
for (const file of readdirSync(folder)) {
  if (!names.includes(file.replace(/\.txt$/, ''))) rmSync(`${folder}/${file}`);
}
for (const name of names) {
  const before = process.cpuUsage();
  const transcript = await transcriptOf(name);
  const { user, system } = process.cpuUsage(before);
  writeFileSync(goldenPath(name), transcript);
  const [verdict] = transcript.split('\n');
  console.log(`${((user + system) / 1e6).toFixed(1).padStart(6)} s  ${verdict}`);
}
