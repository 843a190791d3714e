/** What Valkey does otherwise than Redis when a primary fails (facts/grid-products.md 3.3; pull requests named in products/election-rules.ts). */
import { describe, expect, it } from 'vitest';
import { product } from '../../simulator/model/product.ts';
import type { ValkeyProduct } from '../../simulator/model/scenario.ts';
import { clusterRules } from '../../simulator/products/cluster-rules.ts';
import { redisElection } from '../../simulator/products/election-rules.ts';
import { BusBench } from './bus-bench.ts';

const T = 2000;
const seeds = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
const rules = (version: string, nodeTimeout = `${T}ms`) =>
  clusterRules(product.parse({ kind: 'valkey', version, nodeTimeout }) as ValkeyProduct);
const electionOf = (version: string) => rules(version).election;

function killed(members: readonly number[], options: object, seed: number): BusBench {
  const bench = new BusBench({ primaries: 3, replicas: 1, nodeTimeout: T, ...options }, seed);
  bench.runTo(0);
  for (const member of members) bench.kill(member);
  bench.runTo(20 * T);
  return bench;
}

const wait = (bench: BusBench) => bench.first('tookOver') - bench.first('declaredFailed');

describe('Valkey', () => {
  it('7.2 elects as Redis does', () => {
    expect(electionOf('7.2')).toEqual(redisElection);
  });

  it('8.0 lets replicas with equal offsets stand one after the other, in the order of their ids: the first always wins', () => {
    for (const seed of seeds(30)) {
      const bench = killed([0], { replicas: 2, election: electionOf('8.0') }, seed);
      expect(bench.all('tookOver').map(({ member }) => member)).toEqual([3]);
    }
    const winners = seeds(30).map((seed) => killed([0], { replicas: 2 }, seed).all('tookOver')[0]!.member);
    expect(new Set(winners)).toEqual(new Set([3, 6]));
  });

  it('8.0 still prefers the greater offset', () => {
    const offsets = [900, 0, 0, 800, 0, 0, 900, 0, 0];
    for (const seed of seeds(20)) {
      const bench = killed([0], { replicas: 2, offsets, election: electionOf('8.0') }, seed);
      expect(bench.all('tookOver')[0]!.member).toBe(6);
    }
  });

  it('8.1 replaces two failed primaries half a second apart, in the order of their shards', () => {
    const apart = (election: typeof redisElection) =>
      seeds(100).map((seed) => {
        const bench = killed([0, 1], { primaries: 5, election }, seed);
        const time = (lost: number) => bench.since(bench.all('tookOver').find(({ other }) => other === lost)!);
        return time(1) - time(0);
      });
    // Where the second is found failed later than the first, part of the half second is over by then.
    const later = apart(electionOf('8.1')).filter((time) => time > 0).length;
    expect(later).toBeGreaterThan(80);
    expect(apart(redisElection).filter((time) => time > 0).length).toBeLessThan(65);
  });

  it('8.1: two elections of one epoch do not cost 4T, because the beaten one starts over', () => {
    const slowest = (election: typeof redisElection) =>
      Math.max(
        ...seeds(100).map((seed) => {
          const bench = killed([0, 1], { primaries: 5, delay: 20, election }, seed);
          expect(bench.all('tookOver')).toHaveLength(2);
          return Math.max(...bench.all('tookOver').map((note) => bench.since(note)));
        }),
      );
    expect(slowest(redisElection)).toBeGreaterThan(5 * T);
    expect(slowest(electionOf('8.1'))).toBeLessThan(5 * T);
  });

  it('8.1 knows no 2T between votes: a shard can be handed to and fro, which Redis refuses for that long', () => {
    const switches = (election: typeof redisElection) => {
      const bench = new BusBench({ primaries: 3, replicas: 1, nodeTimeout: T, election }, 1);
      for (const [step, replica] of [3, 0, 3].entries()) {
        // Long enough for a ping to tell everyone who is a replica now; three switches within 2T.
        bench.runTo(step * 0.75 * T);
        bench.bus.plannedTakeover(replica);
      }
      bench.runTo(2 * T);
      return bench.all('tookOver').length;
    };
    expect(switches(electionOf('8.1'))).toBe(3);
    expect(switches(redisElection)).toBe(2);
  });

  it('9.0 waits T / 30 and up to as much again, at most as long as before', () => {
    expect(electionOf('9.0').delayMs).toBe(66);
    expect(rules('9.0', '15s').election.delayMs).toBe(500);
    expect(rules('9.0', '60s').election.delayMs).toBe(500);
    const waits = seeds(60).map((seed) => wait(killed([0], { election: electionOf('9.0') }, seed)));
    expect(Math.min(...waits)).toBeGreaterThan(66);
    expect(Math.max(...waits)).toBeLessThan(2 * 66 + 105);
  });

  it('8.1 sets TCP_NODELAY on the bus: nobody learns of a victory 40 ms late', () => {
    const collects = ['7.2', '8.0', '8.1', '9.0'].map((version) => rules(version).collectsSmallPackets);
    expect(collects).toEqual([true, true, false, false]);
  });
});
