/**
 * A queueing station on the kernel: Poisson or other arrivals, some servers, one first-come-first-served queue, perhaps a
 * limit on the number in the system. Small and direct, so that what the oracles test is the kernel and not this.
 *
 * A customer is a slot in two arrays; service is drawn when service starts, arrivals from a stream of their own.
 */
import { type DistributionSpec, sampler } from '../../simulator/kernel/distribution.ts';
import { Histogram } from '../../simulator/kernel/histogram.ts';
import { Simulation } from '../../simulator/kernel/simulation.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { TimeAverage } from '../../simulator/kernel/time-average.ts';

export interface StationOptions {
  readonly seed: number;
  readonly replication: number;
  readonly interarrival: DistributionSpec;
  readonly service: DistributionSpec;
  readonly servers?: number;
  /** Most customers in the system; more are rejected. */
  readonly capacity?: number;
  /** Arrivals to generate. */
  readonly customers: number;
  /** Arrivals at the start that are not counted. */
  readonly warmUp?: number;
  /** Independent arrival streams of the same law (for superposition); default 1. */
  readonly sources?: number;
}

export interface StationResult {
  readonly simulation: Simulation;
  readonly arrivals: number;
  readonly rejected: number;
  readonly completed: number;
  /** Arrivals that found all servers busy, of those counted. */
  readonly foundBusy: number;
  readonly wait: Histogram;
  readonly sojourn: Histogram;
  /** Delays in queue by order of arrival, of the first hundred. */
  readonly firstWaits: Float64Array;
  readonly inSystem: TimeAverage;
  readonly inQueue: TimeAverage;
  readonly busyServers: TimeAverage;
  /** 1 while nobody is there. */
  readonly empty: TimeAverage;
  readonly busyPeriods: { count: number; sum: number; squares: number };
  /** Sum of squares of waits, ns^2. */
  readonly waitSquares: number;
  /** Counted customers that waited at most so long, ns. */
  waitedAtMost(limit: 0 | 1): number;
}

/** Runs until the last arrival has left. One second of simulated time is the unit of the textbooks. */
export function runStation(options: StationOptions, unit: number): StationResult {
  const { servers = 1, capacity = Number.POSITIVE_INFINITY, warmUp = 0, sources = 1, customers } = options;
  const simulation = new Simulation();
  const streams = new Streams(options.seed, options.replication);
  const interarrival = sampler(options.interarrival);
  const service = sampler(options.service);
  const arrivalStreams = Array.from({ length: sources }, (_, source) => streams.named(`arrivals/${source}`));
  const serviceStream = streams.named('service');

  const wait = new Histogram();
  const sojourn = new Histogram();
  const inSystem = new TimeAverage();
  const inQueue = new TimeAverage();
  const busyServers = new TimeAverage();
  const empty = new TimeAverage(1);
  const busyPeriods = { count: 0, sum: 0, squares: 0 };
  const firstWaits = new Float64Array(100);
  let queue = new Float64Array(1024);
  let head = 0;
  let tail = 0;
  let arrivals = 0;
  let rejected = 0;
  let completed = 0;
  let foundBusy = 0;
  let busySince = 0;
  let waitSquares = 0;
  let waitedNone = 0;
  let waitedAtMostUnit = 0;
  let started = 0;

  const arrive = simulation.handler('arrive', (source) => {
    if (arrivals >= customers) return;
    arrivals++;
    if (arrivals === warmUp) {
      for (const average of [inSystem, inQueue, busyServers, empty]) average.reset(simulation.now);
      rejected = 0;
    }
    simulation.schedule(interarrival.sample(arrivalStreams[source]!), arrive, source);
    if (arrivals > warmUp && busyServers.value === servers) foundBusy++;
    if (inSystem.value >= capacity) {
      rejected++;
      return;
    }
    if (inSystem.value === 0) {
      busySince = simulation.now;
      empty.set(simulation.now, 0);
    }
    inSystem.add(simulation.now, 1);
    enqueue(simulation.now);
    if (busyServers.value < servers) begin();
    else inQueue.add(simulation.now, 1);
  });

  const depart = simulation.handler('depart', (counted, _b, arrivedAt) => {
    completed++;
    if (counted === 1) sojourn.record(simulation.now - arrivedAt);
    inSystem.add(simulation.now, -1);
    busyServers.add(simulation.now, -1);
    if (inSystem.value === 0) {
      const length = simulation.now - busySince;
      empty.set(simulation.now, 1);
      busyPeriods.count++;
      busyPeriods.sum += length / unit;
      busyPeriods.squares += (length / unit) * (length / unit);
    }
    if (tail > head) {
      inQueue.add(simulation.now, -1);
      begin();
    }
  });

  function begin(): void {
    const arrivedAt = queue[head++ & (queue.length - 1)]!;
    const waited = simulation.now - arrivedAt;
    if (started < 100) firstWaits[started] = waited;
    started++;
    const counted = started > warmUp;
    if (counted) {
      wait.record(waited);
      waitSquares += (waited / unit) * (waited / unit);
      if (waited === 0) waitedNone++;
      if (waited <= unit) waitedAtMostUnit++;
    }
    busyServers.add(simulation.now, 1);
    simulation.schedule(service.sample(serviceStream), depart, counted ? 1 : 0, 0, arrivedAt);
  }

  function enqueue(now: number): void {
    if (tail - head === queue.length) {
      const larger = new Float64Array(queue.length * 2);
      for (let i = head; i < tail; i++) larger[i & (larger.length - 1)] = queue[i & (queue.length - 1)]!;
      queue = larger;
    }
    queue[tail++ & (queue.length - 1)] = now;
  }

  for (let source = 0; source < sources; source++) {
    simulation.schedule(interarrival.sample(arrivalStreams[source]!), arrive, source);
  }
  simulation.run(Number.POSITIVE_INFINITY);
  return {
    simulation,
    arrivals,
    rejected,
    completed,
    foundBusy,
    wait,
    sojourn,
    firstWaits,
    inSystem,
    inQueue,
    busyServers,
    empty,
    busyPeriods,
    waitSquares,
    waitedAtMost: (limit) => (limit === 0 ? waitedNone : waitedAtMostUnit),
  };
}

/** Mean over independent replications with the half-width of its interval (Student's t). */
export interface Estimate {
  readonly mean: number;
  readonly halfWidth: number;
}

/** 99 % two-sided quantile of Student's t: 19 degrees of freedom, or many. */
const T_99 = (replications: number) => (replications === 20 ? 2.8609 : 2.5762);

export function estimate(values: readonly number[]): Estimate {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const variance = values.reduce((a, b) => a + (b - mean) * (b - mean), 0) / (n - 1);
  return { mean, halfWidth: T_99(n) * Math.sqrt(variance / n) };
}
