/**
 * What came of each fault: when it was detected, when others took over, who was without service how long, what clients saw.
 * Times are taken from the strike. A fault that found nothing to strike has no time and no effects.
 */
import type { Simulation } from '../kernel/simulation.ts';
import type { Fault } from '../model/scenario.ts';
import type { Availability, Struck } from './availability.ts';
import type { Effect, FaultOutcome, PerFaultSamples } from './replication-summary.ts';

interface Record {
  readonly fault: Fault;
  struck: Struck | null;
  readonly effects: Set<Effect>;
  readonly detection: Map<number, number>;
  readonly failover: Map<number, number>;
  /** Units that the registry took out, and when. */
  readonly takenOut: Map<number, number>;
  readonly clientOutages: number[];
  clientCensored: number;
  /** When a rolling restart had been through all members, ns after the strike. */
  restarted: number | undefined;
}

export class Outcomes {
  readonly #simulation: Simulation;
  readonly #availability: Availability;
  readonly #ownerOf: Int32Array;
  readonly #records: readonly Record[];
  #latest: Record | null = null;
  /** Called when the cluster first declares a member failed that the fault hit. */
  onDetection: (fault: Fault) => void = () => {};

  constructor(simulation: Simulation, availability: Availability, ownerOf: Int32Array, faults: readonly Fault[]) {
    this.#simulation = simulation;
    this.#availability = availability;
    this.#ownerOf = ownerOf;
    this.#records = faults.map((fault) => ({
      fault,
      struck: null,
      effects: new Set(),
      detection: new Map(),
      failover: new Map(),
      takenOut: new Map(),
      clientOutages: [],
      clientCensored: 0,
      restarted: undefined,
    }));
  }

  struck(index: number, members: readonly number[]): void {
    const record = this.#records[index]!;
    record.struck = this.#availability.strike(record.fault.id, members);
    this.#latest = record;
  }

  /** The cluster decided that `member` failed. */
  detected(member: number): void {
    const record = this.#hitBy(member);
    if (record === null) return;
    record.effects.add('detection');
    if (record.detection.size === 0) this.onDetection(record.fault);
    if (!record.detection.has(member)) record.detection.set(member, this.#simulation.now - record.struck!.at);
  }

  /** The service registry found `member` unhealthy. */
  tookOut(member: number): void {
    const record = this.#hitBy(member);
    if (record === null || record.takenOut.has(member)) return;
    record.takenOut.set(member, this.#simulation.now - record.struck!.at);
  }

  /** A backup took over `partition`, unplanned. */
  failedOver(partition: number): void {
    const record = this.#latest;
    if (record === null) return;
    record.effects.add('failover');
    const owner = this.#ownerOf[partition]!;
    if (!record.failover.has(owner)) record.failover.set(owner, this.#simulation.now - record.struck!.at);
  }

  /** A rolling restart has been through all members. */
  restarted(fault: Fault): void {
    const record = this.#records.find((other) => other.fault === fault);
    if (record?.struck == null) return;
    record.effects.add('restart');
    record.restarted = this.#simulation.now - record.struck.at;
  }

  lost(): void {
    this.#latest?.effects.add('loss');
  }

  /** A probe saw an owner silent for this long (ns). */
  clientOutage(length: number, censored: boolean): void {
    if (this.#latest === null) return;
    this.#latest.clientOutages.push(length);
    if (censored) this.#latest.clientCensored++;
  }

  /** True when every fault that hit members was noticed by the cluster. */
  isDetected(index: number): boolean {
    const record = this.#records[index]!;
    return record.struck === null || record.struck.members.every((member) => record.detection.has(member));
  }

  /** The latest fault that hit `member`. */
  #hitBy(member: number): Record | null {
    for (let index = this.#availability.struck.length - 1; index >= 0; index--) {
      const struck = this.#availability.struck[index]!;
      if (struck.members.includes(member)) return this.#records.find((record) => record.struck === struck) ?? null;
    }
    return null;
  }

  faults(origin: number): FaultOutcome[] {
    return this.#records.map((record) => {
      const { struck, fault } = record;
      if (struck?.write.some((outage) => this.#availability.length(outage) > 0)) record.effects.add('write-outage');
      return {
        id: fault.id,
        kind: fault.kind,
        at: struck === null ? undefined : struck.at - origin,
        members: struck?.members ?? [],
        effects: [...record.effects].sort(),
        detected: record.detection.size === 0 ? undefined : Math.min(...record.detection.values()),
        restored: restoredOf(record),
      };
    });
  }

  samples(): { [metric: string]: PerFaultSamples[] } {
    const of = (pick: (record: Record, struck: Struck) => { values: number[]; censored: number }) =>
      this.#records.flatMap((record) =>
        record.struck === null ? [] : [{ fault: record.fault.id, ...pick(record, record.struck) }],
      );
    const outages = (struck: Struck, which: 'write' | 'read', failed: boolean) => {
      const anyDown = struck[which].some((outage) => this.#availability.length(outage) > 0);
      const chosen = struck[which].filter((_, owner) => struck.owners.has(owner) === failed);
      const seen = failed ? chosen.filter((outage) => this.#availability.length(outage) > 0) : anyDown ? chosen : [];
      return {
        values: seen.map((outage) => this.#availability.length(outage)),
        censored: seen.filter((outage) => this.#availability.isOpen(outage)).length,
      };
    };
    return {
      detectionTime: of((record) => ({ values: [...record.detection.values()], censored: 0 })),
      registryDetection: of((record) => ({ values: [...record.takenOut.values()], censored: 0 })),
      failoverTime: of((record) => ({ values: [...record.failover.values()], censored: 0 })),
      writeOutage: of((_, struck) => outages(struck, 'write', true)),
      readOutage: of((_, struck) => outages(struck, 'read', true)),
      healthyOutage: of((_, struck) => outages(struck, 'write', false)),
      clientOutage: of((record) => ({ values: record.clientOutages, censored: record.clientCensored })),
      redundancyRestored: of((_, struck) => {
        if (!struck.redundancyBroken) return { values: [], censored: 0 };
        const restored = struck.redundancyRestored;
        return { values: [restored ?? this.#simulation.now - struck.at], censored: restored === undefined ? 1 : 0 };
      }),
    };
  }
}

/** Between two members of a rolling restart all owners accept writes, and the next one is about to leave: it is over when all had their turn. */
function restoredOf({ fault, struck, restarted }: Record): number | undefined {
  if (fault.kind !== 'rolling-restart' || struck?.restored === undefined) return struck?.restored;
  return restarted === undefined ? undefined : Math.max(struck.restored, restarted);
}
