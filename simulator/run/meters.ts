/**
 * Every instrument of a run by what it measures; their names are those of the metrics (model/metrics.ts) or parts of them.
 */
import { TimeSeries } from '../kernel/time-series.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Layout } from './layout.ts';
import { type Distribution, type Level, Observations, type Tally } from './observations.ts';
import type { ByWindow, Readings, ReplicationSummary } from './replication-summary.ts';
import { ServiceMeters } from './service-meters.ts';

/** Bins of the timeline, over the duration of the load. */
export const TIMELINE_BINS = 120;

export class Meters {
  readonly observations = new Observations();
  /** One of each a workload. */
  readonly responseTime: readonly Distribution[];
  readonly offered: readonly Tally[];
  readonly answered: readonly Tally[];
  readonly failed: readonly Tally[];
  readonly reads: readonly Tally[];
  readonly staleReads: readonly Tally[];
  /** Writes of replicated maps, and those that met another one that had not seen them. */
  readonly replicatedWrites: readonly Tally[];
  readonly concurrentWrites: readonly Tally[];
  readonly versionStaleness: readonly Distribution[];
  readonly isProbe: readonly boolean[];
  /** One of each a service. */
  readonly services: readonly ServiceMeters[];
  readonly queueWait: Distribution;
  readonly replicationLag: Distribution;
  readonly reportedLag: Distribution;
  readonly staleness: Distribution;
  readonly pumpDelay: Distribution;
  readonly batchSize: Distribution;
  readonly batchAge: Distribution;
  readonly migrationTime: Distribution;
  readonly wanLag: Distribution;
  readonly startTime: Distribution;
  readonly drainTime: Distribution;
  readonly fillTime: Distribution;
  readonly sagaTime: Distribution;
  /** Busy threads; the name tells of how many. */
  readonly busy: Level;
  readonly backlog: Level;
  readonly atRisk: Level;
  readonly memory: Level;
  readonly wanBacklog: Level;
  readonly storeWrites: Tally;
  readonly hits: Tally;
  readonly lookups: Tally;
  readonly storeReads: Tally;
  readonly nearHits: Tally;
  readonly nearLookups: Tally;
  readonly sessionHits: Tally;
  readonly sessionLookups: Tally;
  readonly queued: Tally;
  readonly coalesced: Tally;
  readonly counts = {
    acknowledgedWritesLost: 0,
    lostUpdates: 0,
    monotonicViolations: 0,
    waitsUnmet: 0,
    failovers: 0,
    falseSuspicions: 0,
    partitionsMoved: 0,
    partitionsLost: 0,
    rowsDropped: 0,
    rowsSetBack: 0,
    rowsWrittenTwice: 0,
    updatesWithoutRow: 0,
    mergeConflicts: 0,
    mergeLosses: 0,
    wanDropped: 0,
    evictions: 0,
    expirations: 0,
    invalidations: 0,
    missedInvalidations: 0,
    requestsCutOff: 0,
    scaleEvents: 0,
    scaleReversals: 0,
    gcPauses: 0,
  };
  /** Entries that a pump gave up, by cause. */
  readonly dropCauses = new Map<string, number>();
  readonly lossCauses = new Map<string, number>();
  /** Requests answered and failed, and their response times, over the load; probes left out. */
  readonly series: Readonly<Record<'responseTime' | 'answered' | 'failed', TimeSeries>>;
  readonly #names: readonly string[];

  constructor(scenario: Scenario, layout: Layout, duration: number) {
    const o = this.observations;
    this.#names = scenario.workload.map(({ name }) => name);
    const each = <T>(make: (label: string) => T) => this.#names.map((name) => make(`{workload:${name}}`));
    this.responseTime = each((label) => o.distribution(`responseTime${label}`));
    this.offered = each((label) => o.tally(`offered${label}`));
    this.answered = each((label) => o.tally(`answered${label}`));
    this.failed = each((label) => o.tally(`failed${label}`));
    this.reads = each((label) => o.tally(`reads${label}`));
    this.staleReads = each((label) => o.tally(`staleReads${label}`));
    this.replicatedWrites = each((label) => o.tally(`replicatedWrites${label}`));
    this.concurrentWrites = each((label) => o.tally(`concurrentWrites${label}`));
    this.versionStaleness = each((label) => o.distribution(`versionStaleness${label}`));
    this.isProbe = scenario.workload.map(({ target }) => target === 'each-owner');
    this.services = (scenario.design.services ?? []).map((service) => new ServiceMeters(o, service));
    this.queueWait = o.distribution('queueWait');
    this.replicationLag = o.distribution('replicationLag');
    this.reportedLag = o.distribution('reportedLag');
    this.staleness = o.distribution('staleness');
    this.pumpDelay = o.distribution('pumpDelay');
    this.batchSize = o.distribution('batchSize');
    this.batchAge = o.distribution('batchAge');
    this.migrationTime = o.distribution('migrationTime');
    this.wanLag = o.distribution('wanLag');
    this.startTime = o.distribution('startTime');
    this.drainTime = o.distribution('drainTime');
    this.fillTime = o.distribution('fillTime');
    this.sagaTime = o.distribution('sagaTime');
    // Where units come and go, it is the busy share of the threads that are there.
    const comeAndGo = scenario.design.autoscaler !== undefined;
    this.busy = o.level(`busy/${comeAndGo ? 1 : layout.members * layout.threads}`);
    this.backlog = o.level('pumpBacklog');
    this.atRisk = o.level('entriesAtRisk');
    this.memory = o.level('memoryUsed');
    this.wanBacklog = o.level('wanBacklog');
    this.storeWrites = o.tally('storeWrites');
    this.hits = o.tally('hits');
    this.lookups = o.tally('lookups');
    this.storeReads = o.tally('storeReads');
    this.nearHits = o.tally('nearHits');
    this.nearLookups = o.tally('nearLookups');
    this.sessionHits = o.tally('sessionHits');
    this.sessionLookups = o.tally('sessionLookups');
    this.queued = o.tally('queued');
    this.coalesced = o.tally('coalesced');
    const series = () => new TimeSeries(duration, TIMELINE_BINS);
    this.series = { responseTime: series(), answered: series(), failed: series() };
  }

  lost(cause: string, count: number): void {
    this.counts.acknowledgedWritesLost += count;
    this.lossCauses.set(cause, (this.lossCauses.get(cause) ?? 0) + count);
  }

  dropped(cause: string): void {
    this.counts.rowsDropped++;
    this.dropCauses.set(cause, (this.dropCauses.get(cause) ?? 0) + 1);
  }

  ratios(): ReplicationSummary['ratios'] {
    const ratios: Record<string, ByWindow<readonly [number, number]>> = {};
    this.#names.forEach((name, source) => {
      ratios[`errorRatio{workload:${name}}`] = paired(this.failed[source]!, this.offered[source]!);
      ratios[`staleReadRatio{workload:${name}}`] = paired(this.staleReads[source]!, this.reads[source]!);
      ratios[`concurrentWriteRatio{workload:${name}}`] = paired(
        this.concurrentWrites[source]!,
        this.replicatedWrites[source]!,
      );
    });
    for (const { label, failed, offered } of this.services) ratios[`errorRatio${label}`] = paired(failed, offered);
    return {
      ...ratios,
      coalescedRatio: paired(this.coalesced, this.queued),
      hitRatio: paired(this.hits, this.lookups),
      nearHitRatio: paired(this.nearHits, this.nearLookups),
      sessionHitRatio: paired(this.sessionHits, this.sessionLookups),
    };
  }

  occurrences(): ReplicationSummary['occurrences'] {
    const answered = this.#names.map((name, source) => [
      `throughput{workload:${name}}`,
      this.answered[source]!.byWindow,
    ]);
    return {
      ...Object.fromEntries(answered),
      ...Object.fromEntries(this.services.map((service) => [`throughput${service.label}`, service.answered.byWindow])),
      storeWrites: this.storeWrites.byWindow,
      storeReads: this.storeReads.byWindow,
    };
  }

  /** What has been counted since the beginning, or since the instruments began anew. */
  readings(): Readings {
    const { observations } = this;
    return {
      seconds: observations.seconds,
      distributions: Object.fromEntries(observations.distributions()),
      ratios: this.ratios(),
      occurrences: this.occurrences(),
      levels: Object.fromEntries(observations.levels()),
    };
  }

  timeline(): ReplicationSummary['timeline'] {
    const { responseTime, answered, failed } = this.series;
    const sums = (series: TimeSeries) => series.points().map(({ sum }) => sum);
    return { responseTime: sums(responseTime), answered: sums(answered), failed: sums(failed) };
  }
}

function paired(numerator: Tally, denominator: Tally): ByWindow<readonly [number, number]> {
  const n = numerator.byWindow;
  const d = denominator.byWindow;
  return [
    [n[0], d[0]],
    [n[1], d[1]],
    [n[2], d[2]],
  ];
}
