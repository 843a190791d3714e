/**
 * The measured Redis Cluster faults, run on the protocol alone: what was done to the real clusters, as steps on a BusBench.
 * Quantities are in ms; times are after the fault unless the name says otherwise.
 */
import { BusBench } from '../redis-cluster/bus-bench.ts';
import { measuredOf } from './measured.ts';

/** Quantity to values: one or several a trial. */
type Trial = Readonly<Record<string, readonly number[]>>;

export interface ProtocolTrial {
  readonly name: string;
  /** File in measured/, without .json. */
  readonly measured: string;
  readonly run: (seed: number) => Trial;
}

/**
 * Process start to first event loop, ms: median of 14..47 from "restart issued" to the replica's first log line in the kill pair
 * measurements. Its spread (24..122 ms in the quick restarts) belongs to the rig and is left out.
 */
const BOOT = 24;
/** Restart issued after FAIL in the kill pair measurements, ms: median of 2000..2028. */
const PAIR_BACK = 2012;
/** The 3 primaries are 0, 1, 2; the victim is 0 and its first replica 3. */
const PRIMARIES = 3;
const VICTIM = 0;
const LIMIT = 100_000;

interface Setting {
  readonly replicas: number;
  readonly nodeTimeout: number;
  readonly fullCoverage?: boolean;
  readonly delay?: number;
}

function detection(bench: BusBench): Record<string, number[]> {
  const suspicions = bench.all('suspected').filter((note) => note.other === VICTIM);
  const byPrimaries = suspicions.filter((note) => note.member < PRIMARIES);
  return {
    'first PFAIL': suspicions.slice(0, 1).map((note) => bench.since(note)),
    'PFAIL on 2 masters': byPrimaries.slice(1, 2).map((note) => bench.since(note)),
    FAIL: [bench.first('declaredFailed', (note) => note.member === VICTIM)],
  };
}

function servingAgain(bench: BusBench, since: number): number[] {
  const healthy = bench.all('serving').filter((note) => note.member > VICTIM && note.member < PRIMARIES);
  return healthy.map((note) => bench.since(note) - since);
}

function failover(setting: Setting, strike: (bench: BusBench) => void) {
  return (seed: number): Trial => {
    const bench = new BusBench({ primaries: PRIMARIES, ...setting }, seed);
    bench.runTo(0);
    strike(bench);
    bench.runUntil(() => bench.all('tookOver').length > 0, LIMIT);
    const won = bench.first('tookOver');
    bench.runTo(won + 100);
    const found = detection(bench);
    const failed = found.FAIL![0]!;
    const outage = setting.fullCoverage === false ? {} : { 'healthy shard serves - FAIL': servingAgain(bench, failed) };
    return { ...found, 'won - FAIL': [won - failed], won: [won], ...outage };
  };
}

const kill = (bench: BusBench): void => bench.kill(VICTIM);

function hostCrash(bench: BusBench): void {
  bench.cutOff([VICTIM]);
  bench.members.stop(VICTIM, true);
  bench.bus.memberStopped(VICTIM);
}

/** When the real partitions were mended, ms after the election was won: 0.5 s after a client noticed, and what the rig took for it. */
const mended = measuredOf('partition-3x1-t2000').quantities['heal - won']!;

/** One primary is cut off, and back as long after the election as in one of the measured trials. */
function partition(seed: number): Trial {
  const bench = new BusBench({ primaries: PRIMARIES, replicas: 1, nodeTimeout: 2000 }, seed);
  bench.runTo(0);
  const cut = bench.cutOff([VICTIM]);
  bench.runUntil(() => bench.all('tookOver').length > 0, LIMIT);
  const won = bench.first('tookOver');
  const failed = bench.first('declaredFailed', (note) => note.member === VICTIM);
  const heal = won + mended[seed % mended.length]!;
  bench.runTo(heal);
  bench.mend(cut);
  const back = (): number => bench.first('serving', (note) => note.member === VICTIM && bench.since(note) > heal);
  bench.runUntil(() => !Number.isNaN(back()), LIMIT);
  return {
    ...detection(bench),
    'won - FAIL': [won - failed],
    won: [won],
    'healthy shard serves - FAIL': servingAgain(bench, failed),
    'minority state fail': [bench.first('notServing', (note) => note.member === VICTIM)],
    'old primary ok - heal': [back() - heal],
  };
}

/** A primary and its only replica die; both come back empty 2 s after FAIL. */
function killPair(seed: number): Trial {
  const bench = new BusBench({ primaries: PRIMARIES, replicas: 1, nodeTimeout: 2000 }, seed);
  const replica = VICTIM + PRIMARIES;
  bench.runTo(0);
  bench.kill(VICTIM);
  bench.kill(replica);
  const failedAt = (): number => bench.first('declaredFailed', (note) => note.member === VICTIM);
  bench.runUntil(() => !Number.isNaN(failedAt()), LIMIT);
  const failed = failedAt();
  bench.runTo(failed + PAIR_BACK + BOOT);
  bench.restart(VICTIM);
  bench.restart(replica);
  bench.runTo(failed + 3990);
  const holding = (): number => [1, 2, 4, 5].filter((observer) => bench.bus.believesFailed(observer, VICTIM)).length;
  const since = (): number => bench.simulation.now / 1e6 - bench.settled / 1e6 - failed;
  bench.runUntil(() => holding() < 4, LIMIT, 1);
  const first = since();
  bench.runUntil(() => holding() === 0, LIMIT, 1);
  const last = since();
  bench.runTo(failed + last + 10);
  return {
    ...detection(bench),
    'FAIL cleared, first node - FAIL': [first],
    'FAIL cleared, last node - FAIL': [last],
    'healthy shard serves - FAIL': servingAgain(bench, failed),
  };
}

/** SIGKILL, start again 300 ms later (305 measured), empty. */
function quickRestart(seed: number): Trial {
  const bench = new BusBench({ primaries: PRIMARIES, replicas: 1, nodeTimeout: 5000 }, seed);
  bench.runTo(0);
  bench.kill(VICTIM);
  bench.runTo(305 + BOOT);
  bench.restart(VICTIM);
  bench.runTo(10_000);
  const serving = bench.first('serving', (note) => note.member === VICTIM);
  return { 'restarted primary serves': [serving], suspicions: [bench.all('suspected').length] };
}

export const protocolTrials: readonly ProtocolTrial[] = [
  {
    name: 'kill 3x1 T=2000',
    measured: 'kill-3x1-t2000',
    run: failover({ replicas: 1, nodeTimeout: 2000 }, kill),
  },
  {
    name: 'kill 3x1 T=5000',
    measured: 'kill-3x1-t5000',
    run: failover({ replicas: 1, nodeTimeout: 5000 }, kill),
  },
  {
    name: 'kill 3x2 T=2000',
    measured: 'kill-3x2-t2000',
    run: failover({ replicas: 2, nodeTimeout: 2000 }, kill),
  },
  {
    name: 'kill 3x1 T=2000, no full coverage',
    measured: 'kill-nocoverage-3x1-t2000',
    run: failover({ replicas: 1, nodeTimeout: 2000, fullCoverage: false }, kill),
  },
  {
    // The userland switch adds 0.1..0.25 ms to the 5 ms.
    name: 'host crash 3x1 T=2000, 5 ms',
    measured: 'hostcrash-delay5-3x1-t2000',
    run: failover({ replicas: 1, nodeTimeout: 2000, delay: 5.2 }, hostCrash),
  },
  { name: 'partition 3x1 T=2000', measured: 'partition-3x1-t2000', run: partition },
  { name: 'kill pair 3x1 T=2000', measured: 'killpair-3x1-t2000', run: killPair },
  { name: 'quick restart 3x1 T=5000', measured: 'quickrestart-3x1-t5000', run: quickRestart },
];
