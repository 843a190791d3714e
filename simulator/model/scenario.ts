/**
 * The scenario: one question about one design under one load and a set of faults, with what is expected.
 *
 * `scenarioSchema` is the single source of the types, of scenarios/scenario.schema.json and of references/scenario-fields.md.
 * Parameters are substituted before this schema sees the file; sense checks across fields live in sense.ts.
 */
import * as z from 'zod';
import { autoscaler } from './autoscaler.ts';
import { cost } from './cost.ts';
import { expectation } from './expectation.ts';
import { fault } from './fault.ts';
import { gridMap } from './grid-map.ts';
import { metricNames } from './metrics.ts';
import { middleware } from './middleware.ts';
import { observed } from './observed.ts';
import { type Product, product } from './product.ts';
import { count, duration, kebabName, ratio, text } from './quantity.ts';
import { service } from './services.ts';
import { network, region, store, units } from './topology.ts';
import { wan } from './wan.ts';
import { source } from './workload.ts';

const design = z.strictObject({
  product: product
    .prefault('generic')
    .describe('The grid product whose rules apply: a kind alone, or {kind, …its settings under their own names}.'),
  regions: z
    .array(region)
    .min(1)
    .prefault([{ name: 'local', zones: 1 }])
    .describe('Regions and their zones; members are placed on the zones round robin.'),
  members: z
    .int()
    .min(1)
    .max(10_000)
    .describe(
      'Processes that hold data, counting all: for redis-cluster 6 members with 1 backup are 3 primaries and 3 replicas.',
    ),
  backups: z
    .int()
    .min(0)
    .max(6)
    .default(1)
    .describe(
      'Copies of every partition besides the primary. Each survives one more simultaneous loss and costs the whole data once more.',
    ),
  network: network
    .prefault('one-zone')
    .describe('A preset (none, loopback, one-zone, three-zones, two-regions) or its parts written out.'),
  units: units.prefault({}).describe('The processing unit (process) that hosts each member.'),
  maps: z.array(gridMap).max(100).default([]).describe('Maps of the grid. None: the scenario is about queueing alone.'),
  wan: wan.optional(),
  services: z
    .array(service)
    .min(1)
    .max(100)
    .optional()
    .describe('Services that call one another, beside the grid; a source enters at one with `to`. Absent: none.'),
  store: store.optional().describe('The durable store behind the grid; needed as soon as a map has persistence.'),
  autoscaler: autoscaler
    .optional()
    .describe(
      'Adds and removes units by how busy they are; members is then how many there are at the beginning. Absent: their number stays.',
    ),
  middleware: middleware
    .optional()
    .describe(
      'Load balancer, service registry and message bus. Absent: clients know the owner of every key, and requests without data go to any unit, dead ones included.',
    ),
});

const run = z.strictObject({
  duration: duration({ min: '1us', max: '100d' }).describe('Simulated time during which requests arrive.'),
  warmup: z
    .union([z.literal('auto'), duration()])
    .default('auto')
    .describe(
      'Start of the run that is not measured; auto decides by MSER-5 on the calm stretch before the first fault.',
    ),
  settle: duration({ max: '100d' })
    .prefault('60s')
    .describe('After the load stops, the run goes on until copies and store have caught up, at most this long.'),
  replications: z
    .union([z.literal('auto'), z.int().min(1).max(1_000_000)])
    .default('auto')
    .describe(
      'Independent repetitions. auto: until every expectation is decided and the precision is reached, within eventBudget.',
    ),
  batches: z
    .int()
    .min(10)
    .max(1000)
    .optional()
    .describe(
      'Cuts the one measured stretch of one long run into so many equal batches, and intervals are over batches: batch means, for a steady state without faults, where repeating the warm-up would cost too much. More batches: shorter ones, which depend on one another, so that intervals come out too narrow (finding batches-correlated); fewer: wider intervals; 20 is usual. Absent: intervals are over replications.',
    ),
  precision: ratio()
    .prefault('5%')
    .describe('auto stops when the intervals of the expected statistics are within this share of the estimate.'),
  eventBudget: count({ min: 1000, max: 1e12 })
    .default(8_000_000)
    .describe(
      'Events that all replications of an `auto` run may take together. With uncertain inputs ({between: [low, high]}) half of it is for their draws: those have fewer replications each, and then there are fewer of them, where it does not pay for all.',
    ),
  eventLimit: count({ min: 1000, max: 1e12 })
    .default(200_000_000)
    .describe('Events one replication may take; beyond it the scenario is refused (exit 65).'),
  draws: z
    .int()
    .min(10)
    .max(1000)
    .optional()
    .describe(
      'Sets of values drawn where inputs are uncertain ({between: [low, high]}); more narrow the interval of the probabilities and cost 5 replications each, within half of eventBudget. Absent: 40, and 20 of 3 replications at a point of a grid.',
    ),
  seed: z
    .int()
    .min(0)
    .max(2 ** 48)
    .default(1)
    .describe('Root of every random stream.'),
});

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** Name of a requirement elsewhere: S8, REQ-12, checkout.4. */
const requirement = z.string().regex(/^[A-Za-z][\w.-]{0,63}$/);

const parameterName = z.string().regex(/^[A-Za-z]\w{0,63}$/);

export const scenarioSchema = z.strictObject({
  apiVersion: z.literal('sba/v1').describe('Version of this format.'),
  name: kebabName().describe('Short name, as the file is called.'),
  question: text().describe('The one question this scenario answers.'),
  description: text().optional().describe('Background, sources, what to try next.'),
  parameters: z
    .record(parameterName, scalar)
    .default({})
    .describe('Named values with defaults; write $name where a value is due; --param name=value changes one.'),
  design: design.describe('The architecture.'),
  workload: z.array(source).max(100).default([]).describe('Sources of requests.'),
  run: run.describe('How long, how often, from which seed.'),
  faults: z.array(fault).max(100).default([]).describe('What goes wrong.'),
  cost: cost
    .optional()
    .describe('Prices, for what a month of this load costs and for `sba find`. Absent: nothing is priced.'),
  observed: observed
    .optional()
    .describe(
      'What was measured on a real system, by metric; printed beside the simulated values. Of no effect on the run, and nothing is fitted to it.',
    ),
  shows: z
    .record(requirement, z.array(z.enum(metricNames as [string, ...string[]])).min(1))
    .optional()
    .describe(
      'Requirements that this scenario demonstrates, each with the metrics that show it, which expectations should speak of. Of no effect on the run.',
    ),
  expect: z.array(expectation).max(200).default([]).describe('What must hold.'),
});

type Parsed = z.output<typeof scenarioSchema>;

/** A scenario that passed every check: units resolved, defaults filled, expectations understood. */
export type Scenario = Omit<Parsed, 'expect'> & { readonly expect: readonly import('./expectation.ts').Expectation[] };
export type Design = Parsed['design'];
export type Middleware = NonNullable<Design['middleware']>;
export type GridMap = Design['maps'][number];
export type Service = NonNullable<Design['services']>[number];
export type { Product, ReplicaSetProduct, TableProduct } from './product.ts';
export type GenericProduct = Extract<Product, { kind: 'generic' }>;
export type HazelcastProduct = Extract<Product, { kind: 'hazelcast' }>;
export type IgniteProduct = Extract<Product, { kind: 'ignite' }>;
export type RedisClusterProduct = Extract<Product, { kind: 'redis-cluster' }>;
export type ValkeyProduct = Extract<Product, { kind: 'valkey' }>;
export type RedisSentinelProduct = Extract<Product, { kind: 'redis-sentinel' }>;
export type Source = Parsed['workload'][number];
export type Fault = Parsed['faults'][number];
export type FaultTarget = Extract<Fault, { kind: 'crash' }>['target'];
export type Cause = Fault['mustCause'][number];
export type RunSettings = Parsed['run'];
