/**
 * Profiles: every product answers the same questions, and says where each answer comes from.
 */
import { describe, expect, it } from 'vitest';
import { product } from '../../simulator/model/product.ts';
import { bases } from '../../simulator/model/result.ts';
import { nextPrime } from '../../simulator/products/primes.ts';
import { profileTopics } from '../../simulator/products/product-profile.ts';
import { profileOf } from '../../simulator/products/profile-of.ts';

const profiles = ['generic', 'redis-cluster', 'ignite', { kind: 'ignite', version: '3' }].map((named) =>
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
      expect(profile.failover({ members: 6, backups, delay: 0 })).toHaveProperty('mean');
      // The ring of Ignite 2 has no quorum: one of two nodes goes on alone.
      const members = profile.title === 'Apache Ignite 2' ? 1 : 2;
      expect(profile.failover({ members, backups: 1, delay: 0 })).toHaveProperty('never');
    }
    const [generic, redis] = profiles;
    // The generic grid gives lost partitions to others, empty; a Redis primary without a replica has no successor.
    expect(generic!.failover({ members: 6, backups: 0, delay: 0 })).toHaveProperty('mean');
    expect(redis!.failover({ members: 6, backups: 0, delay: 0 })).toHaveProperty('never');
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

describe('Redis Cluster', () => {
  it('has no list of keys a slot in its entries from 7.4 on', () => {
    const bytes = (version: string) =>
      profileOf(product.parse({ kind: 'redis-cluster', version })).entryBytes(
        { keyLength: 16, valueLength: 16 },
        6_318_941,
      );
    expect(bytes('7.2').toFixed(2)).toBe('114.62');
    expect(bytes('7.4').toFixed(2)).toBe('98.62');
  });
});
