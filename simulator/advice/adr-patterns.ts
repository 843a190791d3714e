/**
 * The patterns that a design uses, by concern, with the metrics that speak for each and those that say what it costs. A design has the row
 * of a part only when it has the part: a map that is not partitioned is not called so.
 */

import { hasPartitions, isPartitioned } from '../model/map-kind.ts';
import { hasReplicaSets } from '../model/product.ts';
import type { GridMap, Scenario } from '../model/scenario.ts';
import { tableRules } from '../products/table-rules.ts';
import type { EvidencedRun } from './adr-options.ts';
import type { EvidencePath } from './evidence.ts';

type Cited = readonly (readonly [string, EvidencePath])[];

export interface Pattern {
  readonly concern: string;
  readonly pattern: string;
  readonly rationale: Cited;
  readonly tradeOff: Cited;
}

/** What the design of a run uses; without its scenario nothing can be said. */
export function patternsOf({ scenario }: EvidencedRun): readonly Pattern[] {
  if (scenario === undefined) return [];
  return [
    ...(hasPartitions(scenario.design) ? partitions(scenario) : []),
    ...scenario.design.maps.flatMap(otherKind),
    detection(scenario),
    ...regions(scenario),
    ...middleware(scenario),
    ...scaling(scenario),
    ...services(scenario),
    ...durability(scenario),
  ];
}

function metric(name: string, statistic: string): EvidencePath {
  return ['metrics', name, statistic];
}

function partitions({ design: { product, maps } }: Scenario): readonly Pattern[] {
  const kept = maps.filter(isPartitioned);
  const replication =
    kept.some((map) => map.replication === 'async') ||
    (hasReplicaSets(product) && kept.some((map) => map.replication === undefined))
      ? 'asynchronous'
      : 'synchronous';
  return [
    {
      concern: 'Partitioning',
      pattern: `${product.kind} partition table`,
      rationale: [
        ['threads busy', metric('utilisation', 'mean')],
        ['response p99', metric('responseTime', 'p99')],
      ],
      tradeOff: [['partition copies moved', metric('partitionsMoved', 'mean')]],
    },
    {
      concern: 'Copies',
      pattern: `${replication} replication`,
      rationale: [
        ['lag p99', metric('replicationLag', 'p99')],
        ['response p99', metric('responseTime', 'p99')],
      ],
      tradeOff: [
        ['acknowledged writes lost, most', metric('acknowledgedWritesLost', 'max')],
        ['stale reads', metric('staleReadRatio', 'mean')],
      ],
    },
  ];
}

/** A map that is not partitioned, by name. */
function otherKind({ name, kind }: GridMap): readonly Pattern[] {
  switch (kind?.kind) {
    case 'replicated':
      return [
        {
          concern: 'Copies',
          pattern: `map ${name} replicated to every unit, ${kind.resolve}`,
          rationale: [
            ['response p99', metric('responseTime', 'p99')],
            ['lag p99', metric('replicationLag', 'p99')],
          ],
          tradeOff: [
            ['writes that met others', metric('concurrentWriteRatio', 'mean')],
            ['updates lost, most', metric('lostUpdates', 'max')],
            ['entries that stay different, most', metric('replicasDiverged', 'max')],
          ],
        },
      ];
    case 'quorum':
      return [
        {
          concern: 'Copies',
          pattern: `map ${name} without a leader, N = ${kind.replicas}, R = ${kind.read}, W = ${kind.write}`,
          rationale: [
            ['response p99', metric('responseTime', 'p99')],
            ['failed requests', metric('errorRatio', 'mean')],
          ],
          tradeOff: [
            ['stale reads', metric('staleReadRatio', 'mean')],
            ['acknowledged writes lost, most', metric('acknowledgedWritesLost', 'max')],
          ],
        },
      ];
    case 'database':
      return [
        {
          concern: 'Copies',
          pattern: `map ${name} as a table of the store`,
          rationale: [
            ['acknowledged writes lost, most', metric('acknowledgedWritesLost', 'max')],
            ['stale reads', metric('staleReadRatio', 'mean')],
          ],
          tradeOff: [
            ['response p99', metric('responseTime', 'p99')],
            ['rows read from the store', metric('storeReads', 'mean')],
            ['rows written to the store', metric('storeWrites', 'mean')],
          ],
        },
      ];
    default:
      return [];
  }
}

const detectors = {
  deadline: 'deadline on heartbeats',
  phiAccrual: 'phi accrual on heartbeats',
  swim: 'SWIM pings and gossip',
} as const;

function detection({ design: { product } }: Scenario): Pattern {
  return {
    concern: 'Failure detection',
    pattern: hasReplicaSets(product)
      ? 'gossip with agreement of the primaries'
      : detectors[tableRules(product).detector?.kind ?? 'deadline'],
    rationale: [
      ['detection p50', metric('detectionTime', 'p50')],
      ['failover p90', metric('failoverTime', 'p90')],
    ],
    tradeOff: [['false suspicions, most', metric('falseSuspicions', 'max')]],
  };
}

function regions({ design: { wan, regions: all } }: Scenario): readonly Pattern[] {
  if (wan === undefined) return [];
  return [
    {
      concern: 'Regions',
      pattern: `${all.length} grids that send one another their writes, ${wan.resolve}`,
      rationale: [['lag between regions p99', metric('wanLag', 'p99')]],
      tradeOff: [
        ['values not kept where writes met, most', metric('mergeLosses', 'max')],
        ['writes waiting for a region, most', metric('wanBacklog', 'max')],
        ['acknowledged writes lost, most', metric('acknowledgedWritesLost', 'max')],
      ],
    },
  ];
}

function middleware({ design }: Scenario): readonly Pattern[] {
  if (design.middleware === undefined) return [];
  const { balancer, registry, sessionCache } = design.middleware;
  const routing: Pattern = {
    concern: 'Routing',
    pattern: `load balancer, ${balancer.policy}${registry === undefined ? '' : ', with a registry that polls'}`,
    rationale: [
      ['fullest unit over emptiest', metric('loadSpread', 'mean')],
      ['dead unit found after p50', metric('registryDetection', 'p50')],
    ],
    tradeOff: [['failed requests', metric('errorRatio', 'mean')]],
  };
  const sessions: Pattern = {
    concern: 'Session state',
    pattern: 'units keep what they read and write of a session',
    rationale: [['reads answered by the unit', metric('sessionHitRatio', 'mean')]],
    tradeOff: [['stale reads', metric('staleReadRatio', 'mean')]],
  };
  return sessionCache === undefined ? [routing] : [routing, sessions];
}

function scaling({ design: { autoscaler } }: Scenario): readonly Pattern[] {
  if (autoscaler === undefined) return [];
  return [
    {
      concern: 'Scaling',
      pattern: `autoscaler, rule ${autoscaler.rule}`,
      rationale: [
        ['units ready', metric('unitsReady', 'mean')],
        ['threads busy', metric('utilisation', 'mean')],
      ],
      tradeOff: [
        ['changes taken back, most', metric('scaleReversals', 'max')],
        ['partition copies moved', metric('partitionsMoved', 'mean')],
      ],
    },
  ];
}

function services({ design }: Scenario): readonly Pattern[] {
  if (design.services === undefined) return [];
  return [
    {
      concern: 'Structure',
      pattern: `${design.services.length} services that call one another`,
      rationale: [['response p99', metric('responseTime', 'p99')]],
      tradeOff: [['failed requests', metric('errorRatio', 'mean')]],
    },
  ];
}

function durability({ design: { maps } }: Scenario): readonly Pattern[] {
  const kinds = new Set(maps.filter(isPartitioned).map((map) => map.persistence.kind));
  const behind: Pattern = {
    concern: 'Durability',
    pattern: 'write-behind',
    rationale: [
      ['rows to the store', metric('storeWrites', 'mean')],
      ['writes merged away', metric('coalescedRatio', 'mean')],
    ],
    tradeOff: [
      ['acknowledged and not yet durable, most', metric('entriesAtRisk', 'max')],
      ['write to durable p99', metric('pumpDelay', 'p99')],
    ],
  };
  const through: Pattern = {
    concern: 'Durability',
    pattern: 'write-through',
    rationale: [['rows stale in the store, most', metric('storeStale', 'max')]],
    tradeOff: [['response p99', metric('responseTime', 'p99')]],
  };
  return [...(kinds.has('writeBehind') ? [behind] : []), ...(kinds.has('writeThrough') ? [through] : [])];
}
