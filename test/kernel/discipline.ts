/**
 * One server under four disciplines with the same arrivals and the same demands, for the work-conservation oracle.
 * First come, last come and shortest first do not interrupt; processor sharing divides the server evenly.
 */
import { sampler } from '../../simulator/kernel/distribution.ts';
import { Simulation } from '../../simulator/kernel/simulation.ts';
import { Streams } from '../../simulator/kernel/stream-seed.ts';
import { SECOND } from '../../simulator/kernel/time.ts';

export const DISCIPLINES = ['first come', 'last come', 'shortest first', 'sharing'] as const;

interface Job {
  readonly arrivedAt: number;
  readonly demand: number;
  remaining: number;
}

interface DisciplineResult {
  readonly busyTime: number;
  readonly busyPeriods: number;
  readonly meanSojourn: number;
  /** Unfinished work found by each arrival, ns. */
  readonly workAtArrivals: Float64Array;
}

export function runDiscipline(discipline: (typeof DISCIPLINES)[number], customers: number): DisciplineResult {
  const simulation = new Simulation();
  const streams = new Streams(11, 0);
  const interarrival = sampler({ kind: 'exponential', mean: 1.25 * SECOND });
  const demand = sampler({ kind: 'lognormalMeanCv', mean: SECOND, cv: 1.5 });
  const workAtArrivals = new Float64Array(customers);
  const jobs: Job[] = [];
  let current: Job | undefined;
  let epoch = 0;
  let lastChange = 0;
  let arrivals = 0;
  let sojourns = 0;
  let busySince = 0;
  let busyTime = 0;
  let busyPeriods = 0;

  const arrive = simulation.handler('arrive', () => {
    progress();
    workAtArrivals[arrivals++] = jobs.reduce((work, job) => work + job.remaining, 0);
    if (jobs.length === 0) busySince = simulation.now;
    const need = demand.sample(streams.named('demand'));
    jobs.push({ arrivedAt: simulation.now, demand: need, remaining: need });
    if (arrivals < customers) simulation.schedule(interarrival.sample(streams.named('arrivals')), arrive);
    plan();
  });

  const depart = simulation.handler('depart', (planned) => {
    if (planned !== epoch) return;
    progress();
    const job = next();
    jobs.splice(jobs.indexOf(job), 1);
    current = undefined;
    sojourns += simulation.now - job.arrivedAt;
    if (jobs.length === 0) {
      busyTime += simulation.now - busySince;
      busyPeriods++;
    } else plan();
  });

  /** The work done since the last change, shared or to the one in service. */
  function progress(): void {
    const elapsed = simulation.now - lastChange;
    lastChange = simulation.now;
    if (jobs.length === 0) return;
    if (discipline === 'sharing') for (const job of jobs) job.remaining -= elapsed / jobs.length;
    else next().remaining -= elapsed;
  }

  /** The job that leaves next. */
  function next(): Job {
    if (discipline === 'sharing') return jobs.reduce((a, b) => (b.remaining < a.remaining ? b : a));
    current ??= choose();
    return current;
  }

  function choose(): Job {
    if (discipline === 'first come') return jobs[0]!;
    if (discipline === 'last come') return jobs.at(-1)!;
    return jobs.reduce((a, b) => (b.demand < a.demand ? b : a));
  }

  function plan(): void {
    const share = discipline === 'sharing' ? jobs.length : 1;
    simulation.schedule(Math.max(0, next().remaining * share), depart, ++epoch);
  }

  simulation.schedule(0, arrive);
  simulation.run(Number.POSITIVE_INFINITY);
  return { busyTime, busyPeriods, meanSojourn: sojourns / customers, workAtArrivals };
}
