import { test } from 'vitest';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { drawnScenario } from '../run/product-scenario.ts';
import { simulate } from '../run/simulate.ts';
test('x', () => {
  let n = 0, fails = 0, lost = 0, parts = 0;
  for (let seed = Number(process.env.FROM ?? 0); n < Number(process.env.N ?? 200); seed++) {
    const { text } = drawnScenario(2, seed);
    if (!/persistenceEnabled/.test(text)) continue;
    if (!parseScenario(text, { source: '<text>', parameters: {} }).ok) continue;
    n++;
    const t0 = Date.now();
    try { const { summary } = simulate(text); lost += summary.counts.acknowledgedWritesLost! > 0 ? 1 : 0; parts += summary.counts.partitionsLost! > 0 ? 1 : 0; } catch (e) { if (fails++ < 3) console.log(`FAIL ${seed}: ${String((e as Error).stack)}\n${text}`); else console.log('FAIL', seed, String(e)); }
    if (Date.now() - t0 > 4000) console.log('slow', seed, Date.now() - t0);
  }
  console.log({ n, fails, lost, parts });
}, 500000);
