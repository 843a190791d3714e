/**
 * The flat design: the handful of numbers an architect has at hand, the same for `init`, `size`, `fit` and every MCP tool.
 * All optional but the state; what is not given is stated as an assumption in the answer.
 */
import * as z from 'zod';
import { versionsOf } from './product.ts';
import { byteSize, count, duration, type Refusal, rate, ratio } from './quantity.ts';

/** Products that a design can be sized for; with Sentinel there is one primary, and nothing to choose. */
export const sizedKinds = ['generic', 'hazelcast', 'ignite', 'redis-cluster', 'valkey'] as const;

const cardFields = {
  product: z.enum(sizedKinds).default('generic').describe('Grid product.'),
  version: z
    .string()
    .max(8)
    .optional()
    .describe('Of the product: ignite "3", redis-cluster "7.4". Absent: its default.'),
  entries: count({ min: 1, max: 1e12 }).prefault('1M').describe('Distinct entries held in the grid, for example 2M.'),
  entrySize: byteSize({ min: '1B' })
    .prefault('1KiB')
    .describe('Bytes of one entry: key and value as your code serialises them.'),
  writes: rate({ min: 0 }).prefault('300/s').describe('Writes per second at peak.'),
  reads: rate({ min: 0 }).prefault('700/s').describe('Reads per second at peak.'),
  serviceTime: duration().prefault('100us').describe('Thread time of one request inside the unit.'),
  members: z.int().min(1).max(10_000).optional().describe('Members, counting all. Absent: sizing chooses.'),
  backups: z.int().min(0).max(6).default(1).describe('Copies besides the primary.'),
  memberMemory: byteSize({ min: '1MiB' }).prefault('8GiB').describe('Memory one member may use for data.'),
  zones: z.int().min(1).max(16).default(3).describe('Availability zones.'),
  replication: z
    .enum(['sync', 'async'])
    .optional()
    .describe('Default: async for redis-cluster and valkey, sync otherwise.'),
  nodeTimeout: duration({ min: '100ms' })
    .optional()
    .describe('redis-cluster, valkey: cluster-node-timeout. Default 15s.'),
  heartbeatTimeout: duration({ min: '2ms' })
    .optional()
    .describe('generic, hazelcast, ignite 2: silence after which a member is suspected.'),
  writeBehind: duration().optional().describe('Delay of the write-behind pump. Absent: no durable store.'),
  storeWrites: rate().optional().describe('Rows per second the durable store can take.'),
  targetUtilisation: ratio()
    .prefault('60%')
    .describe('Share of thread capacity that sizing plans for, so that the loss of a member still leaves room.'),
  growth: ratio({ max: 100 }).prefault('0%').describe('Growth of entries to plan for, for example 50%.'),
} as const;

/** Says what does not go together; every schema that holds the fields of the card must have it. */
export function checkCard(
  {
    product,
    version,
    heartbeatTimeout,
  }: { product: SizedKind; version?: string | undefined; heartbeatTimeout?: unknown },
  context: z.core.$RefinementCtx,
): void {
  const refuse = (field: string, refusal: Refusal) =>
    context.addIssue({ code: 'custom', path: [field], message: refusal.expected, params: { refusal } });
  const versions = versionsOf(product);
  if (version !== undefined && !versions.includes(version))
    refuse('version', {
      found: `version "${version}" of ${product}`,
      expected: versions.length === 0 ? `no version: ${product} has one set of rules` : `one of ${versions.join(', ')}`,
      suggestion: versions.length === 0 ? 'remove version' : `write version: "${versions[0]}"`,
    });
  if (product === 'ignite' && version === '3' && heartbeatTimeout !== undefined)
    refuse('heartbeatTimeout', {
      found: 'a heartbeatTimeout with ignite 3',
      expected: 'none: the lease of the primary decides, not silence',
      suggestion: 'remove it, and set leaseExpirationInterval in the scenario',
    });
}

export const designCard = z.strictObject(cardFields).superRefine(checkCard);

type SizedKind = (typeof sizedKinds)[number];

export type DesignCard = z.output<typeof designCard>;
export type DesignCardInput = z.input<typeof designCard>;
