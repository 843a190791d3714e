/**
 * Small random scenarios of two sizes: designs, load and the faults that matter most to histories; or every fault kind and target, every
 * kind of load and client policy, and readers of the store. The same number gives the same scenario. When `heals`, every fault is over well
 * before the end, so that everything must work again.
 */
import { Dice } from './dice.ts';
import {
  bare,
  clusterProduct,
  designLines,
  type Ground,
  genericProduct,
  isFar,
  kindOf,
  network,
} from './drawn-design.ts';
import { drawnFaults } from './drawn-fault.ts';
import { type DrawnMap, plainMap } from './drawn-map.ts';
import { type DrawnSource, drawnSources, plainSource } from './drawn-source.ts';
import { type RandomScenario, scenarioText } from './scenario-text.ts';

interface Scope {
  readonly name: string;
  /** s. */
  readonly longest: number;
  readonly reader: boolean;
  readonly sources: (dice: Dice, ground: Ground, maps: readonly DrawnMap[]) => readonly DrawnSource[];
  /** Of faults. Absent: all. */
  readonly kinds?: readonly string[];
}

const narrow: Scope = {
  name: 'random',
  longest: 40,
  reader: false,
  sources: (dice, _ground, maps) =>
    Array.from({ length: dice.between(1, 3) }, (_, index) => plainSource(dice, index, maps)),
  kinds: ['crash', 'host-loss', 'pause', 'split', 'delay', 'store-down', 'rolling-restart'],
};

const wide: Scope = { name: 'wide', longest: 30, reader: true, sources: drawnSources };

export function randomScenario(number: number): RandomScenario {
  return scenarioOf(number, narrow);
}

export function wideScenario(number: number): RandomScenario {
  return scenarioOf(number, wide);
}

function scenarioOf(number: number, { name, longest, reader, sources: sourcesOf, kinds }: Scope): RandomScenario {
  const dice = new Dice(number);
  const ground = groundOf(dice, longest);
  const maps = Array.from({ length: dice.between(1, 2) }, (_, index) => plainMap(dice, index, reader));
  const sources = sourcesOf(dice, ground, maps);
  const text = scenarioText({
    name,
    number,
    design: designLines(dice, ground, ground.redis ? clusterProduct(dice) : genericProduct(dice)),
    maps: maps.map((map) => map.text),
    sources: sources.map((source) => source.text),
    duration: ground.duration,
    settle: dice.between(1, 20),
    eventLimit: 20_000_000,
    faults: drawnFaults(dice, ground, maps, sources, { most: 5, ...(kinds && { kinds }) }).map((fault) => fault.text),
  });
  // What ends by itself ends when it ends, and an election with a rejoin takes Redis seconds: the run may be over first.
  const inTime = (!ground.redis || ground.duration >= 20) && !/rolling-restart|kind: (leave|join)/.test(text);
  return { text, heals: ground.heals && inTime };
}

function groundOf(dice: Dice, longest: number): Ground {
  const redis = dice.chance(30);
  const place = { regions: dice.chance(20) ? ['eu', 'us'] : ['eu'], network: network(dice) };
  const backups = redis ? dice.between(0, 2) : dice.of([0, 1, 1, 1, 2, 2, 3]);
  const members = redis ? (backups + 1) * dice.between(3, backups === 0 ? 5 : 4) : dice.between(backups + 1, 9);
  const heals = dice.chance(55) && !(redis && isFar(place));
  const duration = dice.between(5, longest);
  return {
    ...bare,
    ...place,
    duration,
    heals,
    members,
    backups,
    zones: dice.between(1, 3),
    redis,
    kind: kindOf(redis),
  };
}
