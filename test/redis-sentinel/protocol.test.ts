import { describe, expect, test } from 'vitest';
import { type BenchOptions, SentinelBench } from './sentinel-bench.ts';

const seeds = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** A bench on which `strike` happens at 0, run to `until` ms. */
function struck(
  strike: (bench: SentinelBench) => void,
  until: number,
  options: BenchOptions = {},
  seed = 1,
): SentinelBench {
  const bench = new SentinelBench(options, seed);
  bench.runTo(0);
  strike(bench);
  bench.runTo(until);
  return bench;
}

const kill = (bench: SentinelBench): void => bench.kill(0);
const cutPrimary = (bench: SentinelBench): void => {
  bench.cutOff([0]);
};

describe('Finding the primary down', () => {
  test('nobody finds anything down while nothing happens', () => {
    for (const seed of seeds(5)) expect(struck(() => {}, 60_000, {}, seed).notes).toEqual([]);
  });

  test('a killed process is found down within two steps of the timer after down-after, a silent one up to a ping period later', () => {
    const firstOf = (strike: (bench: SentinelBench) => void) =>
      seeds(100).flatMap((seed) => struck(strike, 3500, {}, seed).times('+sdown', 0));
    const [killed, silent] = [firstOf(kill), firstOf(cutPrimary)];
    expect(Math.min(...killed)).toBeGreaterThan(2000);
    expect(Math.max(...killed)).toBeLessThan(2205);
    expect(Math.min(...silent)).toBeGreaterThan(2000);
    expect(Math.max(...silent)).toBeLessThan(3305);
    // Uniform over one ping period: a second and the rest of a step.
    expect(mean(silent) - mean(killed)).toBeCloseTo(500 - 37 + 37, -2);
  });

  test('a pause and a lost host are found as late as a cut, since all are silent', () => {
    const agreed = (strike: (bench: SentinelBench) => void) =>
      mean(seeds(100).map((seed) => struck(strike, 4500, {}, seed).times('+odown')[0]!));
    const cut = agreed(cutPrimary);
    expect(Math.abs(agreed((bench) => bench.pause(0)) - cut)).toBeLessThan(60);
    expect(Math.abs(agreed((bench) => bench.loseHost(0)) - cut)).toBeLessThan(60);
  });

  test('a pause shorter than down-after goes unnoticed', () => {
    for (const seed of seeds(20)) {
      const bench = struck((each) => each.pause(0), 1800, {}, seed);
      bench.resume(0);
      bench.runTo(20_000);
      expect(bench.notes).toEqual([]);
    }
  });

  test('a higher quorum waits for more sentinels', () => {
    const agreed = (quorum: number) =>
      mean(seeds(60).map((seed) => struck(cutPrimary, 6000, { quorum, sentinels: 5 }, seed).times('+odown')[0]!));
    expect(agreed(2)).toBeLessThan(agreed(3));
    expect(agreed(3)).toBeLessThan(agreed(5));
  });
});

describe('Who decides', () => {
  test('one sentinel of three agrees with itself at quorum 1, and is never elected', () => {
    for (const seed of seeds(20)) {
      const bench = new SentinelBench({ quorum: 1 }, seed);
      const [, second, third] = [0, 1, 2].map((sentinel) => bench.sentinelPlace + sentinel);
      bench.runTo(0);
      bench.cutOff([second!]);
      bench.cutOff([third!]);
      bench.kill(0);
      bench.runTo(20_000);
      expect(bench.all('+odown').some(({ sentinel }) => sentinel === 0)).toBe(true);
      expect(bench.times('-failover-abort-not-elected').length).toBeGreaterThan(0);
      expect(bench.all('tookOver')).toEqual([]);
    }
  });

  test('two of three elect, and each sentinel votes once in an epoch', () => {
    for (const seed of seeds(25)) {
      const bench = new SentinelBench({}, seed);
      bench.runTo(0);
      bench.cutOff([bench.sentinelPlace]);
      bench.kill(0);
      bench.runTo(30_000);
      expect(bench.all('tookOver')).toHaveLength(1);
      expect(bench.all('+elected-leader')).toHaveLength(1);
    }
  });

  test('whoever voted for another tries no failover of its own for twice failover-timeout; then one tries again', () => {
    const bench = struck(kill, 100_000, { priorities: [100, 0, 0], failoverTimeout: 20_000 }, 3);
    const tries = bench.times('+try-failover');
    expect(bench.times('-failover-abort-no-good-slave').length).toBeGreaterThan(1);
    expect(tries.length).toBeGreaterThan(1);
    for (const [index, time] of tries.entries())
      if (index > 0) expect(time - tries[index - 1]!).toBeGreaterThan(38_900);
    expect(bench.all('tookOver')).toEqual([]);
  });
});

describe('Which replica is promoted', () => {
  const promoted = (options: BenchOptions, seed: number) => struck(kill, 5000, options, seed).all('tookOver')[0]!.about;

  test('the lowest priority before the greatest offset, and never priority 0', () => {
    for (const seed of seeds(10)) {
      expect(promoted({ priorities: [100, 50, 100], offsets: [9, 1, 9] }, seed)).toBe(1);
      expect(promoted({ priorities: [100, 0, 100], offsets: [9, 9, 1] }, seed)).toBe(2);
    }
  });

  test('the greatest offset among equals', () => {
    for (const seed of seeds(10)) expect(promoted({ offsets: [9, 8, 9] }, seed)).toBe(2);
  });

  test('the smallest run id among equal offsets, which is either of them', () => {
    expect(new Set(seeds(20).map((seed) => promoted({}, seed)))).toEqual(new Set([1, 2]));
  });

  test('not one that is down itself', () => {
    for (const seed of seeds(10)) {
      const both = (bench: SentinelBench): void => {
        bench.kill(0);
        bench.kill(2);
      };
      expect(struck(both, 5000, { priorities: [100, 100, 1] }, seed).all('tookOver')[0]!.about).toBe(1);
    }
  });
});

describe('After the promotion', () => {
  test('INFO shows it within a second and two steps; then every sentinel switches to the new primary', () => {
    for (const seed of seeds(30)) {
      const bench = struck(kill, 8000, {}, seed);
      const [promoted, seen] = [bench.times('tookOver')[0]!, bench.times('+promoted-slave')[0]!];
      expect(seen - promoted).toBeLessThan(1000 + 2 * 102);
      const switched = bench.all('+switch-master');
      expect(switched.map(({ about }) => about)).toEqual(Array(3).fill(bench.all('tookOver')[0]!.about));
    }
  });

  test('the others hear of it a step later, unless a hello was just under way; the leader waits for its replicas', () => {
    const told = seeds(30).map((seed) => {
      const bench = struck(kill, 8000, {}, seed);
      const [first, , last] = bench.all('+switch-master');
      const wait = first!.time - bench.times('+promoted-slave')[0]!;
      return wait < 102 && last!.sentinel === bench.all('+elected-leader')[0]!.sentinel;
    });
    expect(told.filter((atOnce) => atOnce).length).toBeGreaterThan(24);
  });

  test('replicas are told of the new primary one after the other, or several at once', () => {
    const spread = (parallelSyncs: number) => {
      const times = struck(kill, 20_000, { replicas: 4, parallelSyncs }, 5).times('+slave-reconf-sent');
      expect(times).toHaveLength(3);
      return times.at(-1)! - times[0]!;
    };
    expect(spread(3)).toBe(0);
    expect(spread(1)).toBeGreaterThan(2000);
  });

  test('the old primary that comes back is made a replica at the second INFO, ten seconds later', () => {
    for (const seed of seeds(10)) {
      const bench = struck(kill, 10_000, {}, seed);
      bench.restart(0);
      expect(bench.watch.believedPrimaryOf(0)).toBe(-1);
      bench.runTo(30_000);
      const told = bench.times('demoted', 0)[0]!;
      expect(told).toBeGreaterThan(10_000 + 10_000);
      expect(told).toBeLessThan(10_000 + 10_000 + 1500);
      expect(bench.all('cleared', 0)).toHaveLength(1);
      expect(bench.watch.believedPrimaryOf(0)).toBe(bench.watch.announcedPrimary());
    }
  });

  test('a second failover follows when the new primary dies, too', () => {
    const bench = struck(kill, 10_000, {}, 2);
    const first = bench.watch.announcedPrimary();
    bench.kill(first);
    bench.runTo(20_000);
    expect(bench.watch.announcedPrimary()).toBe(3 - first);
    expect(bench.all('tookOver')).toHaveLength(2);
  });
});
