/**
 * One configuration of the kernel's benchmarks, in a process of its own, because shared call sites would turn megamorphic
 * and cost up to a factor of 2. Prints CPU ns per operation after a warm-up.
 *
 * usage: hold <queue|exponential|skewed|ties|timeout|record|sum> <N> <operations>
 * HOLD(N): N pending events, every one executed schedules the next. queue: the event queue alone, as C++ has it, without
 * handlers, operands and trace hash; the others are whole simulations. timeout: every event also cancels the timeout that
 * it armed last time and arms a new one. record, sum: Histogram.record against the bare sum of the same latencies.
 */
import { EventQueue } from '../../simulator/kernel/event-queue.ts';
import { EventRecords } from '../../simulator/kernel/event-records.ts';
import { Histogram } from '../../simulator/kernel/histogram.ts';
import { exp } from '../../simulator/kernel/portable-math.ts';
import { RandomStream } from '../../simulator/kernel/random-stream.ts';
import { Simulation } from '../../simulator/kernel/simulation.ts';
import { MILLISECOND, SECOND } from '../../simulator/kernel/time.ts';

const [mode = 'exponential', size = '1000', operations = '1000000'] = process.argv.slice(2);
const population = Number(size);
const count = Number(operations);
const stream = RandomStream.fromWords(1, 2, 3, 4);

function cpuNanoseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1e3;
}

/** Sixty in a hundred delays about 1 ms, thirty a hop of about 10 us, nine about 100 ms, one about 10 s. */
function skewedDelay(): number {
  const u = stream.uniform();
  const mean = u < 0.6 ? 1 : u < 0.9 ? 0.01 : u < 0.99 ? 100 : 10000;
  return mean * MILLISECOND * stream.exponential();
}

/** Whole seconds, a quarter of them zero. */
function tiedDelay(): number {
  return stream.below(4) === 0 ? 0 : (1 + stream.below(3)) * SECOND;
}

function holdExponential(simulation: Simulation): void {
  const next = simulation.handler('next', (instance) => {
    simulation.schedule(SECOND * stream.exponential(), next, instance);
  });
  for (let i = 0; i < population; i++) simulation.schedule(SECOND * stream.exponential(), next, i);
}

function holdSkewed(simulation: Simulation): void {
  const next = simulation.handler('next', (instance) => simulation.schedule(skewedDelay(), next, instance));
  for (let i = 0; i < population; i++) simulation.schedule(skewedDelay(), next, i);
}

function holdTies(simulation: Simulation): void {
  const next = simulation.handler('next', (instance) => simulation.schedule(tiedDelay(), next, instance));
  for (let i = 0; i < population; i++) simulation.schedule(tiedDelay(), next, i);
}

function holdTimeouts(simulation: Simulation): void {
  const timers = new Float64Array(population);
  const lane = simulation.lane(100 * SECOND);
  const expired = simulation.handler('expired', () => {
    throw new Error('a timeout expired: the benchmark is not what it says');
  });
  const next = simulation.handler('next', (instance) => {
    simulation.cancel(timers[instance]!);
    timers[instance] = simulation.arm(lane, expired, instance);
    simulation.schedule(SECOND * stream.exponential(), next, instance);
  });
  for (let i = 0; i < population; i++) simulation.schedule(SECOND * stream.exponential(), next, i);
}

function measureHold(prepare: (simulation: Simulation) => void): void {
  const simulation = new Simulation();
  prepare(simulation);
  for (let until = MILLISECOND; simulation.executed < count / 2 + 2 * population; until *= 2) simulation.run(until);
  const warmUp = simulation.executed;
  const start = cpuNanoseconds();
  simulation.run(simulation.now * (1 + count / warmUp));
  report(start, simulation.executed - warmUp, simulation.digest());
}

function measureQueue(): void {
  const records = new EventRecords();
  const queue = new EventQueue(records);
  let sequence = 0;
  for (let i = 0; i < population; i++) {
    const slot = records.allocate();
    records.time[slot] = Math.floor(SECOND * stream.exponential());
    records.sequence[slot] = sequence++;
    queue.push(slot);
  }
  const hold = (holds: number) => {
    for (let i = 0; i < holds; i++) {
      const slot = queue.takeUntil(Number.POSITIVE_INFINITY);
      records.time[slot] = records.time[slot]! + Math.floor(SECOND * stream.exponential() + 0.5);
      records.sequence[slot] = sequence++;
      queue.push(slot);
    }
  };
  hold(count / 2 + 2 * population);
  const start = cpuNanoseconds();
  hold(count);
  report(start, count, String(sequence));
}

/** The least that a statistic can be. */
class Sum {
  total = 0;
  record(value: number): void {
    this.total += value;
  }
}

function measureHistogram(record: boolean): void {
  const latencies = Float64Array.from({ length: 1e6 }, () => Math.round(1e6 * exp(stream.normal())));
  const histogram = new Histogram();
  const sum = new Sum();
  const pass = () => {
    if (record) for (let i = 0; i < latencies.length; i++) histogram.record(latencies[i]!);
    else for (let i = 0; i < latencies.length; i++) sum.record(latencies[i]!);
  };
  for (let i = 0; i < 3; i++) pass();
  const start = cpuNanoseconds();
  for (let i = 0; i < count / 1e6; i++) pass();
  report(start, count, String(sum.total + histogram.sum));
}

function report(start: number, done: number, checksum: string): void {
  console.log(`${((cpuNanoseconds() - start) / done).toFixed(3)} ${checksum}`);
}

if (mode === 'queue') measureQueue();
else if (mode === 'exponential') measureHold(holdExponential);
else if (mode === 'skewed') measureHold(holdSkewed);
else if (mode === 'ties') measureHold(holdTies);
else if (mode === 'timeout') measureHold(holdTimeouts);
else measureHistogram(mode === 'record');
