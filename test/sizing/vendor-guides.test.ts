/**
 * The worked examples that vendors print (grid-products.md 1.1, 2.3, 5.3, 6, 8; peers.md F.3), to their digits and in their units.
 */
import { describe, expect, it } from 'vitest';
import { sizingCard } from '../../simulator/model/sizing-card.ts';
import { checkpointBuffer } from '../../simulator/products/ignite-memory.ts';
import { ignite3Partitions } from '../../simulator/products/ignite3-rules.ts';
import { furtherNumbers, queueFillSeconds } from '../../simulator/sizing/further-capacity.ts';
import { hazelcastCapacity, journalSeconds, membersFor, mostHeld } from '../../simulator/sizing/hazelcast-capacity.ts';
import { ignite3Capacity, igniteCapacity, withIndexes, withProcesses } from '../../simulator/sizing/ignite-capacity.ts';
import { enterpriseDisk, replicationBacklog } from '../../simulator/sizing/redis-capacity.ts';
import { size } from '../../simulator/sizing/size.ts';

const MiB = 1024 ** 2;
const GiB = 1024 ** 3;
const sizeOf = (card: Parameters<typeof sizingCard.parse>[0]) => size(sizingCard.parse(card));
const number = (answer: { numbers: ReturnType<typeof size>['numbers'] }, name: string) =>
  answer.numbers.find((one) => one.name === name)!;

describe('Hazelcast capacity planning, GB of 10^9 bytes', () => {
  it('50 GB with 2 backups: 150 GB, 250 GB at 60 %, 83.3 GB on each of 3 members', () => {
    const total = 50 * 3;
    expect(membersFor(total, 0.6, 1)).toBeCloseTo(250, 9);
    expect((membersFor(total, 0.6, 1) / 3).toFixed(1)).toBe('83.3');
  });

  it('heap of 16 GB: 10.71, so 11 JVMs to hold it, 17.86, so 18 with head-room', () => {
    const held = mostHeld('heap', 64e9);
    expect(held).toBe(14e9);
    expect(mostHeld('heap', 3.5e9)).toBe(3.5e9);
    expect(membersFor(150e9, 1, held).toFixed(2)).toBe('10.71');
    expect(Math.ceil(membersFor(150e9, 1, held))).toBe(11);
    expect(membersFor(150e9, 0.6, held).toFixed(2)).toBe('17.86');
  });

  it('size says the same: 18 members, 144 cores, 288 GB of heaps, which the guide rounds to 300', () => {
    // 50 million entries of 1000 bytes with their overhead; members with room for more than a heap can use.
    const given = { entries: '50M', entrySize: '800B', backups: 2, memberMemory: '64GB' };
    const answer = sizeOf({ ...given, storage: 'heap' });
    expect([answer.members, answer.binding.constraint]).toEqual([18, 'heap']);
    expect(number(answer, 'membersToHold').value!.toFixed(2)).toBe('10.71');
    expect(number(answer, 'membersWithHeadRoom').value!.toFixed(2)).toBe('17.86');
    expect(number(answer, 'cores').value).toBe(144);
    expect(number(answer, 'heapPerMember').value! * answer.members).toBe(288e9);
    const offHeap = sizeOf({ ...given, storage: 'off-heap', memberMemory: '84GB' });
    expect(offHeap.members).toBe(3);
    expect((number(offHeap, 'memoryPlanned').value! / 1e9).toFixed(1)).toBe('83.3');
    expect(number(offHeap, 'cores').value).toBe(24);
  });

  it('streaming: a journal of 1,500,000 items at 50,000 a second bridges 30 s; a restart of 3 s replays 150,000', () => {
    expect(journalSeconds(1_500_000, 50_000)).toBe(30);
    const answer = sizeOf({ journal: '1.5M', writes: '50k/s' });
    expect(number(answer, 'journalBridges').value).toBe(30_000);
    expect(number(answer, 'eventsToReplay').value).toBe(150_000);
    expect(number(sizeOf({ journal: '1.5M', writes: '0/s' }), 'journalBridges').unknown).toContain(
      'nothing is written',
    );
  });
});

describe('Ignite and GridGain', () => {
  it('2,000,000 × 1024 B × 2, + 30 %, + 300 MB on each of 4 nodes: 4,096,000,000 B, 5,324,800,000 B = 5,078 MiB, 6,278 MiB', () => {
    const copies = 2_000_000 * 1024 * 2;
    expect(withIndexes(copies)).toBe(5_324_800_000);
    expect(Math.floor(withIndexes(copies) / MiB)).toBe(5078);
    expect(Math.floor(withProcesses(withIndexes(copies), 4) / MiB)).toBe(6278);
  });

  it('the rules say the same of four members, whether the card names the indexes or not', () => {
    const card = sizingCard.parse({ entries: '2M', entrySize: '824B' });
    const design = { members: 4, primaries: 4, partitions: 1024, totalBytes: 4_096_000_000 };
    const memory = {} as never;
    const product = {} as never;
    const profile = {} as never;
    const [plain] = igniteCapacity.numbers({ card, product, profile, memory, ...design });
    expect(Math.floor(plain!.value! / MiB)).toBe(6278);
    const named = { card: { ...card, indexes: 0.3 }, product, profile, memory, ...design, totalBytes: 5_324_800_000 };
    expect(igniteCapacity.numbers(named)[0]!.value).toBe(plain!.value);
  });

  it('indexes count in every copy and decide about members', () => {
    const plain = sizeOf({ entries: '2M', entrySize: '824B' });
    const indexed = sizeOf({ entries: '2M', entrySize: '824B', indexes: '30%' });
    expect(plain.memoryTotalBytes).toBe(4_096_000_000);
    expect(indexed.memoryTotalBytes).toBe(5_324_800_000);
  });

  it('checkpoint buffer: 512 MB 256 MB, 128 MB all of it, 4 GB a quarter, 20 GB 2 GB', () => {
    expect([512 * MiB, 128 * MiB, 4 * GiB, 20 * GiB].map(checkpointBuffer)).toEqual([
      256 * MiB,
      128 * MiB,
      GiB,
      2 * GiB,
    ]);
  });

  it('disk: the copies of a member, ten segments of 64 MiB and the archive', () => {
    const answer = sizeOf({ entries: '2M', entrySize: '824B', persistence: 'log', members: 4 });
    expect(number(answer, 'diskPerMember').value).toBe(1_024_000_000 + 640 * MiB + GiB);
    expect(number(answer, 'checkpointBuffer').value).toBe(2 * GiB);
    const small = sizeOf({ persistence: 'log', members: 4, segmentArchive: '1B' });
    expect(number(small, 'diskPerMember').inputs.archiveBytes).toBe(1);
  });

  it('Ignite 3: 3 nodes of 8 cores and 3 replicas 24 partitions, 7 of 16 cores 112, 3 of 4 cores without copies 72', () => {
    expect([ignite3Partitions(3, 8, 3), ignite3Partitions(7, 16, 3), ignite3Partitions(3, 4, 1)]).toEqual([
      24, 112, 72,
    ]);
    const card = sizingCard.parse({ backups: 2, cores: 16 });
    const numbers = ignite3Capacity.numbers({
      card,
      product: {} as never,
      profile: {} as never,
      memory: {} as never,
      members: 7,
      primaries: 7,
      partitions: 112,
      totalBytes: 1,
    });
    expect(number({ numbers }, 'zonePartitions').value).toBe(112);
  });
});

describe('Redis', () => {
  it('Redis Enterprise, heavy writes: 10 GB in 4 shards 72.5, in 16 190.625, 40 GB in 5 328; printed 73, 191, 328', () => {
    const disks = [enterpriseDisk(10, 4), enterpriseDisk(10, 16), enterpriseDisk(40, 5)];
    expect(disks).toEqual([72.5, 190.625, 328]);
    expect(disks.map(Math.ceil)).toEqual([73, 191, 328]);
  });

  it('a backlog covers what is written while a replica is away', () => {
    expect(replicationBacklog(1e6, 60)).toBe(60e6);
    const answer = sizeOf({ product: 'redis-cluster', writes: '3000/s', entrySize: '1000B', replicaOutage: '60s' });
    expect(number(answer, 'replicationBacklog').value).toBe(60e6);
    const alone = sizeOf({ product: 'redis-cluster', backups: 0, replicaOutage: '60s' });
    expect(alone.numbers.some(({ name }) => name === 'replicationBacklog')).toBe(false);
  });

  it('a save may copy every page: with persistence a node is filled to half, not to 80 %', () => {
    const given = { product: 'redis-cluster', entries: '100M', memberMemory: '10GB' } as const;
    const [memoryOnly, saving] = [sizeOf(given), sizeOf({ ...given, persistence: 'snapshot' })];
    expect(saving.binding.constraint).toBe('copy-on-write');
    expect(saving.memoryPerMemberBytes).toBeLessThanOrEqual(5e9);
    expect(saving.members / memoryOnly.members).toBeGreaterThan(1.5);
    expect(number(saving, 'diskPerMember').value).toBeCloseTo(2 * saving.memoryPerMemberBytes, 0);
    const logging = sizeOf({ ...given, persistence: 'log' });
    expect(number(logging, 'diskPerMember').value).toBeCloseTo(3 * logging.memoryPerMemberBytes, 0);
  });

  it('Active-Active doubles the memory of a replicated database', () => {
    const answer = sizeOf({ product: 'redis-cluster', wanTargets: 1 });
    expect(number(answer, 'memoryActiveActive').value).toBe(2 * answer.memoryTotalBytes);
  });

  it('keys that expire cost one more entry of 24 bytes and its bucket', () => {
    const given = { product: 'redis-cluster', entries: '3145728', members: 6 } as const;
    const [stay, expire] = [sizeOf(given), sizeOf({ ...given, timeToLive: '1h' })];
    // 2^20 keys on each of three primaries: exactly one bucket of 8 bytes a key.
    const more = number(expire, 'entryMemory').value! - number(stay, 'entryMemory').value!;
    expect(more).toBe(24 + 8);
    expect(number(expire, 'entriesAlive').value).toBe(300 * 3600);
  });
});

describe('what Hazelcast keeps beside the entries', () => {
  const design = { product: 'hazelcast', members: 3 } as const;

  it('high-density memory of 10 million entries: 189 MB of metadata a member, 237 MB with what the allocator adds', () => {
    const answer = sizeOf({ ...design, entries: '10M', storage: 'off-heap' });
    expect(number(answer, 'metadataPerMember').value).toBeCloseTo(236_803_413.33, 2);
    const names = sizeOf({ ...design, storage: 'heap' }).numbers.map(({ name }) => name);
    expect(names).not.toContain('metadataPerMember');
  });

  it('Merkle trees of 271 partitions: 1 MB on each member, and only for a design with other regions', () => {
    const bytes = number(sizeOf({ ...design, wanTargets: 1 }), 'merkleTrees').value!;
    expect((bytes / MiB).toFixed(0)).toBe('1');
    expect(bytes).toBe(271 * 1023 * 4);
    expect(sizeOf(design).numbers.map(({ name }) => name)).not.toContain('merkleTrees');
  });
});

describe('what any product may be asked', () => {
  it('a WAN queue of 10000 fills in 2 s at 5000 writes a second, and that is a warning', () => {
    expect(queueFillSeconds(10_000, 5000)).toBe(2);
    const answer = sizeOf({ writes: '15k/s', members: 3, wanTargets: 2, entrySize: '1000B' });
    expect(number(answer, 'wanQueueFills').value).toBe(2000);
    expect(number(answer, 'wanBandwidth').value).toBe(30e6);
    expect(number(answer, 'wanQueueMemory').value).toBe(20e6);
    expect(answer.warnings.join()).toContain('fills the WAN queue');
    expect(number(sizeOf({ writes: '0/s', wanTargets: 1 }), 'wanQueueFills').unknown).toContain('never fills');
  });

  it('a near cache costs its entries where it stands', () => {
    expect(number(sizeOf({ nearCacheEntries: '10k', entrySize: '800B' }), 'nearCacheMemory').value).toBe(10e6);
  });

  it('two failures: the data still fits on those that are left, the load too, and a majority remains', () => {
    const given = { entries: '20M', entrySize: '800B', backups: 2, memberMemory: '8GB', reads: '200k/s', failures: 2 };
    const answer = sizeOf(given);
    expect(number(answer, 'memoryPerMemberAfterFailures').value).toBeLessThanOrEqual(8e9);
    expect(number(answer, 'utilisationAfterFailures').value).toBeLessThanOrEqual(0.6);
    const asked = Object.fromEntries(answer.constraints.map(({ constraint, members }) => [constraint, members]));
    expect(asked).toMatchObject({ failures: 10, majority: 5, memory: 13 });
    expect(sizeOf({ failures: 2 }).members).toBe(5);
    expect(sizeOf({ product: 'redis-cluster', failures: 2 }).members).toBe(10);
    expect(sizeOf({ failures: 2 }).warnings.join()).toContain('2 failures at once lose');
  });

  it('says nothing when nothing is asked', () => {
    const card = sizingCard.parse({});
    const capacity = {
      card,
      product: {} as never,
      profile: {} as never,
      memory: {} as never,
      members: 3,
      primaries: 3,
      partitions: 271,
      totalBytes: 1,
    };
    expect(furtherNumbers(capacity)).toEqual([]);
    expect(hazelcastCapacity.numbers(capacity)).toEqual([]);
  });
});
