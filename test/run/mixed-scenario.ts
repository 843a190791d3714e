/**
 * Small random scenarios in which features that never met do: maps of every kind side by side, caches, guarantees, detectors, life cycles,
 * collectors, autoscalers, middleware, services and regions, under every fault of drawn-fault.ts. The same number gives the same scenario.
 */
import { Dice } from './dice.ts';
import {
  clusterProduct,
  designLines,
  detector,
  type Ground,
  genericProduct,
  isFar,
  kindOf,
  network,
} from './drawn-design.ts';
import { drawnFaults } from './drawn-fault.ts';
import { drawnMaps } from './drawn-map.ts';
import { drawnMiddleware, drawnSources } from './drawn-source.ts';
import { type RandomScenario, scenarioText } from './scenario-text.ts';

export function mixedScenario(number: number): RandomScenario {
  const dice = new Dice(number);
  const ground = groundOf(dice);
  const maps = drawnMaps(dice, ground);
  const sources = drawnSources(dice, ground, maps);
  const drawn = scenarioText({
    name: 'mixed',
    number,
    design: designLines(dice, ground, ground.redis ? clusterProduct(dice) : watchedProduct(dice, ground)),
    maps: maps.map((map) => map.text),
    middleware: drawnMiddleware(dice, ground, sources),
    sources: sources.map((source) => source.text),
    duration: ground.duration,
    settle: dice.between(1, 12),
    eventLimit: 3_000_000,
    faults: drawnFaults(dice, ground, maps, sources, { most: 4 }).map((fault) => fault.text),
  });
  const text = accepted(drawn);
  // What ends by itself, and what comes and goes by itself, may be on its way when the run is over.
  // A detector that never learns, or whose probes fail on the way over the ocean, can go on suspecting; copies that writes need may be a
  // long time on their way.
  const inTime = !/rolling-restart|kind: (leave|join)|autoscaler|garbageCollection|lifecycle/.test(text);
  const calm =
    !text.includes('learnsFromSuspicions: false') &&
    !(text.includes('swim') && isFar(ground) && !ground.wan) &&
    !(text.includes('minCopies') && !text.includes('50MiB'));
  // The witness knows lines of history and the store, not what leaves a cache, is merged, or is kept by another kind of map.
  const witnessed = !ground.wan && !maps.some(({ isWitnessed }) => !isWitnessed);
  return { text, heals: ground.heals && inTime && calm, witnessed };
}

function groundOf(dice: Dice): Ground {
  const redis = dice.chance(20);
  const wan = !redis && dice.chance(20);
  const several = [
    ['eu', 'us'],
    ['eu', 'us', 'ap'],
  ];
  const regions = wan ? dice.of(several) : dice.chance(20) ? ['eu', 'us'] : ['eu'];
  const backups = redis ? dice.between(0, 2) : dice.of([0, 1, 1, 1, 2, 3]);
  const each = redis ? dice.between(3, backups === 0 ? 5 : 3) : dice.between(backups + 1, wan ? 3 + backups : 9);
  const place = { regions, network: network(dice) };
  return {
    ...place,
    duration: dice.between(4, 12),
    heals: dice.chance(50) && !redis && !(wan && isFar(place) && place.network.includes('bandwidth')),
    members: redis ? (backups + 1) * each : wan ? regions.length * each : each,
    backups,
    zones: dice.between(1, 3),
    redis,
    kind: kindOf(redis),
    wan,
    scales: !redis && !wan && dice.chance(25),
    middleware: dice.chance(40),
    services: dice.chance(20),
    living: true,
  };
}

function watchedProduct(dice: Dice, { scales }: Ground): string {
  const load = dice.chance(30) ? `, migrationLoad: ${dice.of([10, 50, 95])}%` : '';
  return genericProduct(dice, `${detector(dice, scales)}${load}`);
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
