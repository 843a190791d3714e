/**
 * One run: one scenario, one seed, one replication; the load, then the settling, then the reckoning.
 *
 * It is run in slices so that the caller gets a word in. Time zero of the scenario may lie later than the kernel's, because a cluster is
 * older than what is measured (see membership-wiring.ts).
 */
import { meanOf } from '../kernel/distribution.ts';
import { type ExecutedEvent, Simulation } from '../kernel/simulation.ts';
import { Streams } from '../kernel/stream-seed.ts';
import { MILLISECOND, SECOND } from '../kernel/time.ts';
import type { TimeSeriesPoint } from '../kernel/time-series.ts';
import type { Scenario, Source } from '../model/scenario.ts';
import { reckon } from './accounts.ts';
import { Batches, together } from './batches.ts';
import { checkAcknowledgedWrites } from './checkers/acknowledged-writes.ts';
import { checkConservation } from './checkers/conservation.ts';
import { checkCopiesAgree } from './checkers/copies-agree.ts';
import { checkMemoryCounted } from './checkers/memory-counted.ts';
import { checkSagas } from './checkers/sagas.ts';
import type { Layout } from './layout.ts';
import type { MapService } from './map-service.ts';
import { prehistory } from './membership-wiring.ts';
import { Meters } from './meters.ts';
import { buildModel, type Model } from './model.ts';
import { placedFor } from './random-placement.ts';
import { type ReplicationSummary, SETTLING } from './replication-summary.ts';
import { loseUnstored } from './unstored-losses.ts';

export interface RunOptions {
  readonly seed: number;
  readonly replication: number;
  /** ns of scenario time that are not measured. */
  readonly warmup: number;
  /** Ends the load this early and leaves faults out (a pilot that only looks at the calm stretch). */
  readonly until?: number;
}

/** How often a settling run looks whether everything has come to rest. */
const SETTLE_LOOK = 100 * MILLISECOND;
/** Events that one slice takes, about. */
const SLICE_EVENTS = 50_000;

export class Run {
  readonly simulation: Simulation;
  readonly #scenario: Scenario;
  readonly #options: RunOptions;
  readonly #meters: Meters;
  readonly #model: Model;
  readonly #origin: number;
  readonly #duration: number;
  readonly #slice: number;
  readonly #batches: Batches | undefined;
  #phase: 'load' | 'settle' | 'done' = 'load';

  constructor(scenario: Scenario, layout: Layout, options: RunOptions) {
    this.#scenario = scenario;
    this.#options = options;
    this.#duration = Math.min(options.until ?? scenario.run.duration, scenario.run.duration);
    this.#origin = prehistory(scenario);
    this.#slice = sliceOf(scenario, layout);
    this.simulation = new Simulation({ eventLimit: scenario.run.eventLimit });
    this.#meters = new Meters(scenario, layout, this.#duration);
    const { simulation } = this;
    const streams = new Streams(options.seed, options.replication);
    const [meters, origin, duration] = [this.#meters, this.#origin, this.#duration];
    const placed = placedFor(scenario, layout, () => streams.named('grid/placement'));
    this.#model = buildModel({ scenario, layout: placed, simulation, streams, meters, origin, duration });
    const endWarmUp = simulation.handler('run/end-warm-up', () => meters.observations.endWarmUp(simulation.now));
    // First of its instant: a request at the moment the warm-up ends is measured.
    simulation.scheduleAt(origin + options.warmup, endWarmUp);
    const count = options.until === undefined ? scenario.run.batches : undefined;
    const measured = { from: origin + options.warmup, to: origin + duration };
    this.#batches = count === undefined ? undefined : new Batches(meters, simulation, { ...measured, count });
    this.#model.protocol.start();
    this.#model.clients.start(origin, duration);
    this.#model.units.start(origin, duration);
    if (options.until === undefined) this.#model.faults.start(origin);
  }

  /** Runs one slice. Returns false when the run is over; `event-limit` when it took more events than the scenario allows. */
  step(): boolean | 'event-limit' {
    switch (this.#phase) {
      case 'load':
        return this.#stepLoad();
      case 'settle':
        return this.#stepSettle();
      case 'done':
        return false;
    }
  }

  /** The events of the load one by one, with their scenario time; instead of `step`. */
  *events(): Generator<ExecutedEvent> {
    const end = this.#origin + this.#duration;
    for (let event = this.simulation.step(end); event !== undefined; event = this.simulation.step(end))
      yield { ...event, time: event.time - this.#origin };
  }

  /** Share of the load that has been simulated, 0 … 1. */
  get progress(): number {
    return Math.min(1, Math.max(0, (this.simulation.now - this.#origin) / this.#duration));
  }

  #stepLoad(): boolean | 'event-limit' {
    const { simulation } = this;
    const end = this.#origin + this.#duration;
    if (simulation.run(Math.min(end, simulation.now + this.#slice)) === 'event-limit') return 'event-limit';
    if (simulation.now < end) return true;
    this.#meters.observations.endWarmUp(simulation.now);
    this.#meters.observations.enter(SETTLING, simulation.now);
    this.#phase = this.#options.until === undefined ? 'settle' : 'done';
    return this.#phase === 'settle';
  }

  #stepSettle(): boolean | 'event-limit' {
    const { simulation } = this;
    if (simulation.run(simulation.now + SETTLE_LOOK) === 'event-limit') return 'event-limit';
    const limit = this.#origin + this.#duration + this.#scenario.run.settle;
    if (!this.#isSettled() && simulation.now < limit) return true;
    this.#phase = 'done';
    return false;
  }

  #isSettled(): boolean {
    const { attempts, durability, faults, grid, services, wan } = this.#model;
    const quiet = attempts.size === 0 && durability.isDrained && faults.isQuiet;
    if (wan !== null && !wan.isSettled) return false;
    if (services.some(({ isSettled }) => !isSettled)) return false;
    return quiet && !grid.isCatchingUp() && !grid.hasRivals();
  }

  /** The reckoning; call once, after `step` returned false. */
  summary(): ReplicationSummary {
    const { simulation } = this;
    const { grid, probes, outcomes } = this.#model;
    const { observations, counts, lossCauses } = this.#meters;
    const { residencies, durability } = this.#model;
    if (residencies !== null && durability.isDrained) loseUnstored(grid, residencies, this.#scenario.design.maps);
    this.#check();
    probes.close(simulation.now);
    observations.close(simulation.now);
    const accounts = reckon(grid, this.#scenario.design.maps, this.#model.residencies);
    const batches = this.#batches?.all();
    const extra = summed({ ...counts, ...accounts.counts }, this.#model.services);
    return {
      replication: this.#options.replication,
      events: simulation.executed,
      digest: simulation.digest(),
      ...(batches === undefined ? this.#meters.readings() : { ...together(batches), batches }),
      endLevels: Object.fromEntries(observations.endLevels()),
      counts: {
        ...counts,
        ...this.#model.clients.calls.counts,
        ...this.#model.clients.sagas?.counts,
        ...accounts.counts,
        ...extra,
      },
      perFault: outcomes.samples(),
      faults: outcomes.faults(this.#origin),
      timeline: this.#meters.timeline(),
      lossCauses: sorted(lossCauses),
      dropCauses: sorted(this.#meters.dropCauses),
      differences: accounts.differences,
    };
  }

  /** Response times of each bin of the calm stretch, for the warm-up decision. */
  calmSeries(): readonly TimeSeriesPoint[] {
    return this.#meters.series.responseTime.points();
  }

  #check(): void {
    const { grid, clients, littlesLaw, services, serviceNetwork } = this.#model;
    const { offered, answered, failed } = this.#meters;
    const total = (tallies: readonly { total: number }[]) => tallies.reduce((sum, tally) => sum + tally.total, 0);
    checkConservation(total(offered), total(answered), total(failed), clients.waiting());
    littlesLaw.check(clients.waiting());
    checkAcknowledgedWrites(grid.history);
    checkCopiesAgree(grid.history);
    checkMemoryCounted(this.#model.memory);
    for (const service of services) service.check();
    serviceNetwork?.check();
    if (clients.sagas !== null) checkSagas(clients.sagas);
  }
}

/** What the services counted, on top of what was counted under the same names. */
function summed(before: Readonly<Record<string, number>>, services: readonly MapService[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const service of services) {
    for (const [name, count] of Object.entries(service.counts()))
      sums[name] = (sums[name] ?? before[name] ?? 0) + count;
  }
  return sums;
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A slice of simulated time that takes some ten thousand events, so that the caller gets a word in often enough. */
function sliceOf(scenario: Scenario, layout: Layout): number {
  let perSecond = layout.members * 10;
  for (const source of scenario.workload)
    perSecond += peakOf(source, layout) * (source.fanOut ?? source.saga?.steps.length ?? 1) * 8;
  return Math.max(1, Math.min(scenario.run.duration, Math.round((SLICE_EVENTS / perSecond) * SECOND)));
}

/** Requests per second at most, about. */
function peakOf(source: Source, layout: Layout): number {
  if (source.every !== undefined) return (SECOND / source.every) * layout.owners;
  if (source.clients === undefined) return (source.rate ?? []).reduce((most, step) => Math.max(most, step.rate), 0);
  const cycle = meanOf(source.service) + (source.think === undefined ? 0 : meanOf(source.think));
  return (source.clients * SECOND) / Math.max(MILLISECOND, cycle);
}
