/**
 * Small random scenarios in which features that never met do: maps of every kind side by side, caches, guarantees, detectors, life cycles,
 * collectors, autoscalers, middleware, services and regions, under every fault of wide-fault.ts. The same number gives the same scenario.
 * Beside wide-scenario.ts, whose numbers stand for the scenarios they always were.
 */
import { Dice } from './dice.ts';
import { type Ground, mixedDesign } from './mixed-design.ts';
import { type MixedMap, mixedMaps } from './mixed-map.ts';
import { type MixedSource, mixedMiddleware, mixedSources } from './mixed-source.ts';
import type { RandomScenario } from './random-scenario.ts';
import { type FaultFrame, wideFault } from './wide-fault.ts';

export function mixedScenario(number: number): RandomScenario {
  const dice = new Dice(number);
  const design = mixedDesign(dice);
  const { ground } = design;
  const maps = mixedMaps(dice, ground);
  const sources = mixedSources(dice, ground, maps);
  const middleware = mixedMiddleware(dice, ground, sources);
  const faults = mixedFaults(dice, ground, maps, sources);
  const lines = [
    ...design.lines,
    '  maps:',
    ...maps.map(({ text }) => `    - ${text}`),
    ...(middleware === undefined ? [] : [`  middleware: ${middleware}`]),
    'workload:',
    ...sources.map(({ text }) => `  - ${text}`),
    `run: {duration: ${ground.duration}s, warmup: 0s, settle: ${dice.between(1, 12)}s, seed: ${number}, eventLimit: 3000000}`,
    'faults:',
    ...faults.map((fault) => `  - ${fault}`),
  ];
  const drawn = `apiVersion: sba/v1\nname: mixed-${number}\nquestion: Does anything impossible happen?\n${lines.join('\n')}\n`;
  const text = accepted(drawn);
  // What ends by itself, and what comes and goes by itself, may be on its way when the run is over.
  // A detector that never learns can go on suspecting, and copies that writes need may be a long time on their way.
  const inTime = !/rolling-restart|kind: (leave|join)|autoscaler|garbageCollection|lifecycle/.test(text);
  const calm =
    !text.includes('learnsFromSuspicions: false') && !(text.includes('minCopies') && !text.includes('50MiB'));
  // The witness knows lines of history and the store, not what leaves a cache, is merged, or is kept by another kind of map.
  const witnessed = !ground.wan && !maps.some(({ isWitnessed }) => !isWitnessed);
  return { text, heals: ground.heals && inTime && calm, witnessed };
}

/** Leaves out what the scenario would be refused for, after everything was drawn, so that a number keeps its draws. */
function accepted(drawn: string): string {
  const lines = drawn.split('\n').map(acceptedMap);
  const alone = /^ {2}wan:/m.test(drawn) || drawn.includes('nearCache');
  if (!alone) return lines.join('\n');
  // Regions have no balancer, and no balancer asks for a map with near caches.
  const kept = lines.filter((line) => !/^ {2}middleware:/.test(line));
  const stripped = kept.map((line) => line.replace(/, (via: balancer|sessions: \d+, keys: \{zipf: 0.99\})/g, ''));
  const text = stripped.join('\n');
  return /^ {2}wan:/m.test(drawn) ? text.replace(/, merge: \{policy: [a-z-]+\}/g, '') : text;
}

function acceptedMap(line: string): string {
  const leaves = line.includes('eviction: ') || line.includes('overwrites: true');
  const merged = leaves ? line.replace(/, merge: \{policy: [a-z-]+\}/, '') : line;
  return merged.includes('nearCache') ? merged.replace(/, monotonicReads: (true|false)/, '') : merged;
}

/** An autoscaler says who is there, so nobody else may. */
const moving = /kind: (leave|join|rolling-restart)/;

function mixedFaults(
  dice: Dice,
  ground: Ground,
  maps: readonly MixedMap[],
  sources: readonly MixedSource[],
): readonly string[] {
  const before: FaultFrame['before'][number][] = [];
  const askers = sources.flatMap(({ name, map, asks }) => (asks ? [{ name, map }] : []));
  const frame = { ...ground, pumped: maps.some(({ isPumped }) => isPumped), askers, before };
  return Array.from({ length: dice.between(1, 4) }, (_, index) => {
    for (;;) {
      const { text, ...made } = wideFault(dice, { ...frame, id: `fault-${index}` });
      if (ground.scales && moving.test(text)) continue;
      before.push(made);
      return text;
    }
  });
}
