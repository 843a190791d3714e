/**
 * Lag and WAIT as measured: one shard of an idle cluster is written to at a steady rate; a client beside its primary writes with WAIT 1.
 *
 * Inputs of the comparison, not of the product: the delay of the rig (0.2 ms a hop of its switch on top of 1 ms, facts section 3) and the
 * thread time of a SET, the measured 0.05 ms. A SET without WAIT takes as long as these inputs say, so it is not compared.
 */
import { readFileSync } from 'node:fs';
import { Histogram } from '../../simulator/kernel/histogram.ts';
import { parseScenario } from '../../simulator/model/parse-scenario.ts';
import { layoutOf } from '../../simulator/run/layout.ts';
import { Run } from '../../simulator/run/run.ts';

export interface Level {
  /** One way between nodes, ms. */
  readonly delay: number;
  /** SET/s in the background. */
  readonly rate: number;
  /** Median ms that WAIT 1 adds. */
  readonly waitExtra: number;
  /** ms from the answer to the value's being visible on the replica. */
  readonly lag: { readonly p10: number; readonly p50: number; readonly p90: number };
  /** Bytes by the primary's own INFO. */
  readonly reported: { readonly p10: number; readonly p50: number; readonly p90: number; readonly max: number };
}

export interface LagAndWait {
  readonly waitExtra: number;
  readonly lag: number;
  readonly reported: Level['reported'];
}

export const measuredLevels: readonly Level[] = (
  JSON.parse(readFileSync(new URL('measured/lag-wait.json', import.meta.url), 'utf8')) as { levels: Level[] }
).levels;

/** 0.1 to 0.25 ms a hop through the switch that makes the delay. */
const SWITCH = 0.2;
/** Bytes of one such SET in the stream. */
const WRITE_BYTES = 136;

function scenarioText({ delay, rate }: Level, wait: string): string {
  const far = `${delay + SWITCH}ms`;
  const network = delay === 0 ? 'loopback' : `{sameZone: ${far}, crossZone: ${far}, crossRegion: ${far}}`;
  const background = `{name: background, map: rows, op: put, rate: ${rate}/s, arrivals: constant, from: beside-owner, service: 1us}`;
  return `apiVersion: sba/v1
name: lag-and-wait
question: How far is a replica behind, and what does waiting for it cost?
design:
  product: {kind: redis-cluster}
  members: 6
  backups: 1
  network: ${network}
  maps: [{name: rows, entries: 1, entrySize: ${WRITE_BYTES}B}]
workload:
  - {name: client, map: rows, op: put, clients: 1, think: 10ms, from: beside-owner, service: 50us, client: {timeout: 1s${wait}}}
  ${rate === 0 ? '' : `- ${background}`}
run: {duration: 6s, warmup: 0s}
`;
}

function distributions(text: string, seed: number): (name: string) => Histogram {
  const checked = parseScenario(text, { source: '<text>', parameters: {} });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  const { scenario } = checked.value;
  const run = new Run(scenario, layoutOf(scenario), { seed, replication: 0, warmup: 0 });
  while (run.step() === true);
  const found = run.summary().distributions;
  return (name) => {
    const pool = new Histogram();
    for (const window of found[name] ?? []) if (window !== null) pool.merge(window);
    return pool;
  };
}

export function simulatedLevel(level: Level, seed: number): LagAndWait {
  const name = 'responseTime{workload:client}';
  const plain = distributions(scenarioText(level, ''), seed);
  const waiting = distributions(scenarioText(level, ', wait: {replicas: 1, timeout: 500ms, pipelined: true}'), seed);
  const median = (of: (name: string) => Histogram, metric: string) => of(metric).quantile(0.5) / 1e6;
  const reported = plain('reportedLag');
  return {
    waitExtra: median(waiting, name) - median(plain, name),
    lag: median(plain, 'replicationLag'),
    reported: {
      p10: reported.quantile(0.1),
      p50: reported.quantile(0.5),
      p90: reported.quantile(0.9),
      max: reported.quantile(1),
    },
  };
}

/** Markdown table of every measured level; what an idle cluster reports depends on the few writes of the client, so it is not compared. */
export function lagAndWaitTable(seed: number): readonly string[] {
  const rows = measuredLevels.map((level) => {
    const ours = simulatedLevel(level, seed);
    const bytes = ({ p10, p50, p90, max }: Level['reported']) =>
      [p10, p50, p90, max].map((value) => value.toFixed(0)).join(' / ');
    return `| ${level.delay} | ${level.rate} | ${level.waitExtra.toFixed(2)} | ${ours.waitExtra.toFixed(2)} | ${level.lag.p50.toFixed(2)} | ${ours.lag.toFixed(2)} | ${level.rate === 0 ? ' | ' : `${bytes(level.reported)} | ${bytes(ours.reported)}`} |`;
  });
  return [
    '| one-way delay ms | SET/s | WAIT 1 adds, measured (median ms) | simulated | lag, measured (median ms) | simulated | reported lag, measured p10 / p50 / p90 / max (bytes) | simulated |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
  ];
}
