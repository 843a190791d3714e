/**
 * Profiles: every product answers the same questions, and says where each answer comes from.
 */
import { describe, expect, it } from 'vitest';
import { product } from '../../simulator/model/product.ts';
import { bases } from '../../simulator/model/result.ts';
import { nextPrime } from '../../simulator/products/primes.ts';
import { profileTopics } from '../../simulator/products/product-profile.ts';
import { profileOf } from '../../simulator/products/profile-of.ts';

const profiles = ['generic', 'redis-cluster', 'valkey', 'ignite', { kind: 'ignite', version: '3' }].map((named) =>
  profileOf(product.parse(named)),
);

describe('every product profile', () => {
  it('names source and basis of every topic', () => {
    for (const profile of profiles) {
      for (const topic of profileTopics) {
        expect(profile.basis[topic].source.length).toBeGreaterThan(20);
        expect(bases).toContain(profile.basis[topic].basis);
      }
    }
  });

  it('fails over with backups, and says why when nobody can take over', () => {
    for (const profile of profiles) {
      // A write of Ignite 3 needs both of two replicas, so that it takes three to lose one.
      const backups = profile.title === 'Apache Ignite 3' ? 2 : 1;
      expect(profile.failover({ members: 6, backups, delay: 0 }, 'crash')).toHaveProperty('mean');
      // The ring of Ignite 2 has no quorum: one of two nodes goes on alone.
      const members = profile.title === 'Apache Ignite 2' ? 1 : 2;
      expect(profile.failover({ members, backups: 1, delay: 0 }, 'crash')).toHaveProperty('never');
    }
    const [generic, redis] = profiles;
    // The generic grid gives lost partitions to others, empty; a Redis primary without a replica has no successor.
    expect(generic!.failover({ members: 6, backups: 0, delay: 0 }, 'crash')).toHaveProperty('mean');
    expect(redis!.failover({ members: 6, backups: 0, delay: 0 }, 'crash')).toHaveProperty('never');
  });

  it('members and primaries belong together', () => {
    for (const profile of profiles) {
      for (const backups of [0, 1, 2]) expect(profile.primaries(profile.membersFor(5, backups), backups)).toBe(5);
    }
  });
});

describe('the generic grid', () => {
  it('keeps 271 partitions up to 27 GB and takes the next prime beyond: 503 for 50 GB (peers.md F.3)', () => {
    const generic = profileOf(product.parse('generic'));
    expect(generic.partitionsFor(27e9)).toBe(271);
    expect(generic.partitionsFor(50e9)).toBe(503);
    expect([nextPrime(500), nextPrime(503), nextPrime(5000)]).toEqual([503, 503, 5003]);
  });

  it('adds 200 bytes to every entry', () => {
    expect(profileOf(product.parse('generic')).entryBytes({ keyLength: 14, valueLength: 1010 }, 1000)).toBe(1224);
  });
});

const sixteen = { keyLength: 16, valueLength: 16 };

describe('Redis Cluster', () => {
  it('has no list of keys a slot in its entries from 7.4 on', () => {
    const bytes = (version: string) =>
      profileOf(product.parse({ kind: 'redis-cluster', version }))
        .entryBytes(sixteen, 6_318_941)
        .toFixed(2);
    expect(['7.0', '7.2', '7.4', '8.0'].map(bytes)).toEqual(['114.62', '114.62', '98.62', '98.62']);
  });

  it('was measured in version 7.0 only, and says so', () => {
    const basis = (version: string) =>
      profileOf(product.parse({ kind: 'redis-cluster', version })).basis.failover.basis;
    expect(['7.0', '7.2', '7.4', '8.0'].map(basis)).toEqual(['measured', 'source', 'source', 'source']);
  });
});

describe('Valkey', () => {
  const valkey = (version: string, nodeTimeout = '2s') =>
    profileOf(product.parse({ kind: 'valkey', version, nodeTimeout }));

  it('keys take 114.62, 90.62 and about 20 bytes less again (the blog of the project: 115.10 and 91.36 measured)', () => {
    const bytes = (version: string) => valkey(version).entryBytes(sixteen, 6_318_941).toFixed(2);
    expect(['7.2', '8.0', '8.1', '9.0'].map(bytes)).toEqual(['114.62', '90.62', '70.62', '70.62']);
    expect(valkey('8.1').basis.memory.basis).toBe('documented');
  });

  it('takes no number for measured but the slots of keys', () => {
    const measured = profileTopics.filter((topic) => valkey('8.1').basis[topic].basis === 'measured');
    expect(measured).toEqual(['partitioning']);
  });

  it('9.0 elects within T / 30 and as much again, so a failover at 2 s is 0.7 s shorter, and one at 15 s hardly', () => {
    const mean = (version: string, timeout: string) => {
      const range = valkey(version, timeout).failover({ members: 6, backups: 1, delay: 0 }, 'crash');
      return 'mean' in range ? range.mean / 1e6 : Number.NaN;
    };
    expect(mean('8.1', '2s') - mean('9.0', '2s')).toBeCloseTo(750 - 99 + 50, 0);
    expect(mean('8.1', '15s') - mean('9.0', '15s')).toBeCloseTo(50, 0);
    expect(mean('8.0', '2s')).toBe(mean('7.2', '2s'));
  });
});
